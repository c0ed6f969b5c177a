"""A run is written while it trains, and goes on from the store as if it had never stopped."""

import json
import math
from dataclasses import replace

import pytest

from playground.language import training
from playground.language.checkpoint import longer, resume
from playground.language.records import BusyRecord, EndRecord, StepRecord
from playground.language.training import begin, train
from playground.runs.record import History, new_run
from playground.runs.recorder import ALL_KEPT, bucket_width, close, follow, settled
from playground.runs.store import StoreTrouble
from tests.runs.test_thinning import noisy

VARIANTS = [{}, {"stateful": False}, {"dropout": 0.3, "layers": 2, "cell": "lstm"}]


@pytest.fixture(autouse=True)
def few_reports(monkeypatch):
    """Make three reports on the way and one at the end: they take longer than the updates of so small a network."""
    monkeypatch.setattr(training, "REPORTS", 3)


def numbers(history):
    """Return what must repeat: everything but the seconds."""
    return [replace(record, seconds=0.0) for record in history.records]


def conduct(store, run, state, count=None, clock=lambda: 0.0):
    """Follow a run to its end, or stop after some records, as the worker does; return the records seen."""
    records, seen = follow(store, run.id, state, train(state), clock=clock), []
    for record in records:
        seen.append(record)
        if count and len(seen) >= count and isinstance(record, StepRecord | BusyRecord):
            break
    records.close()
    end = seen[-1] if isinstance(seen[-1], EndRecord) else EndRecord(**state.where(), reason="paused", message="Paused.")
    close(store, run.id, state, end.reason, end.message)
    return seen


@pytest.fixture
def make(store):
    def added(experiment, visitor="ann"):
        run = new_run(experiment, visitor, "Pangrams")
        store.add(run)
        return run

    return added


def test_the_store_holds_what_was_yielded(store, make, experiment, dataset):
    run, state = make(experiment), begin(experiment, dataset)
    seen = conduct(store, run, state)
    kept = store.get(run.id)
    assert store.history(run.id) == History.from_records(seen)
    assert (kept.status, kept.reason, kept.step, kept.tokens, kept.seconds) == ("finished", "finished", *state.where().values())
    assert kept.train_loss == store.history(run.id).steps[-1].train_loss
    assert kept.validation_loss == store.history(run.id).validations[-1].validation_loss
    assert kept.parameters == sum(parameter.numel() for parameter in state.model.parameters())
    assert (kept.vocabulary_size, kept.text_digest) == (len(dataset.vocabulary), dataset.corpus.digest)
    assert kept.characters_per_token == 1.0 and kept.versions.keys() == {"python", "torch"}
    assert json.loads(store.blob(run.id, "vocabulary")) == dataset.vocabulary.to_json()
    assert store.blob(run.id, "weights") and store.blob(run.id, "checkpoint")


@pytest.mark.parametrize("changes", VARIANTS, ids=str)
@pytest.mark.parametrize("count", [1, 37])
def test_pause_and_resume_give_the_history_of_a_run_that_never_stopped(changes, count, store, make, experiment, dataset):
    given = experiment.with_(**changes)
    whole, paused = make(given), make(given)
    conduct(store, whole, begin(given, dataset))
    conduct(store, paused, begin(given, dataset), count)
    assert store.get(paused.id).status == "paused"
    conduct(store, paused, resume(given, dataset, store.blob(paused.id, "checkpoint")))
    assert numbers(store.history(paused.id)) == numbers(store.history(whole.id))
    assert store.get(paused.id).status == "finished"


def test_records_after_the_last_checkpoint_are_made_again(store, make, experiment, dataset, clock):
    """As after a crash: the history reaches further than the checkpoint."""
    whole, crashed = make(experiment), make(experiment)
    conduct(store, whole, begin(experiment, dataset))
    state = begin(experiment, dataset)
    records = follow(store, crashed.id, state, train(state), flush_seconds=0, clock=clock)
    for record in records:
        clock.now += 1.0
        if record.step == 20 and store.blob(crashed.id, "checkpoint"):
            break
    again = resume(experiment, dataset, store.blob(crashed.id, "checkpoint"))
    assert 0 < again.step < store.get(crashed.id).step == 20
    conduct(store, crashed, again)
    assert numbers(store.history(crashed.id)) == numbers(store.history(whole.id))


def test_longer_appends_to_the_history(store, make, experiment, dataset):
    run, state = make(experiment), begin(experiment, dataset)
    conduct(store, run, state)
    state = longer(resume(experiment, dataset, store.blob(run.id, "checkpoint")), 20, "steps")
    conduct(store, run, state)
    kept = store.get(run.id)
    assert store.history(run.id).column("step") == list(range(1, 51))
    assert (kept.step, kept.status, kept.experiment.training.budget) == (50, "finished", 20)


def test_nothing_is_written_for_each_record(store, make, experiment, dataset, clock, monkeypatch):
    run, state, writes = make(experiment), begin(experiment, dataset), []
    save = store.save
    monkeypatch.setattr(store, "save", lambda *arguments, **changes: (writes.append(clock.now), save(*arguments, **changes)))
    for record in follow(store, run.id, state, train(state), clock=clock):
        clock.now += 0.01
        if isinstance(record, EndRecord):
            break
    assert len(writes) <= 4


def test_a_store_in_trouble_does_not_end_training_and_gets_everything_later(store, make, experiment, dataset, clock, monkeypatch):
    run, state, save, broken = make(experiment), begin(experiment, dataset), store.save, []

    def moody(*arguments, **changes):
        if 10 < state.step < 20:
            broken.append(state.step)
            raise StoreTrouble("The disk is full.")
        save(*arguments, **changes)

    monkeypatch.setattr(store, "save", moody)
    seen = []
    for record in follow(store, run.id, state, train(state), clock=clock):
        clock.now += 0.5
        seen.append(record)
    assert broken and store.history(run.id) == History.from_records(seen)


def test_an_exploded_run_says_so_and_keeps_what_was_there(store, make, experiment, dataset):
    run, state = make(experiment), begin(experiment, dataset)
    for record in (records := follow(store, run.id, state, train(state))):
        if record.step == 20:  # the next report lets such a network write, too
            state.model.output.bias.data.fill_(math.nan)
        if isinstance(record, EndRecord):
            close(store, run.id, state, record.reason, record.message)
    records.close()
    kept = store.get(run.id)
    assert kept.status == kept.reason == "diverged" and "learning rate" in kept.message
    assert store.history(run.id).column("step") == list(range(1, 21))


@pytest.mark.parametrize("flush", [13, 500])
def test_a_long_history_is_thinned_the_same_whenever_it_is_flushed(flush):
    records, waiting, kept = noisy(25_000), [], []
    for start in range(0, len(records), flush):
        waiting += records[start : start + flush]
        ready, waiting = settled(waiting, everything=False)
        kept += ready
    kept += settled(waiting, everything=True)[0]
    once = settled(records, everything=True)[0]
    assert kept == once and kept[: ALL_KEPT - 1] == records[: ALL_KEPT - 1] and kept[-1].step > 24_980
    assert len(kept) < 16_000
    assert max(record.gradient_norm for record in kept) == max(record.gradient_norm for record in records)


def test_buckets_grow_with_the_run_and_never_straddle_a_change_of_width():
    for doubling in range(12):
        edge = ALL_KEPT << doubling
        assert edge % bucket_width(edge) == 0 == edge % bucket_width(edge - 1)
        assert bucket_width(edge) > bucket_width(edge - 1)


def test_signs_of_life_are_passed_on_and_not_stored(store, make, experiment, dataset):
    run, state = make(experiment), begin(experiment, dataset)
    seen = conduct(store, run, state)
    assert any(isinstance(record, BusyRecord) for record in seen)
    assert len(store.history(run.id).records) == len([r for r in seen if not isinstance(r, BusyRecord | EndRecord)])
    assert sum(isinstance(record, StepRecord) for record in seen) == 30
