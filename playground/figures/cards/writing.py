"""Write: a beginning, and the letters that a network might go on with, shaded by how surprising each is."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.shading import strongest
from playground.figures.sketch import HEIGHT, MARGIN, WIDTH, svg
from playground.figures.surprise import shade
from playground.figures.theme import Theme, stroke

SHOWS = "Names that a network invented, each letter shaded by how surprising it was."
CELL = "gru"
NAMES: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("buastenotyrannus", (3.2, 4.2, 3.8, 4.0, 3.6, 2.4, 0.4, 0.2, 4.1, 2.6, 0.1, 0.2, 0.0, 0.1, 0.4, 0.0)),
    ("panarosaurus", (2.8, 1.5, 1.7, 3.5, 3.4, 1.3, 0.4, 0.0, 0.0, 0.0, 0.0, 0.0)),
    ("gorteratops", (3.6, 1.8, 2.5, 7.1, 2.0, 1.2, 0.1, 0.0, 0.0, 0.0, 0.0)),
    ("mandrosaurus", (3.0, 1.6, 1.3, 2.7, 5.2, 0.5, 1.4, 0.1, 0.0, 0.0, 0.0, 0.0)),
)
"""What the bundled run on names writes from seed 0, and the bits of each letter; a test writes them again."""


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the names, one below the other; they do not depend on the curves."""
    room = (HEIGHT - 2 * MARGIN) / len(NAMES)
    size = min((WIDTH - 2 * MARGIN) / max(len(name) for name, _ in NAMES), 0.62 * room)
    return svg([part for row, (name, bits) in enumerate(NAMES) for part in line(name, bits, MARGIN + row * room, size, theme)])


def line(name: str, bits: Sequence[float], top: float, size: float, theme: Theme) -> list[str]:
    """Return one name with its shades, `size` pixels a letter."""
    colour, parts = stroke(CELL, theme).colour, []
    for place, (letter, surprise) in enumerate(zip(name, bits, strict=True)):
        x, look = MARGIN + place * size, f'fill="{colour}" fill-opacity="{shade(surprise) * strongest(colour, theme):.2f}"'
        text = f'text-anchor="middle" font-family="monospace" font-size="{1.35 * size:.1f}" fill="{theme.text}"'
        parts.append(f'<rect x="{x:.1f}" y="{top:.1f}" width="{size:.1f}" height="{1.5 * size:.1f}" {look}/>')
        parts.append(f'<text x="{x + size / 2:.1f}" y="{top + 1.15 * size:.1f}" {text}>{letter}</text>')
    return parts
