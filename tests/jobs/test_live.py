"""What a page is shown of a job: bounded, complete where it matters, and new only when something changed."""

import itertools
import random

import pytest

from playground.jobs.live import ROOM, LiveRun
from playground.jobs.protocol import Job
from playground.language.records import BusyRecord, DecayRecord, SampleRecord, StepRecord, ValidationRecord
from playground.runs.record import History


def step(number, loss=1.0):
    return StepRecord(number, number * 10, number / 10, loss, 1.0, 1.0, 0.1)


def report(number):
    where = number, number * 10, number / 10
    return [ValidationRecord(*where, 2.0, 500), DecayRecord(*where, {"h": [0.0, -1.5]}), SampleRecord(*where, "text")]


@pytest.fixture
def live():
    versions = itertools.count(1)
    return LiveRun(Job("run", "ann"), History(), lambda: next(versions))


def test_a_flood_is_bounded_and_keeps_every_extreme_validation_and_sample(live):
    draw = random.Random(1)
    losses = [draw.random() for _ in range(50_000)]
    for start in range(0, 50_000, 500):
        live.add([step(number + 1, losses[number]) for number in range(start, start + 500)] + report(start + 500))
    records = live.view().records
    steps = [record for record in records if isinstance(record, StepRecord)]
    assert len(steps) <= ROOM and len(records) - len(steps) == 300
    assert (min(record.train_loss for record in steps), max(record.train_loss for record in steps)) == (min(losses), max(losses))
    assert steps[-1].step == 50_000


def test_the_version_grows_with_every_change_and_only_then(live):
    seen = [live.view()]
    live.add([step(1)])
    seen.append(live.view())
    assert live.view() is seen[-1]
    live.add([BusyRecord(1, 10, 0.1, 0.5)])
    seen.append(live.view())
    assert [view.busy for view in seen] == [None, None, 0.5]
    assert [view.version for view in seen] == sorted({view.version for view in seen})


def test_the_end_closes_a_run_and_its_reading(live):
    live.begin()
    live.add([step(3), BusyRecord(3, 30, 0.3, 0.5)])
    live.close(live.ending("crashed"))
    view = live.view()
    assert (view.state, view.busy, view.stopping) == ("done", None, False)
    assert (view.end.step, view.end.tokens, view.end.reason) == (3, 30, "crashed") and "unexpectedly" in view.end.message


@pytest.mark.parametrize("unit, budget, expected", [("steps", 40, 0.25), ("tokens", 200, 0.5), ("seconds", 0.5, 1.0)])
def test_progress_counts_this_stretch_in_its_own_unit(unit, budget, expected, live):
    live.started({"at": [100, 1000, 10.0], "origin": [100, 1000, 10.0], "budget": budget, "unit": unit})
    assert live.view().progress == 0.0
    live.add([step(110)])
    assert live.view().progress == pytest.approx(expected)


def test_a_stretch_begins_with_what_was_saved_before_and_forgets_what_was_not():
    history = History.from_records([*(step(number) for number in range(1, 31)), *report(20), *report(30)])
    live = LiveRun(Job("run", "ann", "resume"), history, lambda: 1)
    assert live.view().records == history.records
    live.started({"at": [20, 200, 2.0], "origin": [0, 0, 0.0], "budget": 40, "unit": "steps"})
    assert live.view().records == history.until(20).records and live.view().progress == 0.5
    live.add([step(21)])
    assert [record.step for record in live.view().records if isinstance(record, StepRecord)] == list(range(1, 22))
