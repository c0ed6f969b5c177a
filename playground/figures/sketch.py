"""What the small drawings on the cards share: a box of 320 × 120 pixels, and lines in it, as SVG."""

from collections.abc import Sequence
from itertools import takewhile

from playground.figures.curves import Curve
from playground.figures.series import smooth, thin
from playground.figures.theme import Theme, faint, stroke

WIDTH, HEIGHT, MARGIN = 320, 120, 10
ALMOST_ALL = 0.99
DASH_ARRAYS = {"dash": "6 4", "dot": "2 4", "dashdot": "6 3 2 3"}

Points = list[tuple[float, float]]


def strokes(curve: Curve, theme: Theme, *, raw: bool, box: tuple[float, float, float]) -> list[str]:
    """Return the SVG lines of a curve inside a box of (largest step, lowest loss, highest loss)."""
    losses, look = [record.train_loss for record in curve.steps], stroke(curve.cell, theme)
    places = [record.step for record in curve.steps]
    behind = [line(scaled(places, losses, box), faint(look.colour), 1.5)] if raw else []
    return [*behind, line(scaled(places, list(smooth(losses)), box), look.colour, 3, DASH_ARRAYS.get(look.dash, ""))]


def bounds(curves: Sequence[Curve]) -> tuple[float, float, float]:
    """Return the largest step, the lowest loss, and the loss that almost all stay below: one spike must not flatten the rest."""
    losses = sorted(record.train_loss for curve in curves for record in curve.steps)
    if not losses:
        return 1, 0.0, 1.0
    return max(curve.steps[-1].step for curve in curves), losses[0], losses[int(ALMOST_ALL * (len(losses) - 1))]


def scaled(steps: Sequence[float], values: Sequence[float], box: tuple[float, float, float]) -> Points:
    """Return at most 80 points in the picture's own pixels."""
    last, low, high = box
    across, up = (WIDTH - 2 * MARGIN) / last, (HEIGHT - 2 * MARGIN) / max(high - low, 1e-9)
    return [(MARGIN + steps[i] * across, HEIGHT - MARGIN - (min(values[i], high) - low) * up) for i in thin(values, 80)]


def line(points: Points, colour: str, width: float, dashes: str = "") -> str:
    """Return one SVG polyline."""
    where = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    look = f'fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-dasharray="{dashes}" stroke-linejoin="round"'
    return f'<polyline points="{where}" {look}/>'


def placeholder(theme: Theme) -> str:
    """Return a quiet axis for a picture without a curve."""
    return line([(MARGIN, MARGIN), (MARGIN, HEIGHT - MARGIN), (WIDTH - MARGIN, HEIGHT - MARGIN)], theme.grid, 3)


def svg(lines: Sequence[str]) -> str:
    """Return a whole picture."""
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(lines)}</svg>'


def known(values: Sequence[float | None]) -> list[float]:
    """Return a curve up to where nothing arrives any more."""
    return list(takewhile(lambda value: value is not None, values))
