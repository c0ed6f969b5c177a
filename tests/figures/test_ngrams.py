"""Figures of n-grams: every value where it belongs, in both units, and words that say the same."""

import math

import pytest

from playground.figures.ngrams import (
    NOTHING,
    READINGS,
    UNITS,
    Counted,
    Rival,
    cost_figure,
    describe_orders,
    describe_window,
    live_orders,
    order_figure,
    window_figure,
)
from playground.figures.theme import THEMES
from playground.language.distance import Answer
from playground.language.window_study import Witness
from playground.text.orders import OrderMeasure

LIGHT = THEMES["light"]
ORDERS = [OrderMeasure(1, 50, 1, 1_000, 3.0, 0.1), OrderMeasure(2, 900, 50, 20_000, 2.0, 0.2)]
RIVALS = [Rival("GRU 128", "gru", 1.5, 1.0, 10_000, 40_000), Rival("GRU 64", "gru", 6.0, 5.0, 5_000, 20_000)]
WITNESSES = [
    Witness("5-gram", "n-gram", 2.0, (Answer(0, 1.3, 0.5, 0.9), Answer(1, 4.2, 0.1, 0.5)), ((0.5, 0.1), (0.1, 0.1))),
    Witness("LSTM", "lstm", 1.8, (Answer(0, 1.3, 0.6, 1.0), Answer(1, 4.2, 0.55, 0.95)), ((0.6, 0.0), (0.5, 0.1))),
]


@pytest.mark.parametrize("unit", UNITS)
def test_each_order_and_each_network_stands_at_its_loss(unit):
    found = Counted(ORDERS, RIVALS, 1.0, unit)
    value = {"bits": lambda nats, characters: nats / characters / math.log(2), "perplexity": lambda nats, _: math.exp(nats)}[unit]
    expected = [value(3.0, 1.0), value(2.0, 1.0)]
    for figure in (order_figure(found, LIGHT), cost_figure(found, LIGHT)):
        assert list(figure.data[0].y) == pytest.approx(expected)
        assert [trace.name for trace in figure.data[1:]] == ["GRU 128", "GRU 64"]
        assert [trace.y[0] for trace in figure.data[1:]] == pytest.approx([value(1.5, 1.0), value(6.0, 5.0)])
        assert unit.split("/")[0][:4] in figure.layout.yaxis.title.text
    assert list(order_figure(found, LIGHT).data[0].x) == [1, 2]
    memory = cost_figure(found, LIGHT)
    assert list(memory.data[0].x) == [1_000, 20_000] and [trace.x[0] for trace in memory.data[1:]] == [40_000, 20_000]
    assert memory.layout.xaxis.type == "log" and "bytes" in memory.layout.xaxis.title.text
    assert [point[1] for point in live_orders(found, 8, LIGHT)["series"][0]["data"]] == pytest.approx(expected, rel=1e-3)


def test_two_networks_of_one_cell_are_told_apart():
    lines = order_figure(Counted(ORDERS, RIVALS, 1.0), LIGHT).data[1:]
    assert lines[0].line.color == lines[1].line.color and lines[0].line.dash != lines[1].line.dash


def test_the_words_name_the_best_of_each():
    text = describe_orders(Counted(ORDERS, RIVALS, 1.0))
    assert "Order 2" in text and "GRU 64, 1.731 bits per character in 0.02 MB" in text
    assert describe_orders(Counted([], [], 1.0)) == NOTHING
    assert "network" not in describe_orders(Counted(ORDERS, [], 1.0))


@pytest.mark.parametrize("reading", READINGS)
def test_each_model_is_drawn_by_distance(reading):
    figure = window_figure(WITNESSES, reading, LIGHT)
    for trace, witness in zip(figure.data, WITNESSES, strict=True):
        assert trace.name == witness.title and list(trace.x) == [1.3, 4.2]
        assert list(trace.y) == [getattr(answer, reading) for answer in witness.answers]
    assert "5-gram" in describe_window(WITNESSES, reading) and describe_window([], reading)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_nothing_is_drawn_of_nothing(theme):
    for figure in (order_figure(Counted([], [], 1.0), theme), cost_figure(Counted([], [], 1.0), theme)):
        assert figure.layout.annotations[0].text == NOTHING
    assert window_figure([], "share", theme).layout.annotations
