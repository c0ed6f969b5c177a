"""The parts of the page Map: the words, their picture as it stands now, what was pointed at, and what can be taken away."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from gensim.models.keyedvectors import KeyedVectors

from playground.errors import Refusal
from playground.figures.export import table_text
from playground.figures.maps import (
    Colouring,
    by_category,
    by_cluster,
    by_frequency,
    describe_map,
    map_data,
    map_figure,
    packed,
)
from playground.ui import arranging
from playground.ui.charts import take_figures_away
from playground.ui.chips import chips
from playground.ui.components.map import map_panel
from playground.ui.looks import theme
from playground.ui.mapsettings import CHIPS, METHODS, PAGE, MapSettings
from playground.ui.mapwords import say_missing, take_lasso, take_word, word_panel
from playground.ui.numbers import draw as draw_numbers
from playground.ui.numbers import number
from playground.ui.trouble import kindly
from playground.ui.vectors import chosen_vectors
from playground.ui.words import plain
from playground.vectors.clusters import clusters
from playground.vectors.ground import Ground, Picture, axes_picture, ground, pca_picture
from playground.vectors.projection import Quality
from playground.vectors.selection import WordChoice
from playground.vectors.teaching.facts import categories
from playground.vectors.vectorset import VectorSet

TICK = 0.7  # seconds between two looks at words that move
LINKS = {
    "tsne": "A link to this page arranges the words anew, and comes to the same picture with the same settings; where you paused "
    "or perturbed it, it comes to another: save the picture itself then."
}


@dataclass(frozen=True)
class Shown:
    """What stands on the map now: points (n, k), their quality where it is known, numbers beside it, and names for the axes."""

    points: np.ndarray
    quality: Quality | None
    numbers: tuple[str, ...]
    titles: tuple[str, ...] = ()
    axes: dict[str, Any] | None = None


@st.cache_resource(max_entries=6, show_spinner=False)
def words_on(key: str, choice: tuple, _vectors: KeyedVectors) -> Ground:
    """Return the words of a map, found once for all visitors: to look around a word takes a second among millions."""
    return ground(_vectors, WordChoice(**dict(choice)))


@st.cache_resource(max_entries=12, show_spinner=False)
def first_picture(key: str, choice: tuple, dimensions: int, _ground: Ground) -> Picture:
    """Return the PCA of some words, computed once for all visitors."""
    return pca_picture(_ground, dimensions)


@st.cache_resource(max_entries=12, show_spinner=False)
def groups(key: str, choice: tuple, count: int, _ground: Ground) -> np.ndarray:
    """Return the cluster of each of some words, computed once for all visitors."""
    return clusters(_ground.directions, count)


@st.cache_resource(max_entries=12, show_spinner=False)
def along_axes(key: str, choice: tuple, ends: tuple, _ground: Ground) -> Picture:
    """Return some words along two axes, computed once for all visitors."""
    return axes_picture(_ground, ends)


def key_of(found: VectorSet, choice: WordChoice) -> tuple[str, tuple]:
    """Return what tells some words of a set from all others."""
    return found.key, tuple(choice.flat().items())


def panel(by_link: bool) -> None:
    """Draw everything, or why there is nothing to draw; a link to a picture by t-SNE has it made anew."""
    found = chosen_vectors(PAGE)
    if found is None:
        return
    try:
        on = words_on(*key_of(found, PAGE.value().choice), found.vectors)
        shown = SHOWN[PAGE.value().method](found, on)
    except Refusal as refusal:
        st.warning(plain(str(refusal)), icon=":material/info:")
        chips(PAGE, CHIPS)
        return
    chips(PAGE, CHIPS, also=begin_if_wanted)
    if by_link:
        begin_if_wanted()
    tick = TICK if PAGE.value().method == "tsne" and arranging.arranging() else None
    st.fragment(stage, run_every=tick)(found, on, tick is not None)
    take_away(found, on, shown)


def begin_if_wanted() -> None:
    """Arrange the words at once where a chip or a link asks for t-SNE."""
    if PAGE.value().method == "tsne" and not arranging.arranged():
        arranging.begin()


def stage(found: VectorSet, on: Ground, moving: bool) -> None:
    """Draw the map as it stands, and what is pointed at; where something else begins or ends, the whole page is drawn anew."""
    asked = PAGE.value()
    if st.session_state.pop(PAGE.key("clicked"), False):
        st.rerun()
    if asked.method == "tsne":
        if arranging.arranging() != moving:
            st.rerun()
        arranging.controls(time.monotonic())
    with kindly("the map"):
        shown = SHOWN[asked.method](found, on)
        colours = COLOURINGS[asked.colour](found, on)
        draw_map(found, on, shown, colours, moving)
        draw_numbers(*quality_numbers(shown.quality), *shown.numbers)
        say_missing(on)
        word_panel(found, on)


def draw_map(found: VectorSet, on: Ground, shown: Shown, colours: Colouring, moving: bool) -> None:
    """Draw the component."""
    asked, words = PAGE.value(), on.words
    version = f"{key_of(found, asked.choice)} {asked.colour} {asked.clusters}"
    data = map_data(version, words, packed(shown.points, shown.axes is None), asked.axes, colours, theme())
    chosen = on.place.get(asked.word, -1)
    inside = [on.place[word] for word in st.session_state.get(PAGE.key("lasso"), ()) if word in on.place]
    near = on.near(asked.word, 10) if chosen >= 0 else inside
    marks = dict(chosen=chosen, near=near, axes=shown.axes, moving=moving)
    alt = describe_map(words, METHODS[asked.method], shown.quality and shown.quality.kept)
    map_panel(PAGE.key("stage"), data | marks | {"alt": alt}, take_word, take_lasso)


def quality_numbers(found: Quality | None) -> Sequence[str]:
    """Return how well neighbours are kept, as large numbers."""
    if found is None:
        return number("Neighbours kept", "…", "in a moment"), number("Trustworthiness", "…", "in a moment")
    return (
        number("Neighbours kept", f"{found.kept:.0%}", "of the ten nearest words"),
        number("Trustworthiness", f"{found.trust:.3f}", "1: no false neighbour"),
    )


# how words are placed


def by_pca(found: VectorSet, on: Ground) -> Shown:
    """Return the words by the directions in which they vary most."""
    asked = PAGE.value()
    picture = first_picture(*key_of(found, asked.choice), asked.axes, on)
    shown = number("Variance shown", f"{sum(picture.shares):.0%}", "on " + " + ".join(f"{share:.1%}" for share in picture.shares))
    titles = tuple(f"component {place} ({share:.1%} of the variance)" for place, share in enumerate(picture.shares, 1))
    return Shown(picture.points, picture.quality, (shown,), titles)


def by_tsne(found: VectorSet, on: Ground) -> Shown:
    """Return the words as t-SNE has arranged them by now; before that, their PCA, from where it sets out."""
    now = arranging.arranged()
    if now is None or len(now.points) != len(on.rows):
        first = by_pca(found, on)
        return Shown(first.points, first.quality, (number("Divergence (KL)", "–", "this is the PCA it starts from"),))
    until = arranging.EARLY + PAGE.value().steps
    told = "–" if now.divergence is None else f"{now.divergence:.3f}"
    return Shown(now.points, now.quality, (number("Divergence (KL) · nats", told, f"step {now.step:,} of {until:,}"),))


def by_axes(found: VectorSet, on: Ground) -> Shown:
    """Return the words along the ways from one word to another."""
    asked = PAGE.value()
    ends = ((asked.left, asked.right, "left"), (asked.down, asked.up, "down"))
    picture = along_axes(*key_of(found, asked.choice), ends, on)
    low, high = picture.points.min(axis=0), picture.points.max(axis=0)
    half = np.where(high > low, (high - low) / 2, 1)
    zero = ((0 - (low + high) / 2) / half).tolist()
    axes = {"x": [asked.left, asked.right], "y": [asked.down, asked.up], "zero": zero}
    titles = tuple(f"{start} → {end} (cosine)" for start, end, _ in ends)
    reach = number("Cosines reach", f"{np.abs(picture.points).max():.2f}", "1: exactly along an axis")
    return Shown(picture.points, picture.quality, (reach,), titles, axes)


SHOWN: dict[str, Callable[[VectorSet, Ground], Shown]] = {"pca": by_pca, "tsne": by_tsne, "axes": by_axes}

# how words are coloured


def coloured_by_cluster(found: VectorSet, on: Ground) -> Colouring:
    """Return a colour for each group of words that point the same way."""
    asked: MapSettings = PAGE.value()
    return by_cluster(on.words, groups(*key_of(found, asked.choice), asked.clusters, on))


COLOURINGS: dict[str, Callable[[VectorSet, Ground], Colouring]] = {
    "category": lambda found, on: by_category(on.words, categories(), theme()),
    "cluster": coloured_by_cluster,
    "frequency": lambda found, on: by_frequency(on.rows),
}


def take_away(found: VectorSet, on: Ground, shown: Shown) -> None:
    """Draw what can be taken away."""
    colours, words, asked = COLOURINGS[PAGE.value().colour](found, on), on.words, PAGE.value()
    name = f"Map by {METHODS[asked.method]}"
    figures = {name: lambda: map_figure(words, shown.points, colours, theme("light"), shown.titles)}
    headers = ("word", *"xyz"[: shown.points.shape[1]], asked.colour)
    tables = {name: lambda: table_text(headers, rows_of(words, shown.points, colours))}
    st.caption(f"The buttons above the map save what it shows now as PNG or SVG. {LINKS.get(asked.method, '')}")
    take_figures_away("map", figures, tables)


def rows_of(words: Sequence[str], points: np.ndarray, colours: Colouring) -> Any:
    """Yield a row of the table for each word."""
    for place, (word, point) in enumerate(zip(words, points.round(5).tolist(), strict=True)):
        yield word, *point, colours.names[colours.of[place]] if colours.names else int(colours.of[place])
