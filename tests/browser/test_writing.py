"""Text that is seen to come, and says under the pointer and the arrow keys what each letter was chosen from."""

import re
from pathlib import Path

import pytest

from playground.language.generation import Sampling
from playground.language.predictors import NetworkPredictor
from playground.language.writing import write
from playground.runs.folder import load_run
from playground.ui.writesettings import PAGE
from tests.browser.conftest import PATIENCE

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
NAMES = Path(__file__).parents[2] / "playground/examples/writers/names"
LENGTH = 200
WATCH = """(line) => {  // how many letters can be seen, whenever that changes
  window.seen = [];
  const root = line.getRootNode(), look = () => {
    const count = root.querySelectorAll('.token:not(.coming)').length;
    if (count !== window.seen.at(-1)) window.seen.push(count);
    requestAnimationFrame(look);
  };
  look();
}"""
RISING = "() => window.seen.slice(1 + window.seen.findLastIndex((count, place) => place && count < window.seen[place - 1]))"


def test_a_text_is_seen_to_come_and_tells_what_each_letter_was_chosen_from(site, visit):
    page = visit(f"{site.url}/write?run=example-names&length={LENGTH}")
    line, tip = page.get_by_role("slider"), page.locator(".tip.open")
    expect(line).to_have_attribute("aria-busy", "false", timeout=PATIENCE)
    line.evaluate(WATCH)
    page.get_by_role("button", name="Another text").click()
    expect(page).to_have_url(re.compile("seed="), timeout=PATIENCE)
    page.wait_for_function(f"() => window.seen.length > 3 && window.seen.at(-1) === {LENGTH}", timeout=PATIENCE)
    assert len(page.evaluate(RISING)) > 3, "letter after letter"
    saved = load_run(NAMES)
    sampling = Sampling(LENGTH, seed=PAGE.standard.seed + 1)
    written = list(write(NetworkPredictor(saved.model, saved.vocabulary), "", sampling))
    line.locator(".token").nth(4).hover()
    expect(tip.get_by_text(f"“{written[4].token}”")).to_be_visible(timeout=PATIENCE)
    assert tip.locator("li .label").all_inner_texts()[:5] == [one.token for one in written[4].candidates]
    page.mouse.move(5, 5)
    expect(tip).to_have_count(0, timeout=PATIENCE)
    line.focus()
    for key in ("Home", "ArrowRight"):
        page.keyboard.press(key)
    expect(line).to_have_attribute("aria-valuenow", "2", timeout=PATIENCE)
    expect(line).to_have_attribute("aria-valuetext", re.compile(f"^“{re.escape(written[1].token)}”: drawn with .* Chosen from: "))
    expect(page.locator("[aria-live]", has_text=f"“{written[1].token}”: drawn with")).to_have_count(1, timeout=PATIENCE)
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0, timeout=PATIENCE)
