"""Analogies: a parallelogram whose fourth corner is looked for."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import line, svg
from playground.figures.theme import Theme

SHOWS = "Two arrows of the same length and direction, and a ring where the second one ends."
A, B, C = (70.0, 95.0), (120.0, 30.0), (190.0, 100.0)
RING = 8


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the parallelogram with its two arrows."""
    colour = theme.families["lstm"]
    goal = (B[0] - A[0] + C[0], B[1] - A[1] + C[1])
    sides = [line([A, C], theme.muted, 1.5, "4 4"), line([B, goal], theme.muted, 1.5, "4 4")]
    arrows = [line([A, B], colour, 3.5), line([C, goal], colour, 3.5)]
    spots = [spot(*place, colour, colour) for place in (A, B, C)]
    return svg([*sides, *arrows, *spots, spot(*goal, theme.background, theme.families["rnn"])])


def spot(x: float, y: float, fill: str, edge: str) -> str:
    """Return a round spot as SVG."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{RING}" fill="{fill}" stroke="{edge}" stroke-width="3"/>'
