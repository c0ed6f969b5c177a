"""The map of words: what the browser draws, and the same as a figure to take away."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.colors import sequential

from playground.figures.canvas import axis, canvas
from playground.figures.labels import roomy
from playground.figures.theme import FONT, Theme

HEIGHT = 620  # pixels
OTHER = "others"
LABELS, SMALL, ROOM = 60, 11, (900, 500)  # of a figure to take away: words, their size, and pixels from the first to the last
STEPS = 65_535
LEGEND_WORDS = 3
COLOURS = (
    *("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#8C6BB1", "#A6761D", "#E31A1C", "#66A61E"),
    *("#B15928", "#1F9E9A", "#6A3D9A", "#C2A500", "#F781BF", "#4D6FFF", "#7A8B00", "#FF8C69", "#5F9EA0", "#AD1457"),
)


@dataclass(frozen=True)
class Colouring:
    """The colour of each word: `of` (n) numbers the palette; named colours have a legend, a scale has two ends."""

    palette: tuple[str, ...]
    of: np.ndarray
    names: tuple[str, ...] = ()  # of the palette, in a legend
    ends: tuple[str, str] | None = None


def by_category(words: Sequence[str], known: Mapping[str, str], theme: Theme) -> Colouring:
    """Colour words by what kind they are; those of which it is not known are grey."""
    kinds = [known.get(word.lower(), OTHER) for word in words]
    counts = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds) if kind != OTHER}
    names = sorted(counts, key=counts.get, reverse=True)[: len(COLOURS)]
    place = {name: number for number, name in enumerate(names)}
    of = np.array([place.get(kind, len(names)) for kind in kinds])
    return Colouring((*COLOURS[: len(names)], theme.families["n-gram"]), of, (*names, OTHER))


def by_cluster(words: Sequence[str], groups: np.ndarray) -> Colouring:
    """Colour words by their group, each named by its most frequent words."""
    names = []
    for group in range(int(groups.max()) + 1):
        first = [words[row] for row in np.flatnonzero(groups == group)[:LEGEND_WORDS]]
        names.append(", ".join(first) + " …")
    palette = tuple(COLOURS[group % len(COLOURS)] for group in range(len(names)))
    return Colouring(palette, groups, tuple(names))


def by_frequency(ranks: np.ndarray) -> Colouring:
    """Colour words by their order of frequency: `ranks` (n) are their places among all words; as many have each colour."""
    share = np.argsort(np.argsort(ranks, kind="stable")) / max(len(ranks) - 1, 1)
    palette = tuple(sequential.Viridis[1:])
    return Colouring(palette, ((1 - share) * (len(palette) - 1)).round().astype(int), ends=("rare", "frequent"))


def packed(points: np.ndarray, square: bool = True) -> str:
    """Return points (n, k) for the browser: 16 bits each from -1 to 1, base64; one scale for all axes where `square`."""
    return base64.b64encode(sixteen(points, square)).decode("ascii")


def sixteen(points: np.ndarray, square: bool = True) -> bytes:
    """Return points (n, k) within a box from -1 to 1 as 16-bit numbers, the middle of the box being the middle of the points."""
    low, high = points.min(axis=0), points.max(axis=0)
    half = (high - low) / 2
    half = np.where(half > 0, half, 1)
    scaled = (points - (low + high) / 2) / (half.max() if square else half)
    return np.round((scaled + 1) / 2 * STEPS).astype("<u2").tobytes()


def unpacked(text: str, dimensions: int) -> np.ndarray:
    """Return the points (n, k), from -1 to 1, that `packed` wrote."""
    raw = np.frombuffer(base64.b64decode(text, validate=True), "<u2")
    return raw.reshape(-1, dimensions) / STEPS * 2.0 - 1.0


def map_data(
    version: str, words: Sequence[str], points: str, dimensions: int, colours: Colouring, theme: Theme
) -> dict[str, Any]:
    """Return what the browser draws; `version` changes with the words and their colours, `points` is what `packed` wrote."""
    present = np.bincount(colours.of, minlength=len(colours.palette)) > 0
    return {
        "version": f"{version} {theme.name}",
        "quiet": colours.names.index(OTHER) if OTHER in colours.names else -1,
        "words": list(words),
        "points": points,
        "dimensions": dimensions,
        "palette": list(colours.palette),
        "of": base64.b64encode(colours.of.astype(np.uint8).tobytes()).decode("ascii"),
        "legend": [[name, place] for place, name in enumerate(colours.names) if present[place]],
        "scale": list(colours.ends) if colours.ends else None,
        "theme": {
            "text": theme.text,
            "muted": theme.muted,
            "grid": theme.grid,
            "background": theme.background,
            "accent": COLOURS[4],
        },
        "height": HEIGHT,
        "chosen": -1,
        "near": [],
        "axes": None,
        "moving": False,
        "alt": "",
    }


def map_figure(
    words: Sequence[str], points: np.ndarray, colours: Colouring, theme: Theme, titles: Sequence[str] = ()
) -> go.Figure:
    """Return the map as a figure that zooms and tells each word: points (n, 2) or (n, 3), the first words labelled."""
    titles = titles or [f"axis {number + 1} (no unit)" for number in range(points.shape[1])]
    figure = canvas(axis(titles[0], theme), axis(titles[1], theme), theme, height=HEIGHT, hovermode="closest")
    shape = dict(zip("xyz", points.T, strict=False))
    words = [escape(word) for word in words]
    first, sides = labels(words, points)
    kind = go.Scattergl if points.shape[1] == 2 else go.Scatter3d
    for place, colour in enumerate(colours.palette):
        of = np.flatnonzero(colours.of == place)
        if len(of):
            figure.add_trace(
                kind(**{name: values[of] for name, values in shape.items()}, **dots(words, of, place, colour, colours))
            )
    label = dict(mode="text", text=first, textposition=sides, hoverinfo="skip", showlegend=False)
    of_first = {name: values[: len(first)] for name, values in shape.items()}
    figure.add_trace(kind(**of_first, **label, textfont=dict(family=FONT, size=SMALL, color=theme.text)))
    return figure.update_layout(legend=dict(orientation="h", x=0, y=-0.08, yanchor="top"))


def labels(words: Sequence[str], points: np.ndarray) -> tuple[list[str], list[str]]:
    """Return the words written beside the first points (n, 2), "" where one finds no room, and on which side; of (n, 3) all."""
    first, reach = words[:LABELS], np.ptp(points, axis=0)
    if points.shape[1] == 3:
        return list(first), ["middle right"] * len(first)
    sides = roomy(points[: len(first)] / np.where(reach > 0, reach, 1) * ROOM, first, 1.0, [SMALL] * len(first))
    return [word if side else "" for word, side in zip(first, sides, strict=True)], [side or "middle right" for side in sides]


def dots(words: Sequence[str], of: np.ndarray, place: int, colour: str, colours: Colouring) -> dict[str, Any]:
    """Return how the words of one colour are drawn; each tells its name."""
    name = colours.names[place] if colours.names else colours.ends[place * 2 >= len(colours.palette)]
    told = dict(text=[words[row] for row in of], hovertemplate="%{text}<extra></extra>", name=escape(name))
    return dict(mode="markers", marker=dict(size=4, color=colour), showlegend=bool(colours.names), **told)


def describe_map(words: Sequence[str], method: str, kept: float | None) -> str:
    """Say what a map shows."""
    told = f"; {kept:.0%} of each word's ten nearest are so on the map too" if kept is not None else ""
    return f"A map of {len(words):,} words by {method}{told}."
