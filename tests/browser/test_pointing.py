"""The pointer, the keys and a finger all move every network's text at once; a link opens where it was pinned."""

import re
from pathlib import Path

import numpy as np
import pytest

from playground.figures.shading import strongest, visible
from playground.figures.theme import THEMES
from playground.gradients.connectivity import connectivity
from playground.runs.folder import load_run
from tests.browser.conftest import PATIENCE, eventually

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
TEXT = "The cat sat."
BUNDLED = Path(__file__).parents[2] / "playground/examples"
SHADES = "line => [...line.querySelectorAll('span')].map((letter) => letter.style.backgroundColor)"


@pytest.fixture
def stage(site, visit):
    """A page with a short text, pointed at its end."""

    def stage(query: str = "", profile=None):
        page = visit(f"{site.url}/connectivity?text={TEXT.replace(' ', '+')}{query}", profile)
        expect(page.get_by_role("slider")).to_have_count(3, timeout=PATIENCE)
        # What is still drawn above the texts would move them from under the pointer.
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)
        return page

    return stage


def at(page, read: int):
    """Wait until all three texts are pointed at after so many letters."""
    for line in page.get_by_role("slider").all():
        expect(line).to_have_attribute("aria-valuenow", str(read), timeout=PATIENCE)


def letter(page, place: int, line: int = 0):
    return page.get_by_role("slider").nth(line).locator("span").nth(place)


def point(page, place: int):
    """Point at a letter, and again where the page moved it away from under the pointer."""

    def pointed() -> bool:
        page.mouse.move(5, 5)
        letter(page, place).hover()
        return page.get_by_role("slider").first.get_attribute("aria-valuenow") == str(place + 1)

    eventually(pointed)
    at(page, place + 1)


def predictions(page) -> list[str]:
    return page.get_by_role("region").get_by_role("list").all_inner_texts()


def test_pointing_changes_colours_and_predictions_of_every_run_at_once_and_leaving_brings_them_back(stage):
    page = stage()
    lines = page.get_by_role("slider").all()
    before, expected, address = [line.evaluate(SHADES) for line in lines], predictions(page), page.url
    point(page, 4)
    for line, shades in zip(lines, before, strict=True):
        now = line.evaluate(SHADES)
        assert now != shades and now[4] and not any(now[5:]), "what was not read yet has no colour"
    assert all(one != other for one, other in zip(predictions(page), expected, strict=True))
    expect(page.get_by_text("After “The c”", exact=True)).to_be_visible()
    page.mouse.move(5, 5)
    at(page, len(TEXT))
    assert [line.evaluate(SHADES) for line in lines] == before and predictions(page) == expected and page.url == address


def test_the_colours_and_the_bars_are_what_the_engine_finds(stage):
    saved, place = load_run(BUNDLED / "gru"), 6
    found = connectivity(saved.model, saved.vocabulary, TEXT)
    page = stage()
    point(page, place)
    line, row = page.get_by_role("slider", name="GRU"), found.shares()[place, : place + 1]
    drawn = [float(re.findall(r"[0-9.]+", colour)[3]) if colour else 0.0 for colour in line.evaluate(SHADES)]
    expected = strongest(THEMES["light"].families["gru"], THEMES["light"]) * row / row.max()
    np.testing.assert_allclose(drawn[: place + 1], expected, atol=0.006)
    bars = page.get_by_role("list", name="What the GRU expects next").get_by_role("listitem")
    for bar, candidate in zip(bars.all(), found.top[place], strict=True):
        assert bar.inner_text().split()[:2] == [visible(candidate.token), f"{float(f'{100 * candidate.probability:.2g}'):g}"]


def test_a_click_stays_and_is_in_the_link_that_another_visitor_follows(stage, visit):
    page = stage()
    letter(page, 6, line=2).click()
    expect(page).to_have_url(re.compile("position=7"), timeout=PATIENCE)
    page.mouse.move(5, 5)
    at(page, 7)
    expected = predictions(page)
    other = visit(page.url)
    expect(other.get_by_role("slider")).to_have_count(3, timeout=PATIENCE)
    at(other, 7)
    assert predictions(other) == expected


def test_the_keys_move_and_the_live_region_says_what_is_expected(stage):
    page = stage()
    page.get_by_role("slider").nth(1).focus()
    for key, read in [("ArrowLeft", 11), ("Home", 1), ("ArrowRight", 2), ("ArrowUp", 3), ("PageDown", 1), ("End", 12)]:
        page.keyboard.press(key)
        at(page, read)
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("position=11"), timeout=PATIENCE)
    said = page.get_by_role("region").locator("xpath=..").locator("[aria-live]")
    expect(said).to_contain_text(
        re.compile("After “The cat sat”, the GRU expects .+ %\\); what mattered most: .+ (read|back)\\.")
    )
    expect(page.get_by_role("slider").nth(1)).to_be_focused()
    at(page, 11)


def test_a_chip_and_the_back_button_move_the_pointer_too(stage):
    page = stage("&position=4")
    at(page, 4)
    page.get_by_role("button", name="Italy, then Norway").click()
    expect(page.locator(".after", has_text="I speak fluent")).to_be_visible(timeout=PATIENCE)
    page.go_back()
    at(page, 4)


def test_on_a_phone_a_finger_points_and_nothing_is_wider_than_the_screen(stage, chromium):
    phone = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, color_scheme="dark")
    page = stage("", phone)
    letter(page, 2).tap()
    expect(page).to_have_url(re.compile("position=3"), timeout=PATIENCE)
    at(page, 3)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    phone.close()


def test_a_strangers_text_is_text(site, visit):
    page = visit(f"{site.url}/connectivity?text=%3Cimg+src%3Dx+onerror%3D%22document.title%3D1%22%3E")
    line = page.get_by_role("slider").first
    expect(line).to_have_text('<img src=x onerror="document.title=1">', timeout=PATIENCE)
    assert line.locator("img").count() == 0 and page.title() == "What mattered · Unrolled"
