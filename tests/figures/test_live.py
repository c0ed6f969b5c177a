import json

import pytest

from playground.figures.describe import describe_memory
from playground.figures.live import POINTS, QUEUED, STARTING, live_loss, live_memory, live_norm
from playground.figures.powers import GROWTH, VIRIDIS
from playground.figures.theme import THEMES
from playground.figures.units import LOSS_UNITS
from playground.language.records import DecayRecord
from tests.figures.records import curve, steps

LOOK = dict(cell="gru", axis="step", end=2000, theme=THEMES["light"])


def loss_option(count: int, unit: str = "nats") -> dict:
    run = curve(count)
    return live_loss(run.steps, run.validations, unit=LOSS_UNITS[unit], characters=1.0, **LOOK)


def test_raw_smooth_and_validation_are_drawn():
    option = loss_option(1000)
    names = [line["name"] for line in option["series"]]
    assert names == ["each step", "training", "validation"]
    assert option["series"][2]["data"] == [[1000, 2.2]]
    assert option["yAxis"]["name"] == "loss (nats per character)"
    assert option["xAxis"]["name"] == "step" and option["xAxis"]["max"] == 2000


def test_few_points_are_sent_and_the_spike_is_among_them():
    option = loss_option(5000)
    raw = option["series"][0]["data"]
    assert len(raw) <= POINTS and max(y for _, y in raw) == pytest.approx(5.0, abs=0.1)
    assert len(json.dumps(option)) < 12_000


def test_the_unit_changes_numbers_and_axis():
    option = loss_option(100, "perplexity")
    assert option["yAxis"]["name"].startswith("perplexity") and option["series"][2]["data"][0][1] == pytest.approx(9.025)


@pytest.mark.parametrize("axis", ["step", "tokens", "seconds"])
def test_the_gradient_norm_before_and_after_clipping_on_a_log_axis(axis):
    option = live_norm(steps(50), **{**LOOK, "axis": axis})
    assert option["yAxis"]["type"] == "log" and "log scale" in option["yAxis"]["name"]
    assert [line["data"][0][1] for line in option["series"]] == [2.0, 1.0]


def test_a_log_axis_gets_no_zeros():
    assert live_norm(steps(5, gradient_norm=0.0), **LOOK)["series"][0]["data"] == []


def test_nothing_yet_says_so():
    option = loss_option(0)
    assert option["title"]["text"] == STARTING and loss_option(3)["title"]["text"] == ""


def test_arguments_are_left_alone():
    records = steps(600)
    before = list(records)
    live_loss(records, [], unit=LOSS_UNITS["nats"], characters=1.0, **LOOK)
    assert records == before


def test_an_empty_chart_says_what_it_waits_for():
    option = live_loss([], [], unit=LOSS_UNITS["nats"], characters=1.0, **LOOK, waiting=QUEUED)
    assert option["title"]["text"] == QUEUED


def test_the_map_of_memory_shows_the_share_left_at_each_step_back():
    decays = [DecayRecord(10, 0, 0.0, {"h": [1.0, 0.0, None]}), DecayRecord(20, 0, 0.0, {"h": [0.5, 0.0, -20.0]})]
    option = live_memory(decays, theme=THEMES["light"])
    assert option["series"][0]["data"] == [[0, 0, 0.0], [0, 1, -1.0], [1, 0, 0.0], [1, 1, -0.5], [1, 2, -8.0]]
    assert option["xAxis"]["data"] == ["10", "20"] and option["title"]["text"] == ""
    assert json.loads(json.dumps(option, allow_nan=False)) and live_memory([], theme=THEMES["dark"])["title"]["text"] == STARTING
    assert option["visualMap"]["max"] == 0 and option["visualMap"]["inRange"]["color"][-1] == VIRIDIS[-1]
    assert describe_memory(decays) == "1 % of the gradient is left 2 steps back, at first 2."
    both = [DecayRecord(10, 0, 0.0, {"h": [0.0, -3.0], "c": [0.0, -1.0]})]
    assert describe_memory(both, "c").startswith("1 % of the gradient is left more than 1 steps back")


def test_a_gradient_that_grows_goes_beyond_the_colour_of_all():
    option = live_memory([DecayRecord(10, 0, 0.0, {"h": [0.0, 2.5, 30.0]})], theme=THEMES["light"])
    assert [level for _, _, level in option["series"][0]["data"]] == [0.0, 2.5, 8.0]
    shown = option["visualMap"]
    colours = shown["inRange"]["color"]
    assert (shown["min"], shown["max"], shown["text"][0]) == (-8, 8, "10⁸")
    assert colours[len(colours) // 2] == VIRIDIS[-1] and colours[-1] == GROWTH[-1] and colours[0] == VIRIDIS[0]
