"""Large untrained networks, left to a worker: the same curves as at once, and a bound on what is asked."""

import json

import numpy as np
import pytest

from playground.errors import Refusal
from playground.gradients.decay_study import AT_ONCE, DecayStudySettings, decay_study, told_lines
from playground.gradients.lines import untrained_lines
from playground.gradients.untrained import Untrained

SMALL = dict(hidden_size=5, length=9, seeds=2, batch_size=2, scale=1.3)


def test_a_worker_tells_the_curves_that_the_page_would_draw():
    events = [json.loads(json.dumps(event, allow_nan=False)) for event in decay_study(DecayStudySettings(**SMALL))]
    found, expected = told_lines(events), untrained_lines(Untrained(**SMALL))
    assert [(line.title, line.cell, line.rank) for line in found] == [(line.title, line.cell, line.rank) for line in expected]
    for line, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(line.decay.curves, other.decay.curves, rtol=0, atol=1e-6)
    progress = [event["progress"] for event in events if "progress" in event]
    assert progress == sorted(progress) and progress[-1] == pytest.approx(1) and len(progress) == 12


def test_where_nothing_arrives_nothing_is_told():
    events = list(decay_study(DecayStudySettings(**SMALL | {"scale": 1.0, "input_scale": 0.0, "cells": "rnn-relu"})))
    assert np.isneginf(told_lines(events)[0].decay.curves[:, 1:]).all()


def test_the_work_of_all_curves_counts():
    one, six = (DecayStudySettings(hidden_size=256, cells=cells) for cells in ("rnn", "rnn,rnn-relu,gru,lstm"))
    assert six.total == pytest.approx(17 * one.total) and one.total < AT_ONCE < six.total
    with pytest.raises(Refusal, match="longer than allowed"):
        DecayStudySettings(hidden_size=512, length=500, seeds=8)
    large = dict(hidden_size=512, length=500, seeds=20, batch_size=4)
    assert DecayStudySettings(**large, cells="rnn").total < 1e11, "an LSTM would take too long, and none is asked for"
    with pytest.raises(Refusal, match="longer than allowed"):
        DecayStudySettings(**large, cells="rnn,lstm")
    with pytest.raises(Refusal):
        DecayStudySettings(cells="quantum")
