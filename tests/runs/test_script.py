"""The exported script trains again and gives the recorded losses, whatever the run was made of."""

import runpy
import subprocess
import sys
from dataclasses import replace

import pytest
import torch

from models.cells import CELLS
from playground.errors import Refusal
from playground.language import training
from playground.language.checkpoint import longer
from playground.language.experiment import Experiment
from playground.language.optimisation import CLIPPINGS, OPTIMIZERS, SCHEDULES
from playground.language.training import begin, train
from playground.runs.record import History, new_run
from playground.runs.recorder import description
from playground.runs.script import script
from playground.text.corpora import load_corpus
from playground.text.dataset import prepare

TINY = dict(corpus="dinosaurs", hidden_size=12, embedding_size=6, batch_size=4, sequence_length=12, budget=12)
ONE_AFTER_ANOTHER = """
import runpy, sys
names, sys.argv = sys.argv[1:], [""]
for name in names:
    runpy.run_path(name, run_name="__main__")
"""
CASES = [
    *({"optimizer": name} for name in OPTIMIZERS),
    *({"schedule": name} for name in SCHEDULES),
    *({"clipping": name, "clip_at": 0.05} for name in CLIPPINGS),
    {"cell": "lstm", "layers": 2, "dropout": 0.3, "forget_bias": 2.0},
    {"stateful": False, "seed": 5},
    {"budget": 600.0, "budget_unit": "tokens"},
    {"budget": 0.02, "budget_unit": "seconds"},
    {"corpus": "agreement", "tokenizer": "word", "vocabulary_size": 40},
    {"embedding": "one-hot"},
    {"embedding": "one-hot", "cell": "gru-simple"},
]


@pytest.fixture(autouse=True)
def one_report(monkeypatch):
    """Make a report in the middle of a training and one at its end: they take longer than the updates of so small a network."""
    monkeypatch.setattr(training, "REPORTS", 1)


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    known = {}
    return lambda name: known.setdefault(name, load_corpus(name, home))


def trained(corpus, experiment):
    """Return a run with its history as they are after training."""
    text = experiment.text
    state = begin(experiment, prepare(corpus, text.tokenizer, text.vocabulary_size, text.validation_share))
    history = History.from_records(train(state))
    hostile = 'x"""\n\'\\\nimport os; os.abort()'
    return replace(new_run(experiment, "ann", hostile, hostile), **description(state)), history


def losses(printed):
    return [float(line.split()[1]) for line in printed.splitlines()]


def again(folder, run, history, corpus, capsys, monkeypatch):
    """Run the script in this process and return the losses that it prints."""
    (folder / "text.txt").write_bytes(corpus.text.encode("utf-8", "surrogatepass"))
    (folder / "again.py").write_text(script(run, history), encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["again.py"])
    capsys.readouterr()
    runpy.run_path("again.py", run_name="__main__")
    return losses(capsys.readouterr().out)


@pytest.mark.parametrize("changes", CASES, ids=str)
def test_a_script_repeats_the_losses(changes, texts, tmp_path, capsys, monkeypatch):
    experiment = Experiment().with_(**{**TINY, **changes})
    corpus = texts(experiment.text.corpus)
    run, history = trained(corpus, experiment)
    found = again(tmp_path, run, history, corpus, capsys, monkeypatch)
    wanted = [*history.column("train_loss"), history.validations[-1].validation_loss]
    assert found == pytest.approx(wanted, abs=1e-5)


def test_every_cells_script_repeats_its_losses_and_needs_nothing_of_this_project(texts, tmp_path):
    corpus, wanted = texts("dinosaurs"), []
    (tmp_path / "text.txt").write_bytes(corpus.text.encode())
    for cell in CELLS:
        run, history = trained(corpus, Experiment().with_(**{**TINY, "budget": 40}, cell=cell, layers=2))
        (tmp_path / f"{cell}.py").write_text(script(run, history))
        assert "playground" not in script(run, history)
        wanted += [*history.column("train_loss"), history.validations[-1].validation_loss]
    call = [sys.executable, "-I", "-c", ONE_AFTER_ANOTHER, *(f"{cell}.py" for cell in CELLS)]  # one process imports torch once
    result = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    assert losses(result.stdout) == pytest.approx(wanted, abs=1e-5)


def test_a_run_trained_longer_is_repeated_by_its_recorded_rates(texts, tmp_path, capsys, monkeypatch):
    corpus, experiment = texts("dinosaurs"), Experiment().with_(**TINY)
    state = begin(experiment, prepare(corpus, "character", 10_000, 0.1))
    first = list(train(state))
    state = longer(state, 5, "steps")
    history = History.from_records([*first, *train(state)])
    run = replace(new_run(experiment, "ann", "Text"), **description(state))
    found = again(tmp_path, run, history, corpus, capsys, monkeypatch)
    assert found[:-1] == pytest.approx(history.column("train_loss"), abs=1e-5) and len(found) == 18
    with pytest.raises(Refusal, match="not every step"):
        script(run, replace(history, steps=history.steps[::2]))


def test_another_text_is_not_trained_on(texts, tmp_path, capsys, monkeypatch):
    corpus = texts("dinosaurs")
    run, history = trained(corpus, Experiment().with_(**TINY))
    with pytest.raises(SystemExit, match="not the text"):
        again(tmp_path, run, history, replace(corpus, text=corpus.text + "x"), capsys, monkeypatch)


def test_what_cannot_be_repeated_is_refused(texts):
    run, history = trained(texts("dinosaurs"), Experiment().with_(**TINY))
    with pytest.raises(Refusal, match="not made a step"):
        script(replace(run, step=0), History())
    with pytest.raises(Refusal, match="afresh"):
        script(replace(run, versions={"imported at step": "3"}), history)
    torch.manual_seed(0)
