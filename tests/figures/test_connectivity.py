"""What the pointer and the heat map show is what the engine found."""

import csv
import io
from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest

from models.cells import CELLS
from playground.figures.cards.mattered import MATTERED, READ
from playground.figures.connectivity import LABELS, describe_matrix, heat_map, matrix_table, ticks
from playground.figures.pointing import Reading, pointing
from playground.figures.shading import BYTE, DECADES, READABLE, SCALES, contrast, shades, strongest, visible
from playground.figures.theme import THEMES, mix, stroke
from playground.gradients.connectivity import Candidate, Connectivity, connectivity
from playground.runs.folder import load_run

BUNDLED = Path(__file__).parents[2] / "playground/examples"
POINTED_AT = {"share": "z", "log": "customdata"}  # what the pointer reads a share from
LIGHT, TEXT = THEMES["light"], "ab <i>\nb"


def found(text: str = TEXT, seed: int = 0) -> Connectivity:
    """Return a random lower triangle over the characters of a text, a row of nothing in it."""
    size = len(text)
    matrix = np.tril(np.random.default_rng(seed).exponential(size=(size, size)) ** 3)
    matrix[1] = 0
    top = tuple((Candidate("b", 0.5), Candidate(" ", 0.123456)) for _ in text)
    return Connectivity(tuple(text), matrix, tuple(text[1:]) + ("b",), top)


def rows_of(data: bytes, size: int) -> list[np.ndarray]:
    """Return each row of a lower triangle of bytes, cut by hand."""
    values, rows = list(data), []
    for place in range(size):
        rows.append(np.array(values[: place + 1]))
        values = values[place + 1 :]
    assert not values
    return rows


def test_the_bytes_that_are_sent_are_the_shares():
    connectivity = found()
    for row, shares in zip(rows_of(shades(connectivity.shares(), "share"), len(TEXT)), connectivity.shares(), strict=True):
        kept = shares[: len(row)]
        np.testing.assert_allclose(row / BYTE * kept.max(), kept, atol=kept.max() * 0.5001 / BYTE)


def test_on_the_log_scale_a_byte_is_a_step_of_a_power_of_ten():
    relative = np.tril([[1.0, 0, 0, 0], [1.0, 0.1, 0, 0], [1.0, 1e-3, 10.0**-DECADES, 0], [1.0, 1e-9, 0.0, 0.5]])
    rows = rows_of(shades(relative, "log"), 4)
    step = BYTE / DECADES
    assert rows[1].tolist() == [BYTE, round(BYTE - step)] and rows[2].tolist() == [BYTE, round(BYTE - 3 * step), 0]
    assert rows[3].tolist()[:3] == [BYTE, 0, 0]


@pytest.mark.parametrize("scale", SCALES)
def test_nothing_that_mattered_is_no_shade(scale):
    assert shades(np.zeros((3, 3)), scale) == bytes(6)


@pytest.mark.parametrize("cell", [*CELLS, "3-gram"])
@pytest.mark.parametrize("name", THEMES)
def test_text_can_be_read_on_the_strongest_shade_and_on_every_other(cell, name):
    on, colour = THEMES[name], stroke(cell, THEMES[name]).colour
    most = strongest(colour, on)
    assert 0.3 < most <= 1
    assert all(contrast(on.text, mix(on.background, colour, most * part / 20)) >= READABLE for part in range(21))


def test_the_panel_of_a_run_holds_what_was_found():
    connectivity, places = found(), [(spot, spot + 1) for spot in range(len(TEXT))]
    data = pointing(TEXT, [Reading("A run", "GRU", "gru", connectivity, places, "")], "share", LIGHT)
    (run,) = data["runs"]
    assert data["text"] == TEXT and "".join(run["tokens"]) == TEXT and run["places"] is None
    assert b64decode(run["shades"]) == shades(connectivity.shares(), "share")
    np.testing.assert_allclose(run["most"], connectivity.shares().max(axis=1), rtol=1e-3)
    assert run["top"][0] == [("b", 0.5), (" ", 0.1235)] and run["followed"] == connectivity.followed
    assert run["colour"] == (0, 158, 115)


def test_a_run_that_could_not_read_says_why_and_nothing_else():
    (run,) = pointing(TEXT, [Reading("A run", "GRU", "gru", note="Too long.")], "share", LIGHT)["runs"]
    assert run["note"] == "Too long." and "shades" not in run


def test_the_version_changes_with_what_is_shown_and_with_nothing_else():
    readings = [Reading("A run", "GRU", "gru", found(seed=seed), [(0, 1)] * len(TEXT)) for seed in (0, 0, 1)]
    one, same, other = (pointing(TEXT, [reading], "share", LIGHT)["version"] for reading in readings)
    assert one == same != other != pointing(TEXT, [readings[2]], "share", THEMES["dark"])["version"]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_heat_map_holds_every_share_and_leaves_what_came_later_blank(scale, theme):
    connectivity = found()
    figure = heat_map(connectivity, TEXT, scale, theme)
    (drawn,), size = figure.data, len(TEXT)
    lower, shares = np.tri(size, dtype=bool), np.asarray(drawn[POINTED_AT[scale]])
    np.testing.assert_allclose(shares[lower], connectivity.shares()[lower], rtol=1e-6)
    assert np.isnan(shares[~lower]).all() and np.isnan(np.asarray(drawn.z)[~lower]).all()
    assert figure.layout.yaxis.autorange == "reversed" and figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert figure.layout.xaxis.title.text and figure.layout.yaxis.title.text
    assert f"%{{{POINTED_AT[scale]}:.3~p}}" in drawn.hovertemplate and "%{x}" in drawn.hovertemplate


def test_the_log_scale_colours_powers_of_ten_and_says_so():
    connectivity, lower = found(), np.tri(len(TEXT), dtype=bool)
    (drawn,) = heat_map(connectivity, TEXT, "log", LIGHT).data
    shares = connectivity.shares()[lower]
    np.testing.assert_allclose(np.asarray(drawn.z)[lower], np.log10(np.maximum(shares, 1e-6)), atol=1e-6)
    assert "log scale" in drawn.colorbar.title.text


def test_names_under_the_pointer_are_different_and_hold_no_markup():
    (drawn,) = heat_map(found(), TEXT, "share", LIGHT).data
    assert len(set(drawn.x)) == len(set(drawn.y)) == len(TEXT)
    assert drawn.x[3] == "“&lt;” at 4" and drawn.y[3] == "“i” after “&lt;” at 4" and drawn.x[2] == "“·” at 3"


def test_axes_are_labelled_with_words():
    assert ticks(tuple("The cat, <b>")) == ([0, 4, 9], ["The", "cat,", "&lt;b&gt;"])
    assert ticks(("the", "cat", ",", "slept")) == ([0, 1, 2, 3], ["the", "cat", ",", "slept"])
    assert ticks(("am", "I", ",", " ", "you")) == ([0, 1, 4], ["am", "I,", "you"])
    places, words = ticks(tuple("word " * 100))
    assert len(places) == len(words) <= LABELS
    assert ticks(tuple("antidisestablishmentarianism"))[1] == ["antidisesta…"]
    assert ticks((" ",)) == ([], [])


def test_the_table_is_the_matrix():
    connectivity = found()
    header, *rows = csv.reader(io.StringIO(matrix_table(connectivity)))
    assert header[:5] == ["position", "read", "followed", "1: a", "2: b"]
    np.testing.assert_array_equal([[float(amount) for amount in row[3:]] for row in rows], connectivity.matrix)


def test_the_words_say_what_the_last_row_shows():
    matrix = np.tril(np.ones((3, 3)))
    matrix[2] = 1, 6, 1
    connectivity = Connectivity(("a", " ", "c"), matrix, ("x", "y", "z"), ())
    said = describe_matrix(connectivity, "a GRU")
    assert said == "How much each of 3 tokens mattered to a GRU. At the end, for “z”: most of all “·”, 1 step back, with 75 %."


@pytest.mark.parametrize(("token", "seen"), [(" ", "·"), ("\n", "↵"), ("<eos>", "↵"), ("a", "a"), ("a b", "a·b")])
def test_white_space_can_be_seen(token, seen):
    assert visible(token) == seen


@pytest.mark.parametrize("cell", MATTERED)
def test_the_picture_on_the_card_is_that_of_a_bundled_run(cell):
    saved = load_run(BUNDLED / cell)
    shares = connectivity(saved.model, saved.vocabulary, READ).shares()[-1]
    drawn = MATTERED[cell]
    np.testing.assert_allclose(shares[-len(drawn) :] / shares.max(), drawn, atol=0.006)


@pytest.mark.parametrize(("text", "top"), [("ab", "100 %"), ("a longer text of many letters" * 3, "≥ ")])
def test_nothing_is_said_to_go_beyond_all_there_is(text, top):
    size = len(text)
    even = Connectivity(tuple(text), np.tril(np.ones((size, size))), tuple(text), ((),) * size)
    (drawn,) = heat_map(even, text, "share", LIGHT).data
    assert drawn.colorbar.ticktext[-1].startswith(top) and (drawn.zmax == 1) == (top == "100 %")
