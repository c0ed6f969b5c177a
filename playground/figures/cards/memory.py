"""Can it remember?: a memory that grows as networks train."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import DASH_ARRAYS, known, line, placeholder, scaled, svg
from playground.figures.theme import Theme, stroke

SHOWS = "What is left of a gradient ten steps back, as each network trained: {networks}."


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return what is left of the gradient ten steps back as each run trained: a memory that grows."""
    reach = {curve.cell: [(record.step, known(record.states["h"])) for record in curve.decays] for curve in curves}
    drawn = {cell: [(step, curve[10] - curve[0]) for step, curve in found if len(curve) > 10] for cell, found in reach.items()}
    drawn = {cell: found for cell, found in drawn.items() if len(found) > 1}
    if not drawn:
        return svg([placeholder(theme)])
    levels = [level for found in drawn.values() for _, level in found]
    box = max(found[-1][0] for found in drawn.values()), min(levels), max(levels)
    lines = []
    for cell, found in drawn.items():
        look = stroke(cell, theme)
        steps, values = zip(*found, strict=True)
        lines.append(line(scaled(steps, values, box), look.colour, 3, DASH_ARRAYS.get(look.dash, "")))
    return svg(lines)
