"""Shaded text: what the browser is told is what the models found, and the figures sum up the same bits."""

import math

import numpy as np
import pytest

from playground.figures.bits import along_figure, describe_bits, mean_bits, running_figure, sentence_line, temperature_figure
from playground.figures.surprise import (
    HEADERS,
    MOST_BITS,
    Piece,
    ShadedText,
    scored_pieces,
    shade,
    sheet,
    token_rows,
    written_pieces,
)
from playground.figures.theme import THEMES, channels
from playground.language.scoring import Candidate, SentenceScore, TokenScore
from playground.language.writing import Written

LIGHT = THEMES["light"]
BEST = (Candidate("a", 0.5), Candidate("<b>", 0.25))


def piece(bits: float, text: str = "a", drawn: float | None = 0.75) -> Piece:
    return Piece("", text, text, -bits * math.log(2), drawn, BEST)


def shaded(*bits: float, title: str = "One", key: str = "1") -> ShadedText:
    return ShadedText(key, title, "some facts", "lstm", [piece(one) for one in bits])


def test_a_certain_token_has_no_shade_and_the_strongest_is_one_in_1024():
    assert [shade(bits) for bits in (0.0, 2.5, MOST_BITS, 40.0)] == [0.0, 0.25, 1.0, 1.0]
    assert 2**MOST_BITS == 1024


def test_each_token_is_told_with_its_own_and_its_drawn_probability_and_what_it_was_chosen_from():
    data = sheet([shaded(1.0, 5.0)], LIGHT)
    (text,) = data["texts"]
    assert text["tokens"][0] == ["", "a", "a", 0.1, 0.5, 0.75, [["a", 0.5], ["<b>", 0.25]]]
    assert text["tokens"][1][3:5] == [0.5, 0.03125]
    assert text["colour"] == channels(LIGHT.families["lstm"]) and 0 < text["strongest"] <= 1


def test_the_version_changes_with_anything_and_the_key_alone_tells_texts_apart():
    versions = {sheet([shaded(*bits)], look)["version"] for bits in ((1.0,), (1.0, 2.0), (2.0,)) for look in THEMES.values()}
    assert len(versions) == 6
    assert sheet([shaded(1.0)], LIGHT) == sheet([shaded(1.0)], LIGHT)


def test_what_was_written_and_what_was_scored_become_pieces():
    (one,) = written_pieces([Written("the", " the", -0.5, 0.9, BEST)])
    assert one == Piece("", " the", "the", -0.5, 0.9, BEST)
    score = SentenceScore(
        "The  cat.", (TokenScore("the", "the", -1.0), TokenScore("cat", "cat", -2.0), TokenScore(".", ".", -3.0))
    )
    pieces = scored_pieces(score, [(0, 3), (5, 8), (8, 9)])
    assert [(one.lead, one.text) for one in pieces] == [("", "The"), ("  ", "cat"), ("", ".")]
    assert "".join(one.lead + one.text for one in pieces) == score.text and all(one.drawn is None for one in pieces)


def test_every_token_is_a_row_of_the_table():
    rows = token_rows([shaded(1.0, 2.0), shaded(3.0, title="Two")])
    assert len(rows) == 3 and all(len(row) == len(HEADERS) for row in rows)
    assert rows[2] == ("Two", 1, "a", f"{-3 * math.log(2):.6f}", "0.75", "a", "0.5")


def test_bars_are_the_bits_of_each_token_and_lines_their_sums():
    texts = [shaded(1.0, 2.0, 0.5), shaded(4.0, 0.0, title="<i>Two</i>")]
    (bars,) = along_figure(texts[0], "character", LIGHT).data
    np.testing.assert_allclose(bars.y, [1.0, 2.0, 0.5])
    lines = running_figure(texts, "character", LIGHT).data
    np.testing.assert_allclose(lines[0].y, [0.0, 1.0, 3.0, 3.5])
    np.testing.assert_allclose(lines[1].y, [0.0, 4.0, 4.0])
    assert lines[1].name == "&lt;i&gt;Two&lt;/i&gt;" and lines[0].line != lines[1].line
    (means,) = temperature_figure(texts, [0.2, 1.0], "character", LIGHT).data
    np.testing.assert_allclose(means.y, [3.5 / 3, 2.0])
    assert list(means.x) == ["0.2", "1"] and mean_bits(texts[1]) == pytest.approx(2.0)


def test_with_nothing_written_the_figures_say_so():
    for figure in (along_figure(shaded(), "word", LIGHT), temperature_figure([shaded()], [1.0], "word", LIGHT)):
        assert figure.layout.annotations[0].text == describe_bits([], "word")
    assert running_figure([], "word", LIGHT).layout.annotations


def test_in_words():
    assert "One: 1.50 bits per character over 2 characters" in describe_bits([shaded(1.0, 2.0)], "character")


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_sixteen_sentences_have_sixteen_lines_and_neighbours_differ_in_colour_and_dash(theme):
    lines = [sentence_line(number, "lstm", theme) for number in range(16)]
    assert len({(line["color"], line["dash"]) for line in lines}) == 16
    assert all(
        one["color"] != two["color"] and one["dash"] != two["dash"] for one, two in zip(lines[:3], lines[1:4], strict=True)
    )
