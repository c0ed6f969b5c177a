"""A visitor trains, looks, stops, reloads; two visitors never meet."""

import re

import pytest

from tests.browser.conftest import PATIENCE, TINY, serve, stop_of

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
KEEP_SOCKETS = """
window.sockets = [];
window.WebSocket = class extends WebSocket {
  constructor(...parts) { super(...parts); window.sockets.push(this); }
};
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory, chromium):
    with serve(tmp_path_factory.mktemp("home"), workers="2") as site:
        yield site


@pytest.fixture
def training(site, visit):
    """A page on which a run trains for minutes, unless it is stopped."""

    def training(profile=None):
        page = visit(f"{site.url}/train?{TINY}&budget=120&budget_unit=seconds", profile)
        page.get_by_role("button", name="Start training").click()
        expect(page.get_by_text(re.compile(r"step \d"))).to_be_visible(timeout=PATIENCE)
        expect(page.locator(".unrolled-numbers dt").first).to_contain_text("nats/char", timeout=PATIENCE)
        return page

    return training


def test_a_live_curve_grows_and_stop_leaves_one_that_zooms(training):
    page = training()
    chart = page.get_by_test_id("stEChartsChart").first
    expect(chart).to_be_visible()
    mark = chart.evaluate("node => { node.dataset.mark = 'kept'; return node.dataset.mark }")
    progress = page.get_by_text(re.compile(r"step \d"))
    before = progress.text_content()
    expect(progress).not_to_have_text(before, timeout=PATIENCE)
    assert mark == chart.get_attribute("data-mark"), "the live chart keeps its place in the document"
    stop_of(page).click()
    expect(page.get_by_text("Stopped by you")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_test_id("stEChartsChart")).to_have_count(0)


def test_a_reload_and_a_new_tab_find_the_run_again(training, site, visit):
    page = training()
    expect(page).to_have_url(re.compile("run="), timeout=PATIENCE)
    address = page.url
    page.reload()
    expect(page.get_by_text(re.compile(r"step \d"))).to_be_visible(timeout=PATIENCE)
    other = visit(f"{site.url}/train", page.context)
    expect(other.get_by_text(re.compile(r"step \d"))).to_be_visible(timeout=PATIENCE)
    expect(other).to_have_url(re.compile(re.search("run=[^&]+", address)[0]), timeout=PATIENCE)
    stop_of(other).click()
    expect(page.get_by_text("Stopped by you")).to_be_visible(timeout=PATIENCE)


def test_a_dropped_connection_is_taken_up_again(training, chromium):
    profile = chromium.new_context()
    profile.add_init_script(KEEP_SOCKETS)
    page = training(profile)
    step = page.get_by_text(re.compile(r"step \d")).first  # for a moment the old one stands beside the new
    page.evaluate("window.sockets.forEach((socket) => socket.close())")
    before = step.text_content()
    expect(step).not_to_have_text(before, timeout=PATIENCE)
    assert page.evaluate("window.sockets.length") > 1, "a new connection was made"
    expect(stop_of(page)).to_have_count(1, timeout=PATIENCE)
    stop_of(page).click()
    expect(page.get_by_text("Stopped by you")).to_be_visible(timeout=PATIENCE)
    profile.close()


def test_pause_and_resume(training):
    page = training()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Resume").click()
    expect(stop_of(page)).to_be_enabled(timeout=PATIENCE)
    stop_of(page).click()
    expect(page.get_by_text("Stopped by you")).to_be_visible(timeout=PATIENCE)


def test_two_visitors_never_meet(training, site, visit):
    mine, yours = training(), training()
    expect(mine).to_have_url(re.compile("run="), timeout=PATIENCE)
    yours.goto(f"{site.url}/runs")
    expect(yours.get_by_text("1 run, for this browser alone")).to_be_visible(timeout=PATIENCE)
    yours.goto(mine.url)
    expect(yours.get_by_text("There is no such run")).to_be_visible(timeout=PATIENCE)
    bring = mine.get_by_text("Bring your own text")
    bring.click()
    mine.get_by_label("Paste text").fill("My diary of a very secret day. " * 40)
    mine.get_by_role("button", name="Use this text").click()
    expect(mine.get_by_role("combobox", name="Text")).to_have_value("Yours: Pasted text", timeout=PATIENCE)
    expect(mine).to_have_url(re.compile("corpus=own-"), timeout=PATIENCE)
    secret = re.search("corpus=own-[0-9a-f]+", mine.url)[0]
    yours.goto(f"{site.url}/train?{secret}")
    expect(yours.get_by_text("kept in the browser that brought it")).to_be_visible(timeout=PATIENCE)
    expect(yours.get_by_text("secret day")).to_have_count(0)


def test_the_keyboard_alone_starts_and_stops_a_run(site, visit):
    page = visit(f"{site.url}/train?{TINY}&budget=60&budget_unit=seconds")
    start = page.get_by_role("button", name="Start training")
    expect(start).to_be_enabled(timeout=PATIENCE)
    start.focus()
    page.keyboard.press("Enter")
    stop = stop_of(page)
    expect(stop).to_be_enabled(timeout=PATIENCE)
    stop.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Stopped by you")).to_be_visible(timeout=PATIENCE)
