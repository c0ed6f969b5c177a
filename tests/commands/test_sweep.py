"""Sweeps and runs on the command line."""

import json

import pytest

from playground.commands.options import VISITOR
from playground.language.starting import begin_with
from playground.runs.store import RunStore
from playground.settings import settings
from playground.sweeps import running, shelf

SWEEP = """
settings: {hidden_size: 8, embedding_size: 4, batch_size: 4, sequence_length: 16, budget: 6, corpus: dinosaurs}
grid: {cell: [rnn, gru]}
seeds: 2
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "sweep.yaml").write_text(SWEEP)
    return tmp_path / "sweep.yaml"


def test_a_sweep_trains_every_run_and_says_which_was_best(command, file):
    first, *runs, last = [json.loads(line) for line in command("sweep", file, "--json").splitlines()]
    assert (first["event"], first["runs"], last["status"]) == ("sweep", 4, "finished")
    assert [(run["settings"]["cell"], run["seed"]) for run in runs] == [("rnn", 1), ("gru", 1), ("rnn", 2), ("gru", 2)]
    losses = {cell: [run["validation_loss"] for run in runs if run["settings"]["cell"] == cell] for cell in ("rnn", "gru")}
    for row in last["best"]:
        assert row["validation_loss"] == pytest.approx(sum(losses[row["settings"]["cell"]]) / 2) and len(row["runs"]) == 2
    assert last["best"][0]["validation_loss"] == min(sum(found) / 2 for found in losses.values())
    again = [json.loads(line) for line in command("sweep", file, "--json").splitlines()][1:-1]
    assert [run["validation_loss"] for run in again] == [run["validation_loss"] for run in runs]
    assert "already" not in command("sweep", "--resume", first["sweep"])


def test_a_run_that_is_hopeless_ends_early_where_that_is_wished(command, file):
    rates = SWEEP.replace("cell: [rnn, gru]", "learning_rate: [0.01, 0.02, 0.03, 1e-6]").replace("budget: 6", "budget: 12")
    file.write_text(rates.replace("seeds: 2", "seeds: 1\nstop_early: yes"))
    _, *runs, last = [json.loads(line) for line in command("sweep", file, "--json").splitlines()]
    assert [run["reason"] for run in runs] == ["finished", "finished", "finished", "hopeless"] and last["status"] == "finished"
    assert runs[3]["steps"] < 12


def test_a_sweep_that_makes_no_sense_is_refused(command, tmp_path, file):
    file.write_text("grid: {cell: [quantum]}")
    assert "quantum" in command("sweep", file, status=2)
    assert "cannot be read" in command("sweep", tmp_path / "nothing.yaml", status=2)
    assert "Give either" in command("sweep", status=2) and "no such sweep" in command("sweep", "--resume", "x", status=2)


def test_a_sweep_of_a_text_that_is_not_there_is_one_line_and_leaves_nothing(command, file):
    file.write_text("settings: {corpus: nowhere}")
    said = command("sweep", file, status=2)
    assert said.startswith("There is no text called") and len(said.splitlines()) == 1
    assert not shelf.sweeps_of(RunStore(settings().database()), VISITOR)


def test_ctrl_c_between_two_runs_loses_none_of_them(command, file, monkeypatch):
    made = iter([begin_with, interrupted])
    with monkeypatch.context() as patch:
        patch.setattr(running, "begin_with", lambda *parts: next(made)(*parts))
        first, *_, last = [json.loads(line) for line in command("sweep", file, "--json").splitlines()]
    assert last["status"] == "stopped"
    command("sweep", "--resume", first["sweep"])
    store = RunStore(settings().database())
    sweep = shelf.owned_sweep(store, first["sweep"], VISITOR)
    assert sweep.status == "finished" and [run.status for run in shelf.runs_of(store, sweep).values()] == 4 * ["finished"]
    shelf.note_sweep(store, sweep.id, "running")
    assert "goes on elsewhere" in command("sweep", "--resume", sweep.id, status=2)


def interrupted(*parts):
    raise KeyboardInterrupt


def test_runs_travel(command, answer, tmp_path, file):
    command("sweep", file)
    listed = answer("runs", "list")
    assert len(listed) == 4 and not any("visitor" in run for run in listed)
    name = listed[0]["id"]
    for ending in ("zip", "csv", "yaml", "py", "tfevents"):
        command("runs", "export", name, tmp_path / f"run.{ending}")
    assert (tmp_path / "text.txt").is_file() and (tmp_path / "run.py").is_file()
    _, again, _ = map(json.loads, command("sweep", tmp_path / "run.yaml", "--json").splitlines())  # a single run as a file
    for told, kept in (("validation_loss", "validation_loss"), ("settings", "experiment"), ("name", "name")):
        assert again[told] == listed[0][kept]
    command("runs", "delete", again["run"])
    assert answer("runs", "delete", name) == {"deleted": name} and len(answer("runs", "list")) == 3
    back = answer("runs", "import", tmp_path / "run.zip")
    assert back["validation_loss"] == listed[0]["validation_loss"] and back["id"] != name and len(answer("runs", "list")) == 4
    assert "hidden size: 8" in command("runs", "show", back["id"])
    assert "no run called" in command("runs", "show", name, status=2)
    assert "in which form" in command("runs", "export", back["id"], tmp_path / "run.doc", status=2)
    assert "not the zip of a run" in command("runs", "import", tmp_path / "run.csv", status=2)
