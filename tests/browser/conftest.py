"""A real server and a real browser: Debian's Chromium through Playwright, skipped where it is not found."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from playground.runs.store import RunStore
from playground.settings import settings

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
TINY = "corpus=dinosaurs&hidden_size=16&embedding_size=8&batch_size=4&sequence_length=16"
PATIENCE = 60_000  # milliseconds: a loaded machine is slow, and a test that fails waits no shorter


@dataclass(frozen=True)
class Site:
    """A running server: its address, and the store that it writes to."""

    url: str
    store: RunStore


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(condition: Callable, seconds: float = 60.0):
    """Return what a condition gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "this did not happen in time"
        time.sleep(0.05)
    return found


def healthy(url: str) -> bool:
    """Tell whether a server answers."""
    try:
        return urlopen(f"{url}/_stcore/health", timeout=1).status == 200
    except (URLError, OSError):
        return False


def stop_of(page):
    """Return a run's own button; while a page draws, Streamlit has one of the same name in its head."""
    return page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Stop")


@contextmanager
def serve(home: Path, **limits: str) -> Iterator[Site]:
    """Run the app on this machine alone until the block ends."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    variables = {"PLAYGROUND_HOME": str(home), "PLAYGROUND_WORKERS": "1"} | {
        f"PLAYGROUND_{k.upper()}": v for k, v in limits.items()
    }
    command = [sys.executable, "-m", "streamlit", "run", "playground/app.py", "--server.headless=true"]
    options = [f"--server.port={port}", "--server.address=127.0.0.1"]
    server = subprocess.Popen([*command, *options], cwd=ROOT, env=os.environ | variables, stdout=subprocess.DEVNULL)
    store = RunStore(f"sqlite:///{home / 'runs.sqlite'}")
    try:
        eventually(lambda: healthy(url))
        yield Site(url, store)
    finally:
        store.engine.dispose()
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@pytest.fixture(scope="session")
def chromium():
    """Start one browser for all tests."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: install Debian's package “chromium”")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory, chromium):
    """The server of all tests that need none of their own: they look and type, and leave nothing behind."""
    home, texts = tmp_path_factory.mktemp("home"), settings().home / "texts"
    if texts.is_dir():
        shutil.copytree(texts, home / "texts")  # spares the seconds that cleaning the encyclopedia takes
    with serve(home) as site:
        yield site


@pytest.fixture
def visit(chromium, request):
    """Open a page in a browser profile of its own, or in one given; scripts of the page must not fail."""
    profiles, failures = [], []

    def visit(address: str, profile=None):
        if profile is None:
            profile = chromium.new_context()
            profile.set_default_timeout(PATIENCE)
            profiles.append(profile)
        page = profile.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(address)
        return page

    yield visit
    for profile in profiles:
        profile.close()
    assert not failures
