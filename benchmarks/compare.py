"""What a visitor with 200 runs of 2,000 steps each waits for on the page Compare: the first picture, and every click after it."""

import math
import random
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from statistics import median

from benchmarks.browser import FLAGS, until_painted
from benchmarks.site import Site, site, visitor
from benchmarks.table import Row
from playground.language.experiment import Experiment
from playground.language.records import StepRecord, ValidationRecord
from playground.runs.record import History, new_run
from playground.runs.store import RunStore
from playground.settings import Settings
from playground.ui.visitor import COOKIE

RUNS, STEPS, ROUNDS = 200, 2000, 3
CELLS = ("rnn", "gru", "lstm")
VIEWS = (
    "shows=training",
    "shows=training&axis=tokens",
    "shows=norm",
    "shows=speed",
    "unit=perplexity",
    "shows=training&unit=nats",
)
CLICKS = ("Training loss", "tokens trained on", "Gradient norm", "seconds of training", "Tokens per second", "Training loss")
CLICKS += ("nats per token", "perplexity", "Validation loss", "step")
LINES = "[...document.querySelectorAll('.stBidiComponent *')].find((one) => one.localName.startsWith('unrolled-curves'))"
PARTS = f"[...({LINES}?.shadowRoot?.querySelectorAll('.plot text, .plot path') ?? [])]"  # of axes and lines
SEEN = "part.textContent + part.getAttribute('d')?.length + part.getAttribute('d')?.slice(0, 200)"
PAINTED = until_painted(f"{PARTS}.map((part) => {SEEN}).join()")


def history(seed: int) -> History:
    """Return the history of a made-up run: a falling loss with noise, and a validation every 50 updates."""
    chance, steps, validations = random.Random(seed), [], []
    for step in range(1, STEPS + 1):
        where, loss = (step, 1024 * step, 0.02 * step), 1.5 + 2 * math.exp(-step / 200) + chance.gauss(0, 0.05)
        steps.append(StepRecord(*where, loss, math.exp(chance.gauss(0, 0.3)), 1.0, 0.006))
        validations += [ValidationRecord(*where, loss + 0.1, 16_000)] if step % 50 == 0 else []
    return History(tuple(steps), tuple(validations))


def fill(home: Path) -> tuple[str, list[str]]:
    """Keep 200 runs, each with settings of its own, for a visitor; return their cookie and the ids."""
    token, store = secrets.token_hex(16), RunStore(Settings(home=home).database())
    mine, found = sha256(token.encode()).hexdigest(), []
    known = [history(seed) for seed in range(10)]
    for number in range(RUNS):
        experiment = Experiment().with_(cell=CELLS[number % 3], hidden_size=8 + number)
        run, past = new_run(experiment, mine, "Wikipedia", f"Run {number}"), known[number % len(known)]
        last = dict(step=STEPS, tokens=1024 * STEPS, seconds=0.02 * STEPS, characters_per_token=1.0, parameters=1000 * number + 1)
        store.add(replace(run, status="finished", validation_loss=past.validations[-1].validation_loss, text_digest="x", **last))
        store.append(run.id, past.records)
        found.append(run.id)
    store.engine.dispose()
    return token, found


def rows() -> Iterator[Row]:
    """Yield what the server takes, and where there is Chromium what a visitor waits for."""
    with tempfile.TemporaryDirectory() as folder:
        token, runs = fill(Path(folder))
        with site(Path(folder), workers=1, runs_kept=RUNS) as place:
            yield from server_rows(place, token, runs)
            chromium = shutil.which("chromium") or shutil.which("chromium-browser")
            if chromium:
                yield from browser_rows(chromium, place, token)


def server_rows(place: Site, token: str, runs: list[str]) -> Iterator[Row]:
    """Yield the seconds of the page's script for 200 runs that it has not seen, and for each change of what is shown."""
    names, firsts, clicks = ",".join(runs), [], []
    with visitor(place, f"{COOKIE}={token}") as someone:
        someone.rerun("compare")
    for _ in range(ROUNDS):
        with visitor(place, f"{COOKIE}={token}") as someone:
            firsts.append(someone.rerun("compare", f"runs={names}"))
            for view in VIEWS:
                time.sleep(0.1)
                clicks.append(someone.rerun("compare", f"runs={names}&{view}"))
    yield Row(f"the server's part: the first picture of {RUNS} runs × {STEPS} steps", median(firsts), "s")
    yield Row("the server's part: each change of what is shown, median", 1000 * median(clicks), "ms")
    yield Row("the server's part: each change of what is shown, longest", 1000 * max(clicks), "ms")


def browser_rows(chromium: str, place: Site, token: str) -> Iterator[Row]:
    """Yield the time from a click to the picture on the screen, in real Chromium."""
    from playwright.sync_api import sync_playwright

    firsts, clicks, fewer = [], [], []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        for _ in range(ROUNDS):
            context = browser.new_context(viewport={"width": 1400, "height": 900})
            context.add_cookies([{"name": COOKIE, "value": token, "url": place.address}])
            page = context.new_page()
            page.goto(f"{place.address}/compare")
            add = page.get_by_role("button", name=f"Add all of yours ({RUNS})")
            add.wait_for()
            page.wait_for_timeout(2000)  # a visitor looks at the page first
            firsts.append(add.evaluate(PAINTED) / 1000)
            for label in CLICKS:
                page.wait_for_timeout(1500)
                clicks.append(page.get_by_role("radio", name=label, exact=True).evaluate(PAINTED))
            for _ in range(ROUNDS):
                page.wait_for_timeout(1500)
                fewer.append(page.get_by_role("checkbox", checked=True).first.evaluate(PAINTED))
            context.close()
        browser.close()
    yield Row(f"from “Add all of yours” to the first picture of {RUNS} runs × {STEPS} steps", median(firsts), "s", 1.0)
    yield Row("from a click to the next picture of them, median", median(clicks), "ms", 200)
    yield Row("from a click to the next picture of them, longest", max(clicks), "ms", 200)
    yield Row("from a run being left out to the picture without it, median", median(fewer), "ms", 200)
    yield Row("from a run being left out to the picture without it, longest", max(fewer), "ms", 200)
