"""Figures of gradients through time."""

import csv
import io

import numpy as np
import plotly.graph_objects as go
import pytest

from playground.figures.canvas import NOTHING, Sent
from playground.figures.decay import (
    RANKS,
    chain_figure,
    decay_figure,
    describe_slopes,
    describe_spectra,
    growth_of,
    learning_figure,
    look_of,
    slope_figure,
    spectra_figure,
)
from playground.figures.decay_tables import chain_text, curves_text, learning_text, numbers_text, slopes_text, spectra_text
from playground.figures.describe import describe_decay
from playground.figures.powers import GROWTH, STRONGEST, VIRIDIS, percent, power, power_text
from playground.figures.theme import THEMES, channels
from playground.gradients.chain import Chain
from playground.gradients.lines import RADII, Line, slopes, sloping, untrained_lines
from playground.gradients.trace import Decay
from playground.gradients.untrained import Untrained
from playground.language.records import DecayRecord

LIGHT = THEMES["light"]


def halving(count=21, seeds=2, cell="gru", name="GRU", state="h", rank=0):
    """A line that loses half of its norm with each step, from 4 on."""
    curve = np.log10(4.0) - np.arange(count) * np.log10(2.0)
    return Line(name, cell, state, rank, Decay(np.stack([curve + 0.1 * seed for seed in range(seeds)])))


def small_chain():
    """A chain of two Jacobians with two singular values each."""
    return Chain(np.array([[0.5, 0.1], [2.0, 0.0]]), np.array([0.0, 0.3, -0.2]), {"activation": np.zeros(3)})


def test_norms_and_shares_are_drawn_as_logarithms():
    band, line = decay_figure([halving()], LIGHT).data
    assert line.y[0] == pytest.approx(np.log10(4) + 0.05) and line.y[10] == pytest.approx(line.y[0] - 10 * np.log10(2))
    assert line.line.color == "#009e73" and band.fill == "toself"
    assert decay_figure([halving()], LIGHT, shares=True).data[1].y[0] == 0
    assert line.customdata[1].endswith("50 % left")


def test_the_axis_is_labelled_in_powers_and_ends_where_asked():
    figure = decay_figure([halving()], LIGHT, floor=-16)
    assert figure.layout.yaxis.range[0] == -16 and "10⁻⁸" in figure.layout.yaxis.ticktext
    assert "1" in figure.layout.yaxis.ticktext


def test_a_gradient_that_is_gone_leaves_a_gap():
    lost = decay_figure([Line("GRU", "gru", "h", 0, Decay(np.full((1, 3), np.nan)))], LIGHT)
    assert np.isnan(lost.data[0].y).all() and lost.layout.yaxis.range[1] > lost.layout.yaxis.range[0]
    line = Line("GRU", "gru", "h", 0, Decay(np.array([[0.0, -1.0, -np.inf]])))
    np.testing.assert_array_equal(decay_figure([line], LIGHT).data[0].y, [0.0, -1.0, np.nan])


def test_the_figures_that_are_not_checked_when_drawn_are_right():
    lines = untrained_lines(Untrained(hidden_size=4, length=60, seeds=2, batch_size=1))
    drawn = decay_figure(lines, LIGHT, floor=-100, legend=False), slope_figure({"tanh": [(0.5, -0.4), (1.5, 0.1)]}, LIGHT, 0.9)
    for figure in drawn:
        kept = figure.to_dict()
        assert go.Figure(kept["data"], kept["layout"]).to_dict()["data"] == kept["data"]
        told = Sent(figure).to_dict()
        assert "template" not in told["layout"] and told["layout"]["datarevision"] == 1
        assert all(isinstance(numbers, list) for trace in told["data"] for name, numbers in trace.items() if name in ("x", "y"))


def test_the_bands_of_one_network_are_one_trace():
    lines = untrained_lines(Untrained(hidden_size=4, length=5, seeds=2, batch_size=1), ("lstm",))
    bands = [trace for trace in decay_figure(lines, LIGHT).data if trace.fill == "toself"]
    assert [band.legendgroup for band in bands] == list(dict.fromkeys(line.name for line in lines))
    assert len(bands[0].x) == len(bands[0].y) == 21 and bands[0].x[10] is None and bands[0].y[10] is None


def test_where_float32_ends_is_marked_only_when_it_is_in_sight():
    notes = lambda floor: [note.text for note in decay_figure([halving()], LIGHT, floor).layout.annotations]  # noqa: E731
    assert notes(-16) == ["8 steps"] and notes(-100) == ["8 steps", "below this line float32 knows nothing but 0"]


@pytest.mark.parametrize(
    ("log10", "text"),
    [
        (0, "100 %"),
        (-2.5, "0.32 %"),
        (-8, "1.0 · 10⁻⁸"),
        (-np.inf, "nothing"),
        (0.4, "250 %"),
        (1.4, "25 times"),
        (17, "1.0 · 10¹⁷ times"),
        (5.999, "1.0 · 10⁶ times"),
        (np.nan, "no number"),
    ],
)
def test_shares_are_short(log10, text):
    assert percent(log10) == text


def test_powers_are_written_as_people_print_them():
    assert power(-12) == "10⁻¹²" and power(0) == "1" and power_text(-np.inf) == "0" and power_text(-7.0) == "1.00 · 10⁻⁷"
    assert [power_text(value) for value in (2.9999, 5.99999, 2.5)] == ["1.00 · 10³", "1.00 · 10⁶", "316"]


def test_no_line_says_what_to_do():
    assert decay_figure([], LIGHT).layout.annotations[0].text == NOTHING
    assert learning_figure([], "h", LIGHT).layout.annotations[0].text == NOTHING


def test_the_words_say_how_far_each_reaches():
    assert describe_decay([halving(seeds=1)]) == "How far back 1 % of the gradient is left: GRU 7 steps."
    assert "more than 3 steps" in describe_decay([halving(count=4)])


def test_every_cell_has_a_line_and_the_lstm_one_for_each_forget_bias_and_state():
    lines = untrained_lines(Untrained(hidden_size=4, length=5, seeds=1, batch_size=1))
    titles = [line.title for line in lines]
    assert titles[:3] == ["RNN (tanh)", "RNN (ReLU)", "GRU"] and "LSTM, forget bias 3: c" in titles and len(titles) == 9
    colours = {line.line.color for line in decay_figure(lines, LIGHT).data if line.name and line.name.startswith("LSTM")}
    assert len(colours) == 3, "each forget bias has a shade of its own"


def test_a_simple_rnn_is_named_after_its_activation_and_drawn_once():
    small = Untrained(hidden_size=4, length=5, seeds=1, batch_size=1)
    linear, relu, _ = untrained_lines(small.with_(activation="linear"), ("rnn", "rnn-relu", "gru"))
    assert (linear.title, relu.title) == ("RNN (linear)", "RNN (ReLU)") and (linear.cell, relu.cell) == ("rnn", "rnn-relu")
    one, gru = untrained_lines(small.with_(activation="relu"), ("rnn", "rnn-relu", "gru"))
    assert (one.title, one.cell, gru.title) == ("RNN (ReLU)", "rnn-relu", "GRU")


def test_a_linear_networks_slope_is_the_logarithm_of_its_radius():
    found = slopes(sloping(Untrained(), "linear"))
    assert [radius for radius, _ in found] == list(RADII)
    assert [slope for _, slope in found] == pytest.approx(list(np.log10(RADII)), abs=0.02)
    line, points = slope_figure({"linear": found}, LIGHT).data
    assert list(points.x) == pytest.approx(list(np.log10(RADII))) and list(line.x) == list(line.y)


def test_the_slopes_are_of_what_is_set_and_the_radius_set_is_marked():
    weak, strong = (slopes(sloping(Untrained(hidden_size=8, length=20, input_scale=strength), "tanh")) for strength in (0.1, 5.0))
    assert all(a > b for (_, a), (_, b) in zip(weak, strong, strict=True)), "strong inputs saturate tanh"
    assert sloping(Untrained(hidden_size=512, length=500), "tanh").hidden_size == 64
    figure = slope_figure({"tanh": weak}, LIGHT, radius=0.9)
    assert figure.layout.shapes[0].x0 == pytest.approx(np.log10(0.9)) and "0.9" in figure.layout.xaxis.ticktext
    assert "tanh from" in describe_slopes({"tanh": weak}) and f"{weak[0][1]:+.2f}" in describe_slopes({"tanh": weak})


def contrast(one, other):
    """The ratio of WCAG 2 between two colours."""
    parts = [np.array(channels(colour)) / 255 for colour in (one, other)]
    linear = [np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4) for part in parts]
    high, low = sorted((float(part @ [0.2126, 0.7152, 0.0722]) for part in linear), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("on", THEMES.values(), ids=list(THEMES))
def test_every_variant_of_the_lstm_can_be_told_from_the_page_and_from_the_others(on):
    lines = untrained_lines(Untrained(hidden_size=4, length=5, seeds=1, batch_size=1), ("lstm",))
    colours = [look_of(line, on)["color"] for line in lines if line.state == "h"]
    assert len(set(colours)) == 3 and all(contrast(colour, on.background) >= 3 for colour in colours)
    assert len({look_of(halving(rank=rank), on)["color"] for rank in range(4)}) == 4, "four runs of one cell"


def test_the_legend_names_each_network_once():
    lines = [halving(name="LSTM", cell="lstm", state=state) for state in ("h", "c")]
    figure = decay_figure(lines, LIGHT)
    assert [trace.name for trace in figure.data if trace.showlegend] == ["LSTM"]
    assert "cell state c" in figure.layout.xaxis.title.text and {trace.legendgroup for trace in figure.data} == {"LSTM"}


def test_the_tables_hold_what_is_drawn():
    rows = list(csv.DictReader(io.StringIO(curves_text([halving()]))))
    assert len(rows) == 21 and float(rows[3]["log10 norm"]) == pytest.approx(np.log10(0.5) + 0.05, abs=1e-6)
    assert float(rows[3]["log10 share left"]) == pytest.approx(-3 * np.log10(2), abs=1e-6)
    (numbers,) = csv.DictReader(io.StringIO(numbers_text([halving(count=50)])))
    assert float(numbers["half-life, steps"]) == pytest.approx(1) and float(numbers["slope, log10 a step"]) == pytest.approx(
        -0.30103
    )
    assert float(numbers["log10 share left after 40"]) == pytest.approx(-40 * np.log10(2), abs=1e-6)
    assert next(csv.DictReader(io.StringIO(numbers_text([halving(count=4)]))))["1 % left after, steps"] == ""
    chain = small_chain()
    found = list(csv.reader(io.StringIO(chain_text(chain))))
    assert found[1:] == [
        ["0", "0.000000", "0.000000", ""],
        ["1", "0.300000", "0.000000", "2"],
        ["2", "-0.200000", "0.000000", "0.5"],
    ]
    assert spectra_text(chain).splitlines()[1:] == ["1,1,0.5", "1,2,0.1", "2,1,2", "2,2,0"]
    told = describe_spectra(chain, "RNN")
    assert "Jacobians of 2 steps; the largest of each is 0.5 to 2, the smallest 0.1 to 0.1" in told
    decays = {"GRU": [DecayRecord(10, 0, 0.0, {"h": [1.0, None]})]}
    assert list(csv.reader(io.StringIO(learning_text(decays))))[1:] == [
        ["GRU", "10", "h", "0", "1.0"],
        ["GRU", "10", "h", "1", ""],
    ]
    assert list(csv.reader(io.StringIO(slopes_text({"tanh": [(0.5, -0.3)]}))))[1:] == [["tanh", "0.5", "-0.3"]]


def test_the_heat_map_shows_what_is_left_of_the_last_step():
    decays = [DecayRecord(step, 0, 0.0, {"h": [1.0, 0.0, None]}) for step in (10, 20)]
    (heat,) = learning_figure(decays, "h", LIGHT).data
    assert heat.z[:2].tolist() == [[0.0, 0.0], [-1.0, -1.0]] and np.isnan(heat.z[2]).all() and list(heat.x) == ["10", "20"]
    assert heat.customdata[1][0] == "10 % left"


def test_a_gradient_that_grows_on_its_way_back_is_seen_to_grow():
    """Beyond 1 the colours go on, in red: a map that ended there would show an explosion as perfect memory."""
    (heat,) = learning_figure([DecayRecord(10, 0, 0.0, {"h": [0.0, 2.5, 30.0]})], "h", LIGHT).data
    assert heat.zmax == STRONGEST and heat.z.max() == 30.0 and heat.customdata[1][0] == "316 times as much"
    assert dict(heat.colorscale)[0.5] == VIRIDIS[-1] and heat.colorscale[-1] == (1.0, GROWTH[-1])
    (heat,) = learning_figure([DecayRecord(10, 0, 0.0, {"h": [0.0, 1.2, None]})], "h", LIGHT).data
    assert heat.zmax == 2 and list(heat.colorbar.ticktext)[-2:] == ["1", "10²"]
    (heat,) = learning_figure([DecayRecord(10, 0, 0.0, {"h": [0.0, 0.02, -1.0]})], "h", LIGHT).data
    assert heat.zmax == 0 and heat.colorscale[-1] == (1.0, VIRIDIS[-1])


def test_maps_side_by_side_share_the_scale_of_the_one_that_grew_most():
    calm, growing = [DecayRecord(10, 0, 0.0, {"h": [0.0, -1.0]})], [DecayRecord(10, 0, 0.0, {"h": [0.0, 2.5]})]
    top = max(growth_of(decays, "h") for decays in (calm, growing, []))
    maps = [learning_figure(decays, "h", LIGHT, top).data[0] for decays in (calm, growing)]
    assert top == 3 and {heat.zmax for heat in maps} == {3} and maps[0].colorscale == maps[1].colorscale


def test_the_chain_and_its_factors_are_drawn():
    chain = small_chain()
    product, part = chain_figure(chain, "rnn", LIGHT).data
    assert list(product.y) == [0.0, 0.3, -0.2] and part.name == "activation alone (f′)"
    spots, largest = spectra_figure(chain, "rnn", LIGHT).data
    assert list(zip(spots.x, spots.y, strict=True)) == [(1, 0.5), (1, 0.1), (2, 2.0)] and list(largest.y) == [0.5, 2.0]


@pytest.mark.parametrize(("values", "ticks"), [((1.5, 1.5), "L0.1"), ((1.0, 1.0), "D2"), ((0.4, 3.0), "D2"), ((1e-6, 2.0), None)])
def test_singular_values_that_lie_close_have_ticks_too(values, ticks):
    axis = spectra_figure(Chain(np.array([values]), np.zeros(2), {}), "rnn", LIGHT).layout.yaxis
    assert axis.dtick == ticks and (ticks or list(axis.tickvals) == [1e-6, 1e-4, 1e-2, 1.0])


def test_of_many_singular_values_the_largest_and_the_smallest_of_every_step_are_drawn():
    spectra = np.stack([np.linspace(1.0 + step, 0.1, 100) for step in range(40)])
    spots, _ = spectra_figure(Chain(spectra, np.zeros(41), {}), "gru", LIGHT).data
    for step, values in enumerate(spectra, 1):
        drawn = spots.y[spots.x == step]
        assert len(drawn) == RANKS and drawn[0] == values[0] and drawn[-1] == values[-1] and set(drawn) <= set(values)
