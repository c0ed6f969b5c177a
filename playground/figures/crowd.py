"""Very many lines of runs in a few traces: a browser draws few long paths sooner than many short ones.

The lines of a cell share a trace, with a gap behind each. So do the bands of their seeds; and what their raw values would be,
a fog in which no line is told from another, is one area from the lowest to the highest of them.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from models.cells import CELLS
from playground.figures.linetraces import Convert, converted, escaped, trace, value_hover
from playground.figures.theme import Theme, faint, stroke
from playground.figures.units import LossUnit
from playground.sweeps.overlay import Line, room, thinned_lines

STRETCHES = 150  # of an area around raw values
Parts = Sequence[tuple[np.ndarray, np.ndarray]]  # x and y of some lines


def crowd(lines: Sequence[Line], convert: Convert, unit: LossUnit, theme: Theme) -> list[dict]:
    """Return the traces of very many lines: for each cell an area of raw values, the bands of seeds, and the smooth lines."""
    cells = [(cell, [line for line in lines if line.cell == cell]) for cell in dict.fromkeys(line.cell for line in lines)]
    limit, found = room(len(lines)), []
    for kind in (raw_area, seed_bands):
        found += [one for cell, own in cells for one in kind(own, limit, convert, stroke(cell, theme).colour)]
    return found + [smooth_lines(own, limit, convert, unit, stroke(cell, theme).colour) for cell, own in cells]


def raw_area(own: Sequence[Line], limit: int, convert: Convert, colour: str) -> Iterator[dict]:
    """Yield the area that the raw values of a cell's lines cover, where they differ from the smooth ones."""
    raw = [line for line in own if line.raw is not line.even]
    if raw:
        x, low, high = hull(*(np.concatenate(axis) for axis in zip(*points_of(raw, limit, convert), strict=True)))
        yield area([(np.concatenate([x, x[::-1]]), np.concatenate([high, low[::-1]]))], colour, 0.13, own[0].cell)


def points_of(lines: Sequence[Line], limit: int, convert: Convert) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the raw points that an area has to hold: the lowest and the highest at each place, or the extremes of each line."""
    if all(np.array_equal(line.x, lines[0].x) for line in lines):
        table = np.stack([converted(line.raw, convert, line.characters) for line in lines])
        return [(lines[0].x, table.min(axis=0)), (lines[0].x, table.max(axis=0))]
    return [(x, converted(y, convert, line.characters)) for line, x, y in series(lines, "raw", 3 * limit)]


def seed_bands(own: Sequence[Line], limit: int, convert: Convert, colour: str) -> Iterator[dict]:
    """Yield the areas between the lowest and the highest seed of those of a cell's lines that have several."""
    several = [line for line in own if line.seeds > 1]
    if several:
        high, low = (series(several, name, limit) for name in ("high", "low"))
        rings = [
            (np.concatenate([x, back[::-1]]), converted(np.concatenate([top, bottom[::-1]]), convert, line.characters))
            for (line, x, top), (_, back, bottom) in zip(high, low, strict=True)
        ]
        yield area(rings, colour, 0.1, own[0].cell)


def smooth_lines(own: Sequence[Line], limit: int, convert: Convert, unit: LossUnit, colour: str) -> dict:
    """Return the smooth lines of a cell; every point has the name of its line."""
    drawn = [(line, x, converted(y, convert, line.characters)) for line, x, y in series(own, "even", limit)]
    names = np.repeat(np.array([escaped(line.name) for line in own]), [len(x) + 1 for _, x, _ in drawn])  # 1: the gap behind it
    style = dict(line=dict(color=colour, width=1.2), name=CELLS[own[0].cell].label, showlegend=True, legendgroup=own[0].cell)
    value = value_hover(own[0], convert, unit)
    hover = dict(hovertemplate=f"<b>%{{text}}</b><br>{value}<extra></extra>", meta=value[value.index("}") + 1 :])
    return trace(*joined([(x, y) for _, x, y in drawn]), text=names, **hover, **style)


def series(lines: Sequence[Line], name: str, limit: int) -> list[tuple[Line, np.ndarray, np.ndarray]]:
    """Return one of the series of some lines, thinned, each beside its line."""
    return [(line, x, y) for line, (x, y) in zip(lines, thinned_lines(lines, name, limit), strict=True)]


def area(rings: Parts, colour: str, opacity: float, group: str) -> dict:
    """Return some closed areas as one trace."""
    shape = dict(fill="toself", fillcolor=faint(colour, opacity), line=dict(width=0))
    return trace(*joined(rings), **shape, hoverinfo="skip", legendgroup=group)


def joined(parts: Parts) -> tuple[np.ndarray, np.ndarray]:
    """Return several lines as one, with a gap behind each; the gap stands where the line ends, so that no axis grows by it."""
    x = np.concatenate([piece for part in parts for piece in (part[0], part[0][-1:])])
    return x, np.concatenate([piece for part in parts for piece in (part[1], [np.nan])])


def hull(x: np.ndarray, y: np.ndarray, stretches: int = STRETCHES) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return places (S,) with the lowest and the highest value around each (S,): every point lies between the two lines.

    Both have at the border of two stretches the extremes of both, so that nothing in either stretch is outside.
    """
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    starts = np.unique(np.linspace(0, len(x), min(stretches, len(x)), endpoint=False).astype(int))
    low, high = (np.pad(kind.reduceat(y, starts), 1, mode="edge") for kind in (np.minimum, np.maximum))
    return np.append(x[starts], x[-1]), np.minimum(low[:-1], low[1:]), np.maximum(high[:-1], high[1:])
