"""Train: a loss that falls."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import bounds, placeholder, strokes, svg
from playground.figures.theme import Theme

SHOWS = "Training loss against steps: {networks}."


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the first curve large, with its raw loss faint behind it."""
    drawn = [curve for curve in curves if len(curve.steps) > 1][:1]
    lines = [line for curve in drawn for line in strokes(curve, theme, raw=True, box=bounds(drawn))]
    return svg(lines or [placeholder(theme)])
