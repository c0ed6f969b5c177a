"""Figures of memory tasks: how many answers are right as the gap grows, for each cell."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from models.cells import CELLS
from playground.figures.canvas import axis, canvas, empty
from playground.figures.theme import Theme, faint, stroke
from playground.gradients.memory_tasks import GapBand

HEIGHT = 380
Bands = Mapping[str, Sequence[GapBand]]  # by cell
RIGHT, GAP = "right answers", "gap: steps between what matters and the answer"


def accuracy_figure(bands: Bands, chance: float, theme: Theme) -> go.Figure:
    """Return the share of right answers against the gap: the mean over seeds, a band from the worst to the best, and chance."""
    figure = canvas(
        axis(GAP, theme, rangemode="tozero"), axis(RIGHT, theme, range=[0, 1.04], tickformat=".0%"), theme, height=HEIGHT
    )
    for cell, found in bands.items():
        own, gaps = stroke(cell, theme), [one.gap for one in found]
        edges = dict(x=gaps + gaps[::-1], y=[one.high for one in found] + [one.low for one in found][::-1])
        shape = dict(fill="toself", fillcolor=faint(own.colour, 0.15), line=dict(width=0), mode="lines")
        figure.add_scatter(**edges, **shape, hoverinfo="skip", showlegend=False, legendgroup=cell)
        figure.add_scatter(
            x=gaps,
            y=[one.accuracy for one in found],
            name=CELLS[cell].label,
            mode="lines+markers",
            line=dict(color=own.colour, width=2.5, dash=own.dash),
            marker=dict(size=7),
            legendgroup=cell,
            customdata=[hover(one) for one in found],
            hovertemplate="%{customdata}",
        )
    figure.update_xaxes(unifiedhovertitle=dict(text="gap %{x}"))
    note = dict(annotation_text="chance", annotation=dict(font=dict(size=12, color=theme.muted)))
    figure.add_hline(y=chance, line=dict(color=theme.muted, width=1, dash="dot"), **note)
    return figure if bands else empty(figure)


def hover(one: GapBand) -> str:
    """Say how many answers are right, over which span of seeds, and how far off numbers are."""
    text = f"{one.accuracy:.0%} right ({one.low:.0%} to {one.high:.0%})"
    return text if one.squared_error is None else f"{text}, squared error {one.squared_error:.3g}"


def live_accuracy(bands: Bands, chance: float, theme: Theme) -> dict[str, Any]:
    """Return the same as an ECharts option, while networks still learn: it keeps its place as it grows."""
    series = [
        {
            "type": "line",
            "name": CELLS[cell].label,
            "data": [[one.gap, round(one.accuracy, 4)] for one in found],
            "lineStyle": {"color": stroke(cell, theme).colour, "width": 2.5},
            "itemStyle": {"color": stroke(cell, theme).colour},
        }
        for cell, found in bands.items()
    ]
    gaps = [one.gap for found in bands.values() for one in found] or [0]
    dotted = {"color": theme.muted, "type": "dotted", "width": 1}
    ends = [[0, round(chance, 4)], [max(gaps), round(chance, 4)]]
    guess = {"type": "line", "name": "chance", "data": ends, "showSymbol": False, "lineStyle": dotted, "itemStyle": dotted}
    names = {"nameLocation": "middle", "nameTextStyle": {"fontSize": 12}}
    return {
        "animation": False,
        "grid": {"left": 54, "right": 16, "top": 34, "bottom": 44, "outerBoundsMode": "none"},
        "legend": {"top": 0, "right": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "name": GAP, "nameGap": 26, "min": 0, "max": max(gaps), **names},
        "yAxis": {"type": "value", "name": RIGHT, "nameGap": 42, "min": 0, "max": 1, **names},
        "series": [*series, guess],
    }


def describe_accuracy(bands: Bands) -> str:
    """Say for each cell how many answers are right over the largest gap."""
    said = (f"{CELLS[cell].label} {found[-1].accuracy:.0%} over gap {found[-1].gap}" for cell, found in bands.items() if found)
    return f"Right answers: {'; '.join(said)}."
