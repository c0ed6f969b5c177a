"""Words of the map that were pointed at or drawn around: who is near them in truth, and the ways on."""

from collections.abc import Sequence

import streamlit as st

from playground.errors import Refusal
from playground.ui.mapsettings import PAGE
from playground.ui.shell import page_named
from playground.ui.words import count_text, plain
from playground.vectors.ground import Ground
from playground.vectors.lookup import word_in
from playground.vectors.similarity import Neighbour, neighbours
from playground.vectors.vectorset import VectorSet

LASSO = PAGE.key("lasso")
NEAR, SHOWN_INSIDE, AVERAGED = 10, 40, 200  # neighbours, words of a lasso that are named, and that are averaged


def take_word(word: str) -> None:
    """Mark the word that was clicked; a click beside all words marks none."""
    st.session_state.pop(LASSO, None)
    turn(word=word)


def take_lasso(words: Sequence[str]) -> None:
    """Keep the words that were drawn around."""
    st.session_state[LASSO] = tuple(words)
    turn(word="")


def turn(**changes: str) -> None:
    """Change the page from within its map: all of it is drawn anew, since its link changes too."""
    PAGE.change(**changes)
    st.session_state[PAGE.key("clicked")] = True


def say_missing(on: Ground) -> None:
    """Say which words of a list the vectors do not know, and where fewer words are on the map than somebody may expect."""
    asked = PAGE.value()
    if on.missing:
        more = f" and {len(on.missing) - 12} more" if len(on.missing) > 12 else ""
        st.caption(f"Not in these vectors: {plain(', '.join(on.missing[:12]))}{more}.")
    if asked.choose != "list" and len(on.rows) < asked.words:
        but = ", but for numbers and marks," if asked.choose == "frequent" else ""
        st.caption(f"All {len(on.rows):,} words of these vectors{but} are on the map.")
    if asked.choose == "list" and len(on.rows) == asked.words < len(set(asked.listed.split())) - len(on.missing):
        st.caption(f"The first {asked.words:,} words of the list are on the map: raise “How many” for more of them.")


def word_panel(found: VectorSet, on: Ground) -> None:
    """Draw who is near the marked word, or near all that were drawn around."""
    inside = [word for word in st.session_state.get(LASSO, ()) if word in on.place]
    try:
        if PAGE.value().word:
            one_word(found, on, word_in(found.vectors, PAGE.value().word))
        elif inside:
            many_words(found, inside)
        else:
            st.caption("Click a word to see who is near it in truth, or draw around several with the lasso.")
    except Refusal as refusal:
        st.warning(plain(str(refusal)))


def one_word(found: VectorSet, on: Ground, word: str) -> None:
    """Draw the neighbours of a word, on the map or not."""
    near = neighbours(found.vectors, [word], NEAR)
    st.markdown(f"Nearest to **{plain(word)}** among all {len(found.vectors):,} words, by cosine:")
    ways(near)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if word not in on.place:
            st.caption("It is not on this map.")
        st.button("Map its neighbourhood", icon=":material/zoom_in:", key=PAGE.key("around-it"), on_click=go_around, args=(word,))
        way = dict(vectors=found.name, word=word)
        st.page_link(page_named("neighbours"), label="Open in Neighbours", icon=":material/hub:", query_params=way)
        st.button("Unmark", icon=":material/close:", key=PAGE.key("unmark"), type="tertiary", on_click=turn_word, args=("",))


def ways(near: Sequence[Neighbour]) -> None:
    """Draw a way to each of some neighbours."""
    with st.container(horizontal=True, gap="small"):
        for number, one in enumerate(near):
            label = f"{plain(one.word)} {one.similarity:.2f}"
            st.button(label, key=PAGE.key(f"near-{number}"), type="tertiary", on_click=turn_word, args=(one.word,))


def turn_word(word: str) -> None:
    """Mark another word."""
    turn(word=word)


def go_around(word: str) -> None:
    """Show the neighbourhood of a word alone."""
    turn(choose="around", around=word)


def many_words(found: VectorSet, inside: Sequence[str]) -> None:
    """Draw what a lasso holds, and who is near the mean of it."""
    named = ", ".join(inside[:SHOWN_INSIDE]) + (" …" if len(inside) > SHOWN_INSIDE else "")
    st.markdown(f"**{count_text(len(inside), 'word')}** inside: {plain(named)}")
    st.markdown("Nearest to the mean of them, by cosine:")
    ways(neighbours(found.vectors, inside[:AVERAGED], NEAR))
    with st.container(horizontal=True, gap="small"):
        st.button("Only these", icon=":material/filter_alt:", key=PAGE.key("only"), on_click=only, args=(tuple(inside),))
        st.button("Let go", icon=":material/close:", key=PAGE.key("let-go"), type="tertiary", on_click=let_go)


def only(words: Sequence[str]) -> None:
    """Show these words alone."""
    try:
        turn(choose="list", listed=" ".join(words))
    except Refusal as refusal:
        PAGE.refuse("listed", str(refusal))


def let_go() -> None:
    """Forget what was drawn around."""
    st.session_state.pop(LASSO, None)
    st.session_state[PAGE.key("clicked")] = True
