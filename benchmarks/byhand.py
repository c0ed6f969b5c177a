"""From Enter to the painted page where a number is changed by hand, in real Chromium: the drawing, and the last equation."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.browser import FLAGS
from benchmarks.server import percentile
from benchmarks.site import Site, site
from benchmarks.table import Row

TIMES, GOAL = 40, 100  # entries on each page; ms
QUIET = 500  # ms without a change after which a page is taken to have followed
PAGES = {
    "forward": "W_x, row 1, column 1",
    "backward": "W_x, row 1, column 1",
    "recursive": "W_l, row 1, column 1",
}
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
    if (event.key === 'Enter') window.seen = { drawing: null, last: null, entered: event.timeStamp };
  }, true);
}"""


def rows() -> Iterator[Row]:
    """Yield the figures of each page, or nothing where Chromium or Playwright is missing."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("  skipped: no Chromium here")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, site(Path(folder), workers=1) as place, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, cell in PAGES.items():
            drawn, whole = zip(*entry_times(browser, place, name, cell), strict=True)
            yield Row(f"a number changed on {name}: drawing painted, median of {TIMES}", percentile(drawn, 0.5), "ms")
            yield Row(f"a number changed on {name}: drawing painted, 95 %", percentile(drawn, 0.95), "ms", GOAL)
            yield Row(f"a number changed on {name}: all that is on the page, median", percentile(whole, 0.5), "ms", GOAL)
        browser.close()


def entry_times(browser, place: Site, name: str, cell: str) -> Iterator[tuple[float, float]]:
    """Yield for each number entered the milliseconds until the drawings, and until the whole page, were painted."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.goto(f"{place.address}/{name}")
    box = page.get_by_label(re.compile(f"^{re.escape(cell)}$"))
    box.wait_for()
    page.wait_for_timeout(2500)
    page.evaluate(WATCH)
    for count in range(TIMES + 1):
        box.select_text()
        page.keyboard.type(f"0.{count + 10}")
        page.keyboard.press("Enter")
        page.wait_for_function(f"() => window.seen.drawing && performance.now() - window.seen.last > {QUIET}")
        seen = page.evaluate("() => window.seen")
        if count:  # the first entry also brings what is there only once something was changed
            yield seen["drawing"] - seen["entered"], seen["last"] - seen["entered"]
    context.close()
