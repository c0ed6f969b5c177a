"""The autocomplete arena's parts: its sidebar, the box with its lists, what to try, and what stands below."""

import streamlit as st

from playground.figures.export import table_text
from playground.language.keystrokes import begin_typing
from playground.ui.accuracy import accuracy_files, accuracy_panel
from playground.ui.charts import take_figures_away
from playground.ui.chips import Chip, chips
from playground.ui.chosen import runs_menu
from playground.ui.contest import ARENA, Contest, Contestant, contest
from playground.ui.fold import KEY, fold
from playground.ui.shell import page_named
from playground.ui.trouble import kindly
from playground.ui.typingbox import ROOM, element, heard, typing_box
from playground.ui.words import plain

TICK = 0.5  # seconds between two looks at an n-gram model that is being counted
TAKE = "Take it away"
CHIPS = (
    Chip(
        "The Soviet U",
        "Seen through four letters, “et U” could be the United States: that is what the 5-gram proposes first. The GRU and the "
        "LSTM read “Soviet”, and say Union.",
        {"text": "The Soviet U"},
    ),
    Chip(
        "Look further back",
        "Order 8 sees seven letters, “Soviet” among them: now it is surer than any network. It pays in memory: compare the "
        "small print under the names.",
        {"text": "The Soviet U", "order": 8},
    ),
    Chip(
        "Look less far back",
        "Order 3 sees two letters, so it cannot tell a word from a syllable: its proposals are spread thin. The networks say "
        "“same”.",
        {"text": "the sam", "order": 3},
    ),
    Chip(
        "In 19",
        "Nearly all are years. No single one is likely, since each is spelled digit by digit and four digits leave many ways.",
        {"text": "In 19"},
    ),
    Chip(
        "The c",
        "One letter is little to go on: hundreds of words share the probability, and the likeliest few get some per cent each. "
        "Go on typing and watch them part.",
        {"text": "The c"},
    ),
)
WHAT = (
    "Each list holds **whole words**, and each percentage is the probability of the whole word given everything typed, not of "
    "its next letter. A model of characters spells: for the letters $c_1 \\ldots c_n$ that are still to come, and any character "
    "$e$ that is no letter and so ends the word,"
)
SPELLS = (
    r"P(\text{word} \mid \text{typed}) = \prod_{i=1}^{n} P(c_i \mid \text{typed}, c_1 \ldots c_{i-1})"
    r" \cdot \sum_{e} P(e \mid \text{typed}, c_1 \ldots c_n)"
)
SEARCH = (
    "A beam search keeps the twelve likeliest beginnings at each letter. A word that starts badly and ends well can be missed, "
    "but whatever is listed has its own probability. The bars are on one scale, 0 to 100 %; what they leave free belongs to all "
    "other words. A model of words divides instead, once a word is begun:"
)
DIVIDES = (
    r"P(\text{word} \mid \text{typed}) ="
    r" \frac{P(\text{word} \mid \text{words before})}{\sum_{v \text{ begins as typed}} P(v \mid \text{words before})}"
)
COUNTS = (
    "The **n-gram** counts how often each letter followed the last $n - 1$, smoothed with shorter runs where a long one is rare "
    "(interpolated Kneser–Ney; Chen, Goodman 1999). What stands further back does not exist for it. A **network** carries a "
    "state from letter to letter, $h_t = f(h_{t-1}, c_t)$, in which something may be left over from any distance:"
)
STATE = r"P_{n\text{-gram}}(c_{t+1} \mid c_{t-n+2} \ldots c_{t}) \qquad\text{against}\qquad P_{\text{network}}(c_{t+1} \mid h_t)"
SOURCE = (
    "**Below**, each of up to 300 held-out words is asked for with 0, 1, 2 … of its letters known, as in “Visualizing "
    "memorization in RNNs” (Andreas Madsen, Distill 2019), which asks when a network uses what stands far back. Upper and "
    "lower case count as the same. **Keystrokes saved**: somebody who takes the word as soon as it stands high enough presses "
    "$k$ letters and one key, in place of all letters and the space."
)


def sidebar() -> None:
    """Draw who takes part."""
    with st.sidebar:
        runs_menu(ARENA)
        ARENA.control("order")


def arena_panel() -> None:
    """Draw the box with its lists, the chips, the accuracy of the models, and everything folded below."""
    now = contest()
    ARENA.say_notes()
    if now.trouble:
        st.warning(plain(f"There is no n-gram model to compare with. {now.trouble}"), icon=":material/info:")
    element.define()
    typing(now.contestants, "" if now.ready else f"{ARENA.value().order}-gram")
    await_count(now)
    if not [one for one in now.contestants if one.parameters]:
        no_networks()
    chips(ARENA, CHIPS)
    models = accuracy_panel(now)
    explanation()
    figures, tables = accuracy_files(models) if models else ({}, {})
    typed = heard()
    files = {"Completions": lambda: completions_text(now.contestants, *typed), **tables}
    take_figures_away("autocomplete", figures, files)


@st.fragment
def typing(contestants: tuple[Contestant, ...], awaited: str) -> None:
    """Draw the box and its lists; a key runs this alone. A pause brings the address up to date."""
    with kindly("the typing box"):
        if typing_box(contestants, awaited):
            before = st.query_params.to_dict()
            ARENA.write_url()
            if st.session_state.get(KEY + TAKE) and st.query_params.to_dict() != before:
                st.rerun()


def await_count(now: Contest) -> None:
    """Draw the page again once the n-gram model is counted."""
    if not now.ready:
        st.fragment(look, run_every=TICK)(now)


def look(now: Contest) -> None:
    """See whether it is."""
    if now.ready:
        st.rerun()


def no_networks() -> None:
    """Say where networks come from."""
    st.info("Only the n-gram is here: choose a network in the sidebar, or train one first.", icon=":material/info:")
    st.page_link(page_named("train"), label="Train a model", icon=":material/play_arrow:")


def explanation() -> None:
    """Draw what a probability means here and where the numbers come from, folded."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(WHAT)
        place.latex(SPELLS)
        place.markdown(SEARCH)
        place.latex(DIVIDES)
        place.markdown(COUNTS)
        place.latex(STATE)
        place.markdown(SOURCE)


def completions_text(contestants: tuple[Contestant, ...], before: str) -> str:
    """Return the words that end a text, with their probabilities, as CSV."""
    found = ((one.title, begin_typing(one.completer).to(before).completions(ROOM)) for one in contestants)
    rows = ((title, before, word.text, f"{word.probability:.6g}") for title, words in found for word in words)
    return table_text(("model", "typed", "word", "probability"), rows)
