"""Two languages: two clouds of the same shape, and lines from each point to its partner."""

from collections.abc import Sequence

import numpy as np

from playground.figures.curves import Curve
from playground.figures.sketch import HEIGHT, WIDTH, line, svg
from playground.figures.theme import Theme

SHOWS = "Two clouds of points of the same shape, joined point by point."
POINTS, SPREAD, TURN = 9, 26.0, 0.9  # points of a cloud, pixels, radians


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return a cloud, the same cloud turned, and lines between both."""
    cloud = np.random.default_rng(8).uniform(-1.4, 1.4, (POINTS, 2)) * SPREAD
    turn = np.array([[np.cos(TURN), -np.sin(TURN)], [np.sin(TURN), np.cos(TURN)]])
    middle = np.array([WIDTH / 2, HEIGHT / 2])
    left, right = cloud + middle - (85, 0), cloud @ turn + middle + (85, 0)
    lines = [line([tuple(one), tuple(other)], theme.grid, 1.5) for one, other in zip(left, right, strict=True)]
    dots = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{theme.families[family]}"/>'
        for points, family in ((left, "lstm"), (right, "rnn"))
        for x, y in points
    ]
    return svg([*lines, *dots])
