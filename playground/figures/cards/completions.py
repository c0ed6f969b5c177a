"""Autocomplete: a text box, and how sure each network is."""

import math
from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import HEIGHT, MARGIN, WIDTH, line, placeholder, svg
from playground.figures.theme import Theme, stroke

SHOWS = "A text box, and how likely each network finds the right next letter: {networks}."
BARS = 4


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return a text box, and below it a bar for each curve: how likely its network finds the next token, e^-loss."""
    drawn = [(curve.cell, math.exp(-curve.validations[-1].validation_loss)) for curve in curves if curve.validations][:BARS]
    if not drawn:
        return svg([placeholder(theme)])
    left, right, top, bottom = MARGIN, WIDTH - MARGIN, MARGIN, 2 * MARGIN + HEIGHT / 5
    box = line([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], theme.muted, 1.5)
    caret = line([(2.2 * MARGIN, top + 7), (2.2 * MARGIN, bottom - 7)], theme.text, 2)
    room = (HEIGHT - MARGIN - bottom) / len(drawn)
    across = (right - left) / max(chance for _, chance in drawn)
    places = [(cell, left + chance * across, bottom + room * (place + 0.6)) for place, (cell, chance) in enumerate(drawn)]
    return svg([box, caret, *(line([(left, y), (end, y)], stroke(cell, theme).colour, 8) for cell, end, y in places)])
