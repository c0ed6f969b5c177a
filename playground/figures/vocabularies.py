"""What a vocabulary costs as it grows: memory against words, both on logarithmic scales."""

import math
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from playground.figures.canvas import axis, canvas
from playground.figures.theme import Theme

HEIGHT = 440  # pixels
COLOURS = {"square": "rnn", "dense": "gru", "row": "lstm", "dense-row": "n-gram"}  # families whose colours are borrowed
LIMITS = {"a phone’s memory (8 GB)": 8e9, "a large disk (20 TB)": 20e12}
UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB", "EB")


def size_name(count: float) -> str:
    """Write a number of bytes in steps of a thousand: 4.0 GB, 4.0 EB."""
    place = 0
    while count >= 1000 and place < len(UNITS) - 1:
        count, place = count / 1000, place + 1
    return f"{count:.3g} {UNITS[place]}" if place else f"{count:,.0f} bytes"


def count_name(words: int) -> str:
    """Write how many words there are: 20,000, 3 million, 1 billion."""
    for factor, name in ((10**9, "billion"), (10**6, "million")):
        if words >= factor:
            return f"{words / factor:g} {name}"
    return f"{words:,}"


def memory_figure(
    words: Sequence[int], sizes: Mapping[str, Sequence[int]], labels: Mapping[str, str], at: int, theme: Theme
) -> go.Figure:
    """Return the bytes of each table (by name, one number for each vocabulary) against the words, marked at one of them."""
    x = axis("words in the vocabulary (log)", theme, type="log", tickvals=[10**power for power in range(1, 10)])
    x["ticktext"] = [count_name(10**power) for power in range(1, 10)]
    powers = range(1, 20, 3)
    names = dict(tickvals=[10**power for power in powers], ticktext=[size_name(10**power) for power in powers])
    y = axis("memory of float32 numbers (log)", theme, type="log", **names)
    figure = canvas(x, y, theme, height=HEIGHT, hovermode="x unified")
    for name, values in sizes.items():
        colour = theme.families[COLOURS[name]]
        texts = [size_name(value) for value in values]
        line = dict(mode="lines", line=dict(color=colour, width=3), name=labels[name])
        figure.add_scatter(x=list(words), y=list(values), text=texts, hovertemplate="%{text}", **line)
        here = [values[list(words).index(at)]]
        mark = dict(mode="markers", marker=dict(size=11, color=colour), showlegend=False, hoverinfo="skip")
        figure.add_scatter(x=[at], y=here, **mark)
    for name, value in LIMITS.items():
        figure.add_hline(y=value, line=dict(color=theme.muted, width=1, dash="dot"))
        note = dict(showarrow=False, xanchor="left", yanchor="bottom", font=dict(size=11, color=theme.muted))
        figure.add_annotation(x=0, xref="paper", y=math.log10(value), yref="y", text=name, **note)
    return figure
