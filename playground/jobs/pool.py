"""The queue of jobs and the worker processes that do them, on this machine."""

import itertools
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from playground.errors import Refusal
from playground.jobs.admission import admit_run, admit_study, check_room
from playground.jobs.crew import Crew
from playground.jobs.lease import Leases, MakeTimer, start_timer
from playground.jobs.limits import CAUTIOUS_SPEED
from playground.jobs.live import JobView, LiveJob, LiveRun
from playground.jobs.live_study import Answers, StudyView, too_many
from playground.jobs.process import COMMAND, WorkerProcess
from playground.jobs.protocol import AnyJob, Job, StudyJob
from playground.jobs.queue import JobQueue
from playground.jobs.turns import in_turn
from playground.runs.record import record_of
from playground.runs.store import RunStore
from playground.settings import Settings

__all__ = ["JobQueue", "JobView", "WorkerPool"]

log = logging.getLogger(__name__)

STOP_SECONDS = 2.0  # for a worker to obey a stop
SAVE_SECONDS = 20.0  # for it to write the last checkpoint then
LIFE_SECONDS = 3.0  # between two signs of life of queued and running jobs
OVERTIME_SECONDS = 60.0  # beyond the time limit, which a worker keeps by itself unless it hangs
REMEMBERED = 64  # jobs that are over and can still be viewed


class WorkerPool:
    """A `JobQueue` of warm worker processes; every method may be called from any thread.

    First in, first out over visitors: each has at most one running job, and waits for others between two of their own.
    """

    def __init__(
        self, store: RunStore, settings: Settings, *, make_timer: MakeTimer = threading.Timer, command: tuple[str, ...] = COMMAND
    ):
        self.store, self.settings, self.make_timer = store, settings, make_timer
        self.operations_per_second = CAUTIOUS_SPEED
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.admission = threading.Lock()  # one job enters or leaves the queue at a time, its row in the store included
        self.live: dict[str, LiveJob] = {}  # oldest first
        self.answers = Answers()
        self.served: dict[str, int] = {}
        self.turn, self.version = itertools.count(1), itertools.count(1)
        self.closed = threading.Event()
        self.leases = Leases(settings.grace_seconds, self.abandon, make_timer)
        self.crew = Crew(settings, self.lock, self.hear, self.lost, make_timer)
        self.crew.start(command)
        threading.Thread(target=self.look_after, name="signs of life", daemon=True).start()

    # what pages call

    def submit(self, job: AnyJob) -> None:
        """Queue a job or a study; raise `Refusal` where it cannot be done, is too large, or finds no room."""
        live = ADMISSIONS[type(job)](self, job)
        with self.admission:
            with self.lock:
                self.check_room(live)
            live.note(self.store)
            with self.lock:
                self.live.pop(live.id, None)
                self.live[live.id] = live
                self.dispatch()
        self.attempt(self.store.prune, job.visitor, self.settings.runs_kept)

    def view(self, run_id: str) -> JobView | None:
        """Return how a job stands, None for one that is unknown or long over."""
        with self.lock:
            live = self.live.get(run_id)
            return live.view() if live else None

    def study(self, job: StudyJob) -> StudyView | None:
        """Return how a visitor's study stands, or the answer that is known already; None where there is neither."""
        with self.lock:
            mine = self.view(job.id)
            return mine if mine and mine.state != "done" else self.answers.get(job.question) or mine

    def stop(self, run_id: str, reason: str = "stopped") -> None:
        """Take a job from the queue, or ask its worker to stop it; one that does not obey soon is killed, its run kept."""
        with self.admission:
            with self.lock:
                live = self.live.get(run_id)
                waiting = live is not None and live.state == "queued"
                if waiting:
                    live.withdrawn = True
                elif live and live.state == "running":
                    self.ask_to_stop(live, reason)
            if waiting:
                self.end(live, reason)

    def attach(self, visitor: str, session: str) -> None:
        """Note that a visitor has a page open."""
        self.leases.attach(visitor, session)

    def release(self, visitor: str, session: str) -> None:
        """Note that a page was closed; with a visitor's last one, their jobs end after the grace period."""
        self.leases.release(visitor, session)

    def active(self, visitor: str) -> list[str]:
        """Return the ids of a visitor's runs that are queued or running, in order of submission."""
        with self.lock:
            return [live.id for live in self.unfinished() if live.visitor == visitor and isinstance(live, LiveRun)]

    def wait(self, run_id: str, condition: Callable[[JobView], bool], seconds: float) -> JobView:
        """Return the first view of a job that meets a condition; raise `TimeoutError` where it takes too long."""
        with self.changed:
            if not self.changed.wait_for(lambda: run_id in self.live and condition(self.live[run_id].view()), seconds):
                raise TimeoutError(f"after {seconds} s: {self.view(run_id)}")
            return self.live[run_id].view()

    def close(self) -> None:
        """End all workers; what was queued or running counts as interrupted."""
        self.closed.set()
        self.leases.close()
        self.crew.close()
        with self.lock:
            unfinished = self.unfinished()
        for live in unfinished:
            self.end(live, "interrupted")

    # jobs

    def unfinished(self) -> list[LiveJob]:
        """Return the queued and running jobs, the oldest first."""
        return [live for live in self.live.values() if live.state != "done"]

    def check_room(self, live: LiveJob) -> None:
        """Raise `Refusal` unless another job of this visitor may wait."""
        if self.closed.is_set():
            raise Refusal("The server is shutting down: try again in a minute.")
        check_room(live, self.unfinished(), self.settings)

    def dispatch(self) -> None:
        """Give waiting jobs to workers that are free, and tell the others how many are ahead of them."""
        unfinished = self.unfinished()
        busy = {live.visitor for live in unfinished if live.state == "running"}
        waiting = in_turn([live for live in unfinished if live.state == "queued" and not live.withdrawn], busy, self.served)
        free = self.crew.free()
        for live in list(waiting):
            if free and live.visitor not in busy and not self.closed.is_set() and self.give(free.pop(), live):
                busy.add(live.visitor)
                waiting.remove(live)
        for position, live in enumerate(waiting, start=sum(live.state == "running" for live in unfinished)):
            if live.position != position:
                live.position = position
                live.changed()
        self.served = {live.visitor: self.served[live.visitor] for live in self.unfinished() if live.visitor in self.served}
        self.crew.share_cores()
        self.changed.notify_all()

    def give(self, worker: WorkerProcess, live: LiveJob) -> bool:
        """Hand a job to a worker; return False where that worker turns out to be gone."""
        if not worker.send({live.job.word: live.job.to_json()}):
            worker.ready = False
            return False
        worker.job_id, worker.given = live.id, time.monotonic()
        self.served[live.visitor] = next(self.turn)
        live.begin()
        return True

    def ask_to_stop(self, live: LiveJob, reason: str) -> None:
        """Tell the worker of a running job to stop it, and see to it that it does."""
        worker = self.crew.of(live.id)
        live.stop_reason = reason
        live.changed()
        worker.send({"stop": live.id, "reason": reason})
        self.insist(worker, live, STOP_SECONDS, unless_obeying=True)
        self.changed.notify_all()

    def insist(self, worker: WorkerProcess, live: LiveJob, seconds: float, unless_obeying: bool) -> None:
        """Kill a worker that is still at the same job after some seconds (and, with the flag, has not begun to save it)."""

        def enforce():
            with self.lock:
                if worker.job_id == live.id and live.state == "running" and not (unless_obeying and live.obeying):
                    log.warning("Worker %s does not stop job %s and is killed", worker.process.pid, live.id)
                    worker.kill()

        start_timer(self.make_timer, seconds, enforce)

    def end(self, live: LiveJob, reason: str) -> None:
        """End a job whose worker cannot do so, in the store first; the caller does not hold the lock."""
        self.attempt(live.note, self.store, reason)
        with self.lock:
            self.finish(live, live.ending(reason))

    def finish(self, live: LiveJob, end: Any) -> None:
        """Note how a job ended, and go on with the next."""
        live.close(end)
        over = [other for other in self.live.values() if other.state == "done"]
        runs = [other.id for other in over if isinstance(other, LiveRun)]
        for job_id in (*runs[:-REMEMBERED], *too_many(over)):
            del self.live[job_id]
        self.dispatch()

    def attempt(self, write: Callable, *arguments: Any, **changes: Any) -> None:
        """Write to the store; where that fails, jobs go on (and a run that is over reads as interrupted before long)."""
        try:
            write(*arguments, **changes)
        except Refusal as refusal:
            log.warning("The store could not be written: %s", refusal)
        except Exception:
            log.exception("The store could not be written")

    def abandon(self, visitor: str) -> None:
        """Stop all jobs of a visitor who has left, those that wait first."""
        with self.lock:
            theirs = [live.id for live in self.unfinished() if live.visitor == visitor]
        for job_id in reversed(theirs):
            self.stop(job_id, "left")

    # workers

    def hear(self, worker: WorkerProcess, message: dict) -> None:
        """Take in one message of a worker."""
        with self.changed:
            live = self.live.get(message.get("run") or message.get("study"))
            for kind in message.keys() & HANDLERS.keys():
                HANDLERS[kind](self, worker, live, message)
            self.changed.notify_all()

    def ready(self, worker: WorkerProcess, live: None, message: dict) -> None:
        """Give work to a worker that is ready now."""
        self.operations_per_second = message["operations_per_second"]
        self.crew.ready(worker)
        self.dispatch()

    def obeyed(self, worker: WorkerProcess, live: LiveJob, message: dict) -> None:
        """Note that a job has stopped training and is being saved."""
        live.obeying = True
        self.insist(worker, live, SAVE_SECONDS, unless_obeying=False)

    def done(self, worker: WorkerProcess, live: LiveJob, message: dict) -> None:
        """Close a job, and give the worker the next."""
        worker.job_id = None
        if message["retire"]:
            self.crew.retire(worker)
        self.finish(live, live.end_of(message["done"]))

    def lost(self, worker: WorkerProcess) -> None:
        """Mark the job of a worker that is gone."""
        with self.lock:
            worker.ready, live = False, self.live.get(worker.job_id)
        if live and not self.closed.is_set():
            self.end(live, live.stop_reason or "crashed")

    def look_after(self) -> None:
        """Keep queued and running jobs alive in the store, and end those that hang, until the pool closes."""
        while not self.closed.wait(LIFE_SECONDS):
            with self.lock:
                alive = [live.id for live in self.unfinished() if isinstance(live, LiveRun)]
                for worker in self.crew.hanging(self.settings.max_seconds + OVERTIME_SECONDS):
                    self.live[worker.job_id].stop_reason = "time-limit"
                    worker.kill()
            self.attempt(self.store.sign_of_life, *alive)


HANDLERS: dict[str, Callable[[WorkerPool, WorkerProcess, LiveJob | None, dict], None]] = {
    "ready": WorkerPool.ready,
    "started": lambda pool, worker, live, message: live.started(message["started"]),
    "records": lambda pool, worker, live, message: live.add([record_of(values) for values in message["records"]]),
    "events": lambda pool, worker, live, message: live.take(message["events"], message["progress"]),
    "stopping": WorkerPool.obeyed,
    "done": WorkerPool.done,
    "error": lambda pool, worker, live, message: log.warning("Worker %s: %s", worker.process.pid, message["error"]),
}

ADMISSIONS: dict[type, Callable[[WorkerPool, AnyJob], LiveJob]] = {
    Job: lambda pool, job: admit_run(job, pool.store, pool.settings, lambda: next(pool.version)),
    StudyJob: lambda pool, job: admit_study(job, pool.answers, pool.settings, lambda: next(pool.version)),
}
