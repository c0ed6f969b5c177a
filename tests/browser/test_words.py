"""Words by pointer and keys: found on the map, drawn around, followed to their neighbours, and typed there."""

import re

import pytest

from playground.settings import Settings
from playground.vectors.ground import axes_picture, ground
from playground.vectors.selection import WordChoice
from playground.vectors.sources import load_vectors
from playground.vectors.vectorset import Place
from tests.browser.conftest import serve

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
LISTED = "king queen man woman boy girl prince princess"
AXES = [("man", "woman", "left"), ("man", "men", "down")]
LEFT_HALF = [(0.01, 0.01), (0.499, 0.01), (0.499, 0.99), (0.01, 0.99), (0.01, 0.02)]


@pytest.fixture(scope="module")
def site(tmp_path_factory, chromium):
    with serve(tmp_path_factory.mktemp("home")) as site:
        yield site


@pytest.fixture(scope="module")
def teaching(tmp_path_factory):
    return load_vectors("teaching", Place(Settings(home=tmp_path_factory.mktemp("truth")))).vectors


def lasso(page, corners: list[tuple[float, float]]) -> None:
    """Draw around a part of the map; corners are shares of its width and height."""
    page.get_by_role("button", name="Lasso").click()
    box = page.locator("canvas").bounding_box()
    for number, (x, y) in enumerate(corners):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=3)
        if not number:
            page.mouse.down()
    page.mouse.up()


def test_from_the_map_by_search_and_lasso_to_the_neighbours_and_to_what_is_typed_there(site, visit, teaching):
    page = visit(f"{site.url}/map?choose=list&listed={LISTED.replace(' ', '+')}&method=axes")
    find = page.get_by_role("searchbox", name="Find words on the map")
    find.fill("prin")
    expect(page.get_by_text("2 found")).to_be_visible()

    on = ground(teaching, WordChoice(choose="list", listed=LISTED))
    across = axes_picture(on, AXES).points[:, 0]
    inside = [word for word, x in zip(on.words, across, strict=True) if x < (across.min() + across.max()) / 2]
    lasso(page, LEFT_HALF)
    expect(page.get_by_text(f"{len(inside)} words inside: {', '.join(inside)}")).to_be_visible()

    near = teaching.most_similar(inside, topn=1)[0][0]
    page.get_by_role("button", name=re.compile(rf"^{near} 0\.\d\d$")).click()
    expect(page.get_by_text(f"Nearest to {near} among all")).to_be_visible()
    page.get_by_role("link", name="Open in Neighbours").click()
    box = page.get_by_role("textbox", name="Word, or several")
    expect(box).to_have_value(near)
    box.fill("daught")
    page.get_by_role("button", name="daughter", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/neighbours\?word=daughter$"))
    expect(box).to_have_value("daughter")
    box.fill("")
    page.keyboard.type("queen")  # without a pause, so that the page waits for the whole word
    expect(page).to_have_url(re.compile(r"/neighbours\?word=queen$"))
    expect(box).to_have_value("queen")
    page.go_back()
    expect(box).to_have_value("daughter")
    for word, _ in teaching.most_similar("daughter", topn=3):
        expect(page.get_by_role("button", name=word, exact=True)).to_be_visible()
