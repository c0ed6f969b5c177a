"""Forward: a word read by a small network, a column for each letter."""

from collections.abc import Sequence

from playground.byhand.forward import forward
from playground.byhand.network import network
from playground.byhand.words import numbered
from playground.figures.curves import Curve
from playground.figures.drawing import arrow, box, label, shade
from playground.figures.sketch import HEIGHT, svg
from playground.figures.theme import Theme, stroke

SHOWS = "A small network reads the word “dogs”: its three units at each letter, and the arrow of its memory between them."
WORD = "dogs"
CELL, FIRST, APART = 22.0, 40.0, 68.0  # pixels


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the states of the worked example as it reads its word."""
    steps, colour, parts = forward(network(len(WORD), 3), numbered(WORD)), stroke("rnn", theme).colour, []
    top = (HEIGHT - 3 * CELL) / 2 - 14
    for t, step in enumerate(steps):
        x = FIRST + t * APART
        for place, value in enumerate(step.h):
            parts.append(box(x, top + place * CELL, 1.5 * CELL, CELL, shade(value, theme), colour, 1.5, 2))
        parts.append(label(x + 0.75 * CELL, HEIGHT - 16, WORD[t], theme.text, size=16))
        if t:
            parts.append(arrow((x - APART + 1.5 * CELL + 4, top + 1.5 * CELL), (x - 4, top + 1.5 * CELL), colour, 2.5))
    return svg(parts)
