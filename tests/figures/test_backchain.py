"""The drawings of the way back say the engine's numbers; a descent is drawn as it went."""

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from playground.byhand.backward import backward, descend
from playground.byhand.network import network
from playground.byhand.words import alphabet, numbered
from playground.figures.backchain import chain_drawing, contribution_rows, grid_drawing, short
from playground.figures.descent import descent_rows, describe_descent, losses_figure, predictions_figure
from playground.figures.drawing import number
from playground.figures.equations_back import bracket, chain_equations, update_equation
from playground.figures.theme import THEMES
from tests.figures.test_unrolled import SVG, words_of


def found_for(word="dogs", **sizes):
    return backward(network(len(alphabet(word)), 3, **sizes), numbered(word))


def test_the_chain_multiplies_up_to_what_is_left():
    found = found_for()
    words = words_of(chain_drawing(found, "dogs", 3, THEMES["light"]))
    norms = found.norms_back(3)
    assert {short(norm) for norm in norms} <= set(words)
    factors = [float(word.removeprefix("× ")) for word in words if word.startswith("× ")]
    assert np.prod(factors) * norms[0] == pytest.approx(norms[-1], rel=0.01)
    limits = [float(word.removeprefix("at most ")) for word in words if word.startswith("at most ")]
    assert all(factor <= limit for factor, limit in zip(factors, limits, strict=True))


@pytest.mark.parametrize("look", THEMES.values(), ids=list(THEMES))
def test_the_grid_holds_every_contribution_and_their_sum(look):
    found = found_for()
    root = ElementTree.fromstring(grid_drawing(found, "Wh", (3, 2), look))
    cells = {group.get("data-choose"): group for group in root.iter(f"{SVG}g") if group.get("data-choose")}
    assert list(cells) == ["1,1", "2,1", "2,2", "3,1", "3,2", "3,3"]
    for (t, k), matrix in found.contributions("Wh").items():
        shown = [text.text for text in cells[f"{t},{k}"].iter(f"{SVG}text")]
        assert [number(value, 3) for value in matrix.ravel()] == shown[:9] and shown[
            9
        ] == f"‖·‖ = {short(np.linalg.norm(matrix))}"
    assert cells["3,2"].get("data-focus") and not cells["3,1"].get("data-focus")
    shown = [text.text for text in root.iter(f"{SVG}text")]
    assert all(number(value, 3) in shown for value in found.totals["Wh"].ravel())


def test_a_long_word_is_drawn_in_shades_and_stays_small():
    found = backward(network(12, 5, start="random"), numbered("abcdefghijkl"))
    drawn = grid_drawing(found, "Wx", (11, 1), THEMES["dark"])
    assert len(drawn) < 150_000 and drawn.count("data-choose") == 66 and "NaN" not in drawn


def test_the_factors_are_written_with_their_numbers():
    found = found_for()
    equations = chain_equations(found, "Wh", 3, 2, 2)
    assert r"-7.34\end{bmatrix}" in equations[0] and r"\prod_{j=3}^{3}" in equations[1]
    assert equations[-1].endswith(bracket(found.contribution("Wh", 3, 2), 3) + r"\end{aligned}")
    assert len(chain_equations(found, "Wy", 3, 3, 2)) == 2
    assert r"0.10&0.50&0.10" in update_equation(found, "Wh", 0.5, 2)


def test_small_and_large_matrices_have_a_power_of_ten_before_them():
    assert bracket(np.array([[2e-7, -1e-8]]), 2) == r"10^{-7}\begin{bmatrix}2.00&-0.10\end{bmatrix}"
    assert bracket(np.array([[0.0, -8.54e41]]), 2) == r"10^{41}\begin{bmatrix}0.00&-8.54\end{bmatrix}"
    assert bracket(np.zeros(1), 2) == r"\begin{bmatrix}0.00\end{bmatrix}"


def test_a_letter_that_is_impossible_has_infinite_numbers_and_a_gradient_all_the_same():
    net = network(2, 1, start="identity")
    found = backward(replace(net, Wy=np.array([[2000.0], [0.0]])), (0, 1))
    assert r"-\infty" in chain_equations(found, "Wh", 1, 1, 2)[0]
    assert all(np.isfinite(matrix).all() for matrix in found.totals.values())


def test_a_descent_is_drawn_as_it_went():
    found = descend(network(4, 3), numbered("dogs"), 0.5, 20)
    figure = losses_figure(found, "dogs", 3, THEMES["light"])
    assert figure.data[-1].y == pytest.approx(found.losses.sum(axis=1)) and figure.layout.yaxis.title.text == "loss, nats"
    assert figure.layout.shapes[0].x0 == 3
    chances = predictions_figure(found, tuple("dogs"), "dogs", 3, THEMES["dark"])
    assert [line.name for line in chances.data] == ["“d”", "“o”", "“g”", "“s”"]
    assert chances.data[3].y == pytest.approx(found.predictions[:, 3])
    said = describe_descent(found, tuple("dogs"), "dogs")
    assert "In 20 updates" in said and "from 14% to" in said
    assert len(descent_rows(found)) == 21 and len(descent_rows(found)[0]) == 2 + 3 + 4


def test_the_table_of_contributions_adds_up():
    rows = contribution_rows(found_for(), ["Wh", "Wy"])
    parts = sum(row[-1] for row in rows if row[:1] == ("W_h",) and row[1] != "sum" and row[3:5] == (2, 1))
    total = next(row[-1] for row in rows if row[:2] == ("W_h", "sum") and row[3:5] == (2, 1))
    assert parts == pytest.approx(total)
