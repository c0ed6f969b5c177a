"""Sweep: a map of losses over two settings, the best one marked."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.powers import VIRIDIS
from playground.figures.sketch import HEIGHT, MARGIN, WIDTH, svg
from playground.figures.theme import Theme, mix

SHOWS = "A map of losses over a learning rate and a hidden size, the lowest marked: a drawing of what a sweep shows."
COLUMNS, ROWS = 8, 4
BEST = (5, 2)


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the map; it is a drawing, and no measurement."""
    wide, high = (WIDTH - 2 * MARGIN) / COLUMNS, (HEIGHT - 2 * MARGIN) / ROWS
    fields = [field(column, row, wide, high) for column in range(COLUMNS) for row in range(ROWS)]
    x, y = MARGIN + BEST[0] * wide, MARGIN + BEST[1] * high
    return svg([*fields, square(x, y, wide, high, f'fill="none" stroke="{theme.text}" stroke-width="3"')])


def square(x: float, y: float, wide: float, high: float, look: str) -> str:
    """Return one field's rectangle."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide - 3:.1f}" height="{high - 3:.1f}" rx="3" {look}/>'


def field(column: int, row: int, wide: float, high: float) -> str:
    """Return one field, the brighter the nearer it is to the best."""
    far = min(1.0, ((column - BEST[0]) ** 2 / 16 + (row - BEST[1]) ** 2 / 6) ** 0.5)
    place = (1 - far) * (len(VIRIDIS) - 1)
    colour = mix(VIRIDIS[int(place)], VIRIDIS[min(int(place) + 1, len(VIRIDIS) - 1)], place % 1)
    return square(MARGIN + column * wide, MARGIN + row * high, wide, high, f'fill="{colour}"')
