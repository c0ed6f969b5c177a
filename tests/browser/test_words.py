"""Words with a pointer: found on the map, drawn around with the lasso, followed to their neighbours, and typed there."""

import re

import pytest

from tests.browser.conftest import serve

FEW = "choose=list&listed=king+queen+man+woman+boy+girl+prince+princess&method=axes"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("home")) as site:
        yield site


def test_from_the_map_to_the_neighbours(site, visit):
    from playwright.sync_api import expect

    page = visit(f"{site.url}/map?{FEW}")
    find = page.get_by_role("searchbox", name="Find words on the map")
    find.fill("prin")
    expect(page.get_by_text("2 found")).to_be_visible()
    find.fill("queen")
    find.press("Enter")
    expect(page).to_have_url(re.compile("word=queen"))
    expect(page.get_by_text("Nearest to queen")).to_be_visible()

    page.get_by_role("button", name="Lasso").click()
    box = page.locator("canvas").bounding_box()
    corners = [(0.01, 0.01), (0.99, 0.01), (0.99, 0.99), (0.01, 0.99), (0.01, 0.02)]
    for number, (x, y) in enumerate(corners):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=3)
        if not number:
            page.mouse.down()
    page.mouse.up()
    expect(page.get_by_text("8 words inside")).to_be_visible()

    find.fill("king")
    find.press("Enter")
    page.get_by_role("link", name="Open in Neighbours").click()
    expect(page.get_by_role("heading", name="Neighbours", exact=True)).to_be_visible()
    typed = page.get_by_role("textbox", name="Word, or several")
    expect(typed).to_have_value("king")
    typed.fill("quee")
    page.get_by_role("button", name="queen", exact=True).first.click()
    expect(page).to_have_url(re.compile("word=queen"))
