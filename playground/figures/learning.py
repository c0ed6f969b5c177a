"""Figures of vectors that are being learned: how many analogy questions they answer as reading goes on."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from playground.figures.canvas import axis, canvas, empty
from playground.figures.neighbours import WORDS
from playground.figures.theme import Theme, faint
from playground.vectors.course import Moment

HEIGHT = 300
EPOCHS, RIGHT, ALL = "epochs read", "right answers", "all sections"
NOTHING = "None of the questions can be asked: the text does not hold their words."


def accuracy_figure(moments: Sequence[Moment], epochs: int, now: Moment, theme: Theme) -> go.Figure:
    """Return the share of right answers against the epochs read, all sections strong and each faint, and where one stands now."""
    x = axis(EPOCHS, theme, range=[0, epochs])
    y = axis(RIGHT, theme, range=[0, 1.04], tickformat=".0%")
    look = dict(height=HEIGHT, showlegend=False, hovermode="closest", margin=dict(l=10, r=16, t=16, b=10))
    figure = canvas(x, y, theme, **look)
    if moments[0].accuracy is None:
        return empty(figure, NOTHING)
    places = [moment.done * epochs for moment in moments]
    for name, values in by_section(moments).items():
        figure.add_scatter(x=places, y=values, **line(name, faint(theme.muted, 0.45), 1.2))
    whole = [moment.accuracy for moment in moments]
    figure.add_scatter(x=places, y=whole, **line(ALL, WORDS[theme.name], 3))
    return figure.add_vline(x=now.done * epochs, line=dict(color=theme.muted, width=1, dash="dot"))


def line(name: str, colour: str, width: float) -> dict[str, Any]:
    """Return how the course of a section is drawn."""
    hover = f"{name}<br>epoch %{{x:.2f}}: %{{y:.1%}}<extra></extra>"
    return dict(mode="lines", name=name, line=dict(color=colour, width=width), hovertemplate=hover)


def by_section(moments: Sequence[Moment]) -> dict[str, list[float]]:
    """Return the accuracy of each section at each moment."""
    names = [one.name for one in moments[0].sections]
    return {name: [moment.sections[place].accuracy for moment in moments] for place, name in enumerate(names)}


def live_accuracy(moments: Sequence[Moment], epochs: int, theme: Theme) -> dict[str, Any]:
    """Return the same as an ECharts option, while vectors are still learned: it keeps its place as it grows."""
    places = [round(moment.done * epochs, 3) for moment in moments]
    rows = by_section(moments) if moments[0].accuracy is not None else {}
    faintly = {"color": theme.muted, "width": 1, "opacity": 0.4}
    series = [course(name, places, values, faintly) for name, values in rows.items()]
    if rows:
        series.append(course(ALL, places, [moment.accuracy for moment in moments], {"color": WORDS[theme.name], "width": 3}))
    names = {"nameLocation": "middle", "nameTextStyle": {"fontSize": 12}}
    return {
        "animation": False,
        "grid": {"left": 54, "right": 16, "top": 16, "bottom": 44, "outerBoundsMode": "none"},
        "xAxis": {"type": "value", "name": EPOCHS, "nameGap": 26, "min": 0, "max": epochs, **names},
        "yAxis": {"type": "value", "name": RIGHT, "nameGap": 42, "min": 0, "max": 1, **names},
        "series": series,
    }


def course(name: str, places: Sequence[float], values: Sequence[float], look: dict[str, Any]) -> dict[str, Any]:
    """Return one line of the live chart."""
    points = [[place, round(value, 4)] for place, value in zip(places, values, strict=True)]
    return {"type": "line", "name": name, "data": points, "lineStyle": look, "showSymbol": False, "silent": True}


def describe_accuracy(moments: Sequence[Moment], epochs: int) -> str:
    """Say in words how the answers became better."""
    if moments[0].accuracy is None:
        return NOTHING
    said = (f"{moment.accuracy:.0%} after {moment.done * epochs:.1f} epochs" for moment in moments[:: max(1, len(moments) // 5)])
    return f"Right answers: {', '.join(said)}, {moments[-1].accuracy:.0%} at last."
