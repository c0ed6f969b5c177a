"""From a key to the painted lists of four models, in real Chromium: alone, and while two jobs train."""

import hashlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import torch

from benchmarks.browser import FLAGS
from benchmarks.server import percentile, start_two_jobs
from benchmarks.site import Site, site
from benchmarks.table import Row
from playground.commands.options import find_text
from playground.commands.train import conduct
from playground.language.experiment import Experiment
from playground.language.training import begin
from playground.runs.record import new_run
from playground.runs.store import RunStore
from playground.settings import settings
from playground.text.dataset import prepare
from playground.ui.visitor import COOKIE

CELLS = "rnn", "gru", "lstm"
STEPS = 150  # updates that make a network of the default size peaky enough to complete words
TYPED = "The name of this place was known to them in the first part of the century, and it is "
BETWEEN = 150  # ms between two keys: a quick typist
WATCH = """(box) => {  // a key is answered by the first painted lists that are no older than it
  window.answered = [];
  const waiting = [], models = box.getRootNode().querySelector('.models');
  let seq = Number(models.dataset.seq);
  box.addEventListener('input', (event) => waiting.push([++seq, event.timeStamp]));
  new MutationObserver(() => {
    const shown = Number(models.dataset.seq), next = new MessageChannel(), keys = [];
    while (waiting.length && waiting[0][0] <= shown) keys.push(waiting.shift()[1]);
    next.port1.onmessage = () => window.answered.push(...keys.map((key) => performance.now() - key));
    requestAnimationFrame(() => next.port2.postMessage(0));
  }).observe(models, { attributes: true, attributeFilter: ['data-seq'] });
}"""


def train_three(home: Path, visitor: str) -> list[str]:
    """Put a network of each cell and of the default size into a visitor's runs; return their ids."""
    torch.set_num_threads(1)
    corpus, store, names = find_text("wikipedia", settings()), RunStore(f"sqlite:///{home / 'runs.sqlite'}"), []
    dataset = prepare(corpus, "character", 10_000, 0.1)
    for cell in CELLS:
        experiment = Experiment().with_(cell=cell, budget=STEPS)
        waiting = new_run(experiment, visitor, corpus.title)
        store.add(replace(waiting, text_digest=corpus.digest))
        list(conduct(store, waiting.id, begin(experiment, dataset)))
        names.append(waiting.id)
    store.engine.dispose()
    return names


def key_times(browser, place: Site, token: str, query: str) -> list[float]:
    """Return for each key of a text the milliseconds until its lists were painted."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.add_cookies([{"name": COOKIE, "value": token, "url": place.address}])
    page = context.new_page()
    page.goto(f"{place.address}/autocomplete?text=&{query}")
    page.get_by_role("listbox").nth(3).wait_for()
    page.get_by_role("option").first.wait_for()
    page.wait_for_timeout(2000)
    box = page.get_by_role("combobox", name="Type")
    box.evaluate(WATCH)
    box.click()
    page.keyboard.type(TYPED, delay=BETWEEN)
    page.wait_for_timeout(1000)
    times, lost = page.evaluate("() => window.answered"), box.input_value() != TYPED
    context.close()
    if lost or len(times) < len(TYPED):
        raise RuntimeError(f"only {len(times)} of {len(TYPED)} keys were answered")
    return times


def rows() -> Iterator[Row]:
    """Yield the figures, or nothing where Chromium or Playwright is missing."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("  skipped: no Chromium here")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        home, token = Path(folder), secrets.token_hex(16)
        query = f"runs={','.join(train_three(home, hashlib.sha256(token.encode()).hexdigest()))}"
        if (texts := settings().home / "texts").is_dir():
            shutil.copytree(texts, home / "texts")
        with site(home, workers=1) as place:
            browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
            for name, runs in (("128 units, bundled", ""), ("256 units", query)):
                yield from figures(f"a key, four models of {name}: list painted", key_times(browser, place, token, runs), 100)
            pool, store = start_two_jobs(home)
            try:
                for someone in ("first", "second"):
                    pool.wait(store.runs(someone)[0].id, lambda view: len(view.records) > 1, 60)
                name = "the same with 256 units while two jobs train"
                yield from figures(name, key_times(browser, place, token, query), 120)
            finally:
                pool.close()
                browser.close()


def figures(name: str, times: list[float], goal: float) -> Iterator[Row]:
    """Yield the median and the 95 % of some times in milliseconds."""
    yield Row(f"{name}, median of {len(times)}", percentile(times, 0.5), "ms")
    yield Row(f"{name}, 95 %", percentile(times, 0.95), "ms", goal)
