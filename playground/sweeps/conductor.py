"""Sweeps in the pool: each hands over one run after the other, so that it waits in the same fair queue as everybody's jobs.

A sweep keeps one run training and one waiting behind it, no more: the queue stays open to others, and stopping is quick.
"""

import logging
import threading
from collections import deque
from dataclasses import dataclass, field

from playground.errors import Refusal
from playground.jobs.limits import check_limits
from playground.jobs.protocol import Job
from playground.jobs.queue import JobQueue
from playground.language.experiment import Experiment
from playground.language.records import ValidationRecord
from playground.runs.record import Run, new_run
from playground.runs.store import RunStore
from playground.settings import Settings
from playground.sweeps.matching import count
from playground.sweeps.plan import Task, remaining
from playground.sweeps.shelf import StoredSweep, add_point, add_sweep, note_sweep, owned_sweep, runs_of
from playground.sweeps.stopping import Losses, hopeless, losses_of
from playground.sweeps.sweep import Sizes, Sweep, points

log = logging.getLogger(__name__)

TICK = 0.25  # seconds between two looks at the runs of all sweeps
LIFE_TICKS = 12  # looks between two signs of life
AHEAD = 2  # runs of a sweep in the queue: one that trains, and one that waits
MOST_GOING = 3  # sweeps of one visitor at a time
ENDINGS = ("left", "interrupted")  # reasons of a run's end that end its sweep too


@dataclass
class Going:
    """A sweep that is going on: what is left, what is in the queue, and the losses of those that finished."""

    sweep: StoredSweep
    title: str
    left: deque[Task]
    queued: dict[str, int] = field(default_factory=dict)  # place by run id
    finished: list[Losses] = field(default_factory=list)
    waiting_for: str = ""  # why the next run could not be queued yet
    again_at: int = 0  # the look at which that is tried again


class Conductor:
    """Feeds the sweeps of all visitors into a job queue, from a thread of its own; any method may be called from any thread."""

    def __init__(self, store: RunStore, queue: JobQueue, settings: Settings, tick: float = TICK):
        self.store, self.queue, self.settings, self.tick = store, queue, settings, tick
        self.going: dict[str, Going] = {}
        self.lock = threading.RLock()
        self.closed = threading.Event()
        self.thread: threading.Thread | None = None
        self.looks = 0

    # what pages call

    def start(self, visitor: str, sweep: Sweep, vocabulary: Sizes, title: str) -> str:
        """Begin a sweep on the text with this title and return its id; raise `Refusal` where one of its runs is too large."""
        experiments = planned(sweep, vocabulary, self.settings)
        with self.lock:
            self.check_room(visitor)
            kept = add_sweep(self.store, visitor, sweep, experiments)
            self.go(Going(kept, title, deque(remaining(kept, {}))))
        return kept.id

    def resume(self, sweep_id: str, visitor: str, title: str) -> None:
        """Go on with what is left of a visitor's sweep; raise `Refusal` where it is not theirs, or goes on already."""
        with self.lock:
            if sweep_id in self.going:
                raise Refusal("This sweep is already going on.")
            kept = owned_sweep(self.store, sweep_id, visitor)
            self.check_room(visitor)
            runs = runs_of(self.store, kept)
            over = [self.losses(run) for run in runs.values() if run.status == "finished"]
            note_sweep(self.store, sweep_id, "running")
            queued = {run.id: place for place, run in runs.items() if not run.done}
            self.go(Going(kept, title, deque(remaining(kept, runs)), queued, over if kept.sweep.own.stop_early else []))

    def stop(self, sweep_id: str, visitor: str) -> None:
        """Stop a visitor's sweep with all of its runs; each keeps what it has learned."""
        owned_sweep(self.store, sweep_id, visitor)
        with self.lock:
            found = self.going.pop(sweep_id, None)
            self.store_status(sweep_id, "stopped")
            runs = reversed(found.queued) if found else ()
            for run_id in runs:  # those that wait first: none of them should begin
                self.queue.stop(run_id, "stopped")

    def trouble(self, sweep_id: str) -> str:
        """Return why the next run of a sweep cannot be queued right now, "" where nothing is in its way."""
        with self.lock:
            return self.going[sweep_id].waiting_for if sweep_id in self.going else ""

    def close(self) -> None:
        """Hand over nothing more; sweeps that were going on read as interrupted before long."""
        self.closed.set()
        if self.thread:
            self.thread.join(5)

    # the thread

    def check_room(self, visitor: str) -> None:
        """Raise `Refusal` where a visitor has too many sweeps going on."""
        if sum(one.sweep.visitor == visitor for one in self.going.values()) >= MOST_GOING:
            raise Refusal(f"You have {MOST_GOING} sweeps going on: wait for one to end, or stop one.")

    def go(self, one: Going) -> None:
        """Look after a sweep from now on."""
        self.going[one.sweep.id] = one
        self.look(one)
        if self.thread is None:
            self.thread = threading.Thread(target=self.look_after, name="sweeps", daemon=True)
            self.thread.start()

    def look_after(self) -> None:
        """Look at every sweep again and again, until this conductor is closed."""
        while not self.closed.wait(self.tick):
            with self.lock:
                self.looks += 1
                for one in list(self.going.values()):
                    self.attempt(one)

    def attempt(self, one: Going) -> None:
        """Look at one sweep; trouble with the store costs a look, anything unforeseen ends this sweep alone."""
        try:
            self.look(one)
        except Refusal as refusal:
            log.warning("Sweep %s is not looked after for now: %s", one.sweep.id, refusal)
            if refusal.field == "sweep":  # it was deleted
                self.going.pop(one.sweep.id, None)
        except Exception:
            log.exception("Sweep %s is given up", one.sweep.id)
            self.going.pop(one.sweep.id, None)

    def look(self, one: Going) -> None:
        """Take note of runs that ended, end those that are hopeless, and hand over what is next."""
        for run_id in list(one.queued):
            self.look_at(one, run_id)
        if one.sweep.id not in self.going:
            return
        while one.left and len(one.queued) < AHEAD and self.looks >= one.again_at and self.hand_over(one):
            pass
        if not one.left and not one.queued:
            self.end(one, "finished")
        elif self.looks % LIFE_TICKS == 0:
            note_sweep(self.store, one.sweep.id, "running")

    def look_at(self, one: Going, run_id: str) -> None:
        """Look at one run of a sweep."""
        view = self.queue.view(run_id)
        if view and view.state == "running" and one.sweep.sweep.own.stop_early and not view.stopping:
            place = one.sweep.points[one.queued[run_id]]
            told = [record for record in view.records if isinstance(record, ValidationRecord)]
            if hopeless(losses_of(told, place.training.budget_unit, self.characters(run_id)), one.finished):
                self.queue.stop(run_id, "hopeless")
        if view is None or view.state == "done":
            self.run_ended(one, run_id, view.end.reason if view else "")

    def run_ended(self, one: Going, run_id: str, reason: str) -> None:
        """Take a run that ended from the sweep's list; where the visitor has left or the server ends, the sweep ends too."""
        del one.queued[run_id]
        if reason in ENDINGS:
            self.end(one, "stopped" if reason == "left" else "interrupted")
        elif reason == "finished" and one.sweep.sweep.own.stop_early:
            one.finished.append(self.losses(self.store.get(run_id)))

    def end(self, one: Going, status: str) -> None:
        """Note how a sweep ended, and look after it no more."""
        self.going.pop(one.sweep.id, None)
        for run_id in reversed(one.queued):
            self.queue.stop(run_id, "left" if status == "stopped" else "stopped")
        self.store_status(one.sweep.id, status)

    def store_status(self, sweep_id: str, status: str) -> None:
        """Write how a sweep stands; one that was deleted has no status."""
        try:
            note_sweep(self.store, sweep_id, status)
        except Refusal as refusal:
            log.warning("Sweep %s: %s", sweep_id, refusal)

    def hand_over(self, one: Going) -> bool:
        """Queue the next run of a sweep; tell whether there was room for it."""
        task = one.left[0]
        run = task.run or new_run(one.sweep.points[task.place], one.sweep.visitor, one.title, one.sweep.name_of(task.place))
        if task.run is None:
            add_point(self.store, one.sweep.id, task.place, run)
        try:
            self.queue.submit(Job(run.id, run.visitor, "resume" if task.run else "start"))
        except Refusal as refusal:
            one.waiting_for, one.again_at = str(refusal), self.looks + LIFE_TICKS
            if task.run is None:
                self.store.delete(run.id, run.visitor)
            return False
        one.left.popleft()
        one.queued[run.id], one.waiting_for = task.place, ""
        return True

    def losses(self, run: Run) -> Losses:
        """Return the validation losses of a finished run, per character."""
        unit = run.experiment.training.budget_unit
        return losses_of(self.store.history(run.id).validations, unit, run.characters_per_token)

    def characters(self, run_id: str) -> float:
        """Return the characters of a token of a run, 0 where they are not known yet."""
        return self.store.get(run_id).characters_per_token


def planned(sweep: Sweep, vocabulary: Sizes, settings: Settings) -> list[Experiment]:
    """Return every run of a sweep; raise `Refusal` where they are too many, or one is too large for this site."""
    if sweep.count > settings.sweep_runs:
        most = settings.sweep_runs
        raise Refusal(f"This grid has {sweep.count:,} runs, and this site does up to {most}: leave out some values.", "grid")
    found = points(sweep, vocabulary)
    for one in dict.fromkeys(point.with_(seed=0) for point in found):
        check_limits(one, one_count(one, vocabulary), settings)
    return found


def one_count(experiment: Experiment, vocabulary: Sizes) -> int:
    """Return the parameters of an experiment's model."""
    return count(experiment.model, vocabulary(experiment.text), experiment.model.hidden_size)
