"""Figures of memory tasks."""

import json

import numpy as np
import pytest

from playground.figures.canvas import NOTHING
from playground.figures.memory import FLOOR, TOP, describe_memory_task, hover, live_memory_chart, memory_figure
from playground.figures.theme import THEMES
from playground.gradients.memory_tasks import GapBand
from playground.gradients.trace import Decay

BANDS = {"gru": [GapBand(1, 1.0, 1.0, 1.0), GapBand(50, 0.75, 0.5, 1.0)], "lstm": [GapBand(1, 0.9, 0.8, 1.0, 0.0123)]}
CURVE = np.array([[0.0, -1.0, -2.0], [0.0, -3.0, -np.inf]])
DECAYS = {"gru": {"h": Decay(CURVE)}, "lstm": {"h": Decay(CURVE[:1]), "c": Decay(CURVE[:1] / 2)}}
LIGHT = THEMES["light"]


def lines(figure):
    return {line.name: line for line in figure.data if line.name}


def test_right_answers_stand_above_the_gradient_that_is_left_along_one_axis():
    figure = memory_figure(BANDS, DECAYS, 0.125, LIGHT)
    drawn = lines(figure)
    assert list(drawn["GRU"].x) == [1, 50] and list(drawn["GRU"].y) == [100.0, 75.0] and drawn["GRU"].yaxis is None
    assert list(drawn["GRU: h"].y) == [0.0, -2.0, None] and drawn["GRU: h"].yaxis == "y2" and list(drawn["LSTM: c"].y)[-1] == -1.0
    assert {line.xaxis for line in figure.data} == {None} and list(figure.layout.xaxis.range) == [0, 50]
    bands = [line for line in figure.data if not line.name]
    assert list(bands[0].y) == [100.0, 100.0, 50.0, 100.0] and list(bands[0].x) == [1, 50, 50, 1]
    assert list(bands[1].y) == [0.0, -1.0, -2.0, FLOOR - 2, -3.0, 0.0], "what is nothing leaves the figure below"
    assert figure.layout.shapes[0].y0 == 12.5


def test_lines_on_each_other_can_be_told_apart():
    """Each lies on a wider one, and no two have the same mark."""
    drawn = lines(memory_figure(BANDS, {}, 0.5, LIGHT))
    assert drawn["GRU"].line.width > drawn["LSTM"].line.width and drawn["GRU"].marker.size > drawn["LSTM"].marker.size
    assert drawn["GRU"].marker.symbol != drawn["LSTM"].marker.symbol


def test_no_network_says_what_to_do():
    assert memory_figure({}, {}, 0.5, LIGHT).layout.annotations[-1].text == NOTHING


def test_hovering_tells_the_span_of_seeds_and_how_far_off_numbers_are():
    assert hover(BANDS["gru"][1]) == "75 % right (50 to 100 %)" and hover(BANDS["lstm"][0]).endswith("squared error 0.0123")


def test_the_live_chart_draws_the_same_on_the_same_axes():
    option, figure = live_memory_chart(BANDS, DECAYS, 0.125, LIGHT), memory_figure(BANDS, DECAYS, 0.125, LIGHT)
    upper, lower = option["series"][:2]
    assert upper["data"] == [[1, 100.0], [50, 75.0]] and option["series"][-1]["data"] == [[0, 12.5], [50, 12.5]]
    assert lower["data"] == [[0, 0.0], [1, -2.0]] and lower["yAxisIndex"] == 1
    names = [option["xAxis"][1]["name"], option["yAxis"][0]["name"], option["yAxis"][1]["name"]]
    axes = figure.layout.xaxis, figure.layout.yaxis, figure.layout.yaxis2
    assert names == [axis.title.text for axis in axes]
    assert (option["yAxis"][1]["min"], option["yAxis"][1]["max"]) == (FLOOR, TOP) == tuple(axes[2].range)
    assert option["xAxis"][0]["max"] == axes[0].range[1]
    assert json.dumps(option, allow_nan=False) and live_memory_chart({}, {}, 0.5, LIGHT)["series"][0]["name"] == "chance"


@pytest.mark.parametrize(("grown", "top"), [(0.4, TOP), (2.3, 3), (30.0, 8)])
def test_a_gradient_that_grows_on_its_way_back_stays_in_the_figure(grown, top):
    decays = {"gru": {"h": Decay(np.array([[0.0, -1.0, grown], [0.0, -np.inf, 0.0]]))}}
    axis = memory_figure(BANDS, decays, 0.125, LIGHT).layout.yaxis2
    assert tuple(axis.range) == (FLOOR, top) and axis.tickvals[-1] == top // 2 * 2
    assert live_memory_chart(BANDS, decays, 0.125, LIGHT)["yAxis"][1]["max"] == top


def test_the_words_say_what_is_remembered_and_how_far_the_gradient_reached():
    assert describe_memory_task(BANDS, {}) == "Right answers: GRU 75 % over gap 50; LSTM 90 % over gap 1."
    assert describe_memory_task(BANDS, DECAYS).endswith("Left of the gradient: GRU nothing 2 steps back; LSTM 10 % 2 steps back.")


@pytest.mark.parametrize("theme", THEMES.values())
def test_cells_keep_their_colours(theme):
    drawn = lines(memory_figure(BANDS, DECAYS, 0.5, theme))
    assert {drawn["GRU"].line.color, drawn["GRU: h"].line.color} == {theme.families["gru"].lower()}
