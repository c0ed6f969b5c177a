"""Inside a network: what its units do as colour, all of them as a heat map, and those that follow a pattern as bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import plotly.graph_objects as go

from playground.figures.canvas import axis, canvas, empty
from playground.figures.shading import strongest, visible
from playground.figures.theme import FONT, Theme, faint
from playground.language.activations import NAMES, Series
from playground.runs.unit_study import Match

HIGH, LOW = "#D55E00", "#0072B2"  # above and below zero, told apart by everybody
BETWEEN_0_AND_1 = {"r", "z", "i", "f", "o"}  # gates
BARS, MAP_TOKENS = 10, 200
MAP_HEIGHT, BARS_HEIGHT = 520, 340
NOTHING = "No unit has been searched yet."


@dataclass(frozen=True)
class Scale:
    """How values become colours: `low` and `high` are the ends, and 0 has no colour."""

    low: float
    high: float

    @classmethod
    def of(cls, series: Series, values: np.ndarray) -> "Scale":
        """Return the scale of some values of a series: 0 to 1 for gates, else as far to either side as the largest reaches."""
        if series.name in BETWEEN_0_AND_1:
            return cls(0.0, 1.0)
        largest = float(np.abs(values).max(initial=0.0)) or 1.0
        return cls(-largest, largest)

    def level(self, value: float) -> float:
        """Return how strong a value's colour is, -1 to 1."""
        return float(np.clip(value / self.high, -1.0, 1.0))


def tint(level: float, theme: Theme) -> str:
    """Return the colour behind text, as CSS, never so strong that the text cannot be read."""
    colour = HIGH if level > 0 else LOW
    return faint(colour, round(abs(level) * strongest(colour, theme), 3))


def series_label(series: Series, layers: int = 1) -> str:
    """Return what a series is called: “cell state (c)”, and its layer where there are several."""
    layer = f"layer {series.layer + 1}, " if layers > 1 else ""
    return f"{layer}{NAMES[series.name]} ({series.name})"


def unit_map(written: Sequence[str], values: np.ndarray, series: Series, chosen: int, theme: Theme) -> go.Figure:
    """Return all units of a series (T, H) as a heat map, tokens across; the chosen unit is marked."""
    shown = np.asarray(values[:MAP_TOKENS], dtype=np.float32).T  # (H, T)
    scale = Scale.of(series, shown)
    names = [f"“{escape(visible(token))}” at {place}" for place, token in enumerate(written[:MAP_TOKENS], 1)]
    x = axis("", theme, showticklabels=False, ticks="", showgrid=False, zeroline=False)
    y = axis("unit", theme, showgrid=False, zeroline=False, autorange="reversed")
    figure = canvas(x, y, theme, height=MAP_HEIGHT, hovermode="closest", margin=dict(l=10, r=10, t=64, b=36))
    bar = dict(title=dict(text=series_label(series), side="top", font=dict(size=13)), orientation="h", x=0, xanchor="left")
    bar |= dict(y=1.01, yanchor="bottom", len=260, lenmode="pixels", thickness=12, tickfont=dict(size=11))
    colours = [[0.0, LOW], [0.5, theme.background], [1.0, HIGH]] if scale.low else [[0.0, theme.background], [1.0, HIGH]]
    look = dict(zmin=scale.low, zmax=scale.high, colorscale=colours, colorbar=bar, hoverongaps=False)
    figure.add_heatmap(x=names, z=shown, **look, hovertemplate="unit %{y} after %{x}: <b>%{z:.3f}</b><extra></extra>")
    note = dict(text=f"unit {chosen} ▸", x=0, xref="paper", xanchor="right", y=chosen, showarrow=False, font=dict(size=12))
    below = dict(text="what was read →", x=0.5, xref="paper", y=0, yref="paper", yanchor="top", yshift=-6, showarrow=False)
    return figure.add_annotation(**note, font_family=FONT).add_annotation(**below, font=dict(size=13, family=FONT))


def describe_map(written: Sequence[str], values: np.ndarray, series: Series) -> str:
    """Say how many units are shown over how many tokens, and which moves most."""
    moves = np.asarray(values, dtype=np.float32).std(axis=0)
    shown = min(len(written), MAP_TOKENS)
    return (
        f"{series_label(series).capitalize()} of {values.shape[1]} units over {shown} tokens; unit {moves.argmax()} moves most."
    )


def match_name(one: Match, layers: int) -> str:
    """Return what a unit is called."""
    return f"{series_label(one.series, layers)} {one.unit}"


def match_bars(found: Sequence[Match], layers: int, chosen: tuple[Series, int], theme: Theme) -> go.Figure:
    """Return the units that follow a pattern most closely as bars; the unit that is looked at is strong, the others pale."""
    shown = list(found[:BARS])[::-1]
    x = axis("correlation with the pattern", theme, range=[-1, 1], dtick=0.5)
    layout = dict(height=BARS_HEIGHT, hovermode="closest", margin=dict(l=10, r=10, t=10, b=10))
    figure = canvas(x, axis("", theme, showgrid=False), theme, **layout)
    figure.add_bar(
        x=[one.correlation for one in shown],
        y=[match_name(one, layers) for one in shown],
        orientation="h",
        marker_color=[bar_colour(one, (one.series, one.unit) == chosen) for one in shown],
        hovertemplate="%{y}: <b>%{x:.3f}</b><extra></extra>",
    )
    return figure if shown else empty(figure, NOTHING)


def bar_colour(one: Match, chosen: bool) -> str:
    """Return the colour of a bar: that of high or of low values, strong for the chosen unit."""
    return faint(HIGH if one.correlation > 0 else LOW, 1.0 if chosen else 0.45)


def describe_bars(found: Sequence[Match], layers: int, pattern: str) -> str:
    """Say which unit follows the pattern most closely."""
    if not found:
        return NOTHING
    return f"Closest to “{pattern}”: {match_name(found[0], layers)}, correlation {found[0].correlation:.2f}."
