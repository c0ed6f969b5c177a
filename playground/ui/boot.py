"""What a server process does once: import what is heavy, and open the store, the pool of workers and what feeds it sweeps."""

import gc
import importlib
import sys
import threading
from dataclasses import dataclass
from functools import lru_cache

from playground.jobs.light import leave_out_compiler
from playground.jobs.pool import WorkerPool
from playground.runs.store import RunStore
from playground.settings import Settings, settings
from playground.sweeps.conductor import Conductor

HEAVY = ("numpy", "pandas", "pyarrow", "torch", "plotly.graph_objects", "sqlalchemy")
LOCK = threading.RLock()
SWITCH = 0.0005  # s that a thread may keep the interpreter from the others; Python's own is ten times as long


@dataclass(frozen=True)
class Services:
    """What all pages of a process share: where runs are kept, who trains them, and who hands over those of a sweep."""

    store: RunStore
    pool: WorkerPool
    settings: Settings
    conductor: Conductor

    def close(self) -> None:
        """Hand over no more runs, and end those that train."""
        self.conductor.close()
        self.pool.close()


def boot() -> None:
    """Import the heavy libraries and take them out of the garbage collector's rounds; does so once, whoever calls first.

    Streamlit collects garbage after every run of a page: over everything imported that takes 80 ms, over what is left 5.
    """
    with LOCK:
        import_heavy()
    one_thread()


def one_thread() -> None:
    """Let torch compute in the calling thread alone: the cores belong to the workers.

    This holds for the thread that says so, not for the process, and Streamlit runs a page, or a part of one, in a new thread.
    Else each starts a second thread of torch, which takes twelve times as long for the product of a small network's step.
    """
    importlib.import_module("torch").set_num_threads(1)


@lru_cache(maxsize=1)
def import_heavy() -> None:
    """Do the work of `boot`."""
    for name in HEAVY:
        importlib.import_module(name)
    leave_out_compiler()  # else the first visitor to a page that trains a small network waits for it
    # Each message to a browser is written by a thread that must get the interpreter back from the page that is being computed.
    sys.setswitchinterval(SWITCH)
    gc.collect()
    gc.freeze()


def services() -> Services:
    """Return this process's store, pool and conductor, made by whoever asks first."""
    with LOCK:
        return open_services()


@lru_cache(maxsize=1)
def open_services() -> Services:
    """Do the work of `services`."""
    limits = settings()
    store = RunStore(limits.database(), stale_seconds=limits.stale_seconds)
    pool = WorkerPool(store, limits)
    return Services(store, pool, limits, Conductor(store, pool, limits))
