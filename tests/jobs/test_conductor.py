"""Sweeps in the queue: one run trains, one waits; a sweep is stopped whole and goes on with what is left."""

from dataclasses import replace

import pytest

from playground.errors import Refusal
from playground.language.experiment import Experiment
from playground.language.records import ValidationRecord
from playground.sweeps.conductor import Conductor
from playground.sweeps.shelf import owned_sweep, runs_of
from playground.sweeps.sweep import GridSettings, Sweep

SWEEP = Sweep(Experiment().with_(hidden_size=8), GridSettings(grid="cell=rnn,gru,lstm", seeds=1))


@pytest.fixture
def conduct(bench):
    """A bench, and a conductor whose looks are taken by the test."""
    made = bench()
    conductor = Conductor(made.store, made.pool, made.settings, tick=1000)
    yield made, conductor
    conductor.close()


def look(conductor):
    for one in list(conductor.going.values()):
        conductor.look(one)


def test_a_sweep_hands_over_one_run_after_the_other(conduct):
    made, conductor = conduct
    sweep = conductor.start("ann", SWEEP, lambda text: 50, "Text")
    for number in range(3):
        assert len(made.pool.active("ann")) == min(2, 3 - number)
        made.finish(made.pool.active("ann")[0])
        look(conductor)
    found = owned_sweep(made.store, sweep, "ann")
    assert found.status == "finished" and sorted(found.places) == [0, 1, 2] and not conductor.going
    assert [run.experiment.model.cell for run in runs_of(made.store, found).values()] == ["rnn", "gru", "lstm"]


def test_a_stopped_sweep_goes_on_with_what_is_left(conduct):
    made, conductor = conduct
    sweep = conductor.start("ann", SWEEP, lambda text: 50, "Text")
    first = made.pool.active("ann")[0]
    made.running(first)
    with pytest.raises(Refusal, match="no such sweep"):
        conductor.stop(sweep, "bob")
    conductor.stop(sweep, "ann")
    made.ended(first)
    assert made.pool.active("ann") == [] and owned_sweep(made.store, sweep, "ann").status == "stopped"
    made.store.update(first, status="finished", reason="finished")
    conductor.resume(sweep, "ann", "Text")
    assert len(made.pool.active("ann")) == 2 and first not in made.pool.active("ann")


@pytest.mark.parametrize(("early", "loss", "reason"), [(True, 9.0, "hopeless"), (True, 3.0, ""), (False, 9.0, "")])
def test_the_hopeless_end_early_where_that_is_wished(conduct, monkeypatch, early, loss, reason):
    made, conductor = conduct
    conductor.start("ann", SWEEP.with_(stop_early=early), lambda text: 50, "Text")
    (going,) = conductor.going.values()
    going.finished = [[(1, 4.0), (2, 3.0)]] * 3
    first, view = made.pool.active("ann")[0], made.pool.view
    made.running(first)
    told = tuple(ValidationRecord(step, step, float(step), loss, 100) for step in (1, 2))
    of = {first: {"records": told}}  # the next run may begin as soon as this one is stopped
    monkeypatch.setattr(made.pool, "view", lambda run_id: replace(view(run_id), **of.get(run_id, {})))
    look(conductor)
    monkeypatch.undo()
    if not reason:
        assert not view(first).stopping and made.pool.active("ann")[0] == first
        return
    assert made.ended(first).end.reason == reason
    look(conductor)
    assert len(made.pool.active("ann")) == 2 and first not in made.pool.active("ann")
