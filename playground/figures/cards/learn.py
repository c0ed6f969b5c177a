"""Learn vectors: right answers that climb as a text is read."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import HEIGHT, MARGIN, WIDTH, line, svg
from playground.figures.theme import Theme, faint

SHOWS = "Lines that climb from nothing to nearly all."
STEEP = ((9.0, 0.35), (13.0, 0.5), (7.0, 0.22))  # how steep a line is, and where it is half way up
STEPS = 40


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return three lines that climb."""
    colour = theme.families["lstm"]
    looks = [(colour, 4), (faint(theme.muted, 0.6), 2), (faint(theme.muted, 0.6), 2)]
    lines = [line(climb(*shape), *look) for shape, look in zip(STEEP, looks, strict=True)]
    return svg(lines[::-1])


def climb(steep: float, middle: float) -> list[tuple[float, float]]:
    """Return the points of a line in the picture's own pixels."""
    shares = [step / STEPS for step in range(STEPS + 1)]
    across, up = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    return [(MARGIN + across * share, HEIGHT - MARGIN - up / (1 + 2.718 ** (-steep * (share - middle)))) for share in shares]
