"""The limits that hold while a job runs: its time, and the memory of its process."""

import ctypes
import gc
import math
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from playground.settings import Settings

STATM = Path("/proc/self/statm")
LOOK_SECONDS = 1.0  # between two looks at the memory


def resident_bytes() -> int:
    """Return the memory of this process that is in use, 0 where the system does not tell."""
    try:
        return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def machine_bytes() -> float:
    """Return the memory of this machine, infinity where the system does not tell."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return math.inf


def give_back_memory() -> None:
    """Return what a job has used to the system, where the C library can be asked to."""
    gc.collect()
    with suppress(AttributeError, OSError, TypeError):  # where this is not glibc, memory is given back at its own pace
        ctypes.CDLL(None).malloc_trim(0)


class Guard:
    """Tells after each record whether a job has come to one of this site's limits."""

    def __init__(
        self, settings: Settings, clock: Callable[[], float] = time.monotonic, memory: Callable[[], int] = resident_bytes
    ):
        self.clock, self.memory = clock, memory
        self.most_bytes = settings.worker_memory_mb * 1_000_000
        self.ends = clock() + settings.max_seconds
        self.look_due = clock()

    def reason(self) -> str | None:
        """Return the reason to stop now, None if there is none."""
        now = self.clock()
        if now >= self.ends:
            return "time-limit"
        if now < self.look_due:
            return None
        self.look_due = now + LOOK_SECONDS
        return "memory-limit" if self.memory() > self.most_bytes else None
