"""From a control moved on the page Decay to the painted figure, in real Chromium, at default sizes."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.browser import FLAGS, until_painted
from benchmarks.server import percentile
from benchmarks.site import site
from benchmarks.table import Row

MOVES, BETWEEN = 15, 800  # of each control, and ms between two of them
CONTROLS = "Initialisation scale", "Spectral radius (0: as drawn)"
CURVE = "document.querySelector('.js-plotly-plot')?.data?.find((trace) => trace.name === 'GRU')"
MOVED = until_painted(f"(JSON.stringify({CURVE}?.y) ?? '').slice(0, 300)")  # numbers, or their bytes


def rows() -> Iterator[Row]:
    """Yield the times of each control, or nothing where Chromium or Playwright is missing."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("  skipped: no Chromium here")
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, site(Path(folder), workers=1) as place, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto(f"{place.address}/decay")
        page.locator(".js-plotly-plot").first.wait_for()
        page.wait_for_timeout(3000)
        for name in CONTROLS:
            times = moves(page, name)
            yield Row(f"“{name}” moved on Decay: figure painted, median of {MOVES}", median(times), "ms", 300)
            yield Row("the same, 95 %", percentile(times, 0.95), "ms")
        browser.close()


def moves(page, name: str) -> list[float]:
    """Return the times of several moves of one control, each to a value that nobody has asked for before."""
    more = page.get_by_test_id("stNumberInput").filter(has_text=name).get_by_test_id("stNumberInputStepUp")
    times = []
    for _ in range(MOVES + 1):
        times.append(more.evaluate(MOVED))
        page.wait_for_timeout(BETWEEN)
    return times[1:]
