"""Figures of a cell at work: its gates over a sentence, what is left of one token, and two ways to print an LSTM's output."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from models.cells import CELLS
from playground.cells.costs import Cost
from playground.cells.sentence import Reading, Trace
from playground.figures.canvas import axis, canvas
from playground.figures.connectivity import ticks
from playground.figures.theme import FONT, Theme, faint, mix, stroke

ROW, ROOM = 150, 96  # pixels of one map, and around all
BOUNDED = frozenset({*"rzifo", "-z"})  # between 0 and 1; everything else is signed
LEVELS = 1e-3  # the lowest share of a trace that is drawn
ROOM_FOR_TEXT = 1.9  # how far an axis goes beyond its longest bar


def gates_figure(
    reading: Reading, names: Mapping[str, str], units: Sequence[int], place: int, unit: int, theme: Theme
) -> go.Figure:
    """Return a map for each name: units × tokens, gates from 0 to 1, states and candidates signed; one place and unit framed.

    `names` says what each is called; units are counted from 0 here, and from 1 by whoever reads the figure.
    """
    rows, blank = range(1, len(names) + 1), dict(showticklabels=False, showgrid=False, showline=False, ticks="")
    units_axis = dict(type="category", title=dict(text="units", font=dict(size=12)), **blank)
    axes = {f"yaxis{nth(row)}": dict(domain=stretch(row, len(names)), **units_axis) for row in rows}
    maps = [
        heat_map(reading, name, title, units, nth(row), theme) for row, (name, title) in zip(rows, names.items(), strict=True)
    ]
    look = layout(
        theme,
        height=ROW * len(names) + ROOM,
        margin=dict(l=30, r=10, t=34, b=50),
        xaxis=dict(anchor=f"y{nth(len(names))}", **read_axis(reading.tokens)),
        annotations=[named(title, nth(row), theme) for row, title in zip(rows, names.values(), strict=True)],
        shapes=[frame for row in rows for frame in frames(list(units), place, unit, nth(row), theme)],
        hoverlabel=dict(bgcolor=theme.background, font=dict(family=FONT, size=14, color=theme.text)),
        **axes,
    )
    return go.Figure(maps, look)


def nth(row: int) -> str:
    """Return how Plotly numbers axes: the first has none."""
    return str(row) if row > 1 else ""


def stretch(row: int, rows: int) -> tuple[float, float]:
    """Return from where to where a map goes up the figure, the first at the top."""
    apart = 0.24 / rows
    height = (1 - apart * (rows - 1)) / rows
    top = 1 - (row - 1) * (height + apart)
    return max(0.0, top - height), top


def heat_map(reading: Reading, name: str, title: str, units: Sequence[int], axis_number: str, theme: Theme) -> dict:
    """Return the map of one gate or state."""
    values = reading.values[name][:, list(units)].T  # (units, T)
    reach = 1.0 if name in BOUNDED else max(1.0, float(np.abs(values).max()))
    return dict(
        type="heatmap",
        x=np.arange(len(reading.tokens)),
        y=[f"{number + 1}" for number in units],
        z=np.round(values, 4),
        zmin=0.0 if name in BOUNDED else -reach,
        zmax=reach,
        colorscale="Viridis" if name in BOUNDED else signed(theme),
        showscale=False,
        customdata=np.broadcast_to(np.array(reading.tokens, object), values.shape),
        hovertemplate=f"{title} of unit %{{y}} at “%{{customdata}}”: %{{z:.2f}}<extra></extra>",
        yaxis=f"y{axis_number}",
    )


def signed(theme: Theme) -> list[tuple[float, str]]:
    """Return a scale from blue over the background to red."""
    return [(0.0, "#2166ac"), (0.5, theme.background), (1.0, "#b2182b")]


def named(title: str, axis_number: str, theme: Theme) -> dict:
    """Return what a map shows, written above its left corner."""
    place = dict(x=0, xref="paper", xanchor="left", y=1, yref=f"y{axis_number} domain", yanchor="bottom")
    return dict(text=title, **place, showarrow=False, font=dict(size=13, color=theme.text))


def frames(units: list[int], place: int, unit: int, axis_number: str, theme: Theme) -> Iterator[dict]:
    """Yield the frame around the column of a place, and in it that of the chosen unit; light beneath dark, to be seen on both."""
    box = dict(type="rect", x0=place - 0.5, x1=place + 0.5, xref="x", yref=f"y{axis_number}")
    looks = (dict(color=theme.background, width=5), dict(color=theme.text, width=2))
    column = dict(y0=-0.5, y1=len(units) - 0.5)
    inside = [dict(y0=units.index(unit) - 0.5, y1=units.index(unit) + 0.5)] if unit in units else []
    for sides in (column, *inside):
        yield from (box | sides | dict(line=line) for line in looks)


def read_axis(tokens: Sequence[str]) -> dict:
    """Return the axis along the text: every token, or where there are many some of its words."""
    many = len(tokens) > 70
    places, words = ticks(tokens) if many else (list(range(len(tokens))), [token if token.strip() else "␣" for token in tokens])
    bare = dict(showgrid=False, zeroline=False, showline=False, ticks="", automargin=True, tickfont=dict(size=12))
    title = dict(text="what was read", font=dict(size=13))
    return dict(tickvals=places, ticktext=words, tickangle=-60 if many else 0, title=title, **bare)


def layout(theme: Theme, **more: Any) -> dict:
    """Return the look of a figure of several maps or bars, given whole: each later change costs milliseconds."""
    clear = "rgba(0,0,0,0)"
    look = dict(template="none", paper_bgcolor=clear, plot_bgcolor=clear, font=dict(family=FONT, size=14, color=theme.text))
    return look | dict(modebar=dict(bgcolor=clear, color=theme.muted, activecolor=theme.text)) | more


def trace_figure(free: Trace, held: Trace | None, tokens: Sequence[str], cell: str, theme: Theme) -> go.Figure:
    """Return what is left of a token at each one after it, on a log axis: as trained, and with a gate held (dashed)."""
    values = np.concatenate([left for trace in (free, held) if trace for left in trace.left.values()])
    top = max(1.5, float(values.max()) * 1.3)
    scale = dict(type="log", dtick=1, range=[np.log10(LEVELS), np.log10(top)], tickformat="~%")
    y = axis("share of it left in the state (log scale)", theme, **scale)
    lines, own = [], stroke(cell, theme)
    for label, trace in {"as trained": free, "gate held": held}.items():
        for name, left in trace.left.items() if trace else ():
            colour, width = (own.colour, 3.0) if name == "h" else (mix(own.colour, theme.text, 0.5), 1.5)
            dash = "solid" if trace is free else "dash"
            lines.append(
                dict(
                    x=np.arange(len(left)),
                    y=np.where(left > 0, left, np.nan),
                    name=f"{name}, {label}",
                    mode="lines",
                    line=dict(color=colour, width=width, dash=dash),
                    customdata=list(tokens),
                    hovertemplate="after “%{customdata}”: %{y:.1%}",
                )
            )
    return canvas(axis("steps after it", theme), y, theme, height=340).add_traces(lines)


def output_figure(reading: Reading, unit: int, cell: str, theme: Theme) -> go.Figure:
    """Return the output of one unit over a sentence: o ⊙ tanh(c), and what i ⊙ c would be."""
    places, words = ticks(reading.tokens)
    x = axis("what was read", theme, tickvals=places, ticktext=words)
    figure, own = canvas(x, axis(f"output of unit {unit + 1}", theme, zeroline=True), theme, height=300), stroke(cell, theme)
    values = {name: reading.values[name][:, unit] for name in ("i", "o", "c'")}
    columns = np.arange(len(reading.tokens))
    right, wrong = values["o"] * np.tanh(values["c'"]), values["i"] * values["c'"]
    thin = dict(color=theme.muted, width=2, dash="dot")
    return figure.add_traces(
        [
            dict(x=columns, y=right, name="o ⊙ tanh c, the output", line=dict(color=own.colour, width=3), mode="lines"),
            dict(x=columns, y=wrong, name="update gate × c, as misprinted", line=thin, mode="lines"),
        ]
    )


COST_COLUMNS = {
    "parameters": ("numbers to learn", ","),
    "multiplications": ("multiplications a step", ","),
    "reading": ("µs to read a token", ".0f"),
    "training": ("µs to train on a token", ".1f"),
}
LEFT, RIGHT, UPPER, LOWER = (0.0, 0.48), (0.52, 1.0), (0.57, 1.0), (0.0, 0.43)  # the four panels of bars


def costs_figure(costs: Sequence[Cost], chosen: str, theme: Theme) -> go.Figure:
    """Return four sets of bars, one for each measure; the chosen cell strong, the others faint."""
    names = [CELLS[cost.cell].label for cost in costs]
    colours = [stroke(cost.cell, theme).colour for cost in costs]
    shades = [colour if cost.cell == chosen else faint(colour, 0.55) for cost, colour in zip(costs, colours, strict=True)]
    bars, axes = [], {}
    for place, (field, (title, form)) in enumerate(COST_COLUMNS.items()):
        values, x, y = [getattr(cost, field) for cost in costs], nth(place + 1), nth(1 + place // 2)
        written = dict(text=[format(value, form) for value in values], textposition="outside")
        said = dict(hovertemplate=f"%{{y}}: %{{text}} {title}<extra></extra>", marker=dict(color=shades))
        bars.append(dict(type="bar", orientation="h", x=values, y=names, xaxis=f"x{x}", yaxis=f"y{y}", **written, **said))
        spare = dict(range=[0, ROOM_FOR_TEXT * max(values)], showticklabels=False, showgrid=False, zeroline=False, ticks="")
        where = dict(domain=(LEFT, RIGHT)[place % 2], anchor=f"y{y}")
        axes[f"xaxis{x}"] = dict(title=dict(text=title, font=dict(size=13), standoff=6), **spare, **where)
    cells = dict(autorange="reversed", automargin=True, ticks="", showgrid=False, tickfont=dict(size=12))
    axes |= {"yaxis": dict(domain=UPPER, **cells), "yaxis2": dict(domain=LOWER, anchor="x3", **cells)}
    room = dict(height=560, margin=dict(l=10, r=10, t=10, b=40), bargap=0.3, showlegend=False)
    return go.Figure(bars, layout(theme, **room, **axes))
