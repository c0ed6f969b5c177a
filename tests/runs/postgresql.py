"""A PostgreSQL server of our own on a Unix socket: Debian's package, started for the tests and gone after them."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

LARGEST_FILE = 2000 * 8192  # bytes that the server may write into one file, which is how a disk is made to be full here
DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name.partition(".")[0]))
OPTIONS = ("listen_addresses=", "fsync=off", "autovacuum=off", "max_connections=200", "shared_buffers=16MB")
PATIENCE = 60.0  # seconds


def program(name: str) -> str:
    """Return where a program of PostgreSQL lies; skip the test where it is not installed."""
    found = shutil.which(name, path=os.pathsep.join([*map(str, DEBIAN[::-1]), os.environ.get("PATH", "")]))
    return found or pytest.skip(f"no PostgreSQL here ({name} is missing): install Debian's package “postgresql”")


def somebody_else() -> dict[str, str]:
    """Return as whom the server runs: it refuses to be root, and Debian's package brings a user for it."""
    return {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}


@contextmanager
def server() -> Iterator[str]:
    """Run a server until the block ends, and give its SQLAlchemy URL."""
    pytest.importorskip("psycopg", reason="no driver for PostgreSQL here: install requirements-dev.txt")
    initdb, postgres, place = program("initdb"), program("postgres"), Path(tempfile.mkdtemp(prefix="unrolled-"))
    common = {"cwd": place, "env": {**os.environ, "LC_ALL": "C"}, "stdout": subprocess.DEVNULL, **somebody_else()}
    if common.get("user"):
        shutil.chown(place, common["user"], common["group"])
    begin = [initdb, "-D", "data", "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync", "--wal-segsize=1"]
    limited = ["sh", "-c", f'ulimit -f {LARGEST_FILE // 512}; exec "$@"', "sh"]
    run = [*limited, postgres, "-D", "data", "-k", str(place), *(part for option in OPTIONS for part in ("-c", option))]
    try:
        subprocess.run(begin, check=True, stderr=subprocess.DEVNULL, timeout=PATIENCE, **common)
        with subprocess.Popen(run, stderr=subprocess.DEVNULL, **common) as process:
            try:
                answering(f"host={place} user=tester dbname=postgres", process)
                yield f"postgresql+psycopg://tester@/postgres?host={place}"
            finally:
                process.send_signal(signal.SIGINT)  # ends every connection
                process.wait(PATIENCE)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def answering(where: str, process: subprocess.Popen) -> None:
    """Return once the server answers."""
    import psycopg

    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with suppress(psycopg.OperationalError), psycopg.connect(where):
            return
        time.sleep(0.02)
    raise RuntimeError("PostgreSQL did not start")
