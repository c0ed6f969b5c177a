"""A study in the worker: its events go to the server a few times a second, within the bounds of what the server keeps."""

import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from playground.jobs.channel import SEND_SECONDS, Inbox, Outbox
from playground.jobs.events import Events
from playground.jobs.guard import Guard
from playground.jobs.protocol import StudyJob
from playground.jobs.studies import study_named
from playground.jobs.study_end import StudyEnd
from playground.jobs.trouble import explain
from playground.runs.store import RunStore
from playground.settings import Settings

BYTES_A_SECOND = 500_000  # of events: the server reads them between two pages


class EventBox:
    """Events on their way to the server: of several in one slot the newest, the first at once, large ones less often."""

    def __init__(self, study_id: str, outbox: Outbox, clock: Callable[[], float] = time.monotonic):
        self.study_id, self.outbox, self.clock = study_id, outbox, clock
        self.events, self.waiting = Events(), Events()
        self.progress, self.due = 0.0, 0.0

    def put(self, event: dict[str, Any]) -> None:
        """Send an event with the next batch; raise `Refusal` where a study tells more than is kept."""
        told = {name: value for name, value in event.items() if name != "progress"}
        self.progress = min(1.0, max(0.0, event.get("progress", self.progress)))  # what is not a number becomes 0
        if told:
            self.events.put(told)
            self.waiting.put(told)
        if self.clock() >= self.due:
            self.flush()

    def flush(self) -> None:
        """Send what waits, and how far the study is."""
        size = self.waiting.size
        events, self.waiting = self.waiting.all(), Events()
        self.outbox.send({"study": self.study_id, "events": events, "progress": self.progress})
        self.due = self.clock() + max(SEND_SECONDS, size / BYTES_A_SECOND)


def conduct_study(job: StudyJob, store: RunStore, host: Settings, inbox: Inbox, outbox: Outbox) -> StudyEnd:
    """Do a study until its end, a stop or a limit, and return how it ended; what came until then is sent in any case."""
    box = EventBox(job.id, outbox)
    try:
        end = StudyEnd.of(pursue(job, store, host, inbox, box))
    except Exception as error:
        reason, message = explain(error)
        end = StudyEnd(reason, message) if reason == "refused" else StudyEnd.of(reason)
    box.flush()
    return end


def pursue(job: StudyJob, store: RunStore, host: Settings, inbox: Inbox, box: EventBox) -> str:
    """Send the events of a study until it ends, should stop, or comes to a limit; return the reason."""
    guard = Guard(host)
    with closing(study_named(job.name).begin(job, store, host)) as events:
        for event in events:
            box.put(event)
            if reason := inbox.reason(job.id) or guard.reason():
                box.outbox.send({"study": job.id, "stopping": reason})
                return reason
    return "finished"
