"""Your runs: every curve in the colour of its cell."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import bounds, placeholder, strokes, svg
from playground.figures.theme import Theme

SHOWS = "Training loss against steps: {networks}."


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return every curve, each in the colour of its cell."""
    drawn = [curve for curve in curves if len(curve.steps) > 1]
    lines = [line for curve in drawn for line in strokes(curve, theme, raw=False, box=bounds(drawn))]
    return svg(lines or [placeholder(theme)])
