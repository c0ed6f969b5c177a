"""The server is killed in the middle of a run: the next one finds the run, marked interrupted, and can go on with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from playground.jobs.pool import WorkerPool
from playground.jobs.protocol import Job
from playground.runs.store import RunStore
from playground.settings import Settings

ROOT = Path(__file__).parents[2]
SERVER = """
import sys, threading
from pathlib import Path
from playground.jobs.pool import WorkerPool
from playground.jobs.protocol import Job
from playground.language.experiment import Experiment
from playground.runs.record import new_run
from playground.runs.store import RunStore
from playground.settings import Settings
if __name__ == "__main__":
    settings = Settings(home=Path(sys.argv[1]), workers=1)
    store = RunStore(settings.database())
    small = dict(corpus="dinosaurs", hidden_size=16, embedding_size=8, batch_size=4, sequence_length=16)
    run = new_run(Experiment().with_(**small, budget=600, budget_unit="seconds"), "ann", "Dinosaur names")
    store.add(run)
    pool = WorkerPool(store, settings)
    pool.submit(Job(run.id, "ann", "start"))
    pool.wait(run.id, lambda view: len(view.records) > 5, 60)
    print(run.id, flush=True)
    threading.Event().wait()
"""


@pytest.fixture
def killed(tmp_path):
    """The home folder and the run of a server that was killed while it trained."""
    command = [sys.executable, "-c", SERVER, str(tmp_path)]
    server = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PLAYGROUND_HOME": str(tmp_path)}
    )
    run_id = server.stdout.readline().strip()
    workers = psutil.Process(server.pid).children()
    server.send_signal(signal.SIGKILL)
    server.wait()
    server.stdout.close()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert not alive, "a worker outlived its server"
    return Settings(home=tmp_path, workers=1), run_id


def test_the_run_is_there_marked_interrupted_and_goes_on(killed):
    settings, run_id = killed
    later = RunStore(settings.database(), clock=lambda: time.time() + settings.stale_seconds + 1)
    found = later.owned(run_id, "ann")
    assert found.status == "interrupted" and "server stopped" in found.message
    assert [run.id for run in later.runs("ann")] == [run_id]
    pool = WorkerPool(later, settings)
    try:
        pool.submit(Job(run_id, "ann", "resume"))
        pool.wait(run_id, lambda view: view.state == "running" and len(view.records) > 5, 60)
        pool.stop(run_id)
        pool.wait(run_id, lambda view: view.state == "done", 60)
    finally:
        pool.close()
    again = later.get(run_id)
    assert again.status == "stopped" and again.step > 0 and later.blob(run_id, "weights")
