"""What the server knows of one job, updated by the worker's messages and read by pages."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.jobs.protocol import Job
from playground.language.records import (
    REASONS,
    BusyRecord,
    DecayRecord,
    EndRecord,
    Record,
    SampleRecord,
    StepRecord,
    ValidationRecord,
)
from playground.runs.record import STATUS_OF, History, record_of
from playground.runs.store import RunStore
from playground.runs.thinning import Thinned

ROOM = 2_000  # step records in a view


@dataclass(frozen=True)
class JobView:
    """What a page shows of a job now.

    `records` are those of the whole run, earlier stretches too: at most 2,000 step records (thinned so that the extremes and the
    newest stay), then all validations, all samples and all decays. `version` grows with every change.
    """

    run_id: str
    state: str  # "queued", "running" or "done"
    position: int = 0  # jobs ahead of a queued one
    stopping: bool = False
    progress: float = 0.0  # share of this stretch's budget used, 0 to 1
    records: tuple[Record, ...] = ()
    busy: float | None = None  # share done of what goes on between two updates, such as reading the validation part
    end: EndRecord | None = None
    version: int = 0


class LiveJob(ABC):
    """One job from its submission on, of whatever kind; whoever changes it holds the pool's lock."""

    def __init__(self, job: Any, next_version: Callable[[], int]):
        self.job, self.id, self.visitor = job, job.id, job.visitor
        self.state, self.position, self.stop_reason = "queued", 0, ""
        self.withdrawn = self.obeying = False  # taken back while it waited; work has stopped and what is there is being saved
        self.end: Any = None
        self.next_version = next_version
        self.changed()

    def changed(self) -> None:
        """Let the next look make a new view."""
        self.version, self.shown = self.next_version(), None

    def begin(self) -> None:
        """Note that a worker has it now."""
        self.state, self.position = "running", 0
        self.changed()

    def close(self, end: Any) -> None:
        """Note how it ended."""
        self.state, self.end = "done", end
        self.changed()

    @property
    def stopping(self) -> bool:
        """Tell whether it was asked to stop and has not yet done so."""
        return bool(self.stop_reason) and self.state == "running"

    def view(self) -> Any:
        """Return what a page shows, made once for each version."""
        if self.shown is None:
            self.shown = self.make_view()
        return self.shown

    @abstractmethod
    def make_view(self) -> Any:
        """Return what a page shows now."""

    @abstractmethod
    def ending(self, reason: str) -> Any:
        """Return the end of a job whose worker cannot tell it."""

    @abstractmethod
    def end_of(self, values: dict) -> Any:
        """Return the end that a worker tells."""

    @abstractmethod
    def note(self, store: RunStore, reason: str = "") -> None:
        """Write to the store that the job is queued, or why it ended, where that is kept there."""


class LiveRun(LiveJob):
    """A job that trains a run."""

    def __init__(self, job: Job, history: History, next_version: Callable[[], int]):
        super().__init__(job, next_version)
        self.origin, self.budget, self.unit = (0, 0, 0.0), 1.0, "steps"
        self.busy: float | None = None
        self.latest = (0, 0, 0.0)
        self.keep(history)

    def keep(self, history: History) -> None:
        """Begin with what the store holds of earlier stretches."""
        self.steps, self.validations = Thinned(ROOM), list(history.validations)
        self.samples, self.decays = list(history.samples), list(history.decays)
        self.steps.extend(history.steps)

    def started(self, values: dict) -> None:
        """Note where this stretch begins; records after that point were never saved and are made again."""
        self.origin, self.budget, self.unit = tuple(values["origin"]), values["budget"], values["unit"]
        self.latest = tuple(values["at"])
        self.keep(History.from_records(self.records()).until(self.latest[0]))
        self.changed()

    def records(self) -> tuple[Record, ...]:
        """Return what is kept of the run's records."""
        return (*self.steps.steps, *self.validations, *self.samples, *self.decays)

    def add(self, records: list[Record]) -> None:
        """Take in records in the order in which they were made."""
        self.steps.extend(record for record in records if isinstance(record, StepRecord))
        self.validations += [record for record in records if isinstance(record, ValidationRecord)]
        self.samples += [record for record in records if isinstance(record, SampleRecord)]
        self.decays += [record for record in records if isinstance(record, DecayRecord)]
        if records:
            last = records[-1]
            self.busy = last.share if isinstance(last, BusyRecord) else None
            self.latest = last.step, last.tokens, last.seconds
        self.changed()

    def progress(self) -> float:
        """Return the share of this stretch's budget used, from 0 to 1."""
        used = dict(zip(("steps", "tokens", "seconds"), zip(self.latest, self.origin, strict=True), strict=True))[self.unit]
        return min(1.0, max(0.0, (used[0] - used[1]) / self.budget))

    def close(self, end: EndRecord) -> None:
        """Note how it ended."""
        self.busy = None
        super().close(end)

    def ending(self, reason: str) -> EndRecord:
        """Return the last record of a run that cannot write its own."""
        return EndRecord(*self.latest, reason, REASONS[reason])

    def end_of(self, values: dict) -> EndRecord:
        """Return the last record of a run."""
        return record_of(values)

    def note(self, store: RunStore, reason: str = "") -> None:
        """Write to the store that the run is queued, or why it ended."""
        status = STATUS_OF[reason] if reason else "queued"
        store.update(self.id, status=status, reason=reason, message=REASONS.get(reason, ""))

    def make_view(self) -> JobView:
        """Return what a page shows now."""
        parts = (self.state, self.position, self.stopping, self.progress(), self.records(), self.busy, self.end, self.version)
        return JobView(self.id, *parts)
