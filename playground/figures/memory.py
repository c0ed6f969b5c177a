"""Figures of memory tasks: right answers as the gap grows, and below them how far back the gradient reached; for each cell."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from models.cells import CELLS
from playground.figures.canvas import axis, canvas, empty
from playground.figures.powers import STRONGEST, percent, power
from playground.figures.theme import Theme, faint, stroke
from playground.gradients.memory_tasks import GapBand
from playground.gradients.trace import Decay

HEIGHT = 620  # pixels, the same while networks learn and after it
FLOOR, TOP = -8, 1  # log10 of the shares between which the gradient is drawn, where it does not grow further
UPPER, LOWER = (0.56, 1.0), (0.0, 0.44)  # where the two axes stand, in shares of the height
SYMBOLS = "circle", "square", "diamond", "triangle-up", "cross", "star", "pentagon"
LIVE_SYMBOLS = "circle", "rect", "diamond", "triangle", "pin", "arrow", "roundRect"
WIDEST = 9.0  # pixels
Bands = Mapping[str, Sequence[GapBand]]  # by cell
Decays = Mapping[str, Mapping[str, Decay]]  # shares by cell and state
RIGHT, LEFT = "right answers", "share of the gradient left (log scale)"
ACROSS = "steps: the gap above, back from the answer below"
POWERS = {"formatter": "10{raised|{value}}", "rich": {"raised": {"fontSize": 9, "padding": [0, 0, 8, 0]}}}  # a live axis's labels
PER_CENT = dict(tickvals=list(range(0, 101, 20)), ticktext=[f"{share} %" for share in range(0, 101, 20)])


def memory_figure(bands: Bands, decays: Decays, chance: float, theme: Theme) -> go.Figure:
    """Return right answers against the gap, and below, along the same axis, what is left of the gradient so many steps back.

    Lines are means over the seeds (geometric ones of shares), bands reach from the lowest to the highest. Lines that lie on each
    other are told apart by their widths, the first the widest.
    """
    upper = axis(RIGHT, theme, range=[0, 104], domain=UPPER, **PER_CENT)
    top = top_of(decays)
    ticks = list(range(FLOOR, top + 1, 2))
    marks = dict(tickvals=ticks, ticktext=[power(tick) for tick in ticks])
    lower = axis(LEFT, theme, range=[FLOOR, top], domain=LOWER, anchor="x", **marks)
    across = axis(ACROSS, theme, range=[0, farthest(bands)], anchor="y2", unifiedhovertitle=dict(text="%{x} steps"))
    figure = canvas(across, upper, theme, height=HEIGHT, yaxis2=lower, hoversubplots="axis")
    if not bands:
        return empty(figure)
    for place, (cell, found) in enumerate(bands.items()):
        add_accuracy(figure, cell, found, place, len(bands), theme)
        for state, decay in decays.get(cell, {}).items():
            add_decay(figure, cell, state, decay, place, len(bands), theme)
    return mark_chance(figure, chance, theme)


def farthest(bands: Bands) -> int:
    """Return the largest gap."""
    return max((one.gap for found in bands.values() for one in found), default=1)


def top_of(decays: Decays) -> int:
    """Return the power of ten at which the gradients end above: as far as one grew on its way back, 10⁸ at most."""
    high = [decay.high for states in decays.values() for decay in states.values()]
    largest = max((float(np.max(curve, initial=TOP, where=np.isfinite(curve))) for curve in high), default=TOP)
    return min(STRONGEST, int(np.ceil(largest)))


def width(place: int, count: int) -> float:
    """Return the width of a line of several in pixels: wide below, narrow on top."""
    return min(WIDEST, 2.0 + 1.6 * (count - 1 - place))


def add_accuracy(figure: go.Figure, cell: str, found: Sequence[GapBand], place: int, count: int, theme: Theme) -> None:
    """Add the right answers of one cell, and their band; changes `figure`."""
    own, gaps, wide = stroke(cell, theme), [one.gap for one in found], width(place, count)
    edges = dict(x=gaps + gaps[::-1], y=[100 * one.high for one in found] + [100 * one.low for one in found][::-1])
    figure.add_scatter(**edges, **area(own.colour, cell))
    figure.add_scatter(
        x=gaps,
        y=[100 * one.accuracy for one in found],
        name=CELLS[cell].label,
        mode="lines+markers",
        line=dict(color=own.colour, width=wide, dash=dashes(own.dash, wide)),
        marker=dict(size=6 + wide, symbol=SYMBOLS[place % len(SYMBOLS)]),
        cliponaxis=False,
        legendgroup=cell,
        customdata=[hover(one) for one in found],
        hovertemplate="%{customdata}",
    )


def add_decay(figure: go.Figure, cell: str, state: str, decay: Decay, place: int, count: int, theme: Theme) -> None:
    """Add what is left of the gradient of one cell's state at each step back, and its band; changes `figure`."""
    own, first = stroke(cell, theme), state == CELLS[cell].state_names[0]
    low, high = (np.where(np.isfinite(curve), curve, FLOOR - 2.0) for curve in (decay.low, decay.high))
    steps = np.arange(len(decay.middle))
    edges = dict(x=np.concatenate([steps, steps[::-1]]), y=np.concatenate([high, low[::-1]]))
    figure.add_scatter(**edges, **area(own.colour, cell), yaxis="y2")
    figure.add_scatter(
        x=steps,
        y=[float(value) if np.isfinite(value) else None for value in decay.middle],
        yaxis="y2",
        name=f"{CELLS[cell].label}: {state}",
        mode="lines",
        line=dict(color=own.colour, width=width(place, count), dash=dashes(own.dash, width(place, count)) if first else "dot"),
        legendgroup=cell,
        showlegend=not first,
        customdata=[percent(value) for value in decay.middle],
        hovertemplate="%{customdata} left",
    )


def dashes(dash: str, wide: float) -> str:
    """Return a dash that a wide line does not stretch out of the legend."""
    return "8px,6px" if dash != "solid" and wide > 3 else dash


def area(colour: str, cell: str) -> dict:
    """Return the look of a band."""
    look = dict(fill="toself", fillcolor=faint(colour, 0.15), line=dict(width=0), mode="lines")
    return dict(hoverinfo="skip", showlegend=False, legendgroup=cell, **look)


def mark_chance(figure: go.Figure, chance: float, theme: Theme) -> go.Figure:
    """Draw what guessing reaches; changes `figure`."""
    note = dict(xref="x domain", x=1, xanchor="right", yanchor="bottom", font=dict(size=12, color=theme.muted))
    figure.add_annotation(text="chance", y=100 * chance, yref="y", showarrow=False, bgcolor=faint(theme.background, 0.7), **note)
    ends = dict(xref="x domain", x0=0, x1=1, yref="y", y0=100 * chance, y1=100 * chance)
    return figure.add_shape(type="line", line=dict(color=theme.muted, width=1, dash="dot"), **ends)


def hover(one: GapBand) -> str:
    """Say how many answers are right, over which span of seeds, and how far off numbers are."""
    text = f"{100 * one.accuracy:.0f} % right ({100 * one.low:.0f} to {100 * one.high:.0f} %)"
    return text if one.squared_error is None else f"{text}, squared error {one.squared_error:.3g}"


def live_memory_chart(bands: Bands, decays: Decays, chance: float, theme: Theme) -> dict[str, Any]:
    """Return the same on the same axes as an ECharts option, while networks still learn: it keeps its place as it grows."""
    series, count = [], len(bands)
    for place, (cell, found) in enumerate(bands.items()):
        marks = {"symbol": LIVE_SYMBOLS[place % len(LIVE_SYMBOLS)], "symbolSize": 6 + width(place, count)}
        points = [[one.gap, round(100 * one.accuracy, 2)] for one in found]
        series.append(live_line(CELLS[cell].label, cell, points, width(place, count), theme) | marks)
        for decay in list(decays.get(cell, {}).values())[:1]:
            shares = [[back, round(float(level), 2)] for back, level in enumerate(decay.middle) if np.isfinite(level)]
            below = {"xAxisIndex": 1, "yAxisIndex": 1, "showSymbol": False}
            series.append(live_line(CELLS[cell].label, cell, shares, width(place, count), theme) | below)
    dotted = {"color": theme.muted, "type": "dotted", "width": 1}
    ends = [[0, round(100 * chance, 2)], [farthest(bands), round(100 * chance, 2)]]
    guess = {"type": "line", "name": "chance", "data": ends, "showSymbol": False, "lineStyle": dotted, "itemStyle": dotted}
    return {
        "animation": False,
        "legend": {"top": 0, "left": 0},
        "tooltip": {"trigger": "axis"},
        **live_axes(farthest(bands), top_of(decays)),
    } | {"series": [*series, guess]}


def live_line(name: str, cell: str, points: list, wide: float, theme: Theme) -> dict[str, Any]:
    """Return one line of the live chart."""
    colour = stroke(cell, theme).colour
    kind = {"dash": "dashed", "dot": "dotted"}.get(stroke(cell, theme).dash, "solid")
    look = {"color": colour, "width": wide, "type": kind}
    return {"type": "line", "name": name, "data": points, "lineStyle": look, "itemStyle": {"color": colour}}


def live_axes(most: int, top: int) -> dict[str, Any]:
    """Return the axes of the live chart, which end at so many steps and at 10^top: two drawings, one above the other."""
    names = {"nameLocation": "middle", "nameTextStyle": {"fontSize": 12}}
    across = {"type": "value", "min": 0, "max": most, **names}
    upper = {
        "type": "value",
        "name": RIGHT,
        "nameGap": 46,
        "min": 0,
        "max": 100,
        **names,
        "axisLabel": {"formatter": "{value} %"},
    }
    lower = {"type": "value", "name": LEFT, "nameGap": 46, "min": FLOOR, "max": top, "interval": 2, **names}
    place = {"left": 62, "right": 16, "outerBoundsMode": "none"}
    return {
        "grid": [{**place, "top": 64, "height": "37%"}, {**place, "bottom": 44, "height": "37%"}],
        "xAxis": [across, {**across, "gridIndex": 1, "name": ACROSS, "nameGap": 26}],
        "yAxis": [upper, {**lower, "gridIndex": 1, "axisLabel": {**POWERS, "showMaxLabel": False}}],
    }


def describe_memory_task(bands: Bands, decays: Decays) -> str:
    """Say for each cell how many answers are right over the largest gap, and how much of its gradient reached as far."""
    right = (
        f"{CELLS[cell].label} {100 * found[-1].accuracy:.0f} % over gap {found[-1].gap}" for cell, found in bands.items() if found
    )
    reached = (
        f"{CELLS[cell].label} {percent(max(float(decay.middle[-1]) for decay in states.values()))} "
        f"{len(next(iter(states.values())).middle) - 1} steps back"
        for cell, states in decays.items()
    )
    text = f"Right answers: {'; '.join(right)}."
    return f"{text} Left of the gradient: {'; '.join(reached)}." if decays else text
