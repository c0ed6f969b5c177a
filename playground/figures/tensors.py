"""Figures of a sentence on its way into a network: a batch as boxes, and what stands for one sentence as a map of numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from playground.figures import drawing as draw
from playground.figures.export import table_text
from playground.figures.heat import Area, Scale, heat, readout, signed
from playground.figures.plotting import LETTER, TICK, TITLE
from playground.figures.shading import visible
from playground.figures.theme import Theme
from playground.figures.units import short_number
from playground.text.tensors import PAD, Batch, one_hot
from playground.text.words import END, UNKNOWN

HEADERS = ("sentence", "place", "token", "known as", "number", "mask")
INK = "#5e3ea1"  # what a 1 is drawn in
LONGEST = 24  # letters of a name along a map
ROW, LEAN = 26, 0.5  # pixels of a row; of its type's size, what a letter of a leaning name takes down


def names_of(batch: Batch, row: int) -> list[str]:
    """Return what the rows of a map are called: the place and the token of one sentence."""
    shown = (visible(token) if token.isspace() else token for token in batch.tokens[row])
    return [cut(f"{place} · {token}") for place, token in enumerate(shown, 1)]


def cut(name: str) -> str:
    """Return a name that leaves room for the map."""
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def one_hot_drawing(batch: Batch, row: int, theme: Theme, width: float) -> str:
    """Return the one-hot rows of a sentence; of the V columns those that some token of the batch uses."""
    used = sorted({int(number) for number in batch.ids.flat if number != batch.vocabulary_size})
    values = one_hot(batch.ids[row], batch.vocabulary_size)[:, used]
    spelled = (token for known in batch.known for token in known)
    names = dict(zip(batch.ids.flatten().tolist(), spelled, strict=True))
    columns = [cut(f"{number} {names[number]}") for number in used]
    title = f"columns that this batch uses, of {batch.vocabulary_size:,}"
    found = Map(values, columns, names_of(batch, row), title, Scale(0.0, 1.0, (theme.background, INK)))
    return map_drawing(found, theme, width, f"Sentence {row + 1} as one-hot rows: {len(used)} {title}.")


def embedding_drawing(batch: Batch, row: int, table: np.ndarray, theme: Theme, width: float) -> str:
    """Return the embedding of a sentence, a row for each token: signed numbers, blue below zero and red above."""
    values, reach = table[batch.ids[row]], float(np.abs(table).max())
    columns = [str(place) for place in range(1, table.shape[1] + 1)]
    found = Map(values, columns, names_of(batch, row), "numbers of the embedding", signed(reach, theme))
    return map_drawing(found, theme, width, f"Sentence {row + 1} as embedding: {len(values)} rows of {len(columns)} numbers.")


@dataclass(frozen=True)
class Map:
    """A matrix (R, C) to be drawn as a map: what its columns and rows are called, a title below it, and its colours."""

    values: np.ndarray
    columns: Sequence[str]
    rows: Sequence[str]
    title: str
    scale: Scale


def map_drawing(found: Map, theme: Theme, width: float, alt: str) -> str:
    """Return a matrix as a map with a grid between its numbers, in a drawing of this width."""
    left, longest = 16 + LETTER * TICK * max(map(len, found.rows)), TICK * max(map(len, found.columns))
    area = Area(left, 8, width - left - 10, ROW * len(found.rows))
    upright = LETTER * longest < area.width / len(found.columns)
    below = 20 + (TICK + 6 if upright else LEAN * longest)
    values = [short_number(float(value)).replace("-", draw.MINUS) for value in found.values.flat]
    parts = [
        heat(found.values, found.scale, area),
        grid(found, area, theme),
        *(draw.label(left - 8, y, name, theme.text, size=TICK, anchor="end") for y, name in rows_at(found, area)),
        *(column_name(x, area.y + area.height, name, theme, upright) for x, name in columns_at(found, area)),
        draw.label(left + area.width / 2, area.y + area.height + below, found.title, theme.text, size=TITLE),
        readout(area, found.columns, values, "{row}, {column}: {value}", found.rows),
    ]
    return draw.svg(width, area.y + area.height + below + 16, parts, theme, alt)


def grid(found: Map, area: Area, theme: Theme) -> str:
    """Return the lines between the numbers, in the background's colour, and the two axes."""
    wide, high = area.width / len(found.columns), area.height / len(found.rows)
    across = "".join(f"M{area.x:.1f} {area.y + row * high:.1f}h{area.width:.1f}" for row in range(1, len(found.rows)))
    down = "".join(f"M{area.x + place * wide:.1f} {area.y:.1f}v{area.height:.1f}" for place in range(1, len(found.columns)))
    axes = f"M{area.x:.1f} {area.y:.1f}v{area.height:.1f}h{area.width:.1f}"
    return draw.curve(across + down, theme.background, 1) + draw.curve(axes, theme.muted, 1)


def rows_at(found: Map, area: Area) -> Iterator[tuple[float, str]]:
    """Yield where each row's name stands."""
    for place, name in enumerate(found.rows):
        yield area.y + (place + 0.5) * area.height / len(found.rows), name


def columns_at(found: Map, area: Area) -> Iterator[tuple[float, str]]:
    """Yield where each column's name stands, where there are many of every second or third."""
    wide = area.width / len(found.columns)
    for place in range(0, len(found.columns), ceil((TICK + 2) / wide)):
        yield area.x + (place + 0.5) * wide, found.columns[place]


def column_name(x: float, y: float, words: str, theme: Theme, upright: bool) -> str:
    """Return a name below a column that ends at this place; one that is longer than its column is wide leans."""
    if upright:
        return draw.label(x, y + TICK + 4, words, theme.text, size=TICK)
    place = f'transform="translate({x:.1f} {y + 10:.1f}) rotate(-60)"'
    return f"<g {place}>{draw.label(0, 0, words, theme.text, size=TICK, anchor='end')}</g>"


def batch_text(batch: Batch) -> str:
    """Return the batch as CSV: a row for each token of each sentence."""
    parts = zip(batch.tokens, batch.known, batch.ids.tolist(), batch.mask.tolist(), strict=True)
    rows = (
        (number, place, *values) for number, row in enumerate(parts, 1) for place, values in enumerate(zip(*row, strict=True), 1)
    )
    return table_text(HEADERS, rows)


def kind_of(known: str) -> str:
    """Return what a token is to the eye: padding, unknown, the end, or a word like others."""
    return {PAD: "pad", UNKNOWN: "unknown", END: "end"}.get(known, "known")
