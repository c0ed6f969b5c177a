"""The parts of the page Two languages: the sets and their pairs, a word translated, and both spaces before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from playground.controls import Described, check, choice, number, text
from playground.errors import Refusal
from playground.figures.export import table_text
from playground.figures.languages import describe_spaces, spaces_figure
from playground.figures.neighbours import describe_neighbours, neighbour_bars
from playground.ui.charts import draw, take_figures_away
from playground.ui.chips import Chip, chips
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.numbers import draw as draw_numbers
from playground.ui.numbers import number as shown_number
from playground.ui.pagesettings import PageSettings
from playground.ui.sidebar import page_sidebar
from playground.ui.textbox import text_box
from playground.ui.vectors import chosen_vectors, vectors_menu
from playground.ui.words import count_text, plain
from playground.vectors.lookup import word_in
from playground.vectors.similarity import Neighbour
from playground.vectors.translation import (
    ASKED,
    FITS,
    Score,
    Spaces,
    Translation,
    fitted,
    held_out,
    known_pairs,
    read_pairs,
    score,
    shared_words,
    spaces,
    translate,
)
from playground.vectors.vectorset import VectorSet
from playground.vectors.wheel import ENGLISH, ITALIAN, wheel_pairs

LONGEST, DRAWN, BOX = 20_000, 150, 160  # letters of a list, pairs of a figure, pixels of the box


@dataclass(frozen=True)
class TranslationSettings(Described):
    """Which sets, which pairs teach the way, and the word to translate; without pairs, those that suit the sets."""

    source: str = text(ENGLISH, "From", "The vectors whose words are translated.", more=False)
    target: str = text(ITALIAN, "To", "The vectors in which their translations are looked for.", more=False)
    fit: str = choice(
        "rotation", "Carried by", "A rotation keeps all angles; any matrix fits its pairs better.", FITS, more=False
    )
    count: int = number(5, "Translations", "How many are listed.", 1, 20)
    word: str = text("", "Word to translate", "Any word of the first set.")
    pairs: str = text("", "Pairs that teach the way", "Two words a line, the first set's word first.")

    def __post_init__(self):
        check(self)
        if len(self.pairs) > LONGEST:
            raise Refusal(f"This list is longer than {LONGEST:,} letters: use fewer pairs.", "pairs")
        if len(self.word) > 100:
            raise Refusal("A word has at most 100 letters here: use a shorter one.", "word")
        read_pairs(self.pairs)


PAGE = PageSettings("languages", TranslationSettings())
LEFT = ("word", "pairs", "source", "target")
CHIPS = (
    Chip(
        "Any matrix",
        "A matrix of 300 × 300 numbers fits 20 pairs without a mistake, and knows nothing of a pair that it has not seen.",
        {"fit": "linear"},
        LEFT,
    ),
    Chip("Back again", "The same pairs, read from right to left.", {"source": ITALIAN, "target": ENGLISH}, ("fit",)),
    Chip(
        "One language, two texts",
        "Words that both sets know teach the way. The texts have little in common, and so have their spaces.",
        {"source": "teaching", "target": "wikipedia", "word": "france"},
        ("fit",),
    ),
)


def sidebar() -> None:
    """Draw both sets and how one is carried to the other."""
    hidden = dict.fromkeys(("word", "pairs"), lambda: None)
    menus = {name: lambda name=name: vectors_menu(PAGE, name) for name in ("source", "target")}
    page_sidebar(PAGE, **hidden, **menus)


@dataclass(frozen=True)
class Way:
    """What pairs have taught: the way, how it does on them, and on pairs that were held out."""

    pairs: tuple[tuple[str, str], ...]
    way: Translation
    seen: Score
    unseen: Score
    spaces: Spaces


@st.cache_resource(max_entries=12, show_spinner="Learning the way from one space to the other …")
def learned(source: str, target: str, pairs: tuple[tuple[str, str], ...], kind: str, _sets: Sequence[VectorSet]) -> Way:
    """Return what pairs teach, computed once for all visitors."""
    one, other = (found.vectors for found in _sets)
    way = fitted(one, other, pairs, kind)
    shown = spaces(way, one, other, pairs[:DRAWN])
    return Way(pairs, way, score(way, one, other, pairs), held_out(one, other, pairs, kind), shown)


def usual_pairs(source: VectorSet, target: VectorSet) -> list[tuple[str, str]]:
    """Return the pairs that come with two sets, or where there are none the words that both know."""
    known = {(ENGLISH, ITALIAN): wheel_pairs, (ITALIAN, ENGLISH): lambda: [(two, one) for one, two in wheel_pairs()]}
    given = known.get((source.name, target.name))
    return given() if given else shared_words(source.vectors, target.vectors)


def panel() -> None:
    """Draw everything, or why there is nothing to draw."""
    source, target = chosen_vectors(PAGE, "source"), chosen_vectors(PAGE, "target")
    if source is None or target is None:
        return
    chips(PAGE, CHIPS)
    asked = PAGE.value()
    try:
        wanted = read_pairs(asked.pairs) if asked.pairs.strip() else usual_pairs(source, target)
        pairs = tuple(known_pairs(wanted, source.vectors, target.vectors))
    except Refusal as refusal:
        st.warning(plain(str(refusal)), icon=":material/info:")
        pairs_box(None)
        return
    sets = (source, target)
    found = learned(source.key, target.key, pairs, asked.fit, sets)
    near = word_panel(sets, found)
    score_panel(target, found)
    spaces_panel(sets, found)
    pairs_box(found)
    take_away(sets, found, near)


def word_panel(sets: Sequence[VectorSet], found: Way) -> list[Neighbour]:
    """Draw a word and its translations, and return them."""
    source, target = sets
    PAGE.control("word", placeholder=found.pairs[0][0])
    try:
        word = word_in(source.vectors, asked_word(found))
    except Refusal as refusal:
        st.warning(plain(str(refusal)))
        return []
    best = translate(found.way, source.vectors, target.vectors, word, PAGE.value().count)
    near = [Neighbour(other, cosine, max(0.0, 2 - 2 * cosine) ** 0.5) for other, cosine in best]
    right = [two for one, two in found.pairs if one == word]
    taught = (
        f"The list says {plain(' or '.join(right))}, so it was taught." if right else "It is not in the list: nobody taught it."
    )
    st.markdown(f"**{plain(word)}** in “{plain(target.title)}”: **{plain(best[0][0])}**. {taught}")
    draw(neighbour_bars(near, "cosine", [word], theme()), "languages-translations", describe_neighbours(near, "cosine", [word]))
    return near


def asked_word(found: Way) -> str:
    """Return the word that is translated: the visitor's, else the first of the pairs."""
    return PAGE.value().word.strip() or found.pairs[0][0]


def score_panel(target: VectorSet, found: Way) -> None:
    """Draw how many pairs come out right, seen and held out."""
    among = min(len(target.vectors), ASKED)
    pairs = count_text(found.seen.asked, "pair")
    draw_numbers(
        shown_number("Held-out pairs, first", f"{found.unseen.first:.0%}", f"by chance {1 / among:.2%}"),
        shown_number("Held-out, among five", f"{found.unseen.five:.0%}", f"by chance {min(1, 5 / among):.2%}"),
        shown_number("Pairs it was fitted to", f"{found.seen.first:.0%}", f"of {pairs}, first"),
        shown_number("Looked for among", f"{among:,}", "words, the most frequent"),
    )
    st.caption(
        "Held out: a tenth of the list at a time is put aside, the way is fitted to the rest and asked for what was put aside. "
        "Only this tells whether words that nobody taught come out right."
    )


def spaces_panel(sets: Sequence[VectorSet], found: Way) -> None:
    """Draw both languages on one plane, before and after."""
    st.subheader("Both spaces on one plane", anchor=False)
    left, right = st.columns(2, gap="large")
    for place, carried in ((left, False), (right, True)):
        with place:
            st.markdown("**After**, carried by what the pairs taught" if carried else "**Before**, each by its own coordinates")
            key = f"languages-{'after' if carried else 'before'}"
            names = [one.title for one in sets]
            draw(space_figure(sets, found, carried, theme()), key, describe_spaces(names, points_of(found, carried), carried))
    drawn = f"Drawn are the first {DRAWN} of {len(found.pairs):,} pairs. " if len(found.pairs) > DRAWN else ""
    st.caption(f"{drawn}Grey lines join the words of a pair. Words that find no room show when you point at their dot.")


def points_of(found: Way, carried: bool) -> tuple:
    """Return the points of both languages."""
    return found.spaces.after if carried else found.spaces.before


def space_figure(sets: Sequence[VectorSet], found: Way, carried: bool, look: Any) -> Any:
    """Return one of the two pictures; both have the same scale."""
    reach = 1.3 * max(abs(points).max() for points in (*found.spaces.before, *found.spaces.after))
    words = list(zip(*found.pairs[:DRAWN], strict=True))
    return spaces_figure([one.title for one in sets], words, points_of(found, carried), reach, look)


def pairs_box(found: Way | None) -> None:
    """Draw the list of pairs, folded."""
    if place := fold("The pairs"):
        with place:
            text_box(PAGE, "pairs", BOX)
            if found and not PAGE.value().pairs.strip():
                shown = ", ".join(f"{one} {two}" for one, two in found.pairs[:60])
                st.caption(plain(f"In use, as the box is empty: {shown}{' …' if len(found.pairs) > 60 else ''}"))


def take_away(sets: Sequence[VectorSet], found: Way, near: list[Neighbour]) -> None:
    """Draw what can be taken away."""
    light = theme("light")
    figures = {"Before": lambda: space_figure(sets, found, False, light), "After": lambda: space_figure(sets, found, True, light)}
    places = zip(found.pairs, found.seen.places, found.unseen.places, strict=True)
    rows = [(*pair, seen, unseen) for pair, seen, unseen in places]
    headers = ("word", "translation", "place of the translation, fitted", "held out")
    tables = {"Pairs": lambda: table_text(headers, rows)}
    if near:
        word = asked_word(found)  # a file is made outside the script, where no settings can be had
        figures["Translations"] = lambda: neighbour_bars(near, "cosine", [word], light)
        tables["Translations"] = lambda: table_text(("word", "cosine"), [(one.word, one.similarity) for one in near])
    take_figures_away("languages", figures, tables)


def explanation() -> None:
    """Draw how it is done, folded."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(
            "Each set was learned from text of one language alone, and its coordinates mean nothing to the other. But "
            "words stand to each other in much the same way in both. So a matrix $W$ is looked for that carries the words "
            "$x_i$ of one to their translations $y_i$ (all at length 1 and around their mean):"
        )
        place.latex(r"W = \arg\min_W \sum_i \lVert x_i W - y_i \rVert^2 \qquad (W^\top W = I \text{ for a rotation})")
        place.markdown(
            "**Any matrix** (Mikolov, Le and Sutskever 2013) has as many free numbers as both spaces have dimensions, "
            "multiplied; a short list leaves most of them open. **A rotation** (Xing et al. 2015; Smith et al. 2017) "
            "keeps every angle, and is found by a singular value decomposition (Schönemann 1966). A translation is the "
            "word whose direction is nearest to where the word was carried. The example that comes with gensim has 20 "
            "words a language, and some of its pairs are odd: “fish cavallo” says that a fish is a horse."
        )
