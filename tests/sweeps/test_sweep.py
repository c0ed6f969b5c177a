"""A grid becomes runs: every combination once, seeds one after the other, sizes that match."""

from dataclasses import replace
from itertools import product

import pytest

from models.cells import CELLS
from models.language_model import LanguageModel
from playground.errors import Refusal
from playground.language.experiment import Experiment, ModelSettings
from playground.sweeps.matching import TOLERANCE, matched
from playground.sweeps.sweep import GridSettings, Sweep, combinations, point_name, points, read_grid, write_grid


def sweep(grid, base=None, **own):
    return Sweep(base or Experiment(), GridSettings(grid=grid, **own))


def test_a_grid_is_read_as_its_settings_are():
    assert read_grid("cell=gru, lstm ; learning_rate=1e-3,0.01;stateful=yes,no;layers=2") == {
        "cell": ("gru", "lstm"),
        "learning_rate": (0.001, 0.01),
        "stateful": (True, False),
        "layers": (2,),
    }
    assert read_grid("") == read_grid(" ; ") == {}


@pytest.mark.parametrize("grid", ["cell=rnn,gru; layers=1,2", "learning_rate=1e-05,0.3; stateful=no,yes", "budget=10,2.5", ""])
def test_a_grid_is_written_as_it_is_read(grid):
    assert write_grid(read_grid(grid)) == grid


@pytest.mark.parametrize(
    ("grid", "said"),
    [
        ("cells=gru", "cell"),
        ("cell=gru; cell=lstm", "twice"),
        ("cell=quantum", "In the grid"),
        ("cell=", "0 values"),
        ("cell", "0 values"),
        ("seed=1,2", "how many seeds"),
        ("hidden_size=" + ",".join(map(str, range(1, 60))), "59 values"),
        ("learning_rate=nan", "In the grid"),
        ("hidden_size=1e99", "In the grid"),
        ("x" * 5000, "too long"),
        ("hidden_size=1,2,3,4,5,6,7,8,9,10; embedding_size=1,2,3,4,5,6,7,8,9,10; layers=1,2,3,4", "1,200 runs"),
    ],
)
def test_a_grid_that_makes_no_sense_is_refused_in_a_sentence(grid, said):
    with pytest.raises(Refusal, match=said):
        sweep(grid)


def test_every_combination_comes_once_with_every_seed():
    base = Experiment().with_(seed=7)
    found = points(sweep("cell=rnn,gru; learning_rate=0.01,0.02,0.03", base, seeds=2))
    wanted = {(seed, cell, rate) for seed, cell, rate in product((7, 8), ("rnn", "gru"), (0.01, 0.02, 0.03))}
    told = [(one.training.seed, one.model.cell, one.training.learning_rate) for one in found]
    assert set(told) == wanted and len(told) == 12 and [seed for seed, *_ in told] == [7] * 6 + [8] * 6
    assert all(one.with_(cell="gru", learning_rate=0.006, seed=1) == Experiment() for one in found)


def test_a_setting_without_effect_makes_no_second_run():
    found = combinations(sweep("cell=gru,lstm; forget_bias=0,1,3"))
    assert [(one.model.cell, one.model.forget_bias) for one in found] == [
        ("gru", 1.0),
        ("lstm", 0.0),
        ("lstm", 1.0),
        ("lstm", 3.0),
    ]


def test_a_single_experiment_is_a_sweep_without_a_grid():
    assert points(sweep("", seeds=1)) == [Experiment()]


def test_runs_are_named_by_what_varies():
    one = sweep("cell=gru,lstm; learning_rate=0.01,0.02; forget_bias=1,2")
    names = [point_name(one, experiment) for experiment in points(one)[:3]]
    assert names == [
        "GRU 256 · rate 0.01 · seed 1",
        "GRU 256 · rate 0.02 · seed 1",
        "LSTM 256 · rate 0.01 · forget bias 1 · seed 1",
    ]
    assert point_name(sweep("", seeds=1), Experiment()) == "GRU 256"


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(("vocabulary", "parameters"), [(83, 100_000), (10_000, 3_000_000)])
def test_matched_sizes_are_within_two_per_cent_by_the_model_itself(cell, vocabulary, parameters):
    found = matched(ModelSettings(cell=cell), vocabulary, parameters)
    model = LanguageModel(found.config(vocabulary))
    assert abs(sum(one.numel() for one in model.parameters()) / parameters - 1) <= TOLERANCE
    assert replace(found, hidden_size=256) == ModelSettings(cell=cell)


def test_the_closest_size_is_found_as_by_trying_all():
    def count(size):
        return sum(
            one.numel() for one in LanguageModel(ModelSettings(hidden_size=size, embedding_size=4).config(30)).parameters()
        )

    best = min(range(1, 120), key=lambda size: abs(count(size) - 20_000))
    assert matched(ModelSettings(embedding_size=4), 30, 20_000).hidden_size == best


def test_a_size_that_cannot_match_is_refused():
    with pytest.raises(Refusal, match="closest has"):
        matched(ModelSettings(embedding_size=4), 30, 500)
    with pytest.raises(Refusal, match="closest has"):
        matched(ModelSettings(), 10_000, 50_000)
    with pytest.raises(Refusal, match="take one of the two out"):
        sweep("hidden_size=8,16", parameters=100_000)


def test_matched_points_differ_in_their_hidden_size_alone():
    found = combinations(sweep("cell=rnn,gru,lstm", parameters=300_000), lambda text: 83)
    sizes = [one.model.hidden_size for one in found]
    assert sizes[0] > sizes[1] > sizes[2] and len(found) == 3


def test_a_sweep_is_one_flat_set_of_settings():
    one = sweep("cell=rnn,gru", seeds=2, name="Mine").with_(learning_rate=0.5, seeds=4)
    assert (one.base.training.learning_rate, one.own.seeds, one.title, one.count) == (0.5, 4, "Mine", 8)
    assert one.with_(**one.flat()) == one and Sweep().with_(**one.changed(Sweep())) == one
    assert sweep("cell=rnn,gru").title == "RNN (tanh), GRU" and sweep("layers=1,2; cell=gru").title == "layers × cell"
