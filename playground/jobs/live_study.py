"""What the server knows of one study, and the answers it remembers; nothing of this is stored."""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from playground.jobs.events import Events, frozen
from playground.jobs.live import LiveJob
from playground.jobs.protocol import StudyJob
from playground.jobs.studies import study_named
from playground.jobs.study_end import StudyEnd
from playground.runs.store import RunStore

OF_A_VISITOR, OF_ALL, BYTES_OF_ALL = 8, 64, 30_000_000  # studies that are over and can still be viewed
ANSWERS, BYTES_OF_ANSWERS = 64, 30_000_000  # answers for whoever asks the same


@dataclass(frozen=True)
class StudyView:
    """What a page shows of a study now; `events` are in the order in which they, or the first of their slot, came.

    Nobody can change the events: their objects are read-only mappings, their lists tuples.
    """

    state: str  # "queued", "running" or "done"
    position: int = 0  # jobs ahead of a queued one
    stopping: bool = False
    progress: float = 0.0  # 0 to 1, as the study tells it
    began: float | None = None  # when a worker took it, on the clock of `time.monotonic`
    events: tuple[Mapping[str, Any], ...] = ()
    end: StudyEnd | None = None
    version: int = 0

    @property
    def complete(self) -> bool:
        """Tell whether the study came to its own end."""
        return self.end is not None and self.end.reason == "finished"


class Answers:
    """Complete results by question, for whoever asks the same; those that nobody asked for longest go first."""

    def __init__(self):
        self.views: OrderedDict[str, tuple[StudyView, int]] = OrderedDict()

    def get(self, question: str) -> StudyView | None:
        """Return the answer to a question, if it is known."""
        if question not in self.views:
            return None
        self.views.move_to_end(question)
        return self.views[question][0]

    def keep(self, question: str, view: StudyView, size: int) -> None:
        """Remember an answer of so many bytes."""
        self.views[question] = view, size
        self.views.move_to_end(question)
        while len(self.views) > ANSWERS or sum(size for _, size in self.views.values()) > BYTES_OF_ANSWERS:
            self.views.popitem(last=False)


class LiveStudy(LiveJob):
    """A study from its submission on; its answer goes to `answers` if it may be everybody's."""

    def __init__(self, job: StudyJob, answers: Answers, next_version: Callable[[], int], clock=time.monotonic):
        self.events, self.answers, self.clock = Events(frozen), answers, clock
        self.progress, self.began = 0.0, None
        super().__init__(job, next_version)

    def begin(self) -> None:
        """Note that a worker has it now."""
        self.began = self.clock()
        super().begin()

    def take(self, events: Iterable[dict], progress: float) -> None:
        """Take in events in the order in which they came; the worker sees to it that they are not too many."""
        self.progress = min(1.0, max(0.0, progress))
        try:
            for event in events:
                self.events.put(event)
        finally:
            self.changed()

    def close(self, end: StudyEnd) -> None:
        """Note how it ended, and keep what may answer others."""
        super().close(end)
        if self.view().complete and not study_named(self.job.name).private:
            self.answers.keep(self.job.question, self.view(), self.events.size)

    def ending(self, reason: str) -> StudyEnd:
        """Return the end of a study whose worker cannot tell it."""
        return StudyEnd.of(reason)

    def end_of(self, values: dict) -> StudyEnd:
        """Return the end that a worker tells."""
        return StudyEnd(**values)

    def note(self, store: RunStore, reason: str = "") -> None:
        """Write nothing: a study is not kept in the store."""

    def make_view(self) -> StudyView:
        """Return what a page shows now."""
        parts = (self.state, self.position, self.stopping, self.progress, self.began, self.events.all(), self.end, self.version)
        return StudyView(*parts)


def too_many(over: Iterable[LiveJob]) -> list[str]:
    """Return the ids of studies to be forgotten among those that are over, the oldest first."""
    of, count, size, gone = Counter(), 0, 0, []
    for live in reversed([live for live in over if isinstance(live, LiveStudy)]):
        of[live.visitor] += 1
        count, size = count + 1, size + live.events.size
        if of[live.visitor] > OF_A_VISITOR or count > OF_ALL or size > BYTES_OF_ALL:
            gone.append(live.id)
    return gone
