"""The worker's end of the conversation: what comes in by stdin, and what goes out by the stdout of old."""

import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, TextIO

from playground.errors import Refusal
from playground.jobs.protocol import JOBS, STOPS, AnyJob, read_message
from playground.language.records import Record, StepRecord
from playground.runs.record import record_values, strict_json
from playground.runs.thinning import thin

SEND_SECONDS = 0.1  # the least time between two messages of records
STEPS_A_MESSAGE = 50  # step records in one message; of more, the extremes


def take_stdout() -> TextIO:
    """Return the real stdout for messages alone, and send whatever else is printed to stderr."""
    channel = os.fdopen(os.dup(1), "w", encoding="ascii", buffering=1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return channel


class Outbox:
    """Messages to the server: records in batches, the first at once; anything else immediately, after what waits."""

    def __init__(self, channel: TextIO, clock: Callable[[], float] = time.monotonic):
        self.channel, self.clock, self.lock = channel, clock, threading.Lock()
        self.waiting: list[Record] = []
        self.due = 0.0

    def send(self, message: dict[str, Any]) -> None:
        """Write one message; where nobody reads any more, this process has no purpose left."""
        try:
            with self.lock:
                self.channel.write(strict_json(message) + "\n")
                self.channel.flush()
        except OSError:
            os._exit(0)

    def put(self, run_id: str, record: Record) -> None:
        """Send a record with the next batch."""
        self.waiting.append(record)
        if (now := self.clock()) >= self.due:
            self.flush(run_id)
            self.due = now + SEND_SECONDS

    def flush(self, run_id: str) -> None:
        """Send what waits."""
        if self.waiting:
            steps = thin([record for record in self.waiting if isinstance(record, StepRecord)], STEPS_A_MESSAGE)
            others = [record for record in self.waiting if not isinstance(record, StepRecord)]
            batch = sorted([*steps, *others], key=lambda record: record.step)
            self.waiting = []
            self.send({"run": run_id, "records": [record_values(record) for record in batch]})

    def start_afresh(self) -> None:
        """Let the first record of a job go out at once, and nothing of the job before."""
        self.waiting, self.due = [], 0.0


class Inbox:
    """Jobs to do, and which of them to stop; a thread of its own reads stdin, whose end is the end of this process."""

    def __init__(self, lines: TextIO, complain: Callable[[str], None]):
        self.lines, self.complain = lines, complain
        self.jobs: queue.SimpleQueue[AnyJob] = queue.SimpleQueue()
        self.wanted: dict[str, str | None] = {}  # of each job not yet done: why it should stop

    def start(self) -> None:
        """Begin to read."""
        threading.Thread(target=self.read, name="inbox", daemon=True).start()

    def read(self) -> None:
        """Take in line after line; one that makes no sense costs a complaint and nothing else."""
        for line in self.lines:
            try:
                self.take(read_message(line))
            except Refusal as refusal:
                self.complain(str(refusal))
        os._exit(0)

    def take(self, message: dict[str, Any]) -> None:
        """Queue a job, or note a stop if it is for a job that is here."""
        kind = next((word for word in JOBS if isinstance(message.get(word), dict)), None)
        if kind:
            job = JOBS[kind].from_json(message[kind])
            self.wanted[job.id] = None
            self.jobs.put(job)
        elif message.get("stop") in self.wanted and message.get("reason") in STOPS:
            self.wanted[message["stop"]] = message["reason"]
        elif "stop" not in message:
            raise Refusal(f"This message is neither a job, nor a study, nor a stop: {str(message)[:80]}.")

    def reason(self, job_id: str) -> str | None:
        """Return why a job should stop, None if it should not."""
        return self.wanted.get(job_id)

    def done(self, job_id: str) -> None:
        """Forget a job, so that a stop which comes too late hits nothing."""
        self.wanted.pop(job_id, None)
