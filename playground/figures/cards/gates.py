"""Cells: a gate over a few words, one column a letter."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import HEIGHT, MARGIN, WIDTH, svg
from playground.figures.theme import Theme, faint, stroke

SHOWS = "How far six units of a GRU open their update gate at each letter of “of the United States”."
READ = "of the United States"
OPEN = (
    (0.0, 0.01, 1.0, 0.0, 0.03, 0.99, 0.91, 0.0, 0.66, 0.3, 0.03, 0.99, 0.01, 0.99, 0.0, 0.04, 0.07, 0.24, 1.0, 0.95),
    (0.2, 0.96, 0.0, 0.99, 0.87, 1.0, 0.0, 0.99, 0.0, 0.99, 0.03, 1.0, 1.0, 0.0, 1.0, 0.09, 0.65, 0.92, 1.0, 0.96),
    (0.0, 0.0, 0.0, 0.0, 0.99, 0.99, 0.04, 0.0, 0.9, 0.01, 0.0, 1.0, 0.0, 0.94, 0.0, 0.26, 0.86, 0.85, 0.99, 0.01),
    (1.0, 0.01, 0.0, 1.0, 1.0, 0.94, 0.0, 1.0, 0.04, 0.99, 0.07, 0.99, 0.02, 0.0, 1.0, 0.09, 0.67, 0.0, 1.0, 0.1),
    (1.0, 1.0, 0.01, 1.0, 0.81, 0.05, 0.0, 0.98, 0.63, 0.0, 0.95, 0.94, 0.98, 0.0, 1.0, 0.99, 0.01, 0.87, 0.85, 0.0),
    (0.92, 0.93, 0.03, 1.0, 0.0, 0.72, 0.0, 1.0, 1.0, 0.06, 1.0, 0.24, 1.0, 0.0, 0.99, 1.0, 0.0, 1.0, 0.01, 0.89),
)
"""Update gates of six units of the bundled GRU at each of these letters; a test reads them off again."""


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return a map of units and letters, the stronger the wider the gate is open; numbers measured in the bundled GRU."""
    across, down = (WIDTH - 2 * MARGIN) / len(READ), (HEIGHT - 2 * MARGIN) / (len(OPEN) + 1)
    colour, boxes = stroke("gru", theme).colour, []
    for row, shares in enumerate(OPEN):
        for column, share in enumerate(shares):
            place = f'x="{MARGIN + column * across:.1f}" y="{MARGIN + row * down:.1f}"'
            boxes.append(f'<rect {place} width="{across - 1:.1f}" height="{down - 1:.1f}" fill="{faint(colour, share)}"/>')
    letters = []
    for column, letter in enumerate(READ):
        where = f'x="{MARGIN + (column + 0.5) * across:.1f}" y="{HEIGHT - MARGIN:.1f}" text-anchor="middle"'
        letters.append(f'<text {where} font-family="monospace" font-size="12" fill="{theme.text}">{letter}</text>')
    return svg([*boxes, *letters])
