"""A drawing that follows an edit: what is changed in place comes to the same as a drawing made anew."""

from pathlib import Path

import pytest

from playground.byhand.backward import backward
from playground.byhand.forward import forward
from playground.byhand.words import alphabet, numbered, to_predict
from playground.figures.backchain import chain_drawing, grid_drawing
from playground.figures.export import READOUT
from playground.figures.theme import THEMES
from playground.figures.unrolled import DRAWINGS, Reading
from playground.ui.backward import Back
from playground.ui.components.piece import HEAR

FILE = Path(__file__).parents[2] / "playground/ui/components/drawing.js"
CODE = FILE.read_text(encoding="utf-8").replace("export default function", "function run")
SCRIPT = HEAR + READOUT.read_text(encoding="utf-8") + CODE
SHOW = """(turns) => {
  const place = document.body.appendChild(document.createElement('div'));
  const buttons = '<button data-save="svg"></button><button data-save="png"></button>';
  place.innerHTML = `<div class="drawing"><div class="frame"></div>${buttons}</div>`;
  const frame = place.querySelector('.frame'), drawn = new Set();
  for (const svg of turns) {
    run({ parentElement: place, data: { svg, narrow: '', name: '', choosing: false, least: 1 }, setStateValue: () => {} });
    drawn.add(frame.firstChild);
  }
  return [frame.innerHTML, drawn.size];
}"""
EDITS, LIGHT = ("", "Wx1.1_0.25", "Wh1.1_-2~Wy1.1_0.5", "Wx1.1_0.25~Wh2.2_-1"), THEMES["light"]


@pytest.fixture(scope="module")
def shown(chromium):
    """A function that gives a box one drawing after the other, and returns the last as HTML and how many were made anew."""
    page = chromium.new_page()
    page.add_script_tag(content=SCRIPT)
    yield lambda *turns: page.evaluate(SHOW, list(turns))
    page.close()


def drawings(edits: str, word: str = "dogs") -> list[str]:
    """Return what the pages by hand draw of a network with edited numbers."""
    settings = Back(edits=edits, word=word)
    net, _ = settings.network()
    steps, found = forward(net, numbered(word)), backward(net, to_predict(word), "all")
    reading = Reading(net, word, alphabet(word), steps, tuple(settings.edited()), 2)
    return [*(draw(reading, 2, LIGHT) for draw in DRAWINGS.values()), grid_drawing(found, "Wx", (2, 2), LIGHT)]


@pytest.mark.parametrize("kind", range(3))
def test_an_edit_comes_to_the_same_as_a_drawing_made_anew(shown, kind):
    turns = [drawings(edits)[kind] for edits in EDITS]
    for before, after in ((turns[0], turns[1]), (turns[2], turns[3]), (turns[3], turns[0])):
        assert shown(before, after)[0] == shown(after)[0] != shown(before)[0]
    assert shown(*turns, turns[0])[0] == shown(turns[0])[0]


def test_only_what_differs_is_changed_where_the_shape_stays_and_all_is_drawn_where_it_does_not(shown):
    unrolled, other = drawings("")[0], drawings("", "banana")[0]
    assert shown(unrolled, drawings("Wy2.1_0.25")[0])[1] == 1
    assert shown(unrolled, other) == [shown(other)[0], 2]


def test_a_chain_changes_with_its_loss(shown):
    settings = Back(word="mississippi")
    found = backward(settings.network()[0], to_predict(settings.word), "all")
    turns = [chain_drawing(found, settings.word, t, LIGHT) for t in (10, 9, 10)]
    assert shown(*turns)[0] == shown(turns[-1])[0] != shown(turns[1])[0]
