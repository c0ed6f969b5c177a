"""Figures of words and how near they are: bars of neighbours, the angle between two, and every pair of a list."""

from collections.abc import Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go

from playground.figures.canvas import axis, canvas, empty
from playground.figures.theme import FONT, Theme, faint
from playground.vectors.similarity import Angle, Neighbour

BAR, LONGEST, SHORT = 30, 40, 30  # pixels a neighbour takes, letters of a word in an axis title, and of a title with a hint
WRITTEN = 12  # words up to which a heat map writes its numbers
SIGNED = [[0, "#b35806"], [0.5, "#f7f7f7"], [1, "#2166ac"]]  # diverging, told apart by the colour-blind too
AXES = {"cosine": ("cosine with", " (1: same direction)"), "euclidean": ("distance from", " (0: the same point)")}
WORDS = {"light": "#0072B2", "dark": "#56B4E9"}
NO_NEIGHBOURS = "There is no other word in these vectors."


def value_of(one: Neighbour, measure: str) -> float:
    """Return the number that a measure goes by."""
    return one.similarity if measure == "cosine" else one.distance


def nearness(measure: str, to: Sequence[str]) -> str:
    """Say what is measured between a neighbour and a word, or the mean of several."""
    return f"{AXES[measure][0]} {to[0][:LONGEST] if len(to) == 1 else f'the mean of {len(to)} words'}"


def neighbour_bars(found: Sequence[Neighbour], measure: str, to: Sequence[str], theme: Theme) -> go.Figure:
    """Return the neighbours of some words as bars, the nearest on top, with the number that the measure goes by."""
    values = [value_of(one, measure) for one in found]
    said = nearness(measure, to)
    end = AXES[measure][1] if len(said) <= SHORT else ""  # a phone has no room for more
    x = axis(f"{escape(said)}{end}", theme, rangemode="tozero")
    y = axis("", theme, autorange="reversed", type="category", tickfont=dict(size=15))
    size = dict(height=90 + BAR * len(found), margin=dict(l=10, r=10, t=10, b=10))
    figure = canvas(x, y, theme, hovermode="closest", showlegend=False, **size)
    if not found:
        return empty(figure, NO_NEIGHBOURS)
    return figure.add_bar(
        x=values,
        y=[escape(one.word) for one in found],
        orientation="h",
        marker_color=WORDS[theme.name],
        customdata=[[one.similarity, one.distance] for one in found],
        hovertemplate="%{y}<br>cosine %{customdata[0]:.4f}<br>distance %{customdata[1]:.4f}<extra></extra>",
        text=[f"{value:.3f}" for value in values],
        textfont=dict(size=13),
    )


def describe_neighbours(found: Sequence[Neighbour], measure: str, to: Sequence[str]) -> str:
    """Say in words which neighbours some words have."""
    listed = ", ".join(f"{one.word} ({value_of(one, measure):.3f})" for one in found)
    return f"The nearest words by {nearness(measure, to)}: {listed}." if found else NO_NEIGHBOURS


def angle_figure(found: Angle, theme: Theme) -> go.Figure:
    """Return two arrows at length 1 with the true angle between them, in the plane that both lie in."""
    turn, colour = float(np.radians(found.degrees)), WORDS[theme.name]
    bounds = dict(visible=False, fixedrange=True)
    left, high = min(-0.15, 1.3 * np.cos(turn)), max(0.45, 1.25 * np.sin(turn), 0.6 * np.sin(turn / 2))
    x, y = bounds | dict(range=[left, 1.45]), bounds | dict(range=[-0.15, high], scaleanchor="x")
    arrow = dict(ax=0, ay=0, axref="x", ayref="y", text="", arrowhead=3, arrowwidth=2.5, arrowcolor=colour)
    plain = dict(showarrow=False, font=dict(size=16, family=FONT, color=theme.text))
    notes = [dict(x=0.5 * np.cos(turn / 2), y=0.5 * np.sin(turn / 2), text=f"{found.degrees:.1f}°", **plain)]
    for word, way, below in ((found.one, 0.0, 0.06), (found.other, turn, 0.0)):
        notes.append(dict(x=np.cos(way), y=np.sin(way), **arrow))
        notes.append(dict(x=1.12 * np.cos(way), y=1.12 * np.sin(way) - below, text=f"<b>{escape(word)}</b>", **plain))
    look = dict(height=280, showlegend=False, hovermode=False, margin=dict(l=0, r=0, t=0, b=0))
    arc = np.linspace(0, turn, 60)
    slice = dict(mode="lines", fill="toself", line=dict(width=0), fillcolor=faint(colour, 0.25))
    figure = canvas(x, y, theme, annotations=notes, **look)
    return figure.add_scatter(x=[0, *0.35 * np.cos(arc)], y=[0, *0.35 * np.sin(arc)], **slice)


def describe_angle(found: Angle) -> str:
    """Say in words how two words stand to each other."""
    return f"Between {found.one} and {found.other} there are {found.degrees:.1f} degrees; the cosine is {found.cosine:.4f}."


def similarity_map(words: Sequence[str], matrix: np.ndarray, theme: Theme) -> go.Figure:
    """Return the cosine (n, n) of every two words as colours around 0."""
    names = [escape(word) for word in words]
    kind = dict(type="category", tickfont=dict(size=12), showgrid=False)
    x, y = axis("", theme, tickangle=-45, **kind), axis("", theme, autorange="reversed", **kind)
    size = dict(height=150 + max(220, 26 * len(words)), hovermode="closest", margin=dict(l=10, r=10, t=10, b=10))
    figure = canvas(x, y, theme, **size)
    bar = dict(title=dict(text="cosine"), thickness=12)
    numbers = dict(texttemplate="%{z:.2f}") if len(words) <= WRITTEN else {}
    hover = "%{y} and %{x}: %{z:.4f}<extra></extra>"
    look = dict(zmin=-1, zmax=1, colorscale=SIGNED, colorbar=bar, hovertemplate=hover)
    return figure.add_heatmap(x=names, y=names, z=matrix, **look, **numbers)


def describe_map(words: Sequence[str], matrix: np.ndarray) -> str:
    """Say in words which two words of a list are nearest."""
    others = np.where(np.eye(len(words), dtype=bool), -np.inf, matrix)
    one, other = np.unravel_index(int(others.argmax()), others.shape)
    nearest = f"{words[one]} and {words[other]} with {matrix[one, other]:.3f}"
    return f"The cosine of every two of {len(words)} words; nearest are {nearest}."
