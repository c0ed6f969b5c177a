"""Figures of a cell at work: its gates over a sentence, what is left of one token, and two ways to print an LSTM's output."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

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

    `names` says what each is called.
    """
    figure = make_subplots(rows=len(names), shared_xaxes=True, vertical_spacing=0.24 / max(1, len(names)))
    columns = np.arange(len(reading.tokens))
    for row, (name, title) in enumerate(names.items(), 1):
        values = reading.values[name][:, list(units)].T  # (units, T)
        low, high = (0.0, 1.0) if name in BOUNDED else (-1.0, 1.0)
        reach = 1.0 if name in BOUNDED else max(1.0, float(np.abs(values).max()))
        figure.add_heatmap(
            x=columns,
            y=[f"{number}" for number in units],
            z=np.round(values, 4),
            zmin=low * reach,
            zmax=high * reach,
            colorscale="Viridis" if name in BOUNDED else signed(theme),
            showscale=False,
            customdata=np.broadcast_to(np.array(reading.tokens, object), values.shape),
            hovertemplate=f"{title} of unit %{{y}} at “%{{customdata}}”: %{{z:.2f}}<extra></extra>",
            row=row,
            col=1,
        )
        label(figure, row, title, theme)
        mark(figure, row, list(units), place, unit, theme)
    return styled(figure, reading.tokens, len(names), theme)


def signed(theme: Theme) -> list[tuple[float, str]]:
    """Return a scale from blue over the background to red."""
    return [(0.0, "#2166ac"), (0.5, theme.background), (1.0, "#b2182b")]


def label(figure: go.Figure, row: int, title: str, theme: Theme) -> None:
    """Write what a map shows above its left corner; changes `figure`."""
    place = dict(x=0, xref="paper", xanchor="left", y=1, yref=f"y{row if row > 1 else ''} domain", yanchor="bottom")
    figure.add_annotation(text=title, **place, showarrow=False, font=dict(size=13, color=theme.text))


def mark(figure: go.Figure, row: int, units: list[int], place: int, unit: int, theme: Theme) -> None:
    """Frame the column of a place, and in it the chosen unit; changes `figure`."""
    line = dict(color=theme.text, width=1.5)
    figure.add_shape(type="rect", x0=place - 0.5, x1=place + 0.5, y0=-0.5, y1=len(units) - 0.5, line=line, row=row, col=1)
    if unit in units:
        at = units.index(unit)
        figure.add_shape(
            type="rect", x0=place - 0.5, x1=place + 0.5, y0=at - 0.5, y1=at + 0.5, line=line | dict(width=3), row=row, col=1
        )


def styled(figure: go.Figure, tokens: Sequence[str], rows: int, theme: Theme) -> go.Figure:
    """Give the maps their axes; changes `figure`."""
    font, clear = dict(family=FONT, size=14, color=theme.text), "rgba(0,0,0,0)"
    many = len(tokens) > 70
    places, words = ticks(tokens) if many else (list(range(len(tokens))), [token if token.strip() else "␣" for token in tokens])
    figure.update_xaxes(showgrid=False, zeroline=False, showline=False, ticks="", tickvals=places, ticktext=words)
    bottom = dict(title=dict(text="what was read", font=dict(size=13)), tickangle=-60 if many else 0, automargin=True)
    figure.update_xaxes(tickfont=dict(size=12), **bottom, row=rows, col=1)
    blank = dict(showticklabels=False, showgrid=False, showline=False, ticks="")
    figure.update_yaxes(type="category", **blank, title=dict(text="units", font=dict(size=12)))
    return figure.update_layout(
        template="none",
        font=font,
        height=ROW * rows + ROOM,
        margin=dict(l=30, r=10, t=34, b=50),
        paper_bgcolor=clear,
        plot_bgcolor=clear,
        hoverlabel=dict(bgcolor=theme.background, font=font),
        modebar=dict(bgcolor=clear, color=theme.muted, activecolor=theme.text),
    )


def trace_figure(free: Trace, held: Trace | None, tokens: Sequence[str], cell: str, theme: Theme) -> go.Figure:
    """Return what is left of a token at each one after it, on a log axis: as trained, and with a gate held (dashed)."""
    x, y = axis("steps after it", theme), axis("share of it left in the state (log scale)", theme, type="log", dtick=1)
    figure, own = canvas(x, y, theme, height=340), stroke(cell, theme)
    for label, trace in {"as trained": free, "gate held": held}.items():
        for name, left in trace.left.items() if trace else ():
            colour, width = (own.colour, 3.0) if name == "h" else (mix(own.colour, theme.text, 0.5), 1.5)
            dash = "solid" if trace is free else "dash"
            figure.add_scatter(
                x=np.arange(len(left)),
                y=np.where(left > 0, left, np.nan),
                name=f"{name}, {label}",
                mode="lines",
                line=dict(color=colour, width=width, dash=dash),
                customdata=list(tokens),
                hovertemplate="after “%{customdata}”: %{y:.1%}",
            )
    values = np.concatenate([left for trace in (free, held) if trace for left in trace.left.values()])
    top = max(1.5, float(values.max()) * 1.3)
    return figure.update_yaxes(range=[np.log10(LEVELS), np.log10(top)], tickformat="~%").update_layout(hovermode="x unified")


def output_figure(reading: Reading, unit: int, cell: str, theme: Theme) -> go.Figure:
    """Return the output of one unit over a sentence: o ⊙ tanh(c), and what i ⊙ c would be."""
    x, y = axis("what was read", theme), axis(f"output of unit {unit}", theme, zeroline=True)
    figure, own = canvas(x, y, theme, height=300), stroke(cell, theme)
    values = {name: reading.values[name][:, unit] for name in ("i", "o", "c'")}
    columns = np.arange(len(reading.tokens))
    right, wrong = values["o"] * np.tanh(values["c'"]), values["i"] * values["c'"]
    figure.add_scatter(x=columns, y=right, name="o ⊙ tanh c, the output", line=dict(color=own.colour, width=3), mode="lines")
    figure.add_scatter(
        x=columns, y=wrong, name="update gate × c, as misprinted", line=dict(color=theme.muted, width=2, dash="dot"), mode="lines"
    )
    places, words = ticks(reading.tokens)
    return figure.update_xaxes(tickvals=places, ticktext=words)


COST_COLUMNS = {
    "parameters": ("numbers to learn", ","),
    "multiplications": ("multiplications a step", ","),
    "reading": ("µs to read a token", ".0f"),
    "training": ("µs to train on a token", ".1f"),
}


def costs_figure(costs: Sequence[Cost], chosen: str, theme: Theme) -> go.Figure:
    """Return four sets of bars, one for each measure; the chosen cell strong, the others faint."""
    figure = make_subplots(rows=2, cols=2, shared_yaxes=True, horizontal_spacing=0.04, vertical_spacing=0.14)
    names = [CELLS[cost.cell].label for cost in costs]
    colours = [stroke(cost.cell, theme).colour for cost in costs]
    shades = [colour if cost.cell == chosen else faint(colour, 0.55) for cost, colour in zip(costs, colours, strict=True)]
    for place, (field, (title, form)) in enumerate(COST_COLUMNS.items()):
        where, values = dict(row=1 + place // 2, col=1 + place % 2), [getattr(cost, field) for cost in costs]
        figure.add_bar(
            x=values,
            y=names,
            orientation="h",
            text=[format(value, form) for value in values],
            textposition="outside",
            marker=dict(color=shades),
            hovertemplate=f"%{{y}}: %{{text}} {title}<extra></extra>",
            **where,
        )
        spare = dict(range=[0, ROOM_FOR_TEXT * max(values)], showticklabels=False, showgrid=False, zeroline=False, ticks="")
        figure.update_xaxes(title=dict(text=title, font=dict(size=13), standoff=6), **spare, **where)
    font, clear = dict(family=FONT, size=14, color=theme.text), "rgba(0,0,0,0)"
    figure.update_yaxes(autorange="reversed", automargin=True, ticks="", showgrid=False, tickfont=dict(size=12))
    return figure.update_layout(
        template="none",
        font=font,
        height=560,
        margin=dict(l=10, r=10, t=10, b=40),
        paper_bgcolor=clear,
        plot_bgcolor=clear,
        modebar=dict(bgcolor=clear, color=theme.muted, activecolor=theme.text),
        bargap=0.3,
        showlegend=False,
    )
