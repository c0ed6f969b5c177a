"""A sweep as a file comes back as it was; a hostile file is refused in one sentence."""

import pytest

from playground.commands.sweep import EXAMPLE
from playground.errors import Refusal
from playground.language.experiment import Experiment
from playground.sweeps.files import LARGEST, read_sweep, read_sweep_path, run_file, sweep_file
from playground.sweeps.sweep import GridSettings, Sweep, points

SWEEPS = [
    Sweep(),
    Sweep(Experiment().with_(corpus="lee", tokenizer="word", stateful=False, budget=2.5, budget_unit="seconds")),
    Sweep(own=GridSettings(grid="cell=rnn,lstm; learning_rate=1e-05,0.3", seeds=5, parameters=200_000, stop_early=True)),
    Sweep(own=GridSettings(grid="stateful=yes,no", name="“Näme”: - [x] # no\n*")),
    Sweep(own=GridSettings(grid="", seeds=1)),
]


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.title)
def test_a_sweep_comes_back_from_its_file(sweep):
    again = read_sweep(sweep_file(sweep).encode())
    assert again == sweep and points(again, lambda text: 100) == points(sweep, lambda text: 100)


def test_a_run_comes_back_as_a_sweep_of_one():
    experiment = Experiment().with_(cell="lstm", forget_bias=3.0, seed=9)
    assert points(read_sweep(run_file(experiment, "LSTM").encode())) == [experiment]


def test_a_file_is_written_for_people():
    text = sweep_file(SWEEPS[2])
    assert "  cell: [rnn, lstm]\n" in text and "  budget: 1000\n" in text and "seeds: 5\n" in text and "layers" not in text


def test_the_example_of_the_command_line_is_a_sweep():
    sweep = read_sweep(EXAMPLE.partition("\n\n")[2].encode())
    assert (sweep.count, sweep.own.parameters, sweep.own.stop_early) == (18, 100_000, True)


def test_numbers_are_read_as_people_write_them():
    text = b"settings: {learning_rate: 1e-3, hidden_size: 1_000, stateful: no}\ngrid: {dropout: 0.5}\nstop_early: yes\n"
    base = read_sweep(text).base
    assert (base.training.learning_rate, base.model.hidden_size, base.training.stateful) == (0.001, 1000, False)
    assert read_sweep(text).axes == {"dropout": (0.5,)} and read_sweep(text).own.stop_early


HOSTILE = {
    "nothing": b"",
    "a list": b"- 1\n- 2\n",
    "no text": b"\xff\xfe\x00",
    "no YAML": b"settings: [1, 2\n",
    "a tab": b"settings:\n\tcell: gru\n",
    "an object": b"settings: !!python/object/apply:os.system ['true']\n",
    "an object in a value": b"settings: {corpus: !!python/object/apply:os.system ['true']}\n",
    "references": b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "one reference": b"settings: &s {cell: gru}\ngrid: *s\n",
    "deep": b"[" * 20_000,
    "unknown part": b"setings: {cell: gru}\n",
    "unknown setting": b"settings: {sell: gru}\n",
    "list for a value": b"settings: {cell: [gru, lstm]}\n",
    "mapping for a list": b"grid: {cell: {a: b}}\n",
    "a grid within": b'grid: {cell: "gru; layers=1"}\n',
    "too many": b"grid: {hidden_size: [" + b",".join(b"%d" % n for n in range(1, 90)) + b"]}\n",
    "out of range": b"settings: {hidden_size: 99999999}\n",
    "not a number": b"settings: {learning_rate: .nan}\n",
    "seeds": b"seeds: 1000\n",
    "a number as a name": b"1: 2\n",
    "control characters": b"settings: {corpus: \x00}\n",
    "endless": b"#" * (LARGEST + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence(name):
    with pytest.raises(Refusal) as caught:
        read_sweep(HOSTILE[name])
    assert 20 < len(str(caught.value)) < 300 and "\n" not in str(caught.value)


def test_a_setting_in_the_wrong_place_is_told_the_right_one():
    with pytest.raises(Refusal, match="“corpus” is a setting of the runs: put it below “settings:”"):
        read_sweep(b"corpus: dinosaurs\ngrid: {cell: [gru]}\n")


def test_a_tag_makes_no_object():
    assert read_sweep(b"settings: {seed: !!int 3}\n").base.training.seed == 3


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refusal, match="cannot be read"):
        read_sweep_path(tmp_path / "nothing.yaml")
