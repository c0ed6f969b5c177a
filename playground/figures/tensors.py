"""Figures of a sentence on its way into a network: a batch as boxes, and what stands for one sentence as a map of numbers."""

import numpy as np
import plotly.graph_objects as go

from playground.figures.canvas import axis, canvas
from playground.figures.export import table_text
from playground.figures.shading import visible
from playground.figures.theme import Theme
from playground.text.tensors import PAD, Batch, one_hot
from playground.text.words import END, UNKNOWN

HEADERS = ("sentence", "place", "token", "known as", "number", "mask")
INK = "#5e3ea1"  # what a 1 is drawn in


def names_of(batch: Batch, row: int) -> list[str]:
    """Return what the rows of a map are called: the place and the token of one sentence."""
    return [f"{place} · {visible(token) if token.isspace() else token}" for place, token in enumerate(batch.tokens[row], 1)]


def one_hot_figure(batch: Batch, row: int, theme: Theme) -> go.Figure:
    """Return the one-hot rows of a sentence; of the V columns those that some token of the batch uses."""
    used = sorted({int(number) for number in batch.ids.flat if number != batch.vocabulary_size})
    values = one_hot(batch.ids[row], batch.vocabulary_size)[:, used]
    spelled = (token for known in batch.known for token in known)
    names = dict(zip(batch.ids.flatten().tolist(), spelled, strict=True))
    columns = [f"{number} {names[number]}" for number in used]
    title = f"columns that this batch uses, of {batch.vocabulary_size:,}"
    return tensor_map(values, columns, names_of(batch, row), title, [(0.0, theme.background), (1.0, INK)], (0, 1), theme)


def embedding_figure(batch: Batch, row: int, table: np.ndarray, theme: Theme) -> go.Figure:
    """Return the embedding of a sentence, a row for each token: signed numbers, blue below zero and red above."""
    values, reach = table[batch.ids[row]], float(np.abs(table).max())
    scale = [(0.0, "#2166ac"), (0.5, theme.background), (1.0, "#b2182b")]
    columns = [str(place) for place in range(1, table.shape[1] + 1)]
    return tensor_map(values, columns, names_of(batch, row), "numbers of the embedding", scale, (-reach, reach), theme)


def tensor_map(values, columns, rows, title, scale, span, theme: Theme) -> go.Figure:
    """Return a matrix as a map with a grid between its numbers."""
    y = axis("", theme, type="category", autorange="reversed", showgrid=False)
    x = axis("", theme, type="category", showgrid=False, tickangle=-60)
    x["title"] = dict(text=title, font=dict(size=13), standoff=10)  # else long names below the columns run into it
    figure = canvas(x, y, theme, height=140 + 26 * len(rows))
    figure.add_heatmap(
        x=columns,
        y=rows,
        z=values,
        zmin=span[0],
        zmax=span[1],
        colorscale=scale,
        showscale=False,
        xgap=1,
        ygap=1,
        hovertemplate="%{y}, %{x}: %{z:.3g}<extra></extra>",
    )
    return figure.update_layout(hovermode="closest", margin=dict(l=10, r=10, t=30, b=10))


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
