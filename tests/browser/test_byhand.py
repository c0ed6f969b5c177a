"""A number of the small network is changed by keyboard, the drawing follows, nonsense is refused beside it, a link has it all."""

import re

import pytest

from tests.browser.conftest import PATIENCE

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


def test_a_number_is_changed_by_keyboard_and_everything_follows(site, visit, chromium):
    page = visit(f"{site.url}/forward")
    cell, drawn = page.get_by_label("W_x, row 1, column 1"), page.get_by_role("img", name=re.compile("^Unrolled drawing"))
    expect(cell).to_have_value("0.60", timeout=PATIENCE)
    expect(drawn).to_have_attribute("aria-label", re.compile(r"\(0\.54, 0\.20, 0\.72\)"))
    cell.click()
    page.keyboard.type("-1")
    page.keyboard.press("Enter")
    expect(drawn).to_have_attribute("aria-label", re.compile(r"\(−0\.76, 0\.20, 0\.72\)"), timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"edits=Wx1\.1_-1$"), timeout=PATIENCE)
    expect(page.locator("math").filter(has_text="tanh(a1)")).to_contain_text("tanh(−1.00)=−0.76")
    expect(cell).to_be_focused()
    page.keyboard.press("ArrowDown")
    below = page.get_by_label("W_x, row 2, column 1")
    expect(below).to_be_focused()
    page.keyboard.type("NaN")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="W_x, row 2, column 1")).to_contain_text("use a number from −10 to 10")
    expect(below).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Escape")
    expect(below).to_have_value("0.2")
    page.get_by_role("button", name="Forward").click()
    expect(drawn).to_have_attribute("aria-label", re.compile("Step 2 of 4"), timeout=PATIENCE)
    phone = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, color_scheme="dark")
    other = visit(page.url, phone)
    expect(other.get_by_label("W_x, row 1, column 1")).to_have_value("−1.00", timeout=PATIENCE)
    assert other.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    phone.close()


PIECES = {  # what an edit changes on a page, outside of the sheet where it is made
    "forward": ([".unrolled-headed", "math"], "W_x, row 1, column 1"),
    "backward": ([".unrolled-numbers", ".unrolled-table", "math"], "W_h, row 1, column 1"),
}


def shown(page, parts):
    """What stands in the drawings and in each of these parts."""
    drawings = page.locator(".frame svg").evaluate_all("found => found.map(one => one.outerHTML)")
    return drawings + [page.locator(part).all_text_contents() for part in parts]


@pytest.mark.parametrize("name", PIECES)
def test_what_an_edit_changes_is_what_its_link_shows_and_undone_all_is_as_before(site, visit, name):
    """The sheet alone is run, and tells the rest: nothing may stay behind, nor come back when the rest is run."""
    parts, label = PIECES[name]
    page = visit(f"{site.url}/{name}?places=4")
    cell = page.get_by_label(label, exact=True)
    expect(cell).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".frame svg").last).to_be_visible(timeout=PATIENCE)
    before, last = shown(page, parts), page.locator("math").last
    written = last.text_content()
    cell.fill("-3")
    cell.press("Enter")
    expect(page).to_have_url(re.compile("edits="), timeout=PATIENCE)
    expect(page.get_by_role("button", name="Undo the one number")).to_be_visible(timeout=PATIENCE)
    expect(last).not_to_have_text(written, timeout=PATIENCE)
    there = visit(page.url)
    expect(there.get_by_label(label, exact=True)).to_have_value(re.compile("^−3"), timeout=PATIENCE)
    expect(there.locator("math").last).to_have_text(last.text_content(), timeout=PATIENCE)
    expect(there.locator(".frame svg").last).to_be_visible(timeout=PATIENCE)
    assert shown(page, parts) == shown(there, parts) and all(
        now != then for now, then in zip(shown(page, parts), before, strict=True)
    )
    page.get_by_role("button", name="Undo the one number").click()
    expect(last).to_have_text(written, timeout=PATIENCE)
    expect(page).not_to_have_url(re.compile("edits="), timeout=PATIENCE)
    assert shown(page, parts) == before


def test_another_letter_is_there_at_once_and_what_stands_under_the_pointer_is_said(site, visit):
    page = visit(f"{site.url}/cells")
    slider, frame = page.get_by_role("slider", name="Letter"), page.locator("[data-step]")
    expect(slider).to_have_attribute("aria-valuetext", "5 · p", timeout=PATIENCE)
    expect(frame).to_have_count(1, timeout=PATIENCE)
    step = float(frame.get_attribute("data-step"))
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("at letter 8, “s”")).to_be_visible()
    assert float(re.search(r"translate\(([0-9.]+)", frame.get_attribute("transform"))[1]) == pytest.approx(7 * step, abs=0.1)
    expect(page.get_by_text("The letter “s” is read")).to_be_visible(timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"position=8$"), timeout=PATIENCE)
    gates = page.locator("[data-readout]").first
    gates.scroll_into_view_if_needed()
    gates.click(position={"x": 5, "y": 5})
    expect(page.locator(".readout").first).to_have_text(re.compile(r"of unit \d+ at “T”: −?\d\.\d\d$"))
    expect(slider).to_have_attribute("aria-valuetext", "1 · T")
    expect(page.get_by_text("The letter “T” is read")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Never forget").click()
    expect(page.get_by_text("nothing is cleared from the cell state")).to_be_visible(timeout=PATIENCE)
    expect(slider).to_have_attribute("aria-valuetext", "1 · T")


def test_the_letter_looked_at_stays_where_another_sentence_is_written(site, visit):
    page = visit(f"{site.url}/cells?position=8")
    sentence = page.get_by_role("textbox", name="Your sentence")
    expect(sentence).to_have_value("The president of the United States", timeout=PATIENCE)
    sentence.fill("Hello there, world")
    sentence.press("Enter")
    expect(page.get_by_text("at letter 8, “h”")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "8 · h", timeout=PATIENCE)
    held = page.get_by_role("spinbutton", name="Held at")
    held.fill("0.5")
    held.press("Enter")
    expect(page).to_have_url(re.compile(r"position=8.*held=0\.5"), timeout=PATIENCE)
    for entry, said in (("2", "Held at cannot be 2"), ("", "Held at was left empty")):
        held.fill(entry)
        held.press("Enter")
        expect(page.get_by_text(said)).to_be_visible(timeout=PATIENCE)
