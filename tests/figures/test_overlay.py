"""The figure of several runs: raw faint, smooth strong, bands, units, and names that are no markup."""

import math
from dataclasses import replace

import numpy as np
import pytest

from playground.figures.curves import View
from playground.figures.overlay import NAMED, NOTHING, describe_overlay, look_of, overlay_figure
from playground.figures.theme import THEMES
from playground.figures.units import LOSS_UNITS
from playground.sweeps.overlay import Line, lines_of, room, thinned
from tests.sweeps.test_overlay import entry

LIGHT, NATS, BITS = THEMES["light"], LOSS_UNITS["nats"], LOSS_UNITS["bits"]


def lines(count=2, metric="training", **changes):
    return lines_of([entry(120, name=f"run {number}", **changes) for number in range(count)], metric, "step", 0.05, False)


def test_raw_curves_are_faint_and_smooth_ones_named():
    figure = overlay_figure(lines(), "training", NATS, View(), LIGHT)
    raw, smooth = figure.data[:2], figure.data[2:]
    assert [trace.name for trace in smooth] == ["run 0", "run 1"] and all(trace.hoverinfo == "skip" for trace in raw)
    assert raw[0].line.color.startswith("rgba") and raw[0].y[:120].max() > smooth[0].y.max()
    assert figure.layout.yaxis.title.text.startswith("training loss (nats per character)")


def test_losses_are_converted_once_and_with_the_length_of_their_tokens():
    (line,) = lines(1, characters=4.0)
    (_, drawn) = overlay_figure([line], "training", BITS, View(), LIGHT).data
    assert drawn.y[-1] == pytest.approx(line.even[-1] / 4 / math.log(2), rel=1e-5)
    (_, drawn) = overlay_figure([line], "training", LOSS_UNITS["perplexity"], View(), LIGHT).data
    assert drawn.y[-1] == pytest.approx(math.exp(line.even[-1]), rel=1e-5)  # of the mean, not the mean of exponentials


def test_a_band_is_drawn_from_the_lowest_to_the_highest_seed():
    (line,) = lines_of([entry(80, seed=1), entry(80, seed=2)], "validation", "step", 0.0, True)
    area, drawn = overlay_figure([line], "validation", NATS, View(), LIGHT).data
    half = len(area.y) // 2
    assert area.fill == "toself" and area.y[:half] == pytest.approx(line.high, rel=1e-5)
    assert area.y[half:][::-1] == pytest.approx(line.low, rel=1e-5) and drawn.y == pytest.approx(line.raw, rel=1e-5)


def test_norms_are_on_a_log_scale_and_speeds_start_at_zero():
    assert overlay_figure(lines(metric="norm"), "norm", NATS, View(), LIGHT).layout.yaxis.type == "log"
    assert overlay_figure(lines(metric="speed"), "speed", NATS, View(), LIGHT).layout.yaxis.rangemode == "tozero"
    assert overlay_figure(lines(), "training", NATS, View("step", True, True), LIGHT).layout.xaxis.type == "log"


def test_many_lines_of_a_cell_are_one_trace_in_which_every_point_has_its_name():
    many = [*lines(NAMED + 20), *lines(2, cell="lstm")]
    figure = overlay_figure(many, "training", NATS, View(), LIGHT)
    raw, _, smooth, other = figure.data
    assert figure.layout.hovermode == "closest" and (smooth.name, other.name) == ("GRU", "LSTM")
    assert raw.fill == "toself" and np.isnan(smooth.y).sum() == NAMED + 20 and len(smooth.text) == len(smooth.y)
    start = list(smooth.text).index("run 7")
    x, y = thinned(many[7], "even", room(len(many)))
    assert list(smooth.x[start : start + len(x)]) == x.tolist() and smooth.y[start : start + len(x)] == pytest.approx(y, rel=1e-5)


def test_no_raw_value_lies_outside_of_the_area_of_its_cell():
    many = lines(NAMED + 1)
    area = overlay_figure(many, "training", NATS, View(), LIGHT).data[0]
    half = len(area.y) // 2
    for one in many:
        assert (one.raw <= np.interp(one.x, area.x[:half], area.y[:half]) + 1e-5).all()
        assert (one.raw >= np.interp(one.x, area.x[half:-1][::-1], area.y[half:-1][::-1]) - 1e-5).all()
    assert area.y[:half].max() == pytest.approx(max(one.raw.max() for one in many))


def test_the_bands_of_many_lines_are_one_trace_without_a_bridge_between_them():
    many = lines_of(
        [entry(60, seed=s, hidden_size=8 + n) for n in range(NAMED + 1) for s in (1, 2)], "validation", "step", 0, True
    )
    bands, drawn = overlay_figure(many, "validation", NATS, View(), LIGHT).data
    (ends,) = np.nonzero(np.isnan(bands.y))
    half = ends[0] // 2
    assert len(ends) == len(many) == NAMED + 1 and bands.x[ends[0]] == bands.x[ends[0] - 1]  # a gap widens no axis
    assert bands.y[:half] == pytest.approx(many[0].high, rel=1e-5) and drawn.name == "GRU"


def test_every_line_of_a_cell_looks_its_own_way_and_a_name_is_no_markup():
    assert len({look_of("gru", rank, LIGHT) for rank in range(12)}) == 12
    line = replace(lines(1)[0], name="<b>bold</b>")
    assert overlay_figure([line], "training", NATS, View(), LIGHT).data[-1].name == "&lt;b&gt;bold&lt;/b&gt;"


def test_a_peak_does_not_flatten_what_is_compared():
    axis = overlay_figure(lines(), "training", NATS, View(), LIGHT).layout.yaxis
    assert axis.range[1] < 5 and "a peak of" in axis.title.text and axis.range[0] < 2
    assert overlay_figure(lines(), "training", NATS, View(log_y=True), LIGHT).layout.yaxis.range is None


def test_nothing_to_draw_says_so():
    assert NOTHING in overlay_figure([], "training", NATS, View(), LIGHT).layout.annotations[0].text
    assert describe_overlay([], "training", NATS) == NOTHING


def test_the_figure_is_told_in_words_the_best_first():
    x = np.arange(2.0)
    flat = [Line(name, name, "gru", 0, 1.0, 1, x, x + add, x + add, x, x) for name, add in (("worse", 1.0), ("better", 0.5))]
    assert describe_overlay(flat, "validation", NATS).endswith("the lowest first: better 1.500 nats/char; worse 2.000 nats/char.")
