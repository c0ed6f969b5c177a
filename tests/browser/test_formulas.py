"""Formulas as the browser sets them: every number in its order, and changed numbers come to setting the formula anew."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from playground.byhand.backward import backward
from playground.byhand.forward import forward
from playground.byhand.words import alphabet, numbered, to_predict
from playground.cells.notation import NOTATIONS, latex
from playground.cells.recipes import RECIPES
from playground.figures.equations import below, spelled_out
from playground.figures.equations_back import CONTRIBUTIONS, chain_equations, loss_sum, total_equation, update_equation
from playground.figures.theme import THEMES
from playground.figures.unrolled import Reading
from playground.ui.backward import Back
from playground.ui.components.piece import HEAR

FILE = Path(__file__).parents[2] / "playground/ui/components/formulas.js"
SCRIPT = HEAR + FILE.read_text(encoding="utf-8").replace("export default function", "function run")
SET = """(turns) => {
  const place = document.body.appendChild(document.createElement('div'));
  place.innerHTML = '<div class="formulas"></div>';
  for (const formulas of turns) run({ parentElement: place, data: { formulas, columns: false } });
  const numbers = (math) => [...math.querySelectorAll('mn')].map((number) => number.textContent);
  return [...place.querySelectorAll('math')].map((math) => [math.outerHTML, math.textContent, numbers(math)]);
}"""
SAID = SET.replace(
    "[...place.querySelectorAll('math')].map((math) => [math.outerHTML, math.textContent, numbers(math)])", "place.innerHTML"
)
NUMBER = re.compile(r"\d+\.\d+")
WORDS = [dict(), dict(edits="Wx1.1_0.25"), dict(word="banana", inputs="embedding"), dict(edits="Wh1.1_-2~Wy1.1_0", places=4)]


@pytest.fixture(scope="module")
def setting(chromium):
    """A function that gives a box one list of formulas after the other, and returns the last as HTML and as text."""
    page = chromium.new_page()
    page.add_script_tag(content=SCRIPT)
    yield lambda *turns, script=SET: page.evaluate(script, list(turns))
    page.close()


def formulas(changes: dict) -> list[str]:
    """Return what the pages by hand spell out of a network."""
    settings = Back(**changes)
    net, _ = settings.network()
    steps, found = forward(net, numbered(settings.word)), backward(net, to_predict(settings.word), "all")
    reading = Reading(net, settings.spelling, alphabet(settings.word), steps, (), settings.places)
    spelled = [below(*block) for block in spelled_out(reading, 2, THEMES["light"])]
    factors = [equation for name in ("Wy", "Wx", "Wh") for equation in chain_equations(found, name, 3, 2, settings.places)]
    updates = [update_equation(found, "Wh", 0.5, settings.places), total_equation(found, "Wx", settings.places)]
    return [*spelled, loss_sum(found, settings.places), CONTRIBUTIONS, *factors, *updates]


@pytest.mark.parametrize("notation", NOTATIONS)
def test_the_equations_of_every_cell_have_their_numbers_under_braces(setting, notation):
    for cell in RECIPES:
        numbers = defaultdict(lambda: -0.25, x_z=0.001)
        ((html, text, found),) = setting([latex(cell, notation, numbers)])
        assert html.count('class="braced"') == latex(cell, notation, numbers).count("underbrace") > 2
        assert found.count("0.25") > 2 and not set(text) & set("\\{}_^&#")


@pytest.mark.parametrize("changes", WORDS)
def test_every_number_is_set_in_its_order_and_no_command_is_left(setting, changes):
    wanted = formulas(changes)
    for tex, (_, text, numbers) in zip(wanted, setting(wanted), strict=True):
        assert [number for number in numbers if "." in number] == NUMBER.findall(tex.replace("[0.8em]", ""))
        assert not set(text) & set("\\{}_^&#")


def test_changed_numbers_come_to_the_same_as_a_formula_set_anew(setting):
    turns = [formulas(changes) for changes in (*WORDS, WORDS[1], WORDS[0])]
    assert setting(*turns) == setting(turns[-1])
    assert setting(turns[0], turns[1]) == setting(turns[1]) != setting(turns[0])


def test_a_number_in_a_text_is_set_anew_and_nothing_written_is_taken_for_html(setting):
    turns = [[r"a = 0.50\ \text{at 0.1 <b>}"], [r"a = 0.60\ \text{at 0.2 <b>}"]]
    assert setting(*turns) == setting(turns[1])
    assert setting(*turns)[0][1].endswith("at 0.2 <b>")


def test_what_is_said_among_formulas_is_text_and_takes_turns_with_them(setting):
    words, tex = {"heading": "A <b>", "text": "**two** *words* <i>"}, "a = 0.50"
    shown = setting([tex, words], [words, tex], [tex, words], script=SAID)
    assert shown == setting([tex, words], script=SAID)
    assert shown.endswith('class="said"><h3>A &lt;b&gt;</h3><p><b>two</b> <i>words</i> &lt;i&gt;</p></div></div>')
