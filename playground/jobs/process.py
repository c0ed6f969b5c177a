"""The server's handle on one worker process: start it, write to it, hear from it, end it."""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

from playground.runs.record import strict_json
from playground.settings import Settings

log = logging.getLogger(__name__)

ROOT = Path(__file__).parents[2]
LONGEST_LINE = 2_000  # characters of what a worker writes to stderr, in the log
COMMAND = (sys.executable, "-m", "playground.jobs.worker")
THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment of a worker: this process's, with every setting as it is here."""
    given = {f"PLAYGROUND_{item.name.upper()}": str(getattr(settings, item.name)) for item in fields(Settings)}
    return {**os.environ, **given, **dict.fromkeys(THREAD_VARIABLES, str(settings.threads)), "PYTHONUNBUFFERED": "1"}


class WorkerProcess:
    """A worker and the two threads that listen to it; `hear(self, message)` and `gone(self)` are called from the first.

    `job_id` is the job it was given, `ready` whether it can take one. Both belong to the pool and its lock.
    """

    def __init__(self, settings: Settings, hear: Callable, gone: Callable, command: tuple[str, ...] = COMMAND):
        self.hear, self.gone = hear, gone
        self.ready, self.came_up, self.job_id, self.given = False, False, None, 0.0
        self.behind_all = False
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment(settings), text=True, encoding="utf-8", errors="replace", **pipes
        )
        self.threads = [self.thread(self.listen), self.thread(self.drain)]

    def thread(self, function: Callable) -> threading.Thread:
        """Run a function beside everything else; it does not keep the server from ending."""
        thread = threading.Thread(target=function, name=f"worker {self.process.pid}", daemon=True)
        thread.start()
        return thread

    def listen(self) -> None:
        """Pass on each message, and the news that no more will come."""
        with self.process.stdout:
            for line in self.process.stdout:
                self.pass_on(line)
        self.process.wait()
        self.dismiss()
        self.gone(self)

    def pass_on(self, line: str) -> None:
        """Give a message to whoever listens; one that cannot be used must not end the listening."""
        try:
            self.hear(self, json.loads(line))
        except Exception:
            log.exception("A message of worker %s could not be used: %.200s", self.process.pid, line)

    def drain(self) -> None:
        """Log what the worker writes to stderr, so that it never waits for a reader."""
        with self.process.stderr:
            for line in self.process.stderr:
                log.info("worker %s: %s", self.process.pid, line.rstrip()[:LONGEST_LINE])

    def step_back(self, behind_all: bool) -> None:
        """Let this worker have only what nothing else on the machine wants, or the share of nice 19 again.

        Linux alone knows the first, some containers forbid to choose, and the way back takes a right that not every server has.
        """
        if behind_all != self.behind_all:
            with suppress(AttributeError, OSError):
                policy = os.SCHED_IDLE if behind_all else os.SCHED_OTHER
                for thread in os.listdir(f"/proc/{self.process.pid}/task"):
                    os.sched_setscheduler(int(thread), policy, os.sched_param(0))
                self.behind_all = behind_all

    def send(self, message: dict[str, Any]) -> bool:
        """Write one message; return False where the worker is gone."""
        try:
            self.process.stdin.write(strict_json(message) + "\n")
            self.process.stdin.flush()
            return True
        except (OSError, ValueError):
            return False

    def kill(self) -> None:
        """End the process at once."""
        self.process.kill()

    def dismiss(self) -> None:
        """Tell the worker that there is nothing more to do, by closing its stdin."""
        with suppress(OSError):  # it may be gone already
            self.process.stdin.close()

    def wait(self, seconds: float) -> None:
        """Wait for the process to end, and end it if it does not."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait()
