"""Inside: a text coloured by one unit."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.inside import tint
from playground.figures.sketch import HEIGHT, MARGIN, WIDTH, svg
from playground.figures.theme import Theme

SHOWS = "The letters of a sentence with a bracket in it, coloured by one unit of the bundled LSTM."
TEXT = "The bridge (built in 1874) is long."
LEVELS = (
    *(-0.17, -0.24, -0.33, -0.41, -0.49, -0.58, -0.67, -0.75, -0.83, -0.91, -1.0, 0.0),
    *(-0.09, -0.17, -0.2, -0.28, -0.37, -0.46, -0.54, -0.62, -0.71, -0.63, -0.54, -0.46),
    *(-0.41, -0.03, -0.1, -0.19, -0.27, -0.36, -0.44, -0.52, -0.61, -0.69, -0.69),
)
"""The cell state of unit 76 after each letter, as a share of its largest; a test measures them again."""
ROW = 18  # letters


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the letters in two rows, each with its colour."""
    size = (WIDTH - 2 * MARGIN) / ROW
    return svg([part for place in range(len(TEXT)) for part in letter(place, size, theme)])


def letter(place: int, size: float, theme: Theme) -> list[str]:
    """Return one letter on its colour."""
    x, y = MARGIN + place % ROW * size, HEIGHT / 2 + (place // ROW - 1) * 2 * size + 0.2 * size
    box = f'<rect x="{x:.1f}" y="{y:.1f}" width="{size:.1f}" height="{1.5 * size:.1f}" fill="{tint(LEVELS[place], theme)}"/>'
    look = f'text-anchor="middle" font-family="monospace" font-size="{0.95 * size:.1f}" fill="{theme.text}"'
    return [box, f'<text x="{x + size / 2:.1f}" y="{y + 1.08 * size:.1f}" {look}>{TEXT[place]}</text>']
