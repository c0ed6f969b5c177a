"""What every Plotly figure begins as: axes with names, no background, type that is read in either theme."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.basedatatypes import BaseFigure

from playground.figures.theme import FONT, Theme

HEIGHT = 420  # pixels
FIXED, MARGIN = dict(automargin=False), dict(l=72, r=12, t=64, b=48)  # a margin that has to be found draws a figure twice
SIZES = frozenset(("size", "l", "r", "t", "b"))  # of fonts and margins, pixels
LARGER, ROOMIER = 1.4, 1.15  # type for a projector, and the height that it asks for
NO_TEMPLATE = "none", {"data": {"scatter": [{"type": "scatter"}]}}  # as it is asked for, and what Plotly makes of it
NOTHING = "Nothing to draw yet: train a model and its curve appears here."


def axis(title: str, theme: Theme, **kind: Any) -> dict:
    """Return an axis with its title."""
    grid = dict(gridcolor=theme.grid, zerolinecolor=theme.grid, linecolor=theme.muted, automargin=True, tickfont=dict(size=12))
    return dict(title=dict(text=title, font=dict(size=13)), **grid) | kind


def canvas(x: dict, y: dict, theme: Theme, **layout: Any) -> go.Figure:
    """Return an empty figure with these axes, transparent."""
    # In one go: each later update costs milliseconds.
    return go.Figure(layout=go.Layout(template="none", **frame(x, y, theme, **layout)))


def whole(traces: Sequence[dict], layout: dict) -> go.Figure:
    """Return a figure of traces and a `frame`, taken as they are: Plotly takes ten times as long to check them, at each draw."""
    return go.Figure(traces, {"template": "none", **layout}, _validate=False)


def frame(x: dict, y: dict, theme: Theme, **layout: Any) -> dict:
    """Return the layout of a figure with these axes, transparent."""
    font, clear = dict(family=FONT, size=14, color=theme.text), "rgba(0,0,0,0)"
    common = dict(
        paper_bgcolor=clear,
        plot_bgcolor=clear,
        font=font,
        height=HEIGHT,
        margin=dict(l=10, r=10, t=64, b=10),
        hovermode="x unified",
        hoverlabel=dict(bgcolor=theme.background, font=font),
        legend=dict(orientation="h", x=0, y=1.02, yanchor="bottom"),
        modebar=dict(bgcolor=clear, color=theme.muted, activecolor=theme.text),
    )
    return common | dict(xaxis=x, yaxis=y) | layout


def larger(figure: go.Figure) -> go.Figure:
    """Return the figure with larger type, as for a projector, and with the room that this takes."""
    layout = grown(figure.layout.to_plotly_json())
    if figure.layout.height:
        layout["height"] = round(ROOMIER * figure.layout.height)
    return go.Figure(figure.data, layout)


def grown(part: Any, name: str = "") -> Any:
    """Return a part of a layout, which has this name, with every font and margin in it larger."""
    if isinstance(part, list | tuple):
        return [grown(one) for one in part]
    if not isinstance(part, dict):
        return part
    if name == "margin" or name.endswith("font"):
        return {key: LARGER * value if key in SIZES else value for key, value in part.items()}
    return {key: grown(value, key) for key, value in part.items()}


def empty(figure: go.Figure, sentence: str = NOTHING) -> go.Figure:
    """Return the figure with a sentence that says what to do, and no axes."""
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return figure.add_annotation(text=sentence, showarrow=False, xref="paper", yref="paper", x=0.5, y=0.5)


class Sent(BaseFigure):
    """A figure as a browser gets it, so that it is drawn once.

    Streamlit hands the same figure to Plotly two or three times. Plotly finds that nothing has changed, and draws nothing,
    where there is no template and the data have a revision; of numbers only where they are lists.
    """

    def __init__(self, figure: go.Figure):
        self._spec = figure.to_dict()
        layout = self._spec["layout"]
        if layout.get("template") in NO_TEMPLATE:
            del layout["template"]
        layout["datarevision"] = 1

    def to_dict(self) -> dict:
        """Return what is sent."""
        return self._spec
