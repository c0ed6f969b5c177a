"""Figures of n-grams: what they are worth as their order grows, what that costs, and what their window cannot see."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from playground.figures.canvas import axis, canvas, empty
from playground.figures.series import rounded
from playground.figures.theme import DASHES, Theme, stroke
from playground.figures.units import bits, short_number
from playground.language.window_study import N_GRAM, Witness
from playground.text.orders import OrderMeasure

HEIGHT = 400  # pixels
NOTHING = "No n-gram of this text is counted yet."
ORDER, MEMORY = "order: the token predicted and those before it that are seen", "memory, bytes (log scale)"
READINGS = {"share": "the right verb, of the two forms", "probability": "the right verb, of all words"}
GUESSING = 0.5


@dataclass(frozen=True)
class Rival:
    """A network that learned the same text; `nats` per token of its own, `characters` to such a token, bytes of its weights."""

    title: str
    cell: str
    nats: float
    characters: float
    parameters: int
    memory_bytes: int

    @property
    def perplexity(self) -> float:
        """Return e to the loss."""
        return math.exp(self.nats)


@dataclass(frozen=True)
class Counted:
    """All orders of a text, the networks beside them, and how many characters a token of the text stands for."""

    orders: Sequence[OrderMeasure]
    rivals: Sequence[Rival]
    characters: float
    unit: str = "bits"

    def value(self, one: OrderMeasure) -> float:
        """Return how well an order predicts, in the unit of the figure."""
        return bits(one.nats, self.characters) if self.unit == "bits" else one.perplexity

    def rival_value(self, one: Rival) -> float:
        """Return the same of a network."""
        return READ[self.unit](one)


READ = {"bits": lambda one: bits(one.nats, one.characters), "perplexity": lambda one: one.perplexity}
UNITS = {"bits": "bits per character", "perplexity": "perplexity"}
TITLES = {"bits": "loss (bits per character)", "perplexity": "perplexity (per token)"}


def order_figure(found: Counted, theme: Theme) -> go.Figure:
    """Return how well each order predicts text that was not counted, the networks as level lines beside it."""
    orders = [one.order for one in found.orders]
    x = axis(ORDER, theme, dtick=1, range=[0.7, max(orders, default=1) + 0.3])
    figure = canvas(x, axis(TITLES[found.unit], theme, rangemode="tozero"), theme, height=HEIGHT)
    figure.add_scatter(**ngram_line(found, theme), x=orders)
    ends = [min(orders, default=1), max(orders, default=1)]
    for one, look in zip(found.rivals, looks([rival.cell for rival in found.rivals], theme), strict=True):
        value = found.rival_value(one)
        line = dict(color=look["color"], dash=look["dash"], width=2)
        figure.add_scatter(x=ends, y=[value, value], name=one.title, mode="lines", line=line, hovertemplate="%{y:.4~g}")
    return figure if orders else empty(figure, NOTHING)


def ngram_line(found: Counted, theme: Theme) -> dict:
    """Return the line of the n-grams without its places."""
    colour = stroke(N_GRAM, theme).colour
    look = dict(name="n-gram", mode="lines+markers", line=dict(color=colour, width=2.5), marker=dict(size=8, color=colour))
    return dict(y=[found.value(one) for one in found.orders], hovertemplate="%{y:.4~g}", **look)


def looks(cells: Sequence[str], theme: Theme) -> list[dict[str, str]]:
    """Return the colour and the dash of each of several lines; of two with one cell, the second has another dash."""
    found = []
    for number, cell in enumerate(cells):
        look, rank = stroke(cell, theme), cells[:number].count(cell)
        found.append(dict(color=look.colour, dash=DASHES[rank % len(DASHES)] if rank else look.dash))
    return found


def cost_figure(found: Counted, theme: Theme) -> go.Figure:
    """Return what each order and each network costs in memory, against what it is worth."""
    x = axis(MEMORY, theme, type="log", exponentformat="SI", dtick=1)
    figure = canvas(x, axis(TITLES[found.unit], theme, rangemode="tozero"), theme, height=HEIGHT, hovermode="closest")
    line = ngram_line(found, theme) | dict(mode="lines+markers+text", hovertemplate="%{customdata}<extra></extra>")
    numbers = dict(text=[str(one.order) for one in found.orders], textposition="top right", cliponaxis=False)
    about = [f"order {one.order}: {short_number(found.value(one))}, {one.memory_bytes / 1e6:,.1f} MB" for one in found.orders]
    figure.add_scatter(**line, x=[one.memory_bytes for one in found.orders], customdata=about, **numbers)
    for one, look in zip(found.rivals, looks([rival.cell for rival in found.rivals], theme), strict=True):
        value = found.rival_value(one)
        about = f"{one.title}: {short_number(value)}, {one.parameters:,} parameters, {one.memory_bytes / 1e6:,.2f} MB"
        marker = dict(size=13, color=look["color"], symbol="diamond" if look["dash"] == "solid" else "diamond-open")
        place = dict(x=[one.memory_bytes], y=[value], customdata=[about], hovertemplate="%{customdata}<extra></extra>")
        figure.add_scatter(**place, name=one.title, mode="markers", marker=marker)
    return figure if found.orders else empty(figure, NOTHING)


def live_orders(found: Counted, most: int, theme: Theme) -> dict[str, Any]:
    """Return the orders counted so far as an ECharts option, on axes that show how many are to come."""
    colour = stroke(N_GRAM, theme).colour
    points = [[one.order, rounded(found.value(one))] for one in found.orders]
    names = {"nameLocation": "middle", "nameTextStyle": {"fontSize": 12}}
    look = {"lineStyle": {"color": colour, "width": 2.5}, "itemStyle": {"color": colour}}
    return {
        "animation": False,
        "grid": {"left": 60, "right": 16, "top": 24, "bottom": 44, "outerBoundsMode": "none"},
        "xAxis": {"type": "value", "name": "order", "nameGap": 26, "min": 1, "max": most, "interval": 1, **names},
        "yAxis": {"type": "value", "name": TITLES[found.unit], "nameGap": 44, "min": 0, **names},
        "series": [{"type": "line", "name": "n-gram", "data": points, **look}],
    }


def describe_orders(found: Counted) -> str:
    """Say in words which order predicts best and what it takes, and the same of the best network."""
    if not found.orders:
        return NOTHING
    unit, best = UNITS[found.unit], min(found.orders, key=found.value)
    said = f"Order {best.order} is the best n-gram: {short_number(found.value(best))} {unit} in {best.memory_bytes / 1e6:.1f} MB"
    if not found.rivals:
        return f"{said}."
    rival = min(found.rivals, key=found.rival_value)
    value, memory = short_number(found.rival_value(rival)), f"{rival.memory_bytes / 1e6:.2f} MB"
    return f"{said}; of the networks it is {rival.title}, {value} {unit} in {memory}."


def window_figure(found: Sequence[Witness], reading: str, theme: Theme) -> go.Figure:
    """Return how sure each model is of the right verb, against how far back its noun stands; `reading` is a key of `READINGS`."""
    x = axis("words from the noun to its verb", theme, rangemode="tozero")
    y = axis(f"probability of {READINGS[reading]}", theme, range=[0, 1.04], tickformat=".0%")
    figure = canvas(x, y, theme, height=HEIGHT)
    for one, look in zip(found, looks([witness.cell for witness in found], theme), strict=True):
        figure.add_scatter(
            x=[answer.distance for answer in one.answers],
            y=[getattr(answer, reading) for answer in one.answers],
            name=one.title,
            mode="lines+markers",
            line=dict(color=look["color"], dash=look["dash"], width=2.5),
            marker=dict(size=7),
            hovertemplate="%{y:.0%}",
        )
    if reading == "share":
        note = dict(annotation_text="guessing", annotation=dict(font=dict(size=12, color=theme.muted)))
        figure.add_hline(y=GUESSING, line=dict(color=theme.muted, width=1, dash="dot"), **note)
    figure.update_xaxes(unifiedhovertitle=dict(text="about %{x:.0f} words"))
    return figure if found else empty(figure, "No model has answered yet.")


def describe_window(found: Sequence[Witness], reading: str) -> str:
    """Say for each model how sure it is beside the noun, and how sure at the greatest distance."""
    ends = ((one.title, *(getattr(one.answers[place], reading) for place in (0, -1))) for one in found)
    said = "; ".join(f"{title} {near:.0%} next to the noun and {far:.0%} at the greatest distance" for title, near, far in ends)
    return f"Probability of {READINGS[reading]}: {said}." if said else "No model has answered yet."
