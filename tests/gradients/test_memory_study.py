"""Networks that are compared over seeds: each is the network it would be by itself, and the bands are of all of them."""

import json
from dataclasses import replace
from statistics import mean

import numpy as np
import pytest

from playground.errors import Refusal
from playground.gradients.memory_study import MemoryStudySettings, bands_of, decays_of, memory_study, reversed_answers
from playground.gradients.memory_tasks import MemoryScore, MemorySettings, begin_memory, memory_decay, train_memory
from playground.gradients.reach import MOMENTS, Reach
from playground.gradients.trace import Decay

SMALL = dict(task="adding", cells="rnn,lstm", seeds="7,3", gaps="2,5", steps=12, seconds=100.0, hidden_size=4, batch_size=4)


@pytest.fixture(scope="module")
def events():
    return [json.loads(json.dumps(event, allow_nan=False)) for event in memory_study(MemoryStudySettings(**SMALL))]


@pytest.fixture(scope="module")
def alone():
    """Each network trained by itself: its last scores, and the decay of its gradient before it was and after."""
    shared = {name: value for name, value in SMALL.items() if name not in ("cells", "seeds")}
    found = {}
    for cell in ("rnn", "lstm"):
        for seed in (3, 7):
            state = begin_memory(MemorySettings(cell=cell, seed=seed, **shared))
            first = memory_decay(state.reader, state.task, 5)
            score = [record for record in train_memory(state) if isinstance(record, MemoryScore)][-1]
            found[cell, seed] = score, {"before": first, "after": memory_decay(state.reader, state.task, 5)}
    return found


def newest(events):
    """Return the last event of each slot."""
    return list({event["slot"]: event for event in events if "slot" in event}.values())


def test_every_network_is_the_one_it_would_be_by_itself(events, alone):
    assert [(event["cell"], event["seed"]) for event in newest(events)] == [("rnn", 3), ("lstm", 3), ("rnn", 7), ("lstm", 7)]
    for event in newest(events):
        score, decays = alone[event["cell"], event["seed"]]
        assert event["scores"] == [vars(one) for one in score.scores] and event["step"] == 12
        assert event["decay"].keys() == MOMENTS.keys()
        for moment, decay in decays.items():
            assert event["decay"][moment].keys() == decay.keys()
            for name, curve in event["decay"][moment].items():
                np.testing.assert_allclose(curve, decay[name].left, atol=6e-4)


def test_bands_and_decays_are_over_the_seeds_of_each_cell(events, alone):
    found, decays = bands_of(newest(events)), decays_of(newest(events))
    for cell in ("rnn", "lstm"):
        errors = [mean(alone[cell, seed][0].scores[place].squared_error for seed in (3, 7)) for place in (0, 1)]
        assert [band.squared_error for band in found[cell]] == pytest.approx(errors, rel=1e-12)
        right = [[alone[cell, seed][0].scores[place].accuracy for seed in (3, 7)] for place in (0, 1)]
        assert [(band.low, band.high) for band in found[cell]] == [(min(pair), max(pair)) for pair in right]
        assert decays[cell]["h"].curves.shape == (2, 6) and len(decays[cell]) == (2 if cell == "lstm" else 1)
        before = np.mean([alone[cell, seed][1]["before"]["h"].left for seed in (3, 7)], axis=0)
        np.testing.assert_allclose(decays_of(newest(events), "before")[cell]["h"].middle, before, atol=6e-4)
    assert bands_of(()) == decays_of(()) == {}


def test_partial_scores_come_first_and_progress_never_falls(events):
    first = [event for event in events if event.get("slot") == "rnn 3"]
    assert len(first) > 3 and [event["trained"] for event in first] == [False] * (len(first) - 1) + [True]
    assert [event["step"] for event in first] == sorted(event["step"] for event in first)
    progress = [event["progress"] for event in events if "progress" in event]
    assert progress == sorted(progress) and progress[-1] == 1.0 and len(progress) >= 4 * 12


def test_a_gradient_reaches_furthest_at_the_moment_at_which_most_arrives(monkeypatch):
    """Three looks at a network: before, when it has opened up, and when it has closed again; a loss of 0 tells nothing."""
    curves = iter([[0.0, -2.0, -9.0], [0.0, -0.5, -1.0], [-3.0, -6.0, -8.0], [-np.inf, -np.inf, -np.inf]])
    seen = lambda *_: {"h": Decay(np.array([next(curves)]))}  # noqa: E731
    monkeypatch.setattr("playground.gradients.reach.memory_decay", seen)
    reach, state = Reach(), begin_memory(MemorySettings(gaps="2"))
    for step in (0, 10, 20, 30):
        state.step = step
        reach.look(state)
    assert reach.values()["reached"] == 10 and reach.looks == 4
    expected = {"before": [0.0, -2.0, -9.0], "after": [0.0, -3.0, -5.0], "furthest": [0.0, -0.5, -1.0]}
    assert reach.values()["decay"] == {moment: {"h": curve} for moment, curve in expected.items()}


def test_looks_come_more_often_at_first():
    reach, seen = Reach(), []
    for step in range(1001):
        if reach.due(step / 1000):
            seen.append(step)
            reach.looks += 1
    gaps = np.diff(seen)
    assert len(seen) == 25 and seen[0] == 0 and seen[-1] == 1000 and (np.diff(gaps) >= -1).all()


def test_nothing_that_arrives_is_null_and_reads_back_as_such():
    event = {"cell": "rnn", "seed": 1, "step": 1, "seconds": 1.0, "scores": [], "decay": {"furthest": {"h": [0.0, None]}}}
    assert decays_of([event])["rnn"]["h"].curves.tolist() == [[0.0, -np.inf]] and decays_of([event], "after") == {}


def test_networks_that_are_wrong_more_often_than_luck_explains_are_named():
    scores = [dict(gap=1, accuracy=0.5, renamed=1.0), dict(gap=2, accuracy=0.45), dict(gap=3, accuracy=0.0, renamed=1.0)]
    (found,) = reversed_answers([{"cell": "rnn", "seed": 2, "scores": scores}], 0.5)
    assert (found.cell, found.seed, found.score.gap, found.score.renamed) == ("rnn", 2, 3, 1.0)


def test_the_expected_time_is_that_of_all_networks():
    one = MemoryStudySettings(cells="rnn", seeds="1", seconds=4)
    assert one.expected_seconds >= 4
    assert replace(one, cells="rnn,lstm", seeds="1,2,3").expected_seconds == pytest.approx(6 * one.expected_seconds)


@pytest.mark.parametrize(
    ("changes", "field", "word"),
    [
        ({"cells": "rnn,lsmt"}, "cells", "lstm"),
        ({"cells": ""}, "cells", "cell"),
        ({"cells": "rnn," * 10_000}, "cells", "cell"),
        ({"seeds": "1,x"}, "seeds", "whole numbers"),
        ({"seeds": "-1"}, "seeds", "whole numbers"),
        ({"seeds": "²"}, "seeds", "whole numbers"),
        ({"seeds": "1" * 10_000}, "seeds", "whole numbers"),
        ({"seeds": ",".join(map(str, range(1000)))}, "seeds", "whole numbers"),
        ({"seeds": "1,2,3,4,5,6,7,8", "cells": "rnn,gru,lstm"}, "seeds", "24 networks"),
        ({"gaps": "1000"}, "gaps", "from 1 to 200"),
        ({"hidden_size": 10_000}, "hidden_size", "from 2 to 128"),
        ({"seconds": float("nan")}, "seconds", "from 0.1"),
        ({"task": "juggling"}, "task", "juggling"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_studied_is_refused_kindly(changes, field, word):
    with pytest.raises(Refusal, match=word) as caught:
        MemoryStudySettings(**changes)
    assert caught.value.field == field and len(str(caught.value)) < 300
