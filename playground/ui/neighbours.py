"""The parts of the page Neighbours: the words asked for, what is near, an angle, the odd one out, every pair of a list."""

from dataclasses import dataclass

import streamlit as st

from playground.controls import Described, check, choice, number, text
from playground.errors import Refusal
from playground.figures.export import table_text
from playground.figures.neighbours import (
    angle_figure,
    describe_angle,
    describe_map,
    describe_neighbours,
    neighbour_bars,
    similarity_map,
)
from playground.ui.charts import draw, take_figures_away
from playground.ui.chips import Chip, chips
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.numbers import draw as draw_numbers
from playground.ui.numbers import number as shown_number
from playground.ui.pagesettings import PageSettings
from playground.ui.sidebar import page_sidebar
from playground.ui.vectors import chosen_vectors, vectors_control, vectors_menu
from playground.ui.wordbox import LONGEST, word_box
from playground.ui.words import plain
from playground.vectors.lookup import word_in, words_in
from playground.vectors.similarity import MEASURES, Neighbour, angle, neighbours, odd_one_out, similarities
from playground.vectors.vectorset import VectorSet

MAPPED, NAMED = 60, 12  # words of a heat map, and of those asked for that a caption names
FIRST = ("king", "france", "film", "good")  # words that the page opens with, the first that is known


@dataclass(frozen=True)
class NeighbourSettings(Described):
    """What the page shows. No words: those that suit the vectors."""

    vectors: str = vectors_control()
    measure: str = choice(
        "cosine", "Near means", "By the angle between two vectors, or by the distance of their points.", MEASURES, more=False
    )
    count: int = number(10, "Neighbours", "How many words are listed.", 1, 50, more=False)
    word: str = text("", "Word, or several with commas between them", "Several words are averaged; those you name are left out.")
    other: str = text("", "Compare with", "A word to draw the angle with.")
    list: str = text("", "Words to compare", "Paste words with commas, spaces or line ends between them.")

    def __post_init__(self):
        check(self)
        for name in ("word", "other", "list"):
            if len(getattr(self, name)) > LONGEST:
                raise Refusal(f"This list is longer than {LONGEST:,} letters: use fewer words.", name)


PAGE = PageSettings("neighbours", NeighbourSettings())
LEFT = ("vectors", "word", "other", "list")  # what a chip leaves as it is
CHIPS = (
    Chip("Near by distance", "Long vectors move away: compare the order with that by angle.", {"measure": "euclidean"}, LEFT),
    Chip("Only three", "The very nearest: are they alike, or do they only stand in the same places?", {"count": 3}, LEFT),
    Chip("Fifty", "Where does nearness stop to mean anything?", {"count": 50}, LEFT),
)


def sidebar() -> None:
    """Draw the vectors and how nearness is measured."""
    own = dict.fromkeys(("word", "other", "list"), lambda: None)
    page_sidebar(PAGE, vectors=lambda: vectors_menu(PAGE), **own)


def first_word(found: VectorSet) -> str:
    """Return the word that the page opens with."""
    return next((word for word in FIRST if word in found.vectors), found.vectors.index_to_key[0])


def panel() -> None:
    """Draw everything, or why there is nothing to draw."""
    found = chosen_vectors(PAGE)
    if found is None:
        return
    for note in found.notes:
        st.caption(plain(note))
    asked = PAGE.value().word or first_word(found)
    word_box(PAGE, found, asked)
    try:
        words = words_in(found.vectors, asked)
        near = neighbours(found.vectors, words, PAGE.value().count, PAGE.value().measure)
    except Refusal as refusal:
        st.warning(plain(str(refusal)))
        return
    neighbour_panel(words, near)
    chips(PAGE, CHIPS)
    if len(words) > 2:
        odd_panel(found, words)
    angle_panel(found, [*words, *(one.word for one in near[:1]), words[0]])
    files = map_panel(found, words, near)
    explanation()
    take_away(words, near, *files)


def go_to(words: str) -> None:
    """Show the neighbours of other words."""
    PAGE.change(word=words)


def neighbour_panel(words: list[str], near: list[Neighbour]) -> None:
    """Draw the bars, and below them a way to each neighbour."""
    measure = PAGE.value().measure
    draw(neighbour_bars(near, measure, words, theme()), "neighbours", describe_neighbours(near, measure, words))
    asked, are = ("word", "is") if len(words) == 1 else ("words", "are")
    st.caption(f"The {asked} you asked for, {named(words)}, {are} left out. Go on to a neighbour:")
    with st.container(horizontal=True, gap="small"):
        for place, one in enumerate(near[:20]):
            st.button(plain(one.word), key=PAGE.key(f"go-{place}"), type="tertiary", on_click=go_to, args=(one.word,))


def named(words: list[str]) -> str:
    """Return some words as a list, the first of many."""
    return plain(", ".join(words[:NAMED]) + (" …" if len(words) > NAMED else ""))


def odd_panel(found: VectorSet, words: list[str]) -> None:
    """Say which of several words belongs least to the others."""
    ranked = odd_one_out(found.vectors, words)
    told = " · ".join(f"{plain(one.word)} {one.similarity:.2f}" for one in ranked)
    st.markdown(f"**Odd one out: {plain(ranked[-1].word)}.** Cosine with the mean of all: {told}")


def angle_panel(found: VectorSet, words: list[str]) -> None:
    """Draw the angle between the first word and another: the second one asked for, or a neighbour, until somebody names one."""
    st.subheader("Two words and their angle", anchor=False)
    word, usual = words[:2]
    PAGE.control("other", placeholder=usual)
    other = PAGE.value().other.strip() or usual
    try:
        between = angle(found.vectors, word, word_in(found.vectors, other, "other"))
    except Refusal as refusal:
        st.warning(plain(str(refusal)))
        return
    draw(angle_figure(between, theme()), "neighbours-angle", describe_angle(between))
    lengths = " and ".join(f"{length:.3g}" for length in between.lengths)
    draw_numbers(
        shown_number("Cosine", f"{between.cosine:.4f}", "1: same direction, 0: right angle"),
        shown_number("Angle", f"{between.degrees:.1f}°", f"lengths {lengths}"),
    )


def map_panel(found: VectorSet, words: list[str], near: list[Neighbour]) -> tuple[list[str], object]:
    """Draw the similarity of every two words of a list; without a list, of the words asked for and their neighbours."""
    st.subheader("Every pair of a list", anchor=False)
    PAGE.control("list", placeholder="king, queen, man, woman")
    try:
        listed = (
            words_in(found.vectors, PAGE.value().list, "list")
            if PAGE.value().list.strip()
            else [*words, *(one.word for one in near[:9])]
        )
        if len(listed) > MAPPED:
            raise Refusal(f"These are {len(listed)} words: use up to {MAPPED}.", "list")
        matrix = similarities(found.vectors, listed)
    except Refusal as refusal:
        st.warning(plain(str(refusal)))
        return [], None
    draw(similarity_map(listed, matrix, theme()), "neighbours-map", describe_map(listed, matrix))
    return listed, matrix


def take_away(words: list[str], near: list[Neighbour], listed: list[str], matrix) -> None:
    """Draw what can be taken away."""
    measure = PAGE.value().measure
    rows = [(one.word, one.similarity, one.distance) for one in near]
    figures = {"Neighbours": lambda: neighbour_bars(near, measure, words, theme("light"))}
    tables = {"Neighbours": lambda: table_text(("word", "cosine", "distance"), rows)}
    if listed:
        figures["Similarity"] = lambda: similarity_map(listed, matrix, theme("light"))
        tables["Similarity"] = lambda: table_text(
            ("word", *listed), ([word, *row] for word, row in zip(listed, matrix.tolist(), strict=True))
        )
    take_figures_away("neighbours", figures, tables)


def explanation() -> None:
    """Draw what nearness means, folded."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(
            "Every word is a point in a space of many dimensions, placed so that words which stand among the same words lie near "
            "each other. **By angle**, only the direction counts:"
        )
        place.latex(r"\cos(v, w) = \frac{v \cdot w}{\lVert v \rVert\, \lVert w \rVert}")
        place.markdown(
            "**By distance**, the length counts too, which mostly tells how often a word was read. Several words stand for their "
            "mean. What you named is left out of the list, as in gensim's `most_similar`: it would always be the nearest."
        )
