"""From a key to the painted page where something is changed by hand, in real Chromium: the drawing, and all that follows."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.browser import FLAGS
from benchmarks.server import percentile
from benchmarks.site import Site, site
from benchmarks.table import Row

TIMES, GOAL = 25, 100  # edits of each page; ms
QUIET = 500  # ms without a change after which a page is taken to have followed
# Every change of the page is stamped once it is painted: of the drawings apart, and of whatever comes last.
WATCH = """() => {
  window.seen = { drawing: null, last: null, entered: null };
  const painted = (drawing) => {
    if (window.seen.entered === null) return;
    const next = new MessageChannel();
    next.port1.onmessage = () => {
      if (drawing) window.seen.drawing = performance.now();
      window.seen.last = performance.now();
    };
    requestAnimationFrame(() => next.port2.postMessage(0));
  };
  const roots = [document.querySelector('[data-testid=stMain]')];
  for (const node of roots[0].querySelectorAll('*')) if (node.shadowRoot) roots.push(node.shadowRoot);
  const what = { childList: true, characterData: true, subtree: true };
  for (const root of roots) {
    const drawing = Boolean(root.querySelector?.('.frame'));
    new MutationObserver(() => painted(drawing)).observe(root, what);
  }
  window.addEventListener('keydown', (event) => {
    if (['Enter', 'ArrowRight'].includes(event.key)) window.seen = { drawing: null, last: null, entered: event.timeStamp };
  }, true);
}"""


@dataclass(frozen=True)
class Edit:
    """What is changed on a page: the box by its role and name, what is typed there the n-th time, and the key that ends it."""

    what: str
    role: str
    name: str | None
    typed: Callable[[int], str] = lambda count: f"0.{count + 10}"
    key: str = "Enter"


PAGES = {
    "forward": Edit("a number changed", "textbox", "W_x, row 1, column 1"),
    "backward": Edit("a number changed", "textbox", "W_x, row 1, column 1"),
    "recursive": Edit("a number changed", "textbox", "W_l, row 1, column 1"),
    "cells": Edit("another letter chosen", "slider", None, lambda count: "", "ArrowRight"),
    "shapes": Edit("a size changed", "spinbutton", "Batch B", lambda count: str(count + 3)),
    "tensor": Edit("another sentence chosen", "spinbutton", "Sentence", lambda count: str(1 + (count + 1) % 2)),
}


def rows() -> Iterator[Row]:
    """Yield the figures of each page, or nothing where Chromium or Playwright is missing."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("  skipped: no Chromium here")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, site(Path(folder), workers=1) as place, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, edit in PAGES.items():
            drawn, whole = zip(*times_of(browser, place, name, edit), strict=True)
            if all(drawn):
                yield Row(f"{edit.what} on {name}: drawing painted, median of {TIMES}", percentile(drawn, 0.5), "ms")
                yield Row(f"{edit.what} on {name}: drawing painted, 95 %", percentile(drawn, 0.95), "ms", GOAL)
            yield Row(f"{edit.what} on {name}: all that is on the page, median", percentile(whole, 0.5), "ms", GOAL)
        browser.close()


def times_of(browser, place: Site, name: str, edit: Edit) -> Iterator[tuple[float | None, float]]:
    """Yield for each edit the milliseconds until the drawings, None where there are none, and the whole page were painted."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.goto(f"{place.address}/{name}")
    box = page.get_by_role(edit.role, name=edit.name, exact=True).first
    box.wait_for()
    page.wait_for_timeout(2500)
    page.evaluate(WATCH)
    for count in range(TIMES + 1):
        box.focus()
        if edit.typed(count):
            box.select_text()
            page.keyboard.type(edit.typed(count))
        page.keyboard.press(edit.key)
        page.wait_for_function(f"() => window.seen.last && performance.now() - window.seen.last > {QUIET}")
        seen = page.evaluate("() => window.seen")
        if count:  # the first edit also brings what is there only once something was changed
            yield seen["drawing"] and seen["drawing"] - seen["entered"], seen["last"] - seen["entered"]
    context.close()
