"""The figure of completions: each point is a count over a count, and the description says the same."""

import pytest

from playground.figures.theme import THEMES
from playground.figures.typing import FEWEST, HEADERS, NOTHING, Measured, accuracy_figure, accuracy_rows, describe_accuracy
from playground.language.keystrokes import KNOWN, TypingAccuracy

ASKED = (100, 100, 80, 60, 40, 20, 10, 5, 0)
RIGHT = tuple((count // 4, count // 2, count // 2 + 1) if count else (0, 0, 0) for count in ASKED)
ACCURACY = TypingAccuracy(100, ASKED, RIGHT, (0.2, 0.3, 0.35), 1.0)
MODELS = [Measured("5-gram", "n-gram", ACCURACY), Measured("GRU 128", "gru", ACCURACY), Measured("GRU 256", "gru", ACCURACY)]


@pytest.mark.parametrize("best", [1, 2, 3])
def test_every_point_is_a_share_of_the_words_asked(best):
    figure = accuracy_figure(MODELS, best, THEMES["light"])
    shown = [known for known, asked in enumerate(ASKED) if asked >= FEWEST]
    for line in figure.data:
        assert list(line.x) == shown and list(line.customdata) == [ASKED[known] for known in shown]
        assert list(line.y) == [RIGHT[known][best - 1] / ASKED[known] for known in shown]
    assert figure.layout.yaxis.range[1] >= max(max(line.y) for line in figure.data)


def test_the_axis_stays_when_another_place_is_looked_at():
    tops = {accuracy_figure(MODELS, best, THEMES["light"]).layout.yaxis.range for best in (1, 2, 3)}
    assert len(tops) == 1


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_cell_keeps_its_colour_and_siblings_their_dash(theme):
    grey, one, two = (line.line for line in accuracy_figure(MODELS, 1, theme).data)
    assert (
        grey.color.upper() == "#7F7F7F"
        and one.color.upper() == two.color.upper() == theme.families["gru"]
        and one.dash != two.dash
    )


def test_without_a_measure_the_figure_says_what_to_do():
    figure = accuracy_figure([], 1, THEMES["light"])
    assert figure.layout.annotations[0].text == NOTHING == describe_accuracy([], 1)


def test_in_words():
    assert "5-gram finds 25% of the words before any letter and 25% with two letters" in describe_accuracy(MODELS, 1)
    assert "among the first two" in describe_accuracy(MODELS, 2)


def test_the_table_holds_every_count():
    rows = accuracy_rows(MODELS)
    assert len(rows) == len(MODELS) * KNOWN and all(len(row) == len(HEADERS) for row in rows)
    assert rows[2] == ("5-gram", 2, 80, 20, 40, 41)
