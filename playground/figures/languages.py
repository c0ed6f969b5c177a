"""Two languages on one plane: each word a point, each pair a line."""

from collections.abc import Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go

from playground.figures.canvas import axis, canvas
from playground.figures.labels import roomy
from playground.figures.theme import FONT, Theme, faint

HEIGHT, SIDE = 480, 360  # pixels: of the figure, and of its plane on a narrow screen
LABELLED = 45  # pairs up to which words are written, where there is room
LOOKS = ("lstm", "rnn")  # families whose colours are borrowed


def spaces_figure(
    names: Sequence[str], words: Sequence[Sequence[str]], points: Sequence[np.ndarray], reach: float, theme: Theme
) -> go.Figure:
    """Return both languages: their names, their words and points (n, 2), pair by pair; `reach` is how far the axes go."""
    bounds = dict(range=[-reach, reach], showticklabels=False, fixedrange=False)
    x, y = axis("", theme, **bounds), axis("", theme, **bounds, scaleanchor="x")
    figure = canvas(x, y, theme, height=HEIGHT, hovermode="closest", margin=dict(l=5, r=5, t=40, b=5))
    lines = np.full((len(points[0]), 3, 2), np.nan)
    lines[:, 0], lines[:, 1] = points
    look = dict(mode="lines", line=dict(color=faint(theme.muted, 0.5), width=1), hoverinfo="skip", showlegend=False)
    figure.add_scatter(x=lines[:, :, 0].ravel(), y=lines[:, :, 1].ravel(), **look)
    sides = label_sides(words, points, reach)
    for name, own, where, family, beside in zip(names, words, points, LOOKS, sides, strict=True):
        texts = [escape(word) for word in own]
        figure.add_scatter(
            x=where[:, 0],
            y=where[:, 1],
            text=[text if side else "" for text, side in zip(texts, beside, strict=True)],
            hovertext=texts,
            name=escape(name),
            mode="markers+text" if any(beside) else "markers",
            textposition=[side or "top center" for side in beside],
            textfont=dict(family=FONT, size=12, color=theme.text),
            marker=dict(size=9 if len(own) <= LABELLED else 5, color=theme.families[family]),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    return figure


def label_sides(words: Sequence[Sequence[str]], points: Sequence[np.ndarray], reach: float) -> list[list[str]]:
    """Return for both languages where each word is written, "" where it is not: the words of a pair choose together."""
    count = len(points[0])
    if count > LABELLED:
        return [[""] * count] * 2
    turns = np.stack(points, axis=1).reshape(-1, 2)  # a pair after the other
    sides = roomy(turns, [word for pair in zip(*words, strict=True) for word in pair], 2 * reach / SIDE)
    return [sides[0::2], sides[1::2]]


def describe_spaces(names: Sequence[str], points: Sequence[np.ndarray], carried: bool) -> str:
    """Say in words how far the words of a pair stand from each other."""
    apart = float(np.linalg.norm(points[0] - points[1], axis=1).mean())
    how = f"{names[0]} carried into the space of {names[1]}" if carried else f"{names[0]} and {names[1]} by their own coordinates"
    return f"{how}: {len(points[0])} pairs, on average {apart:.2f} apart on this plane."
