"""Figures of a sweep: every run with its own numbers on the parallel axes, and means of what shares a field of the map."""

import math
from dataclasses import replace

import numpy as np
import pytest

from playground.figures.sweeps import describe_sweep, heat_figure, live_overlay, parallel_figure
from playground.figures.theme import THEMES
from playground.figures.units import LOSS_UNITS
from playground.sweeps.overlay import lines_of
from playground.sweeps.results import Entry, heat
from tests.figures.test_theme import contrast
from tests.sweeps.test_overlay import entry

LIGHT, BITS = THEMES["light"], LOSS_UNITS["bits"]
RUNS = (("rnn", 1, 2.0, 100), ("gru", 1, 1.5, 300), ("gru", 2, 1.8, 900), ("gru", 2, 1.9, 900))


@pytest.fixture
def entries():
    found = []
    for seed, (cell, layers, loss, parameters) in enumerate(RUNS):
        one = entry(40, seed=seed, cell=cell, layers=layers, characters=2.0)
        found.append(Entry(replace(one.run, validation_loss=loss, parameters=parameters, name=f"run {seed}"), one.curves))
    return found


def in_bits(loss):
    return loss / 2 / math.log(2)


def test_every_run_passes_its_settings_its_size_and_its_loss(entries):
    (drawn,) = parallel_figure(entries, ["cell", "layers"], BITS, LIGHT).data
    found = {one.label: [one.ticktext[value] if one.ticktext else value for value in one["values"]] for one in drawn.dimensions}
    assert found["Cell"] == ["RNN (tanh)", "GRU", "GRU", "GRU"] and found["Layers"] == ["1", "1", "2", "2"]
    assert found["Parameters"] == ["100", "300", "900", "900"]
    assert found["bits/char"] == pytest.approx([in_bits(loss) for _, _, loss, _ in RUNS]) == list(drawn.line.color)
    assert "from 1.082 to 1.443 bits/char; the lowest is run 1" in describe_sweep(entries, BITS)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_best_run_stands_out_from_the_page_and_none_is_lost_on_it(theme, entries):
    (drawn,) = parallel_figure(entries, ["cell"], BITS, theme).data
    best, *_, worst = (contrast(colour, theme.background) for _, colour in drawn.line.colorscale)
    assert best > 4.5 > worst > 1.8


def test_a_field_of_the_map_is_the_mean_of_its_runs_and_says_of_how_many(entries):
    (drawn,) = heat_figure(heat(entries, "cell", "layers"), "cell", "layers", BITS, 2.0, LIGHT).data
    places = {(x, y): (row, column) for row, y in enumerate(drawn.y) for column, x in enumerate(drawn.x)}
    one, two, none = (places[pair] for pair in (("GRU", "1"), ("GRU", "2"), ("RNN (tanh)", "2")))
    assert drawn.z[one] == pytest.approx(in_bits(1.5)) and drawn.z[two] == pytest.approx(in_bits(1.85))
    words, told = np.array(drawn.text), np.array(drawn.customdata)
    assert (words[one], words[two], words[none]) == ("1.082", "1.334", "") and math.isnan(drawn.z[none])
    assert (told[one], told[two]) == ("one run", "the mean of 2 runs")


def test_a_sweep_that_goes_on_shows_what_was_measured(entries):
    option = live_overlay(lines_of(entries, "validation", "step", 0.0, False), BITS, "step", LIGHT)
    assert [line["name"] for line in option["series"]] == [f"run {seed}" for seed in range(4)]
    table = entries[0].curves.validations
    wanted = list(zip(table["step"], table["validation_loss"] / 2 / math.log(2), strict=True))
    assert option["series"][0]["data"] == [pytest.approx(pair, rel=1e-3) for pair in wanted]
    assert live_overlay([], BITS, "step", LIGHT)["title"]["text"]


def test_before_the_first_run_there_is_a_sentence(entries):
    unknown = [Entry(replace(one.run, validation_loss=None), one.curves) for one in entries]
    empty = heat(unknown, "cell", "layers")
    for figure in (parallel_figure(unknown, ["cell"], BITS, LIGHT), heat_figure(empty, "cell", "layers", BITS, 2.0, LIGHT)):
        assert "Runs appear here" in figure.layout.annotations[0].text
