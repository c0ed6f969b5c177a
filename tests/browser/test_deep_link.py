"""The very first visitor of a server may come by a link to any page."""

import pytest

from playground.ui.shell import pages
from tests.browser.conftest import PATIENCE, serve, stop_of

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
STEMS = [page.path.stem for page in pages() if not page.home]


@pytest.fixture(scope="module")
def site(tmp_path_factory, chromium):
    with serve(tmp_path_factory.mktemp("home")) as site:
        yield site


def test_a_link_with_settings_opens_on_a_fresh_server(site, visit):
    page = visit(f"{site.url}/train?cell=lstm&forget_bias=3")
    expect(page.get_by_role("heading", name="Train a language model")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_label("Forget-gate bias", exact=True)).to_have_value("3", timeout=PATIENCE)
    expect(page.get_by_test_id("stTopNavLink").first).to_contain_text("Home")  # the entry ran: the menu is ours
    expect(page).to_have_url(f"{site.url}/train?cell=lstm&forget_bias=3")


@pytest.mark.parametrize("stem", STEMS)
def test_every_page_opens_by_its_address(site, visit, stem):
    page = visit(f"{site.url}/{stem}")
    title = next(info.title for info in pages() if info.path.stem == stem)
    expect(page).to_have_title(f"{title} · Unrolled", timeout=PATIENCE)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)


def test_training_is_two_clicks_away(site, visit):
    page = visit(site.url)
    page.get_by_role("button", name="Train a model").click()
    page.get_by_role("button", name="Start training").click()
    expect(stop_of(page)).to_be_enabled(timeout=PATIENCE)
    stop_of(page).click()
    expect(stop_of(page)).to_be_hidden(timeout=PATIENCE)


@pytest.mark.parametrize(("query", "before"), [("?cell=rnn", "RNN (tanh)"), ("", "GRU")])
def test_the_back_button_undoes_a_setting(site, visit, query, before):
    page = visit(f"{site.url}/train{query}")
    cell = page.get_by_role("combobox", name="Cell")
    expect(cell).to_have_value(before, timeout=PATIENCE)
    cell.click()
    page.get_by_role("option", name="LSTM", exact=True).click()
    expect(page).to_have_url(f"{site.url}/train?cell=lstm")
    page.go_back()
    expect(page.get_by_role("combobox", name="Cell")).to_have_value(before, timeout=PATIENCE)
