"""Curves read from stored columns are those of the history, whatever a sample's text looks like."""

import math

import numpy as np

from playground.language.experiment import Experiment
from playground.language.records import SampleRecord, StepRecord, ValidationRecord
from playground.runs.curves import RunCurves, read_curves
from playground.runs.record import new_run

TRAP = '{"step": {"step": [9], "train_loss": [9.0]}, "validation": {"step": [7]}}'


def test_curves_are_those_of_the_history(store):
    ids = []
    for number in range(3):
        run = new_run(Experiment(), "ann", TRAP)
        store.add(run)
        ids.append(run.id)
        for first in range(1, 40, 13):
            steps = [
                StepRecord(n, n * 64, n / 7, number + 1 / n, math.nan if n == 5 else 1.0, 1.0, 0.1)
                for n in range(first, first + 13)
            ]
            store.append(run.id, [SampleRecord(first, 0, 0.0, TRAP), *steps, ValidationRecord(first, 1, 0.1, 2.0 / first, 9)])
        store.append(run.id, [SampleRecord(99, 0, 0.0, TRAP)])
    empty = new_run(Experiment(), "ann", "nothing yet")
    store.add(empty)
    found = read_curves(store, [*ids, empty.id, ids[0]])
    for run_id in [*ids, empty.id]:
        wanted = RunCurves.of(store.history(run_id))
        for ours, theirs in ((found[run_id].steps, wanted.steps), (found[run_id].validations, wanted.validations)):
            assert ours.keys() == theirs.keys() and all(np.array_equal(ours[name], theirs[name], equal_nan=True) for name in ours)
    assert len(found[ids[0]].steps["step"]) == 39 and np.isnan(found[ids[0]].steps["gradient_norm"]).sum() == 1
