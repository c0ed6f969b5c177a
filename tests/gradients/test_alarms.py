"""Alarms fire on what was made to go wrong, with the right name, and on nothing that is well."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from playground.gradients.alarms import CURE, CURE_OF_CLIPPED, KINDS, clips, curve_alarms, run_alarms
from playground.gradients.trace import Decay
from playground.gradients.untrained import Untrained, untrained_decay
from playground.language.records import DecayRecord, StepRecord
from playground.language.training import begin, train


def kinds(alarms):
    assert all(alarm.message.endswith(CURE[alarm.kind]) and len(alarm.message) < 300 for alarm in alarms)
    return [alarm.kind for alarm in alarms]


def of_curve(**settings):
    return kinds(curve_alarms(untrained_decay(Untrained(**{"hidden_size": 32, "seeds": 1, **settings}))["h"]))


PLANTED = {
    "linear, 1.5": ({"cell": "rnn", "activation": "linear", "spectral_radius": 1.5}, "exploding"),
    "relu, 2": ({"cell": "rnn", "activation": "relu", "spectral_radius": 2.0}, "exploding"),  # half the units pass nothing on
    "tanh, 1.5": ({"cell": "rnn", "spectral_radius": 1.5, "input_scale": 0.1, "length": 300}, "exploding"),
    "linear, 0.5": ({"cell": "rnn", "activation": "linear", "spectral_radius": 0.5}, "vanishing"),
    "relu, 0.5": ({"cell": "rnn", "activation": "relu", "spectral_radius": 0.5}, "vanishing"),
    "tanh, 0.5": ({"cell": "rnn", "spectral_radius": 0.5}, "vanishing"),
    "scale 3": ({"cell": "rnn", "activation": "linear", "scale": 3.0}, "exploding"),
}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", PLANTED)
def test_planted_curves_fire_the_right_alarm(name, seed):
    settings, expected = PLANTED[name]
    assert of_curve(**settings, seed=seed) == [expected]


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_ten_healthy_seeds_of_an_untrained_network_fire_none(cell):
    assert [of_curve(cell=cell, seed=seed) for seed in range(10)] == [[]] * 10


@pytest.mark.parametrize(("grown", "said"), [(5.7343, "is 542,000 times"), (17.4, "is 10¹⁷ times")])
def test_how_much_a_gradient_grew_is_written_as_everywhere(grown, said):
    (alarm,) = curve_alarms(Decay(np.array([[0.0, grown]])))
    assert said in alarm.message


def test_a_curve_that_is_no_number_says_so():
    assert kinds(curve_alarms(Decay(np.array([[0.0, np.nan]])))) == ["nan"]


def history(experiment, dataset, change=None):
    state = begin(experiment, dataset)
    if change:
        with torch.no_grad():
            change(state.model.recurrent.cells[0])
    records = list(train(state))
    pick = lambda kind: [record for record in records if isinstance(record, kind)]  # noqa: E731
    return pick(StepRecord), pick(DecayRecord), records[-1].reason


@pytest.mark.parametrize("cell, seeds", [("rnn", 3), ("rnn-relu", 10), ("gru", 10), ("lstm", 3)])
def test_ten_healthy_runs_fire_none_at_any_time(cell, seeds, experiment, dataset):
    for seed in range(seeds):
        steps, decays, reason = history(experiment.with_(cell=cell, seed=seed, budget=40), dataset)
        for place in range(1, len(steps) + 1):
            assert run_alarms(steps[:place], [record for record in decays if record.step <= place]) == []
        assert run_alarms(steps, decays, reason) == []


def test_a_run_whose_memory_fades_for_good_fires(experiment, dataset):
    """Radius 0.5 and a learning rate too small to change it."""
    given = experiment.with_(cell="rnn", learning_rate=1e-5)
    assert kinds(run_alarms(*history(given, dataset, lambda cell: cell.weight_hh.mul_(0.3)))) == ["vanishing"]
    assert run_alarms(*history(given, dataset)) == []


def test_a_run_from_large_weights_fires_and_the_cure_that_is_named_helps(experiment, dataset):
    given = experiment.with_(cell="rnn", clipping="none", learning_rate=0.05, hidden_size=48)
    assert "exploding" in kinds(run_alarms(*history(given, dataset, lambda cell: cell.weight_hh.mul_(5.0))))
    assert run_alarms(*history(given.with_(clipping="norm", learning_rate=0.005), dataset)) == []


def test_a_run_that_diverged_fires(experiment, dataset):
    given = experiment.with_(learning_rate=10.0, clipping="none", schedule="constant", budget=500)
    assert "exploding" in kinds(run_alarms(*history(given, dataset)))


STEPS = [StepRecord(step, step, 1.0, 2.0, 0.5, 0.5, 0.01) for step in range(1, 31)]


@pytest.mark.parametrize(
    "change, expected",
    [
        ({}, []),
        ({"gradient_norm": math.inf}, ["nan"]),
        ({"train_loss": math.nan}, ["nan"]),
        ({"gradient_norm": 1e6, "clipped_norm": 1.0}, []),
        ({"gradient_norm": 1e6, "clipped_norm": 1e6}, ["exploding"]),
    ],
    ids=str,
)
def test_one_update_that_is_no_number_or_reaches_the_weights_in_full_fires(change, expected):
    """A spike that is clipped away harms nothing."""
    steps = [*STEPS[:-5], replace(STEPS[-5], **change), *STEPS[-4:]]
    assert kinds(run_alarms(steps)) == expected


@pytest.mark.parametrize("norm, loss, expected", [(1e-7, 2.0, ["vanishing"]), (1e-7, 0.01, []), (50.0, 2.0, ["exploding"])])
def test_usual_norms_far_from_one_fire_unless_everything_is_learned(norm, loss, expected):
    steps = [replace(step, gradient_norm=norm, clipped_norm=min(norm, 1.0), train_loss=loss) for step in STEPS]
    assert kinds(run_alarms(steps)) == expected


def test_records_without_numbers_and_runs_without_records_are_no_trouble():
    assert run_alarms([]) == [] == run_alarms([], [DecayRecord(1, 1, 1.0, {}), DecayRecord(1, 1, 1.0, {"h": [None, None]})])
    dead = [DecayRecord(step, 1, 1.0, {"h": [0.0, None, None]}) for step in range(6)]
    assert run_alarms([], dead) == []
    assert KINDS.keys() == CURE.keys() == CURE_OF_CLIPPED.keys()


def test_growth_has_to_last_before_a_run_fires():
    growing, falling = (DecayRecord(1, 1, 1.0, {"h": [0.0, sign * 2.0, sign * 4.0]}) for sign in (1, -1))
    assert run_alarms([], [falling, growing, growing]) == []
    assert kinds(run_alarms([], [falling, growing, growing, growing])) == ["exploding"]


@pytest.mark.parametrize(
    "change, kind", [({"gradient_norm": math.inf}, "nan"), ({"gradient_norm": 50.0, "clipped_norm": 1.0}, "exploding")], ids=str
)
def test_who_clips_already_is_not_told_to(change, kind):
    steps = [replace(step, **change) for step in STEPS]
    for clipped, cure in ((False, CURE), (True, CURE_OF_CLIPPED)):
        (found,) = run_alarms(steps, clipped=clipped)
        assert found.kind == kind and found.message.endswith(cure[kind]) and len(found.message) < 300
    assert "lip the gradient" not in CURE_OF_CLIPPED[kind] and "already" in CURE_OF_CLIPPED[kind]


def test_clipping_is_what_shortens_the_whole_gradient_to_a_usual_length():
    """By value thousands of numbers still add up, and a threshold of a thousand shortens nothing."""
    assert clips("norm", 1.0) and not clips("norm", 1000.0) and not clips("value", 1.0) and not clips("none", 1.0)


def test_the_cure_of_a_run_that_was_clipped_helps(experiment, dataset):
    given = experiment.with_(cell="rnn", clipping="norm", learning_rate=0.05, hidden_size=48)
    assert "exploding" in kinds_of(*history(given, dataset, lambda cell: cell.weight_hh.mul_(5.0)))
    assert kinds_of(*history(given.with_(learning_rate=0.005), dataset)) == []


def kinds_of(steps, decays, reason):
    return [one.kind for one in run_alarms(steps, decays, reason, clipped=True)]
