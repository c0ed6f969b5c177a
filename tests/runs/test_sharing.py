"""Shared runs: unguessable, for one run alone, and over when taken back; an older database gets the tables for it."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from playground.errors import Refusal
from playground.language.experiment import Experiment
from playground.language.records import StepRecord
from playground.runs.record import new_run
from playground.runs.sharing import copy_shared, share, share_of, shared_run, unshare
from playground.runs.store import RunStore
from playground.runs.tables import SCHEMA


@pytest.fixture
def run(store):
    made = replace(new_run(Experiment(), "ann", "Text"), updated=store.clock(), status="finished")
    store.add(made)
    store.save(made.id, [StepRecord(1, 64, 0.5, 3.0, 1.0, 1.0, 0.1)], {"weights": b"w", "checkpoint": b"c"})
    return store.get(made.id)


def refusal(call, *arguments):
    with pytest.raises(Refusal) as caught:
        call(*arguments)
    return str(caught.value)


def test_a_token_shows_one_run_until_it_is_taken_back(store, run):
    token = share(store, run.id, "ann")
    assert len(token) == 32 and share(store, run.id, "ann") == token == share_of(store, run.id, "ann")
    assert shared_run(store, token) == run
    unshare(store, run.id, "ann")
    never = refusal(shared_run, store, "x" * 32)
    assert refusal(shared_run, store, token) == never == refusal(shared_run, store, "") == refusal(shared_run, store, run.id)
    assert share_of(store, run.id, "ann") is None and share(store, run.id, "ann") != token


def test_nobody_else_can_share_or_ask(store, run):
    share(store, run.id, "ann")
    unknown = refusal(store.get, "nobody")
    assert refusal(share, store, run.id, "bob") == refusal(unshare, store, run.id, "bob") == unknown
    assert share_of(store, run.id, "bob") is None and store.runs("bob") == []


def test_a_copy_is_whole_and_lives_on(store, run):
    token = share(store, run.id, "ann")
    copy = copy_shared(store, token, "bob")
    assert store.runs("bob") == [copy] and copy.id != run.id
    assert store.history(copy.id) == store.history(run.id)
    assert (store.blob(copy.id, "weights"), store.blob(copy.id, "checkpoint")) == (b"w", b"c")
    store.delete(run.id, "ann")
    assert refusal(shared_run, store, token) and store.blob(copy.id, "weights") == b"w"
    assert share_of(store, copy.id, "bob") is None


def test_a_copy_of_what_still_trains_is_over(store, run):
    store.update(run.id, status="running")
    assert copy_shared(store, share(store, run.id, "ann"), "bob").status == "interrupted"


def test_a_database_of_the_first_schema_is_brought_to_this_one(store, run, url):
    with store.transaction() as connection:
        for table in ("shares", "sweep_runs", "sweeps"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE schema_version SET version = 1"))
    again = RunStore(url, clock=store.clock)
    assert again.get(run.id) == run and again.history(run.id) == store.history(run.id)
    assert shared_run(again, share(again, run.id, "ann")) == run
    with again.transaction() as connection:
        assert connection.scalars(text("SELECT version FROM schema_version")).all() == [SCHEMA]
