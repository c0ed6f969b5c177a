"""Timers that go off when a test says so, and pools that close."""

import sys
import threading
from pathlib import Path

import pytest

from playground.jobs.pool import WorkerPool
from playground.jobs.protocol import Job
from playground.jobs.studies import study_job
from playground.runs.record import new_run
from playground.runs.store import RunStore
from playground.settings import Settings

STAND_IN = Path(__file__).with_name("stand_in.py")


class Timers:
    """Stands in for `threading.Timer`; `fire()` lets every waiting timer go off, the soonest first."""

    def __init__(self):
        self.waiting, self.lock, self.made = [], threading.Lock(), threading.Condition()

    def __call__(self, seconds, function):
        timer = Timer(self, seconds, function)
        return timer

    def seconds(self):
        with self.lock:
            return sorted(timer.seconds for timer in self.waiting)

    def fire(self, seconds=None):
        """Let the timers that wait go off, or only those that were set to so many seconds."""
        with self.lock:
            due = sorted((timer for timer in self.waiting if seconds in (None, timer.seconds)), key=lambda timer: timer.seconds)
            self.waiting = [timer for timer in self.waiting if timer not in due]
        for timer in due:
            timer.function()

    def wait_for(self, count):
        """Wait until so many timers have been started and not cancelled."""
        with self.made:
            assert self.made.wait_for(lambda: len(self.waiting) >= count, 20)


class Timer:
    daemon = False

    def __init__(self, timers, seconds, function):
        self.timers, self.seconds, self.function = timers, seconds, function

    def start(self):
        assert self.daemon, "a timer must not keep the server from ending"
        with self.timers.made:
            with self.timers.lock:
                self.timers.waiting.append(self)
            self.timers.made.notify_all()

    def cancel(self):
        with self.timers.lock:
            if self in self.timers.waiting:
                self.timers.waiting.remove(self)


@pytest.fixture
def timers():
    return Timers()


class Bench:
    """A store, and a pool of stand-ins for workers."""

    def __init__(self, home, timers, mode="obedient", **limits):
        self.settings = Settings(home=home, **{"workers": 1, **limits})
        self.store = RunStore(self.settings.database())
        self.pool = WorkerPool(self.store, self.settings, make_timer=timers, command=(sys.executable, str(STAND_IN), mode))

    def add(self, experiment, visitor="ann"):
        run = new_run(experiment, visitor, "Text")
        self.store.add(run)
        return run.id

    def submit(self, experiment, visitor="ann"):
        run_id = self.add(experiment, visitor)
        self.pool.submit(Job(run_id, visitor))
        return run_id

    def study(self, visitor="ann", **settings):
        """Submit a study that goes on until it is stopped; with one step it ends by itself."""
        job = study_job(visitor, "memory", settings)
        self.pool.submit(job)
        return job

    def studied(self, job):
        """Wait until a study goes on, or is over."""
        return self.pool.wait(job.id, lambda view: view.progress == 0.5 or view.state == "done", 20)

    def running(self, run_id):
        return self.pool.wait(run_id, lambda view: view.records, 20)

    def ended(self, run_id):
        return self.pool.wait(run_id, lambda view: view.state == "done", 20)

    def finish(self, run_id):
        """Let a job run, and then stop."""
        self.running(run_id)
        self.pool.stop(run_id)
        return self.ended(run_id)


@pytest.fixture
def bench(tmp_path, timers):
    benches = []

    def make(mode="obedient", **limits):
        benches.append(Bench(tmp_path, timers, mode, **limits))
        return benches[-1]

    yield make
    for made in benches:
        made.pool.close()
