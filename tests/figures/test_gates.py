"""Drawings of a cell at work."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from models.cells import CELLS
from playground.cells.costs import Cost
from playground.cells.sentence import Reading, Trace
from playground.figures.costs import costs_drawing
from playground.figures.gates import gates_drawing, output_drawing, trace_drawing
from playground.figures.heat import bounded, levels, palette, signed
from playground.figures.plotting import NARROW, WIDE, across, even_scale, log_scale
from playground.figures.theme import THEMES
from tests.figures.drawn import pictures, told

SVG = "{http://www.w3.org/2000/svg}"
LIGHT = THEMES["light"]
TOKENS = tuple("the cat")
RANDOM = np.random.default_rng(0)
READING = Reading(
    TOKENS, {name: RANDOM.random((7, 5)) * (3 if name in ("c'", "g") else 1) for name in ("i", "f", "g", "o", "c'", "h'")}
)
NAMES = {"f": "forget gate f", "c'": "cell state c"}


def words_of(svg):
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def paths(svg):
    """Return the lines of a chart: colour, dashes, and the points as pixels."""
    inner = ElementTree.fromstring(svg).find(f"{SVG}svg")
    found = []
    for path in inner.iter(f"{SVG}path"):
        points = [tuple(map(float, point.split())) for point in re.split("[ML]", path.get("d")) if point]
        found.append((path.get("stroke"), path.get("stroke-dasharray"), points))
    return found


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("look", THEMES.values(), ids=list(THEMES))
def test_each_gate_has_a_map_on_the_scale_that_is_its_own(look, width):
    svg = gates_drawing(READING, NAMES, [1, 3], 4, 3, look, width, "What it shows.")
    gate, state = (READING.values[name][:, [1, 3]].T for name in NAMES)
    maps = [drawn for drawn in pictures(svg) if len(drawn) == 2]  # and above each the colours of its scale
    for drawn, values, scale in zip(maps, (gate, state), (bounded(), signed(state.max(), look)), strict=True):
        np.testing.assert_array_equal(drawn, palette(scale.colours)[levels(values, scale)])
    assert set(NAMES.values()) < set(words_of(svg)) and "␣" in words_of(svg) and "Γ" not in svg
    for read, values in zip(told(svg), (gate, state), strict=True):
        np.testing.assert_allclose(np.reshape(read["values"], values.shape), values, atol=1e-6)
        assert read["rows"] == ["2", "4"], "whoever reads the drawing counts units from 1, as the page does"
    assert ElementTree.fromstring(svg).get("aria-label") == "What it shows."


def test_the_frame_is_around_the_place_and_the_unit_in_every_map():
    root = ElementTree.fromstring(gates_drawing(READING, NAMES, [1, 3], 4, 3, LIGHT, WIDE, ""))
    (group,) = (part for part in root.iter(f"{SVG}g") if part.get("data-step"))
    maps = [part for part in root.iter(f"{SVG}rect") if part.get("data-readout")]
    step = float(maps[0].get("width")) / len(TOKENS)
    assert float(group.get("data-step")) == pytest.approx(step, abs=0.01)
    assert group.get("transform") == f"translate({4 * float(group.get('data-step')):.3f} 0)"
    boxes = [box for box in group if box.get("stroke") == LIGHT.text]
    for number, area in enumerate(maps):
        whole, inside = boxes[2 * number : 2 * number + 2]
        assert (whole.get("x"), whole.get("y"), whole.get("height")) == tuple(area.get(name) for name in ("x", "y", "height"))
        assert float(inside.get("y")) == pytest.approx(float(area.get("y")) + float(area.get("height")) / 2)


def test_a_trace_is_drawn_as_trained_and_with_a_gate_held():
    free, held = Trace({"h": np.array([1.0, 0.1, 0.0])}), Trace({"h": np.array([1.0, 2.0, 4.0])})
    svg = trace_drawing(free, held, TOKENS[4:], "gru", LIGHT, WIDE, "")
    (_, solid, kept), (_, dashed, grown) = paths(svg)
    assert not solid and dashed and len(kept) == 2 and len(grown) == 3, "what is nothing has no place on a log scale"
    decade = kept[1][1] - kept[0][1]
    assert decade > 50 and kept[0] == grown[0] and grown[0][1] - grown[1][1] == pytest.approx(decade * np.log10(2), abs=0.2)
    assert {"100%", "10%", "1%", "0.1%", "h, as trained", "h, gate held", "0", "1", "2"} <= set(words_of(svg))
    (read,) = told(svg)
    assert read["columns"] == list("cat") and read["values"][1] == "h, as trained: 10 %\nh, gate held: 200 %"
    assert read["values"][2] == "h, gate held: 400 %"
    assert len(paths(trace_drawing(free, None, TOKENS[4:], "gru", LIGHT, NARROW, ""))) == 1
    alone = trace_drawing(Trace({"h": np.array([1.0])}), None, ["t"], "gru", LIGHT, WIDE, "")
    assert "<circle" in alone and told(alone)[0]["values"] == ["h, as trained: 100 %"]


def test_both_outputs_of_an_lstm_are_drawn():
    svg = output_drawing(READING, 2, "lstm", LIGHT, WIDE, "")
    i, o, c = (READING.values[name][:, 2] for name in ("i", "o", "c'"))
    right, wrong = o * np.tanh(c), i * c
    (read,) = told(svg)
    assert read["values"][3] == f"o ⊙ tanh c, the output: {right[3]:.2f}\nupdate gate × c, as misprinted: {wrong[3]:.2f}"
    (first, _, drawn), (second, dots, printed) = paths(svg)
    for points, values in ((drawn, right), (printed, wrong)):
        slope = np.polyfit(values, [y for _, y in points], 1)
        np.testing.assert_allclose(np.polyval(slope, values), [y for _, y in points], atol=0.1)
        assert slope[0] < 0, "up is more"
    assert first != second and dots and "output of unit 3" in words_of(svg) and {"the", "cat"} <= set(words_of(svg))


def test_scales_put_round_numbers_where_they_belong():
    even, log = even_scale("", -3.2, 1.1), log_scale("", 1e-3, 4)
    assert [words for _, words in even.ticks] == ["−3", "−2", "−1", "0", "1"] and even.level(-3.2) > 0 and even.level(1.1) < 1
    assert [words for _, words in log.ticks] == ["0.1%", "1%", "10%", "100%"] and log.level(4) == pytest.approx(1)
    assert even_scale("", 2, 2).level(2) > 0 and across(True) < across(False) and across(False, narrow=True) == NARROW


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_measure_of_every_cell_is_a_bar(width):
    found = [Cost("rnn", 100, 80, 5.0, 1.25), Cost("gru", 300, 250, 15.0, 4.0)]
    root = ElementTree.fromstring(costs_drawing(found, "gru", LIGHT, width, "Costs."))
    bars = {group.find(f"{SVG}title").text: group.find(f"{SVG}rect") for group in root.iter(f"{SVG}g")}
    assert len(bars) == 8 and f"{CELLS['gru'].label}: 300 numbers to learn" in bars
    for title, (rnn, gru) in {"numbers to learn": ("100", "300"), "µs to train on a token": ("1.2", "4.0")}.items():
        short, long = (bars[f"{CELLS[name].label}: {text} {title}"] for name, text in (("rnn", rnn), ("gru", gru)))
        costs = [getattr(cost, "parameters" if "learn" in title else "training") for cost in found]
        assert float(short.get("width")) / float(long.get("width")) == pytest.approx(costs[0] / costs[1], rel=0.01)
        assert long.get("fill") == LIGHT.families["gru"].lower() != short.get("fill")
    assert all(float(bar.get("x")) + float(bar.get("width")) < width for bar in bars.values())
