"""Real worker processes doing a study: the numbers of this process, and a death that costs that study alone."""

import os
import signal

import pytest

from playground.gradients.memory_study import MemoryStudySettings, memory_study
from playground.jobs.pool import WorkerPool
from playground.jobs.studies import Desk, study_job
from playground.runs.store import RunStore
from playground.settings import Settings
from playground.vectors.map_study import TsneSettings, tsne_study

SMALL = dict(task="adding", cells="rnn,lstm", seeds="1,2", gaps="2,5", steps=12, seconds=100.0, hidden_size=4, batch_size=4)
LONG = {**SMALL, "cells": "rnn", "seeds": "1", "steps": 20_000}


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=1)
    made = WorkerPool(RunStore(settings.database()), settings)
    yield made
    made.close()


def asked(pool, **settings):
    job = study_job("ann", "memory", settings)
    pool.submit(job)
    return job


def ended(pool, job):
    return pool.wait(job.id, lambda view: view.state == "done", 60)


def told(events):
    """Return what must repeat: everything but the seconds."""
    return [{name: value for name, value in event.items() if name not in ("seconds", "progress")} for event in events]


def listed(value):
    """Return read-only JSON values as plain ones."""
    if isinstance(value, tuple):
        return [listed(item) for item in value]
    return {name: listed(item) for name, item in value.items()} if hasattr(value, "items") else value


def test_a_real_worker_finds_what_this_process_finds(pool):
    view = ended(pool, asked(pool, **SMALL))
    here = {event["slot"]: event for event in memory_study(MemoryStudySettings(**SMALL)) if "slot" in event}
    assert view.end.reason == "finished" and view.progress == 1.0
    assert told(listed(view.events)) == told(here.values())


def test_a_real_worker_arranges_words_as_this_process_does(pool):
    values = dict(choose="list", listed="king queen man woman boy girl", steps=50, perplexity=2.0)
    job = study_job("ann", "map", values)
    pool.submit(job)
    *_, last = tsne_study(TsneSettings(**values), Desk("ann", pool.store, pool.settings))
    assert told(listed(ended(pool, job).events)) == told([last])


def test_kill_nine_ends_that_study_and_the_next_one_runs(pool):
    victim = asked(pool, **LONG)
    pool.wait(victim.id, lambda view: view.events, 60)
    following = asked(pool, **{**SMALL, "hidden_size": 5})
    os.kill(pool.crew.of(victim.id).process.pid, signal.SIGKILL)
    over = ended(pool, victim)
    assert over.end.reason == "crashed" and over.events and "ended unexpectedly" in over.end.message
    assert ended(pool, following).complete


def test_a_stop_is_obeyed_by_a_real_worker_which_lives_on(pool):
    job = asked(pool, **{**LONG, "hidden_size": 6})
    pool.wait(job.id, lambda view: view.events, 60)
    pid = pool.crew.of(job.id).process.pid
    pool.stop(job.id)
    assert ended(pool, job).end.reason == "stopped"
    assert ended(pool, asked(pool, **{**SMALL, "hidden_size": 7})).complete
    assert [worker.process.pid for worker in pool.crew.workers] == [pid]
