"""What a second visitor waits for while two jobs train, and how much memory web process and workers take."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks.site import ROOT, Site, site, visitor
from benchmarks.table import Row
from playground.jobs.pool import WorkerPool
from playground.jobs.protocol import Job
from playground.language.experiment import Experiment
from playground.runs.record import new_run
from playground.runs.store import RunStore
from playground.settings import Settings
from playground.ui.shell import pages

PAGES = ("", "train", "runs")
RERUNS = 60
IMPORT_ALL = """
import importlib, pkgutil, psutil, streamlit.web.server, models, playground
for package in (models, playground):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if module.name not in ("playground.app", "playground.__main__"):
            importlib.import_module(module.name)
print(psutil.Process().memory_info().rss)
"""


def percentile(values: list[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def reruns(place: Site, page: str) -> list[float]:
    """Return seconds of reruns of one page, in a visitor's own rhythm, after two that warm it up."""
    with visitor(place) as someone:
        for _ in range(2):
            someone.rerun(page)
        times = []
        for _ in range(RERUNS):
            time.sleep(0.1)
            times.append(someone.rerun(page))
        return times


def megabytes(process: psutil.Process) -> float:
    """Return the resident memory of a process."""
    return process.memory_info().rss / 1e6


def megabytes_imported() -> float:
    """Return the memory of a process that has imported every module there is, and done nothing."""
    answer = subprocess.run([sys.executable, "-c", IMPORT_ALL], cwd=ROOT, capture_output=True, text=True, check=True)
    return float(answer.stdout.split()[-1]) / 1e6


def start_two_jobs(home: Path) -> tuple[WorkerPool, RunStore]:
    """Train for two visitors with a pool of our own on the same machine; nice 10, as the site's."""
    host = Settings(home=home, workers=2)
    store = RunStore(host.database())
    pool = WorkerPool(store, host)
    for name in ("first", "second"):
        run = new_run(Experiment().with_(budget=1e6), name, "Wikipedia")
        store.add(run)
        pool.submit(Job(run.id, name, "start"))
    return pool, store


def rows() -> Iterator[Row]:
    """Yield memory at rest, then the reruns of each page while two jobs train."""
    yield Row("web process with everything imported", megabytes_imported(), "MB", 450)
    with tempfile.TemporaryDirectory() as folder, site(Path(folder), workers=2) as place:
        with visitor(place) as someone:
            process = psutil.Process(place.process.pid)
            for page in PAGES:
                someone.rerun(page)
            yield Row("web process at rest, Home, Train and Your runs seen", megabytes(process), "MB", 450)
            for page in pages():
                someone.rerun("" if page.home else page.path.stem)
        yield Row("web process at rest, every page seen, word vectors open", megabytes(process), "MB")
        for worker in process.children(recursive=True):
            yield Row("worker at rest", megabytes(worker), "MB", 300)
    with tempfile.TemporaryDirectory() as folder, site(Path(folder), workers=1) as place:
        pool, _ = start_two_jobs(Path(folder))
        try:
            for page in PAGES:
                times = reruns(place, page)
                name = f"rerun of “{page or 'home'}” while two jobs train"
                yield Row(f"{name}, median", 1000 * percentile(times, 0.5), "ms")
                yield Row(f"{name}, 95 %", 1000 * percentile(times, 0.95), "ms", 30)
        finally:
            pool.close()
