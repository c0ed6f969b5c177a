"""Very many runs on Compare: drawn, pointed at, switched off, zoomed and saved in the browser; the table follows the figure."""

import re
import secrets
from dataclasses import replace
from hashlib import sha256

import pytest

from playground.language.experiment import Experiment
from playground.language.records import ValidationRecord
from playground.runs.record import new_run
from playground.ui.visitor import COOKIE
from tests.browser.conftest import eventually

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
RUNS, LOSS = 14, 2.0
LINES = "lines => [...lines.querySelectorAll('svg > g path')].map((path) => path.getAttribute('d')).join().length"


@pytest.fixture
def crowd(site, visit, chromium):
    """Compare with the runs of one visitor, the n-th of which ends n hundredths of a nat above the first; and their profile."""
    token = secrets.token_hex(16)
    runs = [
        new_run(Experiment().with_(hidden_size=8 + n), sha256(token.encode()).hexdigest(), "T", f"No {n}") for n in range(RUNS)
    ]
    for place, run in enumerate(runs):
        loss = LOSS + place / 100
        site.store.add(replace(run, status="finished", step=40, validation_loss=loss, characters_per_token=1.0, seconds=1.0))
        site.store.append(run.id, [ValidationRecord(step, step, step / 40, loss + 4 / step, 100) for step in (10, 20, 30, 40)])
    profile = chromium.new_context(viewport={"width": 1200, "height": 1000})
    profile.add_cookies([{"name": COOKIE, "value": token, "url": site.url}])
    page = visit(f"{site.url}/compare?runs={','.join(run.id for run in runs)}&log_y=yes", profile)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    yield page
    profile.close()


def test_many_lines_are_read_hidden_saved_and_zoomed_and_the_table_follows_their_unit(crowd):
    figure = crowd.get_by_role("figure", name="at the end of each line")
    expect(figure.locator(".ytitle")).to_have_text("validation loss (bits per character) (log scale)")
    assert figure.locator("text[text-anchor=end]").count() > 2  # though no power of ten is near
    field = figure.locator(".field")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()

    def named() -> str:
        crowd.mouse.move(box["x"] + 30, box["y"] + 30)
        crowd.mouse.move(box["x"] + box["width"] - 1, box["y"] + box["height"] - 20)
        return figure.locator(".tip").inner_text() if figure.locator(".tip").is_visible() else ""

    name, value, step = eventually(named).split("\n")
    number = int(name.removeprefix("No "))
    assert step == "step 40" and value == f"{(LOSS + 0.1 + number / 100) / 0.6931471805599453:.4g} bits/char"

    crowd.get_by_role("radio", name="nats per token").click()
    expect(figure.locator(".ytitle")).to_have_text("validation loss (nats per character) (log scale)")
    expect(crowd.locator(".unrolled-ranking th").nth(1)).to_have_text("Validation loss, nats per character")

    whole = figure.locator(".plot").evaluate(LINES)
    figure.get_by_role("button", name="GRU").click()
    assert figure.locator(".plot").evaluate(LINES) < whole
    figure.get_by_role("button", name="GRU").click()
    with crowd.expect_download() as saved:
        figure.get_by_role("button", name="Download as a picture").click()
    assert saved.value.suggested_filename == "comparison.png"

    labels = figure.locator(".plot")
    before = labels.text_content()
    crowd.mouse.move(box["x"] + 100, box["y"] + 100)
    crowd.mouse.down()
    crowd.mouse.move(box["x"] + 200, box["y"] + 200)
    crowd.mouse.up()
    assert labels.text_content() != before
    figure.get_by_role("button", name="Reset axes").click()
    assert labels.text_content() == before


def test_runs_are_ticked_searched_and_left_out_and_figure_table_and_address_follow(crowd):
    figure, rows = crowd.get_by_role("figure", name="at the end of each line"), crowd.locator(".unrolled-ranking tbody tr")
    expect(rows).to_have_count(RUNS)
    run = lambda number: crowd.get_by_role("checkbox", name=re.compile(rf"^No {number}\b"))  # noqa: E731
    whole = figure.locator(".plot").evaluate(LINES)
    run(0).click()
    expect(rows).to_have_count(RUNS - 1)  # which comes after the figure
    assert figure.locator(".plot").evaluate(LINES) < whole and crowd.url.count("%2C") == RUNS - 2
    crowd.get_by_role("searchbox", name="Find a run").fill("7 no")
    expect(crowd.get_by_role("checkbox")).to_have_count(1)
    expect(crowd.get_by_text("None is called so")).to_be_hidden()
    run(7).press(" ")
    expect(rows).to_have_count(RUNS - 2)
    expect(rows.filter(has_text="No 7")).to_have_count(0)
    expect(run(7)).to_be_focused()
    crowd.get_by_role("button", name="None").click()
    expect(crowd.get_by_text("Choose runs in the sidebar")).to_be_visible()
    run(7).press(" ")
    expect(rows).to_have_count(1)
    assert crowd.url.count("%2C") == 0
