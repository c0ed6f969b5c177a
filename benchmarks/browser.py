"""What a visitor waits for, in real Chromium, and what the live page costs the training it shows."""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.site import ROOT, Site, site
from benchmarks.table import Row
from playground.runs.store import RunStore

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
ROUNDS, STEPS = 3, 300
STEP_SHOWN = re.compile(r"step \d")
RIVAL = """
import torch
from benchmarks.bare import bare_loop
from playground.language.experiment import Experiment
from playground.settings import settings
from playground.text.corpora import load_corpus
from playground.text.dataset import prepare
torch.set_num_threads(1)
data = prepare(load_corpus("wikipedia", settings().home), "character", 10_000, 0.1)
bare_loop(Experiment(), data, 20)
print(bare_loop(Experiment(), data, STEPS))
"""


def until_painted(seen: str) -> str:
    """Return a script for a button: milliseconds from its click to the frame that shows another text by `seen`, in JavaScript."""
    return f"""(button) => new Promise((done) => {{
  const seen = () => {seen};
  const before = seen(), started = performance.now();
  const look = () => {{
    const now = seen();
    if (!now || now === before) return requestAnimationFrame(look);
    const painted = new MessageChannel();  // its message comes after the frame that is being made now
    painted.port1.onmessage = () => done(performance.now() - started);
    painted.port2.postMessage(0);
  }};
  button.click();
  requestAnimationFrame(look);
}})"""


def rows() -> Iterator[Row]:
    """Yield every figure, or nothing where Chromium or Playwright is missing."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("  skipped: no Chromium here")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, site(Path(folder), workers=1) as place, sync_playwright() as driver:
        start = lambda: driver.chromium.launch(executable_path=chromium, args=FLAGS)  # noqa: E731
        for page in ("", "train"):
            times = [first_content(start(), f"{place.address}/{page}") for _ in range(ROUNDS)]
            yield Row(f"first content of “{page or 'home'}” in a cold browser", median(times), "s", 2.5)
        browser = start()
        firsts, stops = zip(*(start_and_stop(browser, place) for _ in range(ROUNDS)), strict=True)
        yield Row("click on Start to the first loss on screen, warm worker", max(firsts), "s", 1.5)
        yield Row("click on Stop to the run's end on screen", max(stops), "s", 1.0)
        pairs = [(live(browser, place), rival(place)) for _ in range(ROUNDS)]
        yield Row("training with the live page open", median(a for a, _ in pairs), "tokens/s")
        yield Row("bare PyTorch loop, same sizes and threads, in turn with it", median(b for _, b in pairs), "tokens/s")
        yield Row("ratio", median(a / b for a, b in pairs), "×", 0.95, more_is_better=True)
        browser.close()


def first_content(browser, address: str) -> float:
    """Return seconds from opening an address in a fresh browser to its title on screen."""
    page = browser.new_page()
    started = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.get_by_role("heading", level=1).wait_for()
    seconds = time.perf_counter() - started
    browser.close()
    return seconds


def start_and_stop(browser, place: Site) -> tuple[float, float]:
    """Return seconds from Start to the first step on screen, and from Stop to the sentence that says so."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{place.address}/train")
    start = page.get_by_role("button", name="Start training")
    start.wait_for()
    page.wait_for_timeout(1500)  # a visitor looks at the page first
    started = time.perf_counter()
    start.click()
    page.get_by_text(STEP_SHOWN).wait_for()
    first = time.perf_counter() - started
    page.wait_for_timeout(1000)
    started = time.perf_counter()
    page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped by you").wait_for()
    stop = time.perf_counter() - started
    context.close()
    return first, stop


def live(browser, place: Site) -> float:
    """Return training tokens per second of a run that a page shows from start to end."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{place.address}/train?budget={STEPS}")
    page.get_by_role("button", name="Start training").click()
    page.get_by_text("Finished after").wait_for(timeout=300_000)
    run_id = re.search("run=([^&]+)", page.url)[1]
    context.close()
    run = RunStore(f"sqlite:///{place.home / 'runs.sqlite'}").get(run_id)
    return run.tokens_per_second


def rival(place: Site) -> float:
    """Return tokens per second of the bare loop in a process of its own, with nothing else going on."""
    command = [sys.executable, "-c", RIVAL.replace("STEPS", str(STEPS))]
    return float(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
