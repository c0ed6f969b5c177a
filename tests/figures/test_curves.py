import copy
from dataclasses import replace

import pytest

from playground.figures.canvas import NOTHING
from playground.figures.curves import FIGURES, POINTS, View, export_config, loss_figure, norm_figure, speed_figure
from playground.figures.describe import describe_loss, describe_norm
from playground.figures.live import live_loss
from playground.figures.theme import THEMES
from playground.figures.units import LOSS_UNITS
from tests.figures.records import curve

LIGHT, NATS = THEMES["light"], LOSS_UNITS["nats"]


def test_loss_is_drawn_raw_smooth_and_validated():
    figure = loss_figure([curve(100)], NATS, View(), LIGHT)
    raw, even, validation = figure.data
    assert list(raw.x) == list(range(1, 101)) and raw.y[49] == pytest.approx(5.736, abs=1e-3)
    assert even.y[49] < raw.y[49] and even.line.color == "#009e73"
    assert list(validation.y) == pytest.approx([2.2]) and validation.mode == "lines+markers"
    assert figure.layout.yaxis.title.text == "loss (nats per character)" and figure.layout.xaxis.title.text == "step"


@pytest.mark.parametrize(("axis", "last"), [("step", 100), ("tokens", 10_000), ("seconds", 1.0)])
def test_loss_is_drawn_along_every_axis(axis, last):
    assert loss_figure([curve(100)], NATS, View(axis), LIGHT).data[0].x[-1] == pytest.approx(last)


def test_log_scales_say_so():
    figure = loss_figure([curve()], NATS, View("step", log_x=True, log_y=True), LIGHT)
    assert figure.layout.xaxis.type == figure.layout.yaxis.type == "log"
    assert "log scale" in figure.layout.xaxis.title.text and "log scale" in figure.layout.yaxis.title.text


def test_bits_per_character_use_the_length_of_a_token():
    figure = loss_figure([curve(characters=2.0)], LOSS_UNITS["bits"], View(), LIGHT)
    assert figure.data[2].y[0] == pytest.approx(2.2 / 2 / 0.6931, rel=1e-3)


def test_thinning_keeps_the_spike():
    figure = loss_figure([curve(20_000)], NATS, View(), LIGHT)
    assert len(figure.data[0].x) <= POINTS and max(figure.data[0].y) == pytest.approx(5.0, abs=1e-3)


def test_a_peak_that_came_down_again_does_not_flatten_the_rest():
    run = curve(100)
    spiked = replace(run.steps[50], train_loss=9.8e9)
    run = replace(run, steps=[*run.steps[:50], spiked, *run.steps[51:]])
    axis = loss_figure([run], NATS, View(), LIGHT).layout.yaxis
    assert axis.range[1] < 100 and "a peak of 9.8e+09 is above" in axis.title.text
    assert loss_figure([run], NATS, View(log_y=True), LIGHT).layout.yaxis.range is None
    live = live_loss(run.steps, [], cell="gru", unit=NATS, characters=1, axis="step", end=None, theme=LIGHT)["yAxis"]
    assert live["max"] < 100 and "a peak of 9.8e+09 is above" in live["name"]


def test_two_cells_have_two_colours():
    figure = loss_figure([curve(cell="gru"), curve(cell="lstm")], NATS, View(), LIGHT)
    assert figure.data[1].line.color != figure.data[4].line.color


@pytest.mark.parametrize("make", [lambda curves: loss_figure(curves, NATS, View(), LIGHT), *FIGURES.values()])
@pytest.mark.parametrize("curves", [[], [curve(0)]])
def test_nothing_to_draw_says_what_to_do(make, curves):
    figure = make(curves) if make not in FIGURES.values() else make(curves, View(), LIGHT)
    assert not figure.data and figure.layout.annotations[0].text == NOTHING


@pytest.mark.parametrize("make", FIGURES.values())
def test_every_other_figure_names_its_axes(make):
    figure = make([curve()], View(), LIGHT)
    assert figure.layout.xaxis.title.text and figure.layout.yaxis.title.text and figure.data


def test_the_gradient_norm_is_on_a_log_axis():
    assert norm_figure([curve()], View(), LIGHT).layout.yaxis.type == "log"


def test_norms_that_explode_are_labelled_in_powers_of_ten():
    steady = curve()
    grown = [replace(record, gradient_norm=10.0 ** (record.step % 10)) for record in steady.steps]
    axis = norm_figure([replace(steady, steps=grown)], View(), LIGHT).layout.yaxis
    assert axis.exponentformat == "power" and axis.tickformat is None and axis.dtick >= 2
    assert norm_figure([steady], View(), LIGHT).layout.yaxis.tickformat == "~g"


def test_the_speed_is_tokens_over_seconds():
    assert list(speed_figure([curve()], View(), LIGHT).data[0].y) == pytest.approx([10_000.0] * 99, rel=1e-4)


def test_arguments_are_left_alone():
    drawn = curve(500)
    before = copy.deepcopy(drawn)
    loss_figure([drawn], NATS, View(), LIGHT)
    assert drawn == before


@pytest.mark.parametrize("name", THEMES)
def test_figures_are_transparent_and_readable(name):
    layout = loss_figure([curve()], NATS, View(), THEMES[name]).layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)" and layout.font.color == THEMES[name].text


def test_pictures_can_be_saved():
    assert export_config("loss", "svg")["toImageButtonOptions"]["format"] == "svg"


def test_the_words_say_what_the_figure_shows():
    text = describe_loss(curve(100), NATS)
    assert "a run" in text and "100 steps" in text and "2.200 nats/char" in text
    assert "No step" in describe_loss(curve(0), NATS)
    assert "2 before and 1 after" in describe_norm(curve(10).steps) and "No gradient" in describe_norm([])
