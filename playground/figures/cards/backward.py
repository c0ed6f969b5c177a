"""Backward: a gradient that shrinks on its way back through the states of a small network."""

from collections.abc import Sequence

from playground.byhand.backward import backward
from playground.byhand.network import network
from playground.byhand.words import alphabet, numbered
from playground.figures.curves import Curve
from playground.figures.drawing import accent, arrow, box, label
from playground.figures.sketch import HEIGHT, svg
from playground.figures.theme import Theme, mix, stroke

SHOWS = "A gradient on its way back through the word “dogs”: a bar at each letter, the shorter the further back."
WORD = "dogs"
NODE, FIRST, APART, TALLEST = 26.0, 46.0, 88.0, 52.0  # pixels


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return what is left at each letter of the last loss's gradient, with W_h the identity."""
    found = backward(network(len(alphabet(WORD)), 3, start="identity"), numbered(WORD))
    norms, colour, parts = found.norms_back(len(WORD) - 1)[::-1], stroke("rnn", theme).colour, []
    floor, middle = TALLEST + 12, TALLEST + 32
    for place, norm in enumerate(norms):
        x, height = FIRST + place * APART, TALLEST * norm / norms.max()
        parts.append(box(x, floor - height, NODE, height, accent(theme), round=2))
        parts.append(box(x, middle - NODE / 2, NODE, NODE, mix(theme.background, colour, 0.14), colour, 2, 5))
        parts.append(label(x + NODE / 2, HEIGHT - 10, WORD[place], theme.text, size=15))
        parts.append(arrow((x + APART - 5, middle), (x + NODE + 5, middle), accent(theme), 2.5))
    return svg(parts)
