"""What mattered: the end of a text, shaded."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.shading import strongest
from playground.figures.sketch import HEIGHT, MARGIN, WIDTH, placeholder, svg
from playground.figures.theme import Theme, stroke

SHOWS = "The letters of “the United Sta”, shaded by how much each mattered for the next: {networks}."
READ = "The president of the United Sta"
MATTERED = {  # what each of its last letters mattered for the next in the bundled runs, against what mattered most
    "rnn": (0.0, 0.0, 0.0, 0.0, 0.01, 0.02, 0.02, 0.03, 0.04, 0.05, 0.06, 0.66, 1.0, 0.7),
    "gru": (0.0, 0.0, 0.01, 0.01, 0.16, 0.16, 0.12, 0.09, 0.09, 0.11, 0.14, 1.0, 0.9, 0.74),
    "lstm": (0.0, 0.0, 0.0, 0.0, 0.02, 0.01, 0.02, 0.01, 0.02, 0.03, 0.05, 0.32, 0.61, 1.0),
}


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the end of a text once for each network, every letter shaded by how much it mattered for the next."""
    rows = [(cell, shares) for cell, shares in MATTERED.items() if cell in {curve.cell for curve in curves}]
    lines = [line for row, (cell, shares) in enumerate(rows) for line in shaded(row, cell, shares, theme)]
    return svg(lines or [placeholder(theme)])


def shaded(row: int, cell: str, shares: Sequence[float], theme: Theme) -> list[str]:
    """Return one line of shaded letters, and at its end an empty place for what comes next."""
    size, top = (WIDTH - 2 * MARGIN) / (len(shares) + 1), MARGIN + row * (HEIGHT - 2 * MARGIN) / len(MATTERED)
    colour, box = stroke(cell, theme).colour, f'y="{top:.1f}" width="{size:.1f}" height="{1.4 * size:.1f}"'
    letters = []
    for place, (letter, share) in enumerate(zip(READ[-len(shares) :], shares, strict=True)):
        x, look = MARGIN + place * size, f'fill="{colour}" fill-opacity="{share * strongest(colour, theme):.2f}"'
        text = f'text-anchor="middle" font-family="monospace" font-size="{0.8 * size:.1f}" fill="{theme.text}"'
        letters.append(f'<rect x="{x:.1f}" {box} {look}/>')
        letters.append(f'<text x="{x + size / 2:.1f}" y="{top + 0.97 * size:.1f}" {text}>{letter}</text>')
    return [*letters, f'<rect x="{WIDTH - MARGIN - size:.1f}" {box} fill="none" stroke="{colour}" stroke-width="2"/>']
