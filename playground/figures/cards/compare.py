"""Compare: every network's loss towards its end, where they part."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import DASH_ARRAYS, line, placeholder, scaled, svg
from playground.figures.theme import Theme, stroke

SHOWS = "Validation loss of several networks, laid over each other: {networks}."


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the validation loss of every curve, with a point where each was measured last."""
    drawn = [curve for curve in curves if curve.validations]
    if not drawn:
        return svg([placeholder(theme)])
    losses = sorted(record.validation_loss for curve in drawn for record in curve.validations)
    box = (max(curve.validations[-1].step for curve in drawn), losses[0], losses[int(0.85 * (len(losses) - 1))])
    return svg([part for curve in drawn for part in parts(curve, theme, box)])


def parts(curve: Curve, theme: Theme, box: tuple[float, float, float]) -> list[str]:
    """Return one curve as a line with its last point."""
    look = stroke(curve.cell, theme)
    steps, losses = ([getattr(record, name) for record in curve.validations] for name in ("step", "validation_loss"))
    points = scaled(steps, losses, box)
    x, y = points[-1]
    return [
        line(points, look.colour, 3, DASH_ARRAYS.get(look.dash, "")),
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{look.colour}"/>',
    ]
