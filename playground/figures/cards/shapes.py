"""Shapes: an encoder that hands its state on to a decoder."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import HEIGHT, MARGIN, WIDTH, line, svg
from playground.figures.theme import Theme, stroke

SHOWS = "Three boxes that read and two that write, in a row: an encoder and a decoder."
READS, WRITES = 3, 2


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the chain of boxes, with a line in from below for each that reads and one out above for each that writes."""
    across, middle, parts = (WIDTH - 2 * MARGIN) / (READS + WRITES), HEIGHT / 2, []
    for column in range(READS + WRITES):
        x, reads = MARGIN + (column + 0.5) * across, column < READS
        colour = stroke("gru" if reads else "lstm", theme).colour
        ends = [(x, HEIGHT - MARGIN), (x, middle + 16)] if reads else [(x, middle - 16), (x, MARGIN)]
        parts.append(line(ends, theme.muted, 2))
        if column:
            parts.append(line([(x - across + 16, middle), (x - 16, middle)], theme.muted, 2))
        parts.append(f'<rect x="{x - 16:.1f}" y="{middle - 16:.1f}" width="32" height="32" rx="5" fill="{colour}"/>')
    return svg(parts)
