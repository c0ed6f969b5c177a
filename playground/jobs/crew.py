"""The worker processes of a pool: as many as there should be, replaced when they die."""

import logging
import os
import threading
import time
from collections.abc import Callable

from playground.jobs.lease import MakeTimer, start_timer
from playground.jobs.process import COMMAND, WorkerProcess
from playground.settings import Settings

log = logging.getLogger(__name__)

CLOSE_SECONDS = 2.0  # for a worker to end by itself when its stdin does
LONGEST_PAUSE = 60.0  # before yet another worker is started where all die at once


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crew:
    """A fixed number of workers; its lists change under the pool's lock.

    `hear(worker, message)` gets what they say, and `lost(worker)` is called before a dead one is replaced.
    """

    def __init__(self, settings: Settings, lock: threading.RLock, hear: Callable, lost: Callable, make_timer: MakeTimer):
        self.settings, self.lock, self.hear, self.lost, self.make_timer = settings, lock, hear, lost, make_timer
        self.workers: list[WorkerProcess] = []
        self.failures = 0  # workers on end that died before they were ready
        self.closed = False

    def start(self, command: tuple[str, ...] = COMMAND) -> None:
        """Start every worker; each says by itself when it is ready."""
        self.command = command
        for _ in range(self.settings.workers):
            self.start_one()

    def start_one(self) -> None:
        """Start one more worker, unless the crew was dismissed."""
        with self.lock:
            if not self.closed:
                self.workers.append(WorkerProcess(self.settings, self.hear, self.replace, self.command))

    def ready(self, worker: WorkerProcess) -> None:
        """Note that a worker can take jobs."""
        worker.ready, worker.came_up, self.failures = True, True, 0

    def free(self) -> list[WorkerProcess]:
        """Return the workers that could take a job now."""
        return [worker for worker in self.workers if worker.ready and worker.job_id is None]

    def of(self, job_id: str) -> WorkerProcess:
        """Return the worker that has a job."""
        return next(worker for worker in self.workers if worker.job_id == job_id)

    def share_cores(self) -> None:
        """Let workers go behind all else where they take every core; one that leaves a core free need not.

        At nice 19 alone a keystroke waits for a worker's slice at each of its dozen hand-overs between browser and server: with
        two jobs on two cores, 95 % of the keys were answered within 147 ms, and within 97 ms where both are idle by policy. But
        Linux gives a core that does idle work to whoever wakes up, as if it were free: a single job beside a page that shows it
        then trained at 0.86 of its speed, and at 0.98 with nice alone.
        """
        busy = sum(worker.job_id is not None for worker in self.workers)
        for worker in self.workers:
            worker.step_back(busy * self.settings.threads >= cores())

    def hanging(self, seconds: float) -> list[WorkerProcess]:
        """Return the workers that have been at the same job for longer than this."""
        earliest = time.monotonic() - seconds
        return [worker for worker in self.workers if worker.job_id and worker.given < earliest]

    def retire(self, worker: WorkerProcess) -> None:
        """Let a worker end that has grown too large; another takes its place."""
        worker.ready = False
        worker.dismiss()

    def replace(self, worker: WorkerProcess) -> None:
        """Start another worker for one that is gone; later and later where they die before they are ready."""
        self.lost(worker)
        with self.lock:
            self.workers.remove(worker)
            self.failures += not worker.came_up
            pause = min(LONGEST_PAUSE, 0.5 * 2**self.failures) if self.failures else 0.0
        if not self.closed:
            log.info("Worker %s ended with code %s; another starts in %g s", worker.process.pid, worker.process.returncode, pause)
            start_timer(self.make_timer, pause, self.start_one) if pause else self.start_one()

    def close(self) -> None:
        """End all workers, and start no more."""
        with self.lock:
            self.closed, workers = True, list(self.workers)
        for worker in workers:
            worker.dismiss()
        for worker in workers:
            worker.wait(CLOSE_SECONDS)
