"""The store: round trips, isolation of visitors, signs of life, many writers at once, and trouble with the disk."""

import multiprocessing
import sqlite3
import threading
from dataclasses import replace

import pytest
from sqlalchemy import insert, text, update

from playground.errors import Refusal
from playground.language.experiment import Experiment
from playground.language.records import SampleRecord, StepRecord, ValidationRecord
from playground.runs.record import History, new_run
from playground.runs.store import RunStore, StoreTrouble
from playground.runs.tables import SCHEMA, runs, schema_version
from tests.runs.conftest import ALSO_POSTGRESQL

FORK = multiprocessing.get_context("fork")


def steps(first, last):
    return [StepRecord(number, number * 64, number / 7, 3.1 / number, 1.0, 0.5, 0.01) for number in range(first, last + 1)]


def added(store, visitor="ann", **changes):
    run = replace(new_run(Experiment(), visitor, "Text"), updated=store.clock(), **changes)
    store.add(run)
    return run


def refusal(call, *arguments):
    with pytest.raises(Refusal) as caught:
        call(*arguments)
    return str(caught.value)


@ALSO_POSTGRESQL
def test_a_run_comes_back_as_it_was(store):
    run = added(store, train_loss=None, validation_loss=1.25, versions={"torch": "2.13.0"})
    assert store.get(run.id) == run == store.owned(run.id, "ann")


@ALSO_POSTGRESQL
def test_fields_change_one_by_one_and_are_a_sign_of_life(store, clock):
    run = added(store)
    clock.now = 1005.0
    store.update(run.id, status="running", train_loss=2.5, experiment=Experiment().with_(budget=7))
    changed = replace(run, status="running", train_loss=2.5, experiment=Experiment().with_(budget=7), updated=1005.0)
    assert store.get(run.id) == changed


@ALSO_POSTGRESQL
def test_history_comes_back_in_order_from_many_flushes(store):
    run, others = added(store), [ValidationRecord(20, 1280, 2.0, 1.5, 999), SampleRecord(20, 1280, 2.0, "\ud800 “ü”\n")]
    store.append(run.id, steps(1, 20))
    store.append(run.id, others)
    store.append(run.id, [])
    store.append(run.id, steps(21, 30))
    assert store.history(run.id) == History.from_records([*steps(1, 20), *others, *steps(21, 30)])


@ALSO_POSTGRESQL
def test_truncating_keeps_what_the_checkpoint_knows(store):
    run = added(store)
    for first in (1, 11, 21):
        store.append(run.id, steps(first, first + 9))
    store.truncate(run.id, 15)
    assert store.history(run.id).steps == tuple(steps(1, 15))
    store.append(run.id, steps(16, 18))
    assert store.history(run.id).steps == tuple(steps(1, 18))
    store.truncate(run.id, 0)
    assert store.history(run.id) == History()


@ALSO_POSTGRESQL
def test_blobs_are_replaced_by_name(store):
    run = added(store)
    assert store.blob(run.id, "weights") is None
    store.put_blob(run.id, "weights", b"\x00one")
    store.put_blob(run.id, "weights", b"two")
    assert store.blob(run.id, "weights") == b"two" and store.blob(run.id, "checkpoint") is None


@ALSO_POSTGRESQL
def test_everything_of_a_flush_is_written_or_nothing(store):
    run = added(store)
    with pytest.raises(Refusal):
        store.save(run.id, steps(1, 2), {"weights": None}, step=2)
    assert store.get(run.id).step == 0 and store.history(run.id) == History()


@ALSO_POSTGRESQL
def test_another_visitor_meets_the_same_refusal_as_an_unknown_id(store):
    run, unknown = added(store), refusal(store.get, "nobody-has-this-id")
    assert refusal(store.owned, run.id, "bob") == unknown == refusal(store.owned, "nobody-has-this-id", "bob")
    assert refusal(store.rename, run.id, "bob", "Mine") == unknown == refusal(store.delete, run.id, "bob")
    assert store.runs("bob") == [] and store.runs("ann") == [run]


@ALSO_POSTGRESQL
def test_runs_are_listed_newest_first_and_renamed(store):
    old, new = added(store, created=10.0), added(store, created=20.0)
    store.rename(old.id, "ann", "  The first  ")
    assert [run.name for run in store.runs("ann")] == [new.name, "The first"]
    assert "name" in refusal(store.rename, old.id, "ann", " ")
    store.rename(old.id, "ann", "\ud800\0ü" + "x" * 1000)
    assert store.get(old.id).name.startswith("?ü") and len(store.get(old.id).name) < 130
    assert "no such run" in refusal(store.get, "\ud800")


@ALSO_POSTGRESQL
def test_a_run_without_a_sign_of_life_reads_as_interrupted(store, clock):
    silent, alive, over = added(store, status="running"), added(store), added(store, status="finished")
    clock.now += 10.0
    assert store.get(silent.id).status == "running"
    store.sign_of_life(alive.id, over.id)
    clock.now += 0.1
    assert store.get(silent.id).status == store.get(silent.id).reason == "interrupted"
    assert [store.get(run.id).status for run in (alive, over)] == ["queued", "finished"]
    assert store.get(over.id).updated == 1000.0
    assert {run.status for run in store.runs("ann")} == {"interrupted", "queued", "finished"}


@ALSO_POSTGRESQL
def test_deleting_a_run_removes_all_of_it(store):
    run, other = added(store), added(store)
    for each in (run, other):
        store.save(each.id, steps(1, 3), {"weights": b"w"})
    store.delete(run.id, "ann")
    with store.transaction() as connection:
        left = [connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("runs", "records", "blobs")]
    assert left == [1, 1, 1]
    assert "no such run" in refusal(store.append, run.id, steps(4, 5))


@ALSO_POSTGRESQL
def test_pruning_keeps_the_newest_and_every_run_that_is_going_on(store):
    finished = [added(store, status="finished", created=float(number)) for number in range(5)]
    running = added(store, status="running", created=-1.0)
    other = added(store, visitor="bob", status="finished", created=-2.0)
    store.prune("ann", 2)
    assert [run.id for run in store.runs("ann")] == [finished[4].id, finished[3].id, running.id]
    assert store.runs("bob") == [other]


@ALSO_POSTGRESQL
def test_texts_belong_to_one_visitor(store, corpus, clock):
    lines = replace(corpus, text="anna\nbob\n\ud800", lines=True)
    name = store.put_text("ann", lines)
    assert name == f"own-{lines.digest[:16]}" == store.put_text("ann", lines)
    assert store.text("ann", name) == replace(lines, name=name)
    assert refusal(store.text, "bob", name) == refusal(store.text, "bob", "own-nothing")
    clock.now += 1
    second = store.put_text("ann", corpus)
    assert list(store.texts("ann").items()) == [(second, "Pangrams"), (name, "Pangrams")] and store.texts("bob") == {}
    clock.now += 1
    third = store.put_text("ann", replace(corpus, text="another text"), keep=2)
    assert list(store.texts("ann")) == [third, second]
    store.delete_text("ann", second)
    assert list(store.texts("ann")) == [third]


def write_in_a_process(url, run_id, offset):
    store = RunStore(url)
    for number in range(offset + 1, offset + 41):
        store.save(run_id, steps(number, number), {"checkpoint": bytes(20_000)}, step=number)


@ALSO_POSTGRESQL
def test_processes_and_threads_write_at_the_same_time(store, url):
    run = added(store)
    store.engine.dispose()  # a connection is not shared with a process that is forked
    processes = [FORK.Process(target=write_in_a_process, args=(url, run.id, offset), daemon=True) for offset in (0, 100)]
    for process in processes:
        process.start()
    errors = []

    def write(offset):
        try:
            for number in range(offset + 1, offset + 41):
                store.append(run.id, steps(number, number))
                store.history(run.id)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(offset,)) for offset in (200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0] and errors == []
    expected = [number for offset in (0, 100, 200, 300) for number in range(offset + 1, offset + 41)]
    assert sorted(store.history(run.id).column("step")) == expected


@ALSO_POSTGRESQL
def test_many_may_create_the_database_together(url):
    errors, start = [], threading.Barrier(6)

    def create():
        try:
            start.wait(10)
            assert RunStore(url).runs("ann") == []
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=create) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []


def test_a_locked_database_is_one_sentence_and_nothing_is_lost(store, url, tmp_path, monkeypatch):
    monkeypatch.setattr("playground.runs.tables.BUSY_SECONDS", 0.01)
    impatient, run = RunStore(url), added(store)
    other = sqlite3.connect(tmp_path / "runs.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreTrouble, match="locked.*try again"):
        impatient.append(run.id, steps(1, 2))
    assert impatient.get(run.id).id == run.id  # reading goes on
    other.execute("ROLLBACK")
    impatient.append(run.id, steps(1, 2))
    assert impatient.history(run.id).steps == tuple(steps(1, 2))


def test_a_full_disk_is_one_sentence_and_corrupts_nothing(store, tmp_path):
    run = added(store)
    with store.transaction() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.execute(text(f"PRAGMA max_page_count = {pages + 5}"))
    with pytest.raises(StoreTrouble, match="full"):
        store.put_blob(run.id, "weights", bytes(1_000_000))
    with store.transaction() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    assert store.get(run.id) == run and store.blob(run.id, "weights") is None


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////no/such/folder/runs.sqlite", "unheardof://host/base"])
def test_a_database_that_cannot_be_opened_is_refused_in_a_sentence(url):
    assert "PLAYGROUND_DATABASE_URL" in refusal(RunStore, url)


@ALSO_POSTGRESQL
def test_a_database_of_a_newer_release_is_refused(store, url):
    with store.transaction() as connection:
        connection.execute(update(schema_version).values(version=SCHEMA + 1))
    assert f"version {SCHEMA + 1}" in refusal(RunStore, url)


@ALSO_POSTGRESQL
def test_a_run_that_this_release_cannot_read_does_not_hide_the_others(store):
    run, bad = added(store), added(store)
    with store.transaction() as connection:
        connection.execute(update(runs).where(runs.c.id == bad.id).values(experiment='{"model": {"cell": "transformer"}}'))
    assert store.runs("ann") == [run]


def test_opening_twice_keeps_what_is_there(store, url):
    run = added(store)
    again = RunStore(url, clock=store.clock)
    assert again.get(run.id) == run
    with again.transaction() as connection:
        assert connection.scalars(text("SELECT version FROM schema_version")).all() == [SCHEMA]
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        with pytest.raises(Refusal), again.transaction() as other:
            other.execute(insert(schema_version).values(version=SCHEMA))
