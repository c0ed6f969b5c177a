"""Shared runs: unguessable, for one run alone, and over when taken back; an older database gets the tables for it."""

from dataclasses import replace

import pytest

from playground.errors import Refusal
from playground.language.experiment import Experiment
from playground.language.records import StepRecord
from playground.runs.record import new_run
from playground.runs.sharing import copy_shared, share, share_of, shared_ids, shared_run, unshare
from tests.runs.conftest import ALSO_POSTGRESQL


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


@ALSO_POSTGRESQL
def test_a_token_shows_one_run_until_it_is_taken_back(store, run):
    token = share(store, run.id, "ann")
    assert len(token) == 32 and share(store, run.id, "ann") == token == share_of(store, run.id, "ann")
    assert shared_run(store, token) == run and shared_ids(store, "ann") == {run.id} and shared_ids(store, "bob") == set()
    unshare(store, run.id, "ann")
    never = refusal(shared_run, store, "x" * 32)
    assert refusal(shared_run, store, token) == never == refusal(shared_run, store, "") == refusal(shared_run, store, run.id)
    assert share_of(store, run.id, "ann") is None and share(store, run.id, "ann") != token


@ALSO_POSTGRESQL
def test_nobody_else_can_share_or_ask(store, run):
    share(store, run.id, "ann")
    unknown = refusal(store.get, "nobody")
    assert refusal(share, store, run.id, "bob") == refusal(unshare, store, run.id, "bob") == unknown
    assert share_of(store, run.id, "bob") is None and store.runs("bob") == []


@ALSO_POSTGRESQL
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
