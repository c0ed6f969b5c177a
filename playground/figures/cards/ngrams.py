"""N-grams: what looking back one letter more is worth, and where a network stands."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import MARGIN, WIDTH, line, scaled, svg
from playground.figures.theme import Theme, stroke

SHOWS = "Loss of n-grams against their order, a curve that falls and flattens, and as level lines: {networks}."
ORDERS = (4.49, 3.57, 2.99, 2.46, 2.12, 1.99, 1.96, 1.95)
"""Bits per character of order 1 to 8 on the Wikipedia text, measured; a test holds them against the answer that ships."""


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the loss of each order as a line, and each network's as a level one."""
    losses = {curve.cell: curve.validations[-1].validation_loss / 0.6931 for curve in curves if curve.validations}
    box = (len(ORDERS) - 1, min([*ORDERS, *losses.values()]), max(ORDERS))
    lines = [line(scaled(range(len(ORDERS)), ORDERS, box), stroke("n-gram", theme).colour, 3)]
    for cell, loss in losses.items():
        (_, height), *_ = scaled([0], [loss], box)
        lines.append(line([(MARGIN, height), (WIDTH - MARGIN, height)], stroke(cell, theme).colour, 2.5))
    return svg(lines)
