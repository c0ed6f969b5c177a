"""The maps of a model's word vectors before and after training, and the neighbours of one word in both."""

from collections.abc import Mapping

import plotly.graph_objects as go
import streamlit as st

from playground.errors import Refusal
from playground.figures.export import table_text
from playground.figures.starts import describe_map, map_figure
from playground.figures.theme import Theme
from playground.language.wordmap import WordMap
from playground.ui.charts import draw
from playground.ui.looks import theme
from playground.ui.menus import name_menu
from playground.ui.startsettings import PAGE
from playground.ui.words import plain, safe, share_text

WHEN = {"before": "Before training", "after": "After training"}
Maps = Mapping[str, WordMap]


def map_panel(maps: Maps) -> None:
    """Draw both maps side by side, with what to choose above them and the neighbours of the chosen word below."""
    st.subheader("What training did to the vectors", anchor=False)
    left, right = st.columns(2, gap="large", vertical_alignment="bottom")
    with left:
        PAGE.control("moved")
    found, word = shown(maps)
    with right:
        name_menu(PAGE, "word", {one: one for one in sorted(found.words)})
    for column, when in zip(st.columns(2, gap="large"), WHEN, strict=True):
        with column:
            st.markdown(f"**{WHEN[when]}**")
            draw(figure(maps, when, theme()), f"word-map-{when}", describe_map(found, when, word))
            st.html(neighbours(found, when, word))
    st.caption(
        f"Cosine of “{plain(word)}” with itself before training: {found.turned[found.words.index(word)]:.2f}. The "
        f"{len(found.words)} most frequent words of the text are drawn. Both maps show the same "
        f"plane: the two directions in which the trained vectors differ most, {share_text(found.share)} of their spread. What is "
        "near on the map need not be near in all directions; the words named here are."
    )


def shown(maps: Maps) -> tuple[WordMap, str]:
    """Return the chosen map and word; where the text has no such word, its most frequent one, and the page says so."""
    found = maps.get(PAGE.value().moved) or next(iter(maps.values()))
    word = PAGE.value().word
    if word in found.words:
        return found, word
    if word != PAGE.standard.word:
        refusal = Refusal(f"“{word[:40]}” is not among the {len(found.words)} words of the map: choose one of the menu.", "word")
        PAGE.note(str(refusal)) if str(refusal) not in PAGE.notes() else None
    return found, found.words[0]


def figure(maps: Maps, when: str, look: Theme) -> go.Figure:
    """Return the chosen map at one time."""
    found, word = shown(maps)
    return map_figure(found, when, word, PAGE.value().cell, look)


def neighbours(found: WordMap, when: str, word: str) -> str:
    """Return the words nearest to one at one time, as HTML."""
    near = (found.near_after if when == "after" else found.near_before)[found.words.index(word)]
    label = f'<p class="unrolled-when">Nearest to “{safe(word)}”, by cosine:</p>'
    return f'{label}<p class="unrolled-snippet">{safe(", ".join(near))}</p>'


def map_text(found: WordMap) -> str:
    """Return every word of a map as CSV."""
    heads = ("word", "x before", "y before", "x after", "y after", "cosine", "nearest before", "nearest after")
    rows = (
        (word, *before, *after, turned, " ".join(near), " ".join(later))
        for word, before, after, turned, near, later in zip(
            *(found.words, found.before, found.after, found.turned, found.near_before, found.near_after), strict=True
        )
    )
    return table_text(heads, rows)
