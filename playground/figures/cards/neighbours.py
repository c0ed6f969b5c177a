"""Neighbours: a word and the bars of the words nearest to it."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import HEIGHT, MARGIN, WIDTH, line, svg
from playground.figures.theme import Theme

SHOWS = "Bars that grow shorter, one for each neighbour of a word."
SHARES = (0.92, 0.85, 0.8, 0.72, 0.65, 0.55)


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return bars in the order of nearness."""
    room = (HEIGHT - 2 * MARGIN) / len(SHARES)
    places = [(MARGIN + room * (row + 0.5), MARGIN + share * (WIDTH - 2 * MARGIN)) for row, share in enumerate(SHARES)]
    return svg([line([(MARGIN, y), (end, y)], theme.families["lstm"], 9) for y, end in places])
