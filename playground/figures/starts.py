"""Figures of what a word model starts from: loss against how much text it has, and maps of its vectors before and after."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from models.embedding import EMBEDDINGS
from playground.figures.canvas import axis, canvas, empty
from playground.figures.labels import roomy
from playground.figures.series import rounded
from playground.figures.theme import Stroke, Theme, faint, mix, stroke
from playground.figures.units import LOSS_UNITS, short_number
from playground.language.wordmap import WordMap
from playground.runs.start_study import SizeBand

HEIGHT, MAP_HEIGHT, MAP_WIDTH = 400, 430, 400  # pixels; the last about, for half a page or a phone
NOTHING = "No network is trained yet."
SIZE = "words to learn from (log scale)"
FONTS = (11, 14, 15)  # pixels: of any word, of a neighbour, of the chosen word
Bands = Mapping[str, Sequence[SizeBand]]  # by input
UNITS = {"nats": "nats per word", "perplexity": "perplexity"}  # names of `LOSS_UNITS`, a token being a word here


def start_look(name: str, cell: str, theme: Theme) -> Stroke:
    """Return the line of one input: word vectors in the cell's colour, what begins without any in greys."""
    colour = stroke(cell, theme).colour
    looks = {
        "fine-tuned": Stroke(colour, "solid"),
        "frozen": Stroke(mix(colour, theme.text, 0.4), "dash"),
        "one-hot": Stroke(theme.text, "dot"),
    }
    return looks.get(name, Stroke(theme.muted, "solid"))


def start_figure(bands: Bands, cell: str, unit: str, theme: Theme) -> go.Figure:
    """Return the held-out loss against the words learned from: the mean over seeds, a band from the best to the worst."""
    ticks = sorted({one.size for found in bands.values() for one in found})
    x = axis(SIZE, theme, type="log", tickvals=ticks, ticktext=[f"{tick:,}" for tick in ticks])
    figure = canvas(x, axis(title(unit), theme), theme, height=HEIGHT)
    read = reader(unit)
    for name, found in bands.items():
        look, sizes = start_look(name, cell, theme), [one.size for one in found]
        edges = [read(one.high) for one in found] + [read(one.low) for one in found][::-1]
        shape = dict(fill="toself", fillcolor=faint(look.colour, 0.15), line=dict(width=0), mode="lines")
        figure.add_scatter(x=sizes + sizes[::-1], y=edges, **shape, hoverinfo="skip", showlegend=False, legendgroup=name)
        figure.add_scatter(
            x=sizes,
            y=[read(one.nats) for one in found],
            name=EMBEDDINGS[name].label,
            mode="lines+markers",
            line=dict(color=look.colour, width=2.5, dash=look.dash),
            marker=dict(size=7),
            legendgroup=name,
            customdata=[hover(one, unit) for one in found],
            hovertemplate="%{customdata}",
        )
    figure.update_xaxes(unifiedhovertitle=dict(text="%{x:,} words"))
    return figure if bands else empty(figure, NOTHING)


def title(unit: str) -> str:
    """Return what the axis of the loss is called; a token is a word here."""
    return f"held-out {LOSS_UNITS[unit].title(0)}".replace("token", "word")


def reader(unit: str) -> Any:
    """Return what turns nats per word into a unit."""
    return lambda nats: LOSS_UNITS[unit].convert(nats, 0)


def hover(one: SizeBand, unit: str) -> str:
    """Say a mean, and over which span of seeds."""
    mean, low, high = (short_number(reader(unit)(value)) for value in (one.nats, one.low, one.high))
    return f"{mean} ({low} to {high})"


def live_starts(bands: Bands, cell: str, unit: str, sizes: Sequence[int], theme: Theme) -> dict[str, Any]:
    """Return the same as an ECharts option, while networks still learn: it keeps its place as it grows."""
    series = []
    for name, found in bands.items():
        look = start_look(name, cell, theme)
        line = {"color": look.colour, "width": 2.5, "type": {"dash": "dashed", "dot": "dotted"}.get(look.dash, "solid")}
        points = [[one.size, rounded(reader(unit)(one.nats))] for one in found]
        shown = {"name": EMBEDDINGS[name].label, "data": points, "lineStyle": line, "itemStyle": {"color": look.colour}}
        series.append({"type": "line", **shown})
    names = {"nameLocation": "middle", "nameTextStyle": {"fontSize": 12}}
    ticks = {part: {"customValues": list(sizes)} for part in ("axisTick", "axisLabel")}
    return {
        "animation": False,
        "grid": {"left": 60, "right": 24, "top": 56, "bottom": 44, "outerBoundsMode": "none"},
        "legend": {"top": 0, "left": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "log", "name": SIZE, "nameGap": 26, "min": min(sizes), "max": max(sizes), **ticks, **names},
        "yAxis": {"type": "value", "name": title(unit), "nameGap": 44, "scale": True, **names},
        "series": series,
    }


def describe_starts(bands: Bands) -> str:
    """Say for each input the loss with the least and with the most text."""
    said = (
        f"{EMBEDDINGS[name].label}: " + ", ".join(f"{one.nats:.2f} with {one.size:,} words" for one in (found[0], found[-1]))
        for name, found in bands.items()
    )
    text = "; ".join(said)
    return f"Held-out loss in nats per word. {text}." if text else NOTHING


def map_figure(found: WordMap, when: str, chosen: str, cell: str, theme: Theme) -> go.Figure:
    """Return the map of a model's words before or after training, with a word and its neighbours at that time picked out."""
    places, near = (found.after, found.near_after) if when == "after" else (found.before, found.near_before)
    close = near[found.words.index(chosen)] if chosen in found.words else ()
    hidden = dict(showgrid=False, zeroline=False, showticklabels=False, showline=False)
    (left, right), (low, high) = frame(found)
    x, y = axis("", theme, **hidden, range=[left, right]), axis("", theme, **hidden, range=[low, high], scaleanchor="x")
    figure = canvas(x, y, theme, height=MAP_HEIGHT, hovermode="closest", showlegend=False, margin=dict(l=4, r=4, t=28, b=4))
    colour = stroke(cell, theme).colour
    layers = {
        theme.muted: [word for word in found.words if word != chosen and word not in close],
        mix(colour, theme.text, 0.2): [word for word in close if word in found.words],
        theme.text: [chosen] if chosen in found.words else [],
    }
    rank = {word: place for place, word in enumerate(found.words)}
    sides = labels(found, when, [word for word in (chosen, *close) if word in rank])
    for number, (colour, words) in enumerate(layers.items()):
        figure.add_scatter(
            x=[places[rank[word]][0] for word in words],
            y=[places[rank[word]][1] for word in words],
            text=[word if word in sides else "" for word in words],
            mode="markers+text",
            textposition=[sides.get(word, "top center") for word in words],
            textfont=dict(color=colour, size=FONTS[number]),
            marker=dict(size=(4, 8, 10)[number], color=colour),
            customdata=[f"{word}: near {', '.join(near[rank[word]])}" for word in words],
            hovertemplate="%{customdata}<extra></extra>",
        )
    return figure


def frame(found: WordMap) -> np.ndarray:
    """Return the least and the greatest place that both maps show, across and up (2, 2), with room at the edges."""
    both = np.array([*found.before, *found.after])
    low, high = both.min(axis=0), both.max(axis=0)
    room = 0.08 * np.maximum(high - low, 1e-9)
    return np.stack([low - room, high + room], axis=1)


def labels(found: WordMap, when: str, first: Sequence[str]) -> dict[str, str]:
    """Return which words of a map find room beside their points, and on which side; the `first` choose first."""
    order = [*first, *(word for word in found.words if word not in first)]
    places = np.array(found.after if when == "after" else found.before)[[found.words.index(word) for word in order]]
    sizes = [FONTS[(word in first) + (word in first[:1])] for word in order]
    pixel = (np.ptp(frame(found), axis=1) / (MAP_WIDTH, MAP_HEIGHT)).max()
    sides = roomy(places, order, pixel, sizes, len(first))
    return {word: side for word, side in zip(order, sides, strict=True) if side}


def describe_map(found: WordMap, when: str, chosen: str) -> str:
    """Say which words are nearest to the chosen one at that time."""
    near = found.near_after if when == "after" else found.near_before
    said = f"Map of {len(found.words)} words {when} training"
    return (
        f"{said}; nearest to “{chosen}”: {', '.join(near[found.words.index(chosen)])}." if chosen in found.words else f"{said}."
    )
