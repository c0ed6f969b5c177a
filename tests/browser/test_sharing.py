"""Two profiles: neither meets the other's runs by list, search, guessed id or URL; a link shows one until it is taken back."""

import hashlib
import re
from dataclasses import replace

import pytest

from playground.language.experiment import Experiment
from playground.language.records import SampleRecord, StepRecord, ValidationRecord
from playground.runs.record import new_run
from tests.browser.conftest import PATIENCE, serve

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
SECRET = "Zanzibar experiment"
WRITTEN = "once upon a secret"


@pytest.fixture(scope="module")
def site(tmp_path_factory, chromium):
    with serve(tmp_path_factory.mktemp("home")) as site:
        yield site


def visitor_of(page):
    """Return the name under which the store keeps what belongs to a browser profile."""
    page.wait_for_function("document.cookie.includes('unrolled_visitor=')")
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "unrolled_visitor")
    return hashlib.sha256(token.encode()).hexdigest()


def finished_run(store, visitor):
    """Keep a run of this visitor, and return it."""
    run = replace(new_run(Experiment().with_(hidden_size=16), visitor, "Text", SECRET), status="finished", step=2, tokens=128)
    store.add(replace(run, train_loss=2.0, validation_loss=2.5, seconds=1.0, parameters=1000))
    steps = [StepRecord(step, step * 64, step / 2, 3.0 / step, 1.0, 1.0, 0.1) for step in (1, 2)]
    store.save(run.id, [*steps, ValidationRecord(2, 128, 1.0, 2.5, 100), SampleRecord(2, 128, 1.0, WRITTEN)])
    return run


def text_of(page, sentence):
    """Return all that a page says once it says this and is drawn to its end."""
    expect(page.get_by_text(sentence)).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)
    return page.locator('[data-testid="stMain"]').inner_text()


def refused(page):
    """Return all that is said of a link that shows nothing; the way on to Train is drawn last."""
    expect(page.get_by_test_id("stMain").get_by_text("Train a model")).to_be_visible(timeout=PATIENCE)
    return text_of(page, "shows nothing")


def test_runs_stay_apart_and_a_link_shows_one_until_it_is_taken_back(site, visit):
    ann = visit(f"{site.url}/runs")
    run = finished_run(site.store, visitor_of(ann))
    ann.goto(f"{site.url}/runs?run={run.id}")
    expect(ann.get_by_role("heading", name=SECRET)).to_be_visible(timeout=PATIENCE)
    bob = visit(f"{site.url}/runs?run={run.id}")
    assert SECRET not in text_of(bob, "There is no such run") and SECRET not in bob.content() and WRITTEN not in bob.content()
    bob.goto(f"{site.url}/connectivity?runs={run.id}")
    search = bob.get_by_role("combobox").first
    search.fill(SECRET[:8])
    expect(bob.get_by_text("No results")).to_be_visible(timeout=PATIENCE)
    assert SECRET not in bob.content()

    ann.get_by_role("button", name="Share").click()
    ann.get_by_role("button", name="Make a link").click()
    link = re.search(r"http\S+shared=[\w-]{32}", ann.get_by_text(re.compile("shared=")).first.text_content(timeout=PATIENCE))[0]
    bob.goto(link)
    assert WRITTEN in text_of(bob, SECRET)
    expect(bob.get_by_role("button", name="Delete")).to_have_count(0)
    bob.get_by_role("button", name="Go on with a copy of my own").click()
    expect(bob.get_by_role("button", name="Delete")).to_be_visible(timeout=PATIENCE)
    copy = re.search("run=([^&]+)", bob.url)[1]
    assert site.store.owned(copy, visitor_of(bob)).name == SECRET and copy != run.id

    ann.get_by_role("button", name="Take the link back").click()
    expect(ann.get_by_role("button", name="Make a link")).to_be_visible(timeout=PATIENCE)
    bob.goto(link)
    gone = refused(bob)
    bob.goto(f"{site.url}/runs?shared={'x' * 32}")
    assert gone == refused(bob) and SECRET not in gone
