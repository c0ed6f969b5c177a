"""The page Neighbours over 400,000 words: from a key to the painted suggestions, from a click to the painted neighbours."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.browser import FLAGS, until_painted
from benchmarks.server import percentile
from benchmarks.site import PATIENCE, Site, site, visitor
from benchmarks.table import Row
from benchmarks.vectors import WORDS, spelled, write_file
from playground.ui.wordbox import ROOM
from playground.vectors.lookup import Suggester

TYPED, CLICKS, BETWEEN = 8, 40, 250  # words that are typed, ways that are followed, and ms between two keys or clicks
QUERY = "vectors=host-glove.txt"
WATCH = """([box, due]) => {  // from the next key to the first frame with just these words, in milliseconds
  const words = () => [...box.getRootNode().querySelectorAll('.row button:not([hidden])')].map((one) => one.innerText);
  window.painted = new Promise((done) => box.addEventListener('input', (event) => {
    const look = () => {
      if (words().join() !== due.join()) return requestAnimationFrame(look);
      const next = new MessageChannel();
      next.port1.onmessage = () => done(performance.now() - event.timeStamp);
      requestAnimationFrame(() => next.port2.postMessage(0));
    };
    look();
  }, { once: true }));
}"""
CLICK = until_painted("Array.from(document.querySelector('.js-plotly-plot')?.data?.[0]?.y ?? []).join()")


def rows() -> Iterator[Row]:
    """Yield the server's part of a page for another word, then what a visitor sees, where Chromium and Playwright are there."""
    with tempfile.TemporaryDirectory() as folder:
        vectors, home = Path(folder, "vectors"), Path(folder, "home")
        vectors.mkdir()
        write_file(vectors / "glove.txt")
        with site(home, workers=1, vectors=vectors) as place:
            times = reruns(place)
            yield Row(f"Neighbours of another of {WORDS:,} words: the page's script, median", percentile(times, 0.5), "ms")
            yield Row("the same, 95 %", percentile(times, 0.95), "ms", 100)
            yield from painted(place)


def reruns(place: Site) -> list[float]:
    """Return milliseconds of the page for one word after another."""
    with visitor(place) as someone:
        times = [someone.rerun("neighbours", f"{QUERY}&word={word}") for word in spelled(WORDS)[: CLICKS + 3]]
    return [1000 * seconds for seconds in times[3:]]


def painted(place: Site) -> Iterator[Row]:
    """Yield what keys and clicks take in real Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("  skipped: no Chromium here")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(1000 * PATIENCE)
        page.goto(f"{place.address}/neighbours?{QUERY}")
        page.locator(".js-plotly-plot").first.wait_for()
        page.wait_for_timeout(3000)
        keys = typed(page)
        yield Row(f"a key in the word box: suggestions painted, median of {len(keys)}", percentile(keys, 0.5), "ms")
        yield Row("the same, 95 %", percentile(keys, 0.95), "ms", 60)
        clicks = followed(page)
        yield Row(f"a neighbour clicked: its own neighbours painted, median of {len(clicks)}", percentile(clicks, 0.5), "ms")
        yield Row("the same, 95 %", percentile(clicks, 0.95), "ms")
        browser.close()


def typed(page) -> list[float]:
    """Return the times of every letter of some words, the first word's left out."""
    box, names = page.get_by_role("textbox", name="Word, or several"), spelled(WORDS)
    words, suggester = [name for name in names if len(name) > 5][: TYPED + 1], Suggester(names)
    return [time for word in words for time in letters(page, box, word, suggester) if word != words[0]]


def letters(page, box, word: str, suggester: Suggester) -> list[float]:
    """Return the times of every letter of a word."""
    box.fill("")
    page.wait_for_timeout(BETWEEN)
    times, place = [], box.element_handle()
    for end, letter in enumerate(word, 1):
        page.evaluate(WATCH, [place, suggester.suggest(word[:end], ROOM)])
        box.press(letter)
        times.append(page.evaluate("window.painted"))
        page.wait_for_timeout(BETWEEN)
    return times


def followed(page) -> list[float]:
    """Return the times of a walk from neighbour to neighbour, its first two steps left out."""
    times = []
    for step in range(CLICKS + 2):
        times.append(page.locator(f".st-key-neighbours-go-{step % 7} button").evaluate(CLICK))
        page.wait_for_timeout(BETWEEN)
    return times[2:]
