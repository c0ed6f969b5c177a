"""Closing the last tab ends a visitor's training; what was trained is kept."""

import re

import pytest

from tests.browser.conftest import PATIENCE, TINY, eventually, serve

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


@pytest.fixture(scope="module")
def site(tmp_path_factory, chromium):
    with serve(tmp_path_factory.mktemp("home"), grace_seconds="1") as site:
        yield site


def test_a_closed_tab_ends_the_run_and_keeps_it(site, visit):
    page = visit(f"{site.url}/train?{TINY}&budget=300&budget_unit=seconds")
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_text(re.compile(r"step \d"))).to_be_visible(timeout=PATIENCE)
    expect(page).to_have_url(re.compile("run="), timeout=PATIENCE)
    run_id, profile = re.search("run=([^&]+)", page.url)[1], page.context
    page.close()
    run = eventually(lambda: (run := site.store.get(run_id)).reason == "left" and run)
    assert run.status == "stopped" and run.step > 0 and site.store.blob(run_id, "weights")
    again = visit(f"{site.url}/runs?run={run_id}", profile)
    expect(again.get_by_text("Stopped because the page was closed")).to_be_visible(timeout=PATIENCE)
    expect(again.locator(".js-plotly-plot").first).to_be_visible(timeout=PATIENCE)
