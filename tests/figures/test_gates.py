"""Figures of a cell at work."""

import numpy as np
import pytest

from models.cells import CELLS
from playground.cells.costs import Cost
from playground.cells.sentence import Reading, Trace
from playground.figures.canvas import larger
from playground.figures.gates import costs_figure, gates_figure, output_figure, trace_figure
from playground.figures.theme import THEMES

LIGHT = THEMES["light"]
TOKENS = tuple("the cat")
RANDOM = np.random.default_rng(0)
READING = Reading(
    TOKENS, {name: RANDOM.random((7, 5)) * (3 if name in ("c'", "g") else 1) for name in ("i", "f", "g", "o", "c'", "h'")}
)


def test_each_gate_has_a_map_on_the_scale_that_is_its_own():
    figure = gates_figure(READING, {"f": "forget gate f", "c'": "cell state c"}, [1, 3], 4, 3, LIGHT)
    gate, state = figure.data
    np.testing.assert_allclose(gate.z, READING.values["f"][:, [1, 3]].T, atol=1e-4)
    assert (gate.zmin, gate.zmax) == (0, 1) and state.zmin == -state.zmax and state.zmax >= READING.values["c'"][:, [1, 3]].max()
    assert [note.text for note in figure.layout.annotations] == ["forget gate f", "cell state c"]
    boxes = [(shape.x0, shape.y0, shape.y1) for shape in figure.layout.shapes if shape.line.color == LIGHT.text]
    assert boxes == [(3.5, -0.5, 1.5), (3.5, 0.5, 1.5)] * 2
    assert (
        figure.layout.yaxis.domain[0] > figure.layout.yaxis2.domain[1]
        and state.yaxis == "y2"
        and figure.layout.xaxis.anchor == "y2"
    )
    assert list(gate.y) == ["2", "4"], "whoever reads the figure counts units from 1, as the page does"
    assert "␣" in figure.layout.xaxis.ticktext


def test_larger_type_leaves_a_figure_as_it_is_otherwise():
    figure = gates_figure(READING, {"f": "forget gate f", "c'": "cell state c"}, [1, 3], 4, 3, LIGHT)
    large, sizes = larger(figure), [12 * 1.4, 13 * 1.4]
    assert [large.layout.xaxis.tickfont.size, large.layout.annotations[1].font.size] == pytest.approx(sizes)
    assert large.layout.height > figure.layout.height and large.layout.margin.l == pytest.approx(1.4 * figure.layout.margin.l)
    assert large.layout.shapes == figure.layout.shapes and large.layout.yaxis2.domain == figure.layout.yaxis2.domain
    np.testing.assert_array_equal(large.data[1].z, figure.data[1].z)


def test_a_trace_is_drawn_as_trained_and_with_a_gate_held():
    free, held = Trace({"h": np.array([1.0, 0.5, 0.0])}), Trace({"h": np.array([1.0, 2.0, 4.0])})
    figure = trace_figure(free, held, TOKENS[4:], "gru", LIGHT)
    as_trained, with_gate = figure.data
    assert list(as_trained.y[:2]) == [1.0, 0.5] and np.isnan(as_trained.y[2]) and list(with_gate.y) == [1.0, 2.0, 4.0]
    assert (as_trained.line.dash, with_gate.line.dash) == ("solid", "dash") and figure.layout.yaxis.type == "log"
    assert 10 ** figure.layout.yaxis.range[1] > 4 and len(trace_figure(free, None, TOKENS[4:], "gru", LIGHT).data) == 1


def test_both_outputs_of_an_lstm_are_drawn():
    figure = output_figure(READING, 2, "lstm", LIGHT)
    assert figure.layout.yaxis.title.text == "output of unit 3"
    right, wrong = figure.data
    i, o, c = (READING.values[name][:, 2] for name in ("i", "o", "c'"))
    np.testing.assert_allclose(right.y, o * np.tanh(c))
    np.testing.assert_allclose(wrong.y, i * c)


def test_every_measure_of_every_cell_is_a_bar():
    found = [Cost("rnn", 100, 80, 5.0, 1.25), Cost("gru", 300, 250, 15.0, 4.0)]
    figure = costs_figure(found, "gru", LIGHT)
    assert [list(bar.x) for bar in figure.data] == [[100, 300], [80, 250], [5.0, 15.0], [1.25, 4.0]]
    assert list(figure.data[0].y) == [CELLS[name].label for name in ("rnn", "gru")] and figure.data[0].text == ("100", "300")
    assert figure.data[0].marker.color[1] == LIGHT.families["gru"].lower()
