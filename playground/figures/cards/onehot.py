"""One-hot and dense: rows with a single mark each, beside rows that are full."""

from collections.abc import Sequence

import numpy as np

from playground.figures.curves import Curve
from playground.figures.sketch import HEIGHT, MARGIN, WIDTH, svg
from playground.figures.theme import Theme, mix

SHOWS = "Rows of cells with a single dark one each, beside short rows in which every cell has a shade."
ROWS, WIDE, NARROW, CELL = 6, 14, 4, 15  # rows, cells of a row one-hot and dense, pixels of a cell


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return both tables."""
    shades = np.random.default_rng(2).random((ROWS, NARROW))
    top, right = (HEIGHT - ROWS * CELL) / 2, WIDTH - MARGIN - NARROW * CELL
    cells = []
    for row in range(ROWS):
        sparse = [(MARGIN + column * CELL, float(column == (row * 5) % WIDE), "rnn") for column in range(WIDE)]
        dense = [(right + column * CELL, float(shade), "gru") for column, shade in enumerate(shades[row])]
        for x, shade, family in (*sparse, *dense):
            place = f'x="{x:.0f}" y="{top + row * CELL:.0f}" width="{CELL - 2}" height="{CELL - 2}"'
            cells.append(f'<rect {place} fill="{mix(theme.grid, theme.families[family], shade)}"/>')
    return svg(cells)
