"""What may happen to a database: a writer is killed, the disk is full, a release was older."""

import json
import multiprocessing
import os
import signal
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import create_engine, text

from playground.errors import Refusal
from playground.language.experiment import Experiment, experiment_to_json
from playground.language.records import SampleRecord, StepRecord
from playground.runs.record import columns, new_run, strict_json
from playground.runs.sharing import share, shared_run
from playground.runs.store import RunStore, StoreTrouble, append_records, replace_blob
from playground.runs.tables import SCHEMA, UPGRADES
from playground.sweeps.shelf import add_point, add_sweep, delete_sweep, owned_sweep, runs_of, sweeps_of
from playground.sweeps.sweep import Sweep, points
from tests.runs.conftest import ALSO_POSTGRESQL
from tests.runs.postgresql import LARGEST_FILE

FORK = multiprocessing.get_context("fork")
NOISE = np.random.default_rng(0).bytes(LARGEST_FILE + 4_000_000)  # nothing that could be packed


def steps(first, last):
    return [StepRecord(number, number * 64, number / 7, 3.1 / number, 1.0, 0.5, 0.01) for number in range(first, last + 1)]


@pytest.fixture
def run(store):
    made = replace(new_run(Experiment(), "ann", "Text"), updated=store.clock())
    store.add(made)
    store.save(made.id, steps(1, 3), {"weights": b"whole"}, step=3)
    return store.get(made.id)


def write_and_wait(url, run_id, ready):
    """Write half of a flush, say so, and never end it."""
    with RunStore(url).transaction() as connection:
        append_records(connection, run_id, steps(4, 5))
        replace_blob(connection, run_id, "weights", b"half")
        ready.send(True)
        signal.pause()


@ALSO_POSTGRESQL
def test_a_killed_writer_leaves_nothing_half_written_and_blocks_nobody(store, url, run):
    heard, ready = FORK.Pipe(duplex=False)
    store.engine.dispose()  # a connection is not shared with a process that is forked
    writer = FORK.Process(target=write_and_wait, args=(url, run.id, ready), daemon=True)
    writer.start()
    assert heard.poll(60) and heard.recv()
    assert store.blob(run.id, "weights") == b"whole"  # whoever reads meanwhile sees what was
    os.kill(writer.pid, signal.SIGKILL)
    writer.join(60)
    assert store.history(run.id).steps == tuple(steps(1, 3)) and store.blob(run.id, "weights") == b"whole"
    store.save(run.id, steps(4, 6), {"weights": b"next"}, step=6)
    assert store.history(run.id).steps == tuple(steps(1, 6)) and store.blob(run.id, "weights") == b"next"
    assert store.get(run.id).step == 6


def fill_disk(store):
    """Let a SQLite database grow no further; PostgreSQL was started so."""
    if store.engine.dialect.name == "sqlite":
        with store.transaction() as connection:
            pages = connection.scalar(text("PRAGMA page_count"))
            connection.execute(text(f"PRAGMA max_page_count = {pages + 5}"))


@ALSO_POSTGRESQL
def test_a_full_disk_is_one_sentence_and_corrupts_nothing(store, run):
    fill_disk(store)
    with pytest.raises(StoreTrouble, match="(full|File too large).*try again"):
        store.save(run.id, steps(4, 4), {"weights": NOISE}, step=4)
    assert store.get(run.id) == run and store.blob(run.id, "weights") == b"whole"
    assert store.history(run.id).steps == tuple(steps(1, 3))
    if store.engine.dialect.name == "sqlite":
        with store.transaction() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    store.save(run.id, steps(4, 4), step=4)  # what still fits is kept
    assert store.get(run.id).step == 4


FIRST_SCHEMA = """
CREATE TABLE schema_version (version INTEGER NOT NULL, PRIMARY KEY (version));
CREATE TABLE runs (
    id VARCHAR(64) NOT NULL, visitor VARCHAR(128) NOT NULL, name TEXT NOT NULL, experiment TEXT NOT NULL,
    status VARCHAR(16) NOT NULL, reason VARCHAR(32) NOT NULL, message TEXT NOT NULL, created FLOAT(53) NOT NULL,
    updated FLOAT(53) NOT NULL, text_title TEXT NOT NULL, text_digest VARCHAR(64) NOT NULL, vocabulary_size INTEGER NOT NULL,
    parameters INTEGER NOT NULL, step BIGINT NOT NULL, tokens BIGINT NOT NULL, seconds FLOAT(53) NOT NULL, train_loss FLOAT(53),
    validation_loss FLOAT(53), validation_tokens BIGINT NOT NULL, characters_per_token FLOAT(53) NOT NULL, versions TEXT NOT NULL,
    PRIMARY KEY (id));
CREATE INDEX runs_of_visitor ON runs (visitor, created);
CREATE TABLE records (
    id {serial} NOT NULL, run_id VARCHAR(64) NOT NULL, first_step BIGINT NOT NULL, last_step BIGINT NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (id), FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE);
CREATE INDEX ix_records_run_id ON records (run_id);
CREATE TABLE blobs (
    run_id VARCHAR(64) NOT NULL, name VARCHAR(32) NOT NULL, data {bytes} NOT NULL, PRIMARY KEY (run_id, name),
    FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE);
CREATE TABLE texts (
    visitor VARCHAR(128) NOT NULL, name VARCHAR(64) NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL, licence TEXT NOT NULL,
    lines BOOLEAN NOT NULL, created FLOAT(53) NOT NULL, data {bytes} NOT NULL, PRIMARY KEY (visitor, name));
INSERT INTO schema_version VALUES (1)
"""
"""The database of the first release, word for word."""
TYPES = {"sqlite": {"serial": "INTEGER", "bytes": "BLOB"}, "postgresql": {"serial": "SERIAL", "bytes": "BYTEA"}}
LATER_SETTINGS = ("embedding", "vectors")  # of the model


def first_release(url):
    """Make a database as the first release did, with a run and a text in it, and return the run."""
    engine = create_engine(url)
    run = new_run(Experiment().with_(cell="lstm"), "ann", "Text", "Old")
    run = replace(run, status="finished", created=5.0, updated=5.0, step=2)
    told = experiment_to_json(run.experiment)
    told["model"] = {name: value for name, value in told["model"].items() if name not in LATER_SETTINGS}
    row = {**vars(run), "experiment": json.dumps(told), "versions": json.dumps(run.versions)}
    history = strict_json(columns([*steps(1, 2), SampleRecord(2, 128, 0.3, "“ü”\n")]))
    with engine.begin() as connection:
        for statement in FIRST_SCHEMA.format(**TYPES[engine.dialect.name]).split(";"):
            connection.execute(text(statement))
        connection.execute(text(f"INSERT INTO runs ({', '.join(row)}) VALUES (:{', :'.join(row)})"), row)
        kept = {"run": run.id, "data": history, "weights": b"\0w"}
        connection.execute(text("INSERT INTO records (run_id, first_step, last_step, data) VALUES (:run, 1, 2, :data)"), kept)
        connection.execute(text("INSERT INTO blobs VALUES (:run, 'weights', :weights)"), kept)
    engine.dispose()
    return run


@pytest.fixture
def old_run(url):
    return first_release(url)


@ALSO_POSTGRESQL
def test_a_database_of_the_first_release_is_brought_to_this_one(url, old_run, store):
    assert store.get(old_run.id) == old_run == store.runs("ann")[0]
    history = store.history(old_run.id)
    assert history.steps == tuple(steps(1, 2)) and history.samples[0].text == "“ü”\n"
    assert store.blob(old_run.id, "weights") == b"\0w"
    store.save(old_run.id, steps(3, 3), step=3)
    assert shared_run(store, share(store, old_run.id, "ann")).step == 3
    sweep = Sweep()
    add_sweep(store, "ann", sweep, points(sweep))
    assert [found.sweep for found in sweeps_of(store, "ann")] == [sweep]
    with store.transaction() as connection:
        assert connection.scalars(text("SELECT version FROM schema_version")).all() == [SCHEMA]


@ALSO_POSTGRESQL
def test_a_sweep_keeps_its_runs_in_their_places_and_lets_them_go(store, run):
    kept = add_sweep(store, "ann", Sweep(), points(Sweep()))
    first, instead, other = (replace(run, id=f"run-of-{name}") for name in ("first", "instead", "other"))
    for place, one in ((1, first), (0, other), (1, instead)):
        add_point(store, kept.id, place, one)
    assert runs_of(store, owned_sweep(store, kept.id, "ann")) == {0: other, 1: instead}
    store.delete(other.id, "ann")
    assert list(runs_of(store, owned_sweep(store, kept.id, "ann"))) == [1]
    for mine in (owned_sweep, delete_sweep):
        with pytest.raises(Refusal, match="no such sweep"):
            mine(store, kept.id, "bob")
    delete_sweep(store, kept.id, "ann")
    assert sweeps_of(store, "ann") == [] and store.get(instead.id) == instead


@ALSO_POSTGRESQL
def test_an_upgrade_that_fails_changes_nothing_and_is_tried_again(url, old_run, monkeypatch):
    def half(connection):
        connection.execute(text("UPDATE runs SET name = 'Broken'"))
        connection.execute(text("SELECT nonsense FROM nowhere"))

    with monkeypatch.context() as patch:
        patch.setitem(UPGRADES, 1, half)
        with pytest.raises(Exception, match="cannot be opened"):
            RunStore(url)
        patch.setitem(UPGRADES, 1, lambda connection: connection.execute(text("UPDATE runs SET status = 'stopped'")))
        store = RunStore(url, clock=lambda: 6.0)
    assert (store.get(old_run.id).name, store.get(old_run.id).status) == ("Old", "stopped")
    store.engine.dispose()
