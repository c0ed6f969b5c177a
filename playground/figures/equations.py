"""The steps of a small network as LaTeX, every symbol with the number that stands for it now."""

from collections.abc import Sequence

import numpy as np

from playground.figures.drawing import number
from playground.figures.theme import Theme
from playground.figures.unrolled import Reading

SOFTMAX = r"\operatorname{softmax}"
TERMS = 6  # of a sum that are all written out; of a longer one those that are nothing are left out


def figure(value: float, places: int) -> str:
    """Write a number as LaTeX, an infinite one with its sign."""
    return number(value, places).replace("−", "-").replace("inf", r"\infty")


def factor(value: float, places: int) -> str:
    """Write a number that stands behind a sign, in brackets where it is negative."""
    written = figure(value, places)
    return f"({written})" if written.startswith("-") else written


def letter(name: str) -> str:
    """Write a letter of the word as LaTeX text."""
    return rf"\text{{{name}}}"


def hat(t: int) -> str:
    """Write the prediction of step t."""
    return rf"\hat y_{{{t}}}"


def shaped(symbol: str, shape: Sequence[int]) -> str:
    """Write a symbol with its shape below it."""
    return rf"\underset{{{shape[0]}\times {shape[1] if len(shape) > 1 else 1}}}{{{symbol}}}"


def aligned(rows: Sequence[str]) -> str:
    """Write rows below each other, aligned at their &."""
    return r"\begin{aligned}" + r"\\".join(rows) + r"\end{aligned}"


def bracket(values: np.ndarray, places: int) -> str:
    """Write a vector as a column, or a matrix, between brackets."""
    rows = values.reshape(-1, 1) if values.ndim == 1 else values
    return r"\begin{bmatrix}" + r"\\".join("&".join(figure(value, places) for value in row) for row in rows) + r"\end{bmatrix}"


def outcome(computed: float, value: float, places: int) -> str:
    """Write a result; where another number is held in its place, that one behind an arrow."""
    if abs(computed - value) < 1e-9:
        return figure(value, places)
    return rf"{figure(computed, places)} \to \mathbf{{{figure(value, places)}}}"


def product_rows(matrix: np.ndarray, vector: np.ndarray, result: np.ndarray, places: int, theme: Theme) -> str:
    """Write each row of a matrix times a vector as the sum it is; what is multiplied by 0 is grey."""
    rows = []
    for weights, computed, value in zip(matrix, matrix @ vector, result, strict=True):
        pairs = list(zip(weights, vector, strict=True))
        shown = [(w, x) for w, x in pairs if x] if len(pairs) > TERMS else pairs
        terms = [term(w, x, places, theme) for w, x in shown] or ["0"]
        more = r"+\cdots" if len(shown) < len(pairs) else ""
        rows.append(f"{'+'.join(terms)}{more} &= {outcome(computed, value, places)}")
    return aligned(rows)


def term(weight: float, value: float, places: int, theme: Theme) -> str:
    """Write one product; a whole number has no decimal places."""
    whole = float(value).is_integer() and abs(value) < 10
    written = rf"{factor(weight, places)}\cdot {f'{value:.0f}' if whole and value >= 0 else factor(value, places)}"
    return written if value else rf"\textcolor{{{theme.muted}}}{{{written}}}"


def block(left: str, matrix: np.ndarray, right: str, vector: np.ndarray, result: str) -> str:
    """Write W x = u with the shape below each symbol."""
    return f"{shaped(left, matrix.shape)}\\;{shaped(right, vector.shape)} = {shaped(result, matrix.shape[:1])}"


def spelled_out(reading: Reading, t: int, theme: Theme) -> list[tuple[str, str]]:
    """Return every operation of step t: the equation with its shapes, and below it the rows with their numbers."""
    net, step, before, places = reading.net, reading.steps[t - 1], reading.state(t - 1), reading.places
    size = step.h.shape
    tanh = [rf"\tanh({figure(a, places)}) &= {outcome(np.tanh(a), h, places)}" for a, h in zip(step.a, step.h, strict=True)]
    sums = [
        f"{figure(u, places)} + {factor(v, places)} &= {outcome(u + v, a, places)}"
        for u, v, a in zip(step.u, step.v, step.a, strict=True)
    ]
    found = [
        (block("W_x", net.Wx, f"x_{{{t}}}", step.x, f"u_{{{t}}}"), product_rows(net.Wx, step.x, step.u, places, theme)),
        (block("W_h", net.Wh, f"h_{{{t - 1}}}", before, f"v_{{{t}}}"), product_rows(net.Wh, before, step.v, places, theme)),
        (f"{shaped(f'a_{{{t}}}', size)} = u_{{{t}}} + v_{{{t}}}", aligned(sums)),
        (rf"{shaped(f'h_{{{t}}}', size)} = \tanh(a_{{{t}}})", aligned(tanh)),
        (block("W_y", net.Wy, f"h_{{{t}}}", step.h, f"z_{{{t}}}"), product_rows(net.Wy, step.h, step.z, places, theme)),
        (f"{shaped(hat(t), step.y.shape)} = {SOFTMAX}(z_{{{t}}})", softmax_rows(reading, t)),
    ]
    return [(letter_vector(reading, t), ""), *found] if net.embedded else found


def letter_vector(reading: Reading, t: int) -> str:
    """Write which column of the embedding is the vector of the letter read."""
    name, x = reading.word[t - 1], reading.steps[t - 1].x
    return rf"{shaped(f'x_{{{t}}}', x.shape)} = {shaped('E', reading.net.E.shape)}[{letter(name)}] = {bracket(x, reading.places)}"


def softmax_rows(reading: Reading, t: int) -> str:
    """Write the sum of the powers, and each power's share of it."""
    step, places = reading.steps[t - 1], reading.places
    shifted = step.z - max(step.z.max() - 50, 0)  # only numbers far beyond what anybody enters need it
    powers = np.exp(shifted)
    shown = "+".join(figure(power, places) for power in powers[:TERMS]) + (r"+\cdots" if len(powers) > TERMS else "")
    total = rf"S &= \textstyle\sum_j e^{{z_j}} = {shown} = {figure(powers.sum(), places)}"
    rows = []
    for name, z, power, y in zip(reading.letters, shifted, powers, step.y, strict=True):
        share = f"e^{{{figure(z, places)}}} / S = {figure(power, places)} / {figure(powers.sum(), places)}"
        rows.append(rf"\hat y_{{{letter(name)}}} &= {share} = {outcome(power / powers.sum(), y, places)}")
    return aligned([total, *rows])


def below(equation: str, rows: str) -> str:
    """Write an equation with its rows below it, as one formula."""
    return rf"\begin{{gathered}}{equation}\\[0.8em]{rows}\end{{gathered}}" if rows else equation


def loss_block(reading: Reading, t: int, loss: float) -> str:
    """Write how surprised the network is at step t by the letter that follows, as one formula."""
    follows = letter(f"The word goes on with “{reading.word[t]}”:")
    return rf"\begin{{gathered}}{follows}\\[0.8em]{loss_line(reading, t, loss)}\end{{gathered}}"


def loss_line(reading: Reading, t: int, loss: float) -> str:
    """Write the loss of step t where a letter follows."""
    follows = reading.word[t]
    share = figure(reading.steps[t - 1].y[reading.letters.index(follows)], reading.places)
    return rf"L_{{{t}}} = -\ln \hat y_{{{letter(follows)}}} = -\ln {share} = {figure(loss, reading.places)}\ \text{{nats}}"
