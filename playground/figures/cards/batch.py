"""From sentence to tensor: three sentences as rows of boxes, the short ones padded."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import HEIGHT, MARGIN, WIDTH, svg
from playground.figures.theme import Theme, stroke

SHOWS = "A batch of three sentences of ten, ten and four tokens: filled boxes are tokens, empty ones padding."
LENGTHS = (10, 10, 4)


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return a box for each place of the batch; the lengths are those of the page's own sentences."""
    across, down = (WIDTH - 2 * MARGIN) / max(LENGTHS), (HEIGHT - 2 * MARGIN) / len(LENGTHS)
    colour, boxes = stroke("lstm", theme).colour, []
    for row, length in enumerate(LENGTHS):
        for column in range(max(LENGTHS)):
            place = f'x="{MARGIN + column * across + 2:.1f}" y="{MARGIN + row * down + 4:.1f}"'
            fill = f'fill="{colour}"' if column < length else f'fill="none" stroke="{theme.muted}" stroke-dasharray="3 3"'
            boxes.append(f'<rect {place} width="{across - 4:.1f}" height="{down - 8:.1f}" rx="3" {fill}/>')
    return svg(boxes)
