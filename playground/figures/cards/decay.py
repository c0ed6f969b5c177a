"""Decay: what is left of a gradient."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import DASH_ARRAYS, known, line, placeholder, scaled, svg
from playground.figures.theme import Theme, stroke

SHOWS = "What is left of a gradient at each step back: {networks}."


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the last decay curve of every run, on a log scale, each in the colour of its cell."""
    fading = {curve.cell: known(curve.decays[-1].states["h"]) for curve in curves if curve.decays}
    drawn = {cell: values for cell, values in fading.items() if len(values) > 1}
    if not drawn:
        return svg([placeholder(theme)])
    low, high = min(map(min, drawn.values())), max(map(max, drawn.values()))
    box = max(len(values) - 1 for values in drawn.values()), low, high
    lines = []
    for cell, values in drawn.items():
        look = stroke(cell, theme)
        lines.append(line(scaled(range(len(values)), values, box), look.colour, 3, DASH_ARRAYS.get(look.dash, "")))
    return svg(lines)
