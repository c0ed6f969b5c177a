"""The parts of the page One-hot and dense: what a vocabulary costs, and how far apart its words are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from playground.controls import Described, check, number, text
from playground.errors import Refusal
from playground.figures.export import table_text
from playground.figures.neighbours import describe_map, similarity_map
from playground.figures.vocabularies import count_name, memory_figure, size_name
from playground.ui.charts import draw, take_figures_away
from playground.ui.chips import Chip, chips
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.numbers import draw as draw_numbers
from playground.ui.numbers import number as shown_number
from playground.ui.pagesettings import PageSettings
from playground.ui.sidebar import page_sidebar
from playground.ui.vectors import chosen_vectors, vectors_control, vectors_menu
from playground.ui.words import plain, safe
from playground.vectors.lookup import words_in
from playground.vectors.onehot import LEAST, MOST, TABLES, Memory, cosines, distances, memory, one_hot, steps
from playground.vectors.similarity import similarities, unit
from playground.vectors.vectorset import VectorSet

LONGEST, MAPPED, FIRST_NUMBERS = 2_000, 30, 6  # letters of a list, words of a heat map, numbers of a dense word that are written
USUAL = ("king", "queen", "man", "woman", "france", "paris", "walk", "walked", "good", "better", "film", "movie", "actor")


@dataclass(frozen=True)
class OneHotSettings(Described):
    """How large the vocabulary is, how many numbers a dense word has, and which words are compared. No words: usual ones."""

    vocabulary: int = number(20_000, "Words in the vocabulary", "Every word that can be told apart.", LEAST, MOST, more=False)
    size: int = number(300, "Numbers in a dense word", "As many as the vectors have dimensions.", 1, 4_096, step=50, more=False)
    vectors: str = vectors_control("Dense vectors")
    words: str = text("", "Words to compare", "Paste words with commas, spaces or line ends between them.")

    def __post_init__(self):
        check(self)
        if len(self.words) > LONGEST:
            raise Refusal(f"This list is longer than {LONGEST:,} letters: use fewer words.", "words")


PAGE = PageSettings("onehot", OneHotSettings())
LEFT = ("vectors", "words")
CHIPS = (
    Chip("A child's words", "The square already takes more than the dense table.", {"vocabulary": 5_000}, LEFT),
    Chip(
        "GloVe",
        "Four hundred thousand words of fifty numbers fit into any phone; the square takes 640 GB.",
        {"vocabulary": 400_000, "size": 50},
        LEFT,
    ),
    Chip(
        "Every name on the web",
        "A billion words: even one one-hot word is 4 GB, and the square is beyond all memory there is in one place.",
        {"vocabulary": 1_000_000_000},
        LEFT,
    ),
    Chip("A tiny vocabulary", "With fewer words than dimensions, the dense table is the larger one.", {"vocabulary": 100}, LEFT),
)


def sidebar() -> None:
    """Draw the sizes and the vectors."""
    page_sidebar(PAGE, vocabulary=lambda: None, words=lambda: None, vectors=lambda: vectors_menu(PAGE))


def vocabulary_slider() -> None:
    """Draw the slider over the sizes of a vocabulary; a size that a link names is one of its stops."""
    key, control, now = PAGE.key("vocabulary"), PAGE.standard.controls()["vocabulary"], PAGE.value().vocabulary
    if st.session_state.get(key) != now:
        st.session_state[key] = now
    stops = sorted({*steps(), now})
    chosen = dict(format_func=count_name, key=key, help=control.help, on_change=PAGE.take, args=("vocabulary",))
    st.select_slider(control.label, stops, **chosen)


def memories(words: int, size: int) -> dict[str, Memory]:
    """Return what each way to keep a vocabulary takes."""
    return {name: memory(name, words, size) for name in TABLES}


def memory_panel() -> None:
    """Draw what the vocabulary takes, as numbers and as curves."""
    asked = PAGE.value()
    vocabulary_slider()
    now = memories(asked.vocabulary, asked.size)
    draw_numbers(*(memory_number(one) for one in now.values()))
    st.markdown(compared(asked, now))
    draw(costs(asked, theme()), "onehot-memory", told(asked, now))
    chips(PAGE, CHIPS)


def memory_number(one: Memory) -> str:
    """Return one number with how it was come by."""
    how = "measured on an array made here" if one.measured else "computed: 4 bytes a number"
    return shown_number(f"{one.table.label} · {one.table.formula}", size_name(one.bytes), how)


def compared(asked: OneHotSettings, now: dict[str, Memory]) -> str:
    """Say which of both tables is larger, and how much of it says nothing."""
    times = now["square"].numbers / now["dense"].numbers
    larger = f"{times_text(times)} times as much as dense" if times >= 1 else f"{times_text(1 / times)} times less than dense"
    zeros = f"{1 - 1 / asked.vocabulary:.10g}" if asked.vocabulary > 10**6 else f"{1 - 1 / asked.vocabulary:.6g}"
    return f"One-hot takes **{larger}**, and the share of its numbers that are 0 is {zeros}."


def times_text(times: float) -> str:
    """Write how many times: 66.7, 3,333,333."""
    return f"{times:.3g}" if times < 100 else f"{times:,.0f}"


def told(asked: OneHotSettings, now: dict[str, Memory]) -> str:
    """Say in words what the curves show at the slider."""
    parts = ", ".join(f"{one.table.label.lower()} {size_name(one.bytes)}" for one in now.values())
    return f"Memory against the vocabulary; with {count_name(asked.vocabulary)} words: {parts}."


def costs(asked: OneHotSettings, look):
    """Return the curves of all tables."""
    words = sorted({*steps(), asked.vocabulary})
    return memory_figure(words, sizes_of(words, asked.size), labels(), asked.vocabulary, look)


def sizes_of(words: Sequence[int], size: int) -> dict[str, list[int]]:
    """Return the bytes of each table for each vocabulary, by computing alone."""
    return {name: [4 * int(np.prod(table.shape(count, size), dtype=object)) for count in words] for name, table in TABLES.items()}


def labels() -> dict[str, str]:
    """Return what the legend calls each table."""
    return {name: f"{table.label} ({table.formula})" for name, table in TABLES.items()}


def pairs_panel() -> None:
    """Draw how far apart the same words are one-hot and dense, and what can be taken away."""
    st.subheader("How far apart are two words?", anchor=False)
    found = chosen_vectors(PAGE)
    if found is None:
        take_away({}, {})
        return
    PAGE.control("words", placeholder="king, queen, france, paris")
    try:
        words = compared_words(found)
        dense = similarities(found.vectors, words)
    except Refusal as refusal:
        st.warning(plain(str(refusal)))
        take_away({}, {})
        return
    sparse = cosines(one_hot(range(len(words)), len(words)))
    rows_panel(found, words[0])
    left, right = st.columns(2, gap="large")
    with left:
        heat("One-hot", words, sparse, f"Every two words: cosine 0, distance √2 = {2**0.5:.3f}. Nothing is like anything.")
    with right:
        heat("Dense", words, dense, range_of(found, words))
    light = theme("light")
    drawn = {name: partial(similarity_map, words, table) for name, table in (("One-hot", sparse), ("Dense", dense))}
    take_away({name: lambda make=make: make(light) for name, make in drawn.items()}, {"Dense": partial(pairs_text, words, dense)})


def compared_words(found: VectorSet) -> list[str]:
    """Return the words that are compared: those that were named, else usual ones that the vectors know."""
    if not PAGE.value().words.strip():
        usual = [word for word in USUAL if word in found.vectors][:10]
        return usual if len(usual) > 1 else found.vectors.index_to_key[:10]
    words = words_in(found.vectors, PAGE.value().words, "words")
    if not 2 <= len(words) <= MAPPED:
        raise Refusal(f"A comparison takes from 2 to {MAPPED} words, and these are {len(words)}.", "words")
    return words


def rows_panel(found: VectorSet, word: str) -> None:
    """Draw one word in both ways."""
    place, dense = found.vectors.get_index(word), found.vectors[word]
    first = ", ".join(f"{value:.2f}" for value in dense[:FIRST_NUMBERS])
    st.html(
        f'<p class="unrolled-snippet"><strong>{safe(word)}</strong> one-hot: [0, 0, …, 0, <strong>1</strong>, 0, …, 0] — '
        f"{len(found.vectors):,} numbers, the 1 at place {place + 1:,}<br>"
        f"<strong>{safe(word)}</strong> dense: [{first}, …] — {len(dense):,} numbers, each of which says something</p>"
    )


def heat(title: str, words: list[str], table: np.ndarray, said: str) -> None:
    """Draw the cosine of every two words, with a sentence."""
    st.markdown(f"**{title}**")
    draw(similarity_map(words, table, theme()), f"onehot-{title.lower()}", f"{title}: {describe_map(words, table)}")
    st.caption(plain(said))


def range_of(found: VectorSet, words: list[str]) -> str:
    """Say which two words are nearest and which farthest, by their directions."""
    apart = distances(unit(found.vectors, words))
    upper = np.triu_indices(len(words), 1)
    near, far = int(apart[upper].argmin()), int(apart[upper].argmax())
    name = lambda pair: f"{words[upper[0][pair]]} and {words[upper[1][pair]]} {apart[upper][pair]:.3f}"  # noqa: E731
    return f"Distances at length 1: from {name(near)} to {name(far)}."


def pairs_text(words: list[str], table: np.ndarray) -> str:
    """Return the cosine of every two words as CSV."""
    return table_text(("word", *words), ([word, *row] for word, row in zip(words, table.tolist(), strict=True)))


def take_away(figures: dict, tables: dict) -> None:
    """Draw what can be taken away."""
    asked, light = PAGE.value(), theme("light")
    counts = sorted({*steps(), asked.vocabulary})
    sizes = sizes_of(counts, asked.size)
    headers = ("words", *(f"{label}, bytes" for label in labels().values()))
    rows = lambda: table_text(headers, zip(counts, *sizes.values(), strict=True))  # noqa: E731
    take_figures_away("onehot", {"Memory": lambda: costs(asked, light), **figures}, {"Memory": rows, **tables})


def explanation() -> None:
    """Draw where the numbers come from, folded."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(
            "One-hot, word $i$ of a vocabulary of $V$ words is a row of $V$ numbers, all 0 but a 1 at place $i$. Any two rows "
            "differ in exactly two places, so every word is as far from every other:"
        )
        place.latex(r"\lVert e_i - e_j \rVert = \sqrt{1^2 + 1^2} = \sqrt{2}, \qquad e_i \cdot e_j = 0")
        place.markdown(
            "Dense, a word is $d$ numbers that were learned, and words used alike come to lie near each other. One leads to the "
            "other: a one-hot row times the table $E$ of $V \\times d$ numbers is row $i$ of it, which programs read directly "
            "instead of multiplying. A number is a float32 of 4 bytes. Where a table takes up to 64 MB it is made and measured, "
            "beyond that computed; a GB is 1,000 MB."
        )
