"""Map: islands of points."""

from collections.abc import Sequence

import numpy as np

from playground.figures.curves import Curve
from playground.figures.sketch import HEIGHT, WIDTH, svg
from playground.figures.theme import Theme

SHOWS = "Points of four colours that lie in islands."
ISLANDS = ((60, 40), (150, 80), (235, 35), (280, 90))  # pixels
POINTS, SPREAD = 26, 13.0


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return islands of points, one in each colour of the app."""
    draw_from = np.random.default_rng(5)
    dots = []
    for centre, colour in zip(ISLANDS, theme.families.values(), strict=True):
        for x, y in centre + SPREAD * draw_from.standard_normal((POINTS, 2)) * (1.5, 1):
            if 4 < x < WIDTH - 4 and 4 < y < HEIGHT - 4:
                dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>')
    return svg(dots)
