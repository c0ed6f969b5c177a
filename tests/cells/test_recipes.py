"""Cells written out: every value against the cell itself, and what the equations say against what they compute."""

import re

import numpy as np
import pytest
import torch

from models.cells import CELLS
from models.recurrent import Recurrent
from playground.cells.costs import Sizes, costs, multiplications, parameters
from playground.cells.notation import NOTATIONS, SYMBOLS, latex, lines, short
from playground.cells.reading import Holding, read
from playground.cells.recipes import ORDER, RECIPES, SHUTTERS, shutters

T, B, E, H = 7, 3, 4, 5


def cell_of(name, seed=0):
    torch.manual_seed(seed)
    cell = CELLS[name](E, H).double()
    for parameter in cell.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    return cell


X = torch.randn(T, B, E, dtype=torch.float64, generator=torch.Generator().manual_seed(5))


@pytest.mark.parametrize("name", RECIPES)
def test_every_state_equals_the_cells_own(name):
    cell = cell_of(name)
    found, states = read(cell, X.numpy()), Recurrent([cell]).unroll(X.transpose(0, 1)).states
    for part, symbol in enumerate(cell.state_names):
        expected = torch.stack([state[0][part] for state in states]).detach().numpy()
        np.testing.assert_allclose(found[f"{symbol}'"], expected, rtol=1e-12, atol=1e-12)
        np.testing.assert_array_equal(found[symbol][1:], found[f"{symbol}'"][:-1])


@pytest.mark.parametrize("name", RECIPES)
def test_every_gate_equals_the_cells_own(name):
    cell = cell_of(name)
    found = read(cell, X.numpy())
    weights = [part.detach().numpy() for part in cell.array_weights()]
    for t in range(T):
        state = tuple(found[symbol][t] for symbol in cell.state_names)
        projected = (X[t] @ cell.weight_ih.T + cell.bias_ih).detach().numpy()
        for gate, values in type(cell).numpy_gates(projected, state, *weights).items():
            np.testing.assert_allclose(found[gate][t], values, rtol=1e-12, atol=1e-12)
    assert set(ORDER[name]) - {"a"} == set(cell.gate_names)


def evaluated(text, values):
    """Return the number that a line of LaTeX comes to, its symbols replaced by their numbers."""
    text = re.sub("@([^@]+)@", lambda match: f"({values[match[1]]!r})", text)
    for written, python in ((r"\sigma", "sigmoid"), (r"\tanh", "np.tanh"), (r"\max", "max"), (r"\odot", "*"), (r"\;", "")):
        text = text.replace(written, python)
    return eval(text, {"np": np, "sigmoid": lambda x: 1 / (1 + np.exp(-x)), "max": max})


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", RECIPES)
def test_each_line_as_it_is_written_gives_the_number_on_its_left(name, notation):
    """In the course's notation too, where a GRU's gate is the other way round."""
    found = read(cell_of(name), X.numpy())
    values = {key: float(array[4, 1, 2]) for key, array in found.items()}
    written = [equation for equation in RECIPES[name] if getattr(equation, notation)]
    for equation in written:
        left = "-z" if (equation.name, notation) == ("z", "course") else equation.name
        assert evaluated(getattr(equation, notation), values) == pytest.approx(values[left], rel=1e-12)
    assert len(lines(name, notation)) == len(written) and written[-1].name == "h'"


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", RECIPES)
def test_every_symbol_has_its_number_beneath(name, notation):
    found = read(cell_of(name), X.numpy())
    numbers = {key: float(array[4, 1, 2]) for key, array in found.items()}
    text = latex(name, notation, numbers)
    assert "@" not in text and text.count("{") == text.count("}")
    symbols = SYMBOLS[notation](name)
    for equation in RECIPES[name]:
        for symbol in re.findall("@([^@]+)@", getattr(equation, notation)):
            assert rf"\underbrace{{{symbols[symbol]}}}_{{{short(numbers[symbol])}}}" in text
    assert r"\underbrace" not in latex(name, notation)


@pytest.mark.parametrize(("value", "text"), [(0.0, "0.00"), (0.314, "0.31"), (-12.5, "-12.50"), (-0.0012, r"-1 \cdot 10^{-3}")])
def test_numbers_beneath_are_short_and_never_seem_nothing(value, text):
    assert short(value) == text


def test_gates_that_are_held_have_their_value_and_nothing_before_changes():
    for name in RECIPES:
        free = read(cell_of(name), X.numpy())
        for gate in shutters(name):
            held = read(cell_of(name), X.numpy(), Holding(gate, 0.25, since=3))
            assert (held[gate][3:] == 0.25).all() and gate in SHUTTERS
            np.testing.assert_array_equal(held["h'"][:3], free["h'"][:3])
            assert not np.allclose(held["h'"][3:], free["h'"][3:])


@pytest.mark.parametrize("name", ["gru", "gru-simple", "gru-before"])
def test_a_gru_whose_update_gate_is_open_keeps_its_state_for_ever(name):
    held = read(cell_of(name), X.numpy(), Holding("z", 1.0, since=2))
    np.testing.assert_array_equal(held["h'"][2:], np.broadcast_to(held["h'"][1], (T - 2, B, H)))
    shut = read(cell_of(name), X.numpy(), Holding("z", 0.0))
    np.testing.assert_array_equal(shut["h'"], shut["n"])


@pytest.mark.parametrize("name", ["lstm", "lstm-peephole"])
def test_an_lstm_adds_with_its_forget_gate_open_and_shows_nothing_with_its_output_gate_shut(name):
    held = read(cell_of(name), X.numpy(), Holding("f", 1.0))
    np.testing.assert_allclose(held["c'"], np.cumsum(held["i"] * held["g"], axis=0), rtol=1e-12, atol=1e-12)
    assert (read(cell_of(name), X.numpy(), Holding("o", 0.0))["h'"] == 0).all()
    cleared = read(cell_of(name), X.numpy(), Holding("f", 0.0))
    np.testing.assert_array_equal(cleared["c'"], cleared["i"] * cleared["g"])


class Counted:
    """A number that counts the multiplications it takes part in."""

    count = 0

    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return Counted(self.value + getattr(other, "value", other))

    __radd__ = __add__

    def __rsub__(self, other):
        return Counted(other - self.value)

    def __mul__(self, other):
        Counted.count += 1
        return Counted(self.value * other.value)

    def tanh(self):
        return Counted(np.tanh(self.value))


def counted_step(name, e, h):
    """Take one step with plain loops, in which every multiplication is counted."""
    some = lambda *shape: np.array([Counted(0.1) for _ in range(int(np.prod(shape)))], object).reshape(shape)  # noqa: E731
    gates, x, state, c = ORDER[name], some(e), some(h), some(h)
    mul = lambda matrix, vector: np.array([sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix])  # noqa: E731
    into = {gate: mul(some(h, e), x) for gate in gates}
    across = {gate: mul(some(h, h), state) for gate in gates if (name, gate) != ("gru-before", "n")}
    if name.startswith("rnn"):
        return into["a"] + across["a"]
    if name.startswith("gru"):
        z = into["z"] + across["z"]
        if name == "gru":
            n = into["n"] + (into["r"] + across["r"]) * across["n"]
        elif name == "gru-before":
            n = into["n"] + mul(some(h, h), (into["r"] + across["r"]) * state)
        else:
            n = into["n"] + across["n"]
        return (1 - z) * n + z * state
    peep = (lambda cell: some(h) * cell) if name == "lstm-peephole" else (lambda cell: 0)
    i, f = (into[gate] + across[gate] + peep(c) for gate in "if")
    after = f * c + i * (into["g"] + across["g"])
    return (into["o"] + across["o"] + peep(after)) * np.array([one.tanh() for one in after])


@pytest.mark.parametrize("sizes", [(3, 4), (5, 2)])
@pytest.mark.parametrize("name", RECIPES)
def test_multiplications_are_those_of_a_step_that_counts_them(name, sizes):
    Counted.count = 0
    counted_step(name, *sizes)
    assert multiplications(name, Sizes(*sizes)) == Counted.count


def test_parameters_by_hand_and_a_time_for_every_cell():
    assert parameters("lstm-peephole", Sizes(3, 4)) == 4 * (4 * 3 + 4 * 4 + 4 + 4) + 3 * 4
    assert parameters("gru-simple", Sizes(3, 4)) == 2 * (4 * 3 + 4 * 4 + 4 + 4)
    found = costs(Sizes(4, 4))
    assert [cost.cell for cost in found] == list(RECIPES) and all(cost.reading > 0 and cost.training > 0 for cost in found)


def test_recipes_are_of_cells_and_in_their_order():
    assert list(RECIPES) == list(ORDER) == [name for name in CELLS if name in RECIPES]
