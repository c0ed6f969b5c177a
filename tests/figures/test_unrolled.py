"""The drawing and the equations of a small network say the numbers that the engine computes, and nothing else."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from playground.byhand.forward import forward, step_loss
from playground.byhand.network import network
from playground.byhand.words import alphabet, numbered
from playground.figures.drawing import number, shade
from playground.figures.equations import loss_line, spelled_out
from playground.figures.shading import READABLE, contrast
from playground.figures.theme import THEMES
from playground.figures.unrolled import DRAWINGS, Reading
from playground.figures.worksheet import step_rows, worksheet

SVG = "{http://www.w3.org/2000/svg}"


def reading(word="dogs", embedding=None, held=None, places=2, **sizes):
    letters = alphabet(word)
    net = network(len(letters), sizes.get("hidden", 3), embedding, sizes.get("start", "example"))
    return Reading(net, word, letters, forward(net, numbered(word), held or {}), tuple(held or ()), places)


def words_of(svg):
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def group_of(svg, step):
    root = ElementTree.fromstring(svg)
    return next(group for group in root.iter(f"{SVG}g") if group.get("data-choose") == str(step))


@pytest.mark.parametrize("look", THEMES.values(), ids=list(THEMES))
@pytest.mark.parametrize(("word", "embedding"), [("dogs", None), ("a", 1), ("Mississippi", 3), ("abcdefghijkl", None)])
def test_each_column_holds_the_numbers_of_its_step(word, embedding, look):
    found = reading(word, embedding)
    svg = DRAWINGS["unrolled"](found, 1, look)
    for t, step in enumerate(found.steps, 1):
        shown = [text.text for text in group_of(svg, t).iter(f"{SVG}text")]
        for name in ("x", "h", "y"):
            assert all(number(value, found.places_of(name)) in shown for value in getattr(step, name)), (t, name)
        assert f"“{word[t - 1]}”" in shown


@pytest.mark.parametrize("kind", DRAWINGS)
def test_the_step_in_focus_is_lit_and_told(kind):
    found = reading()
    svg = DRAWINGS[kind](found, 2, THEMES["dark"])
    alt = ElementTree.fromstring(svg).get("aria-label")
    assert "Step 2 of 4" in alt and "reads “o”" in alt and "(0.77, 0.70, 0.79)" in alt and "expects “d” with 39 %" in alt
    assert {"3×4", "3×3", "4×3"} <= set(words_of(svg))
    assert all(number(value) in words_of(svg) for value in (*found.steps[1].h, *found.steps[1].y, *found.steps[0].h))
    if kind == "unrolled":
        assert group_of(svg, 2).get("data-focus") and not group_of(svg, 3).get("data-focus")


def test_what_is_held_has_a_thick_frame():
    held = {("h", 2, 1): -0.5}
    free, bent = (DRAWINGS["unrolled"](reading(held=edits), 2, THEMES["light"]) for edits in (None, held))
    assert 'stroke-width="3"' in bent and 'stroke-width="3"' not in free and "−0.50" in words_of(bent)


@pytest.mark.parametrize("look", THEMES.values(), ids=list(THEMES))
def test_numbers_can_be_read_on_every_shade(look):
    assert all(contrast(look.text, shade(value, look)) >= READABLE for value in np.linspace(-1, 1, 21))
    assert shade(0.0, look) == look.background


def test_a_number_that_rounds_to_nothing_has_no_sign():
    assert number(-0.001) == "0.00" and number(-0.5) == "−0.50" and number(1.005, 4) == "1.0050"


def value(text):
    return float(text.strip("()"))


@pytest.mark.parametrize(
    ("word", "embedding", "start"), [("dogs", None, "example"), ("dogs", 2, "random"), ("abcdefgh", None, "random")]
)
def test_each_row_of_the_equations_adds_up(word, embedding, start):
    found = reading(word, embedding, start=start, places=6)
    rows = " ".join(text for _, text in spelled_out(found, 2, THEMES["light"]))
    rows = re.sub(r"\\textcolor\{#\w+\}\{([^{}]*)\}", r"\1", rows).replace(r"+\cdots", "")
    checked = 0
    for left, right in re.findall(r"([^&\\{}]*(?:\\cdot[^&\\{}]*)+) ?&= (-?[\d.]+)", rows):
        terms = re.findall(r"(\(?-?[\d.]+\)?)\\cdot (\(?-?[\d.]+\)?)", left)
        assert sum(value(a) * value(b) for a, b in terms) == pytest.approx(float(right), abs=1e-5)
        checked += 1
    assert checked == 3 + 3 + len(found.letters)
    for a, h in re.findall(r"\\tanh\((-?[\d.]+)\) &= (-?[\d.]+)", rows):
        assert np.tanh(float(a)) == pytest.approx(float(h), abs=2e-6)
    shares = re.findall(r"= ([\d.]+) / ([\d.]+) = ([\d.]+)", rows)
    assert len(shares) == len(found.letters) and sum(float(y) for *_, y in shares) == pytest.approx(1, abs=1e-5)
    assert all(float(power) / float(total) == pytest.approx(float(y), abs=1e-5) for power, total, y in shares)


def test_what_is_held_stands_behind_what_is_computed():
    rows = " ".join(text for _, text in spelled_out(reading(held={("h", 2, 1): -0.5}), 2, THEMES["light"]))
    assert r"\tanh(1.02) &= 0.77 \to \mathbf{-0.50}" in rows


def test_the_loss_is_written_for_the_letter_that_follows():
    found = reading()
    assert r"\hat y_{\text{g}} = -\ln 0.28 = 1.27" in loss_line(found, 2, step_loss(found.steps[1], 2))


def test_the_sheet_names_every_number_once_as_editable():
    found = reading()
    items = [item for line in worksheet(found, 2, {("Wx", 1, 1): 0.5, ("h", 1, 2): 0.0}) for item in line if "values" in item]
    editable = {item["key"]: item for item in items if item["editable"]}
    assert list(editable) == ["Wx", "x2", "u2", "Wh", "h1", "v2", "a2", "h2", "Wy", "z2", "y2"]
    assert len({item["key"] for item in items}) == len(items)
    assert editable["Wx"]["edited"][0] == [True, False, False, False] and editable["h1"]["edited"] == [[False], [True], [False]]
    assert editable["h1"]["step"] == 1 and editable["h1"]["names"][1][0] == "h at step 1, place 2"
    assert float(editable["h2"]["raw"][0][0]) == pytest.approx(found.steps[1].h[0], abs=1e-9)


def test_the_table_has_every_number_of_every_step():
    rows = step_rows(reading())
    assert len(rows) == 3 + 4 * (4 + 4 * 3 + 4 + 4) and rows[-1][:4] == (4, "s", "ŷ = softmax(z)", 4)
