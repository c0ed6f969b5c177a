"""Figures of memory tasks."""

import json

import pytest

from playground.figures.canvas import NOTHING
from playground.figures.memory import accuracy_figure, describe_accuracy, hover, live_accuracy
from playground.figures.theme import THEMES
from playground.gradients.memory_tasks import GapBand

BANDS = {"gru": [GapBand(1, 1.0, 1.0, 1.0), GapBand(50, 0.75, 0.5, 1.0)], "lstm": [GapBand(1, 0.9, 0.8, 1.0, 0.0123)]}
LIGHT = THEMES["light"]


def test_accuracy_stands_against_the_gap_with_a_band_and_chance():
    band, gru, _, lstm = accuracy_figure(BANDS, 0.125, LIGHT).data
    assert list(gru.x) == [1, 50] and list(gru.y) == [1.0, 0.75] and lstm.name == "LSTM"
    assert list(band.y) == [1.0, 1.0, 0.5, 1.0] and list(band.x) == [1, 50, 50, 1]
    assert accuracy_figure(BANDS, 0.125, LIGHT).layout.shapes[0].y0 == 0.125


def test_no_network_says_what_to_do():
    assert accuracy_figure({}, 0.5, LIGHT).layout.annotations[-1].text == NOTHING


def test_hovering_tells_the_span_of_seeds_and_how_far_off_numbers_are():
    assert hover(BANDS["gru"][1]) == "75% right (50% to 100%)" and hover(BANDS["lstm"][0]).endswith("squared error 0.0123")


def test_the_live_chart_draws_the_same():
    option = live_accuracy(BANDS, 0.125, LIGHT)
    assert option["series"][0]["data"] == [[1, 1.0], [50, 0.75]] and option["series"][-1]["data"] == [[0, 0.125], [50, 0.125]]
    assert json.dumps(option, allow_nan=False) and live_accuracy({}, 0.5, LIGHT)["series"][0]["name"] == "chance"


def test_the_words_say_what_is_remembered_over_the_largest_gap():
    assert describe_accuracy(BANDS) == "Right answers: GRU 75% over gap 50; LSTM 90% over gap 1."


@pytest.mark.parametrize("theme", THEMES.values())
def test_cells_keep_their_colours(theme):
    assert accuracy_figure(BANDS, 0.5, theme).data[1].line.color == theme.families["gru"].lower()
