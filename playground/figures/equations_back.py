"""One contribution to a gradient as LaTeX: its four factors with their numbers, and what they come to."""

import numpy as np

from playground.byhand.backward import Backward
from playground.figures.equations import aligned, figure, hat
from playground.figures.equations import bracket as plain_bracket

NAMES = {"Wx": "W_x", "Wh": "W_h", "Wy": "W_y", "E": "E"}
CONTRIBUTIONS = (
    r"\frac{\partial L}{\partial W} = \sum_t \sum_{k \le t} C_{t,k}, \qquad C_{t,k} = \frac{\partial L_t}{\partial \hat y_t}\,"
    r"\frac{\partial \hat y_t}{\partial h_t}\,\frac{\partial h_t}{\partial h_k}\,\frac{\partial h_k}{\partial W}"
)
SMALL, LARGE = 0.01, 1e5  # a matrix of smaller or of larger numbers is written with a power of ten
LISTED = 6  # contributions that a sum names one by one


def partial(of: str, by: str) -> str:
    """Write a partial derivative."""
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


def bracket(values: np.ndarray, places: int) -> str:
    """Write a vector as a column, or a matrix; of one whose largest number is very small or large a power of ten is taken out."""
    largest = float(np.abs(values).max(initial=0.0))
    if largest == 0 or SMALL <= largest < LARGE or not np.isfinite(largest):
        return plain_bracket(values, places)
    power = int(np.floor(np.log10(largest)))
    return rf"10^{{{power}}}{plain_bracket(values / 10.0**power, places)}"


def row(values: np.ndarray, places: int) -> str:
    """Write a vector as a row between brackets."""
    return bracket(values.reshape(1, -1), places)


def loss_sum(found: Backward, places: int) -> str:
    """Write the loss as the sum of the steps' losses that count."""
    counted = [t for t in range(1, len(found.steps) + 1) if found.counts[t - 1]]
    symbols, numbers = "+".join(f"L_{{{t}}}" for t in counted), "+".join(figure(found.losses[t - 1], places) for t in counted)
    right = f"{numbers} = {figure(found.loss, places)}" if len(counted) > 1 else numbers
    return rf"L = {symbols} = {right}\ \text{{nats}}"


def chain_equations(found: Backward, name: str, t: int, k: int, places: int) -> list[str]:
    """Return the factors of the contribution of (t, k) to a parameter, one equation each, and last what they come to."""
    if name == "Wy":
        return output_equations(found, t, places)
    first = partial(f"L_{{{t}}}", hat(t)) + partial(hat(t), f"h_{{{t}}}")
    at_state = found.arriving(t, t)
    product = "I" if t == k else rf"\prod_{{j={k + 1}}}^{{{t}}}\operatorname{{diag}}(1-h_j^2)\,W_h"
    between = found.through_time(t, k)
    numbers = f"{row(at_state, places)}{bracket(between, places)} = {row(found.arriving(t, k), places + 1)}"
    return [
        rf"{first} = {row(found.of_prediction(t), places)}{bracket(found.of_state(t), places)} = {row(at_state, places)}",
        rf"{partial(f'h_{{{t}}}', f'h_{{{k}}}')} = {product} = {bracket(between, places)}",
        rf"{partial(f'L_{{{t}}}', f'h_{{{k}}}')} = {numbers}",
        last_equation(found, name, t, k, places),
    ]


def output_equations(found: Backward, t: int, places: int) -> list[str]:
    """Return the two factors of a contribution to W_y, which acts after the last step of the state."""
    error, h, z = found.errors[t - 1], found.steps[t - 1].h, f"z_{{{t}}}"
    both = partial(f"L_{{{t}}}", hat(t)) + partial(hat(t), z)
    matrix = bracket(found.contribution("Wy", t, t), places + 1)
    shorter = rf"{hat(t)} - \text{{one-hot}}"
    return [
        rf"{both} = {shorter} = {row(error, places)}",
        rf"{partial(f'L_{{{t}}}', 'W_y')} = {bracket(error, places)}{row(h, places)} = {matrix}",
    ]


def last_equation(found: Backward, name: str, t: int, k: int, places: int) -> str:
    """Write how what arrives at a state becomes what its weights are told: times tanh's slope, times what they multiplied."""
    step, before = found.steps[k - 1], found.steps[k - 2].h if k > 1 else found.net.h0
    slope = found.arriving(t, k) * (1 - step.h**2)
    letter = np.eye(len(found.net.Wy))[found.ids[k - 1]]
    factors = {"Wh": (slope, before), "Wx": (slope, step.x), "E": (found.net.Wx.T @ slope, letter)}
    symbols = {"Wh": rf"h_{{{k - 1}}}^\top", "Wx": rf"x_{{{k}}}^\top", "E": rf"\text{{one-hot}}_{{{k}}}^\top"}
    inner = rf"\bigl[{partial(f'L_{{{t}}}', f'h_{{{k}}}')}\odot(1-h_{{{k}}}^2)\bigr]^\top"
    inner = (r"W_x^\top" if name == "E" else "") + inner
    left, right = factors[name]
    numbers = f"{bracket(left, places + 1)}{row(right, places)} = {bracket(found.contribution(name, t, k), places + 1)}"
    return aligned([rf"{inner}\,{symbols[name]} &= {numbers}"])


def total_equation(found: Backward, name: str, places: int) -> str:
    """Write the whole gradient as the sum of its contributions."""
    keys = list(found.contributions(name))
    terms = "+".join(f"C_{{{t},{k}}}" for t, k in keys) if len(keys) <= LISTED else r"\sum_t\sum_{k\le t} C_{t,k}"
    if name == "Wy" and len(keys) > LISTED:
        terms = r"\sum_t C_{t,t}"
    return rf"{partial('L', NAMES[name])} = {terms} = {bracket(found.totals[name], places + 1)}"


def update_equation(found: Backward, name: str, rate: float, places: int) -> str:
    """Write one update of a parameter with its numbers."""
    before, gradient = getattr(found.net, name), found.totals[name]
    after = bracket(before - rate * gradient, places)
    symbol = NAMES[name]
    return (
        rf"{symbol} \leftarrow {symbol} - \eta\,{partial('L', symbol)} = "
        rf"{bracket(before, places)} - {rate:g}{bracket(gradient, places)} = {after}"
    )
