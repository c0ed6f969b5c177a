"""The panels of the page “Inside”: the coloured text, the search for units, where else one fires, and all of them at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from playground.figures.export import table_text
from playground.figures.inside import MAP_TOKENS, Scale, describe_bars, describe_map, match_bars, match_name, unit_map
from playground.language.activations import Recording, Series, firings, record
from playground.language.guesses import guesses
from playground.language.patterns import PATTERNS
from playground.language.predictors import NetworkPredictor
from playground.language.scoring import Candidate
from playground.runs.folder import SavedRun
from playground.runs.unit_study import OWN, Match, UnitStudySettings, matches_of, pattern_named
from playground.text.places import token_places
from playground.text.vocabulary import TOKENIZERS
from playground.ui.charts import draw, take_figures_away
from playground.ui.fold import fold
from playground.ui.inside import CHOICES, PAGE, Look, held_out, spelled
from playground.ui.inside_text import coloured, elsewhere, legend, with_guesses
from playground.ui.looks import theme
from playground.ui.study import study_panel
from playground.ui.words import share_text

AROUND, PLACES = 45, 6  # tokens around another place where a unit fires; places shown
MOST, LEAST, WORK = 20_000, 2_000, 10**10  # characters looked through for them, at most and at least; those times parameters
MOST_GUESSES = 400  # tokens with candidates below them
OFFERED = 3  # units that can be looked at with one click


@st.cache_resource(scope="session", max_entries=24, show_spinner=False)
def passage(run_id: str, updated: float, text: str, series: Series, _saved: SavedRun) -> Recording:
    """Return what every unit does while the page's text is read."""
    return record(_saved.model, _saved.vocabulary, text, [series])


@st.cache_resource(scope="session", max_entries=8, show_spinner=False)
def expected(run_id: str, updated: float, text: str, _saved: SavedRun) -> list[tuple[Candidate, ...]]:
    """Return what the network expects after each token of a text."""
    row = _saved.vocabulary.encode_text(text)[:MOST_GUESSES]
    return guesses(NetworkPredictor(_saved.model, _saved.vocabulary), row)


@st.cache_resource(scope="session", max_entries=6, show_spinner="Reading …")
def long_text(run_id: str, updated: float, series: Series, _saved: SavedRun) -> Recording:
    """Return what every unit does over much text that the network never learned."""
    return record(_saved.model, _saved.vocabulary, held_out(run_id, updated, _saved)[0][: looked_through(_saved)], [series])


def looked_through(saved: SavedRun) -> int:
    """Return how many characters are looked through: fewer by a large network, so that the page does not wait for it."""
    parameters = sum(weight.numel() for weight in saved.model.recurrent.parameters())
    return max(LEAST, min(MOST, WORK // parameters))


@st.cache_resource(scope="session", max_entries=32, show_spinner=False)
def followed(pattern: str, expression: str, text: str) -> np.ndarray:
    """Return the pattern's number for each character of the page's text; raise `Refusal` where an expression is none."""
    return pattern_named(pattern, expression).of(text)


def text_panel(found: Look) -> None:
    """Draw the text coloured by the unit, and below each token what the network expected, where that is asked for."""
    asked = PAGE.value()
    recording = passage(*found.key, asked.text, found.series, found.saved)
    values = recording.values[found.series][:, found.unit].astype(np.float32)
    places, scale = token_places(found.saved.vocabulary, asked.text), Scale.of(found.series, values)
    st.html(legend(found.label(), found.unit, scale))
    if asked.guesses:
        written = [asked.text[start:stop] for start, stop in places][:MOST_GUESSES]
        st.html(with_guesses(written, values, expected(*found.key, asked.text, found.saved), scale, theme()))
    else:
        st.html(coloured(asked.text, places, values, scale, theme()))


def search_panel(found: Look) -> None:
    """Draw which units follow the chosen pattern over 100,000 characters."""
    asked = PAGE.value()
    st.subheader("Which units follow a pattern?", anchor=False)
    about = PATTERNS[asked.pattern].help if asked.pattern in PATTERNS else "1 inside each match."
    st.markdown(f"**{CHOICES[asked.pattern]}**: {about} Held against every unit, on text that was never learned.")
    if asked.pattern == OWN:
        if not asked.expression:
            st.info("Write a regular expression in the sidebar, such as [0-9]{4}.", icon=":material/arrow_back:")
            return
        followed(OWN, asked.expression, asked.text)  # what is wrong with it is said at once
    own = asked.expression if asked.pattern == OWN else ""
    settings = UnitStudySettings(run=asked.run, expression=own)
    study_panel("units", "units", settings.flat(), lambda events, done: show(found, events), "Search 100,000 characters")


def show(found: Look, events: Sequence[Mapping[str, Any]]) -> None:
    """Draw the units found so far, and the way to look at the closest."""
    matches, pattern = matches_of(events, PAGE.value().pattern), CHOICES[PAGE.value().pattern]
    text = next((event for event in events if "shares" in event), None)
    if not matches or text is None:
        return
    chosen, shown = (found.series, found.unit), theme()
    draw(match_bars(matches, found.layers, chosen, shown), "inside-matches", describe_bars(matches, found.layers, pattern))
    with st.container(horizontal=True, gap="small"):
        for place, one in enumerate(matches[:OFFERED]):
            label = f"Look at {match_name(one, found.layers)}"
            st.button(label, key=f"inside-look-{place}", on_click=look_at, args=(one,), disabled=(one.series, one.unit) == chosen)
    share = share_text(text["shares"][PAGE.value().pattern])
    st.caption(f"{text['tokens']:,} tokens of {text['read']} were read; the pattern is not 0 at {share} of them.")


def look_at(one: Match) -> None:
    """Look at a unit that follows the pattern."""
    PAGE.change(series=spelled(one.series), unit=one.unit)


def elsewhere_panel(found: Look) -> None:
    """Draw the places in a long text where the unit is highest and lowest."""
    recording = long_text(*found.key, found.series, found.saved)
    st.subheader("Where else does it fire?", anchor=False)
    what = held_out(*found.key, found.saved)[1]
    st.markdown(f"Highest and lowest of unit {found.unit} over {len(recording.tokens):,} tokens of {what}.")
    tokenizer = TOKENIZERS[found.saved.vocabulary.tokenizer]
    join, around = ("", AROUND) if tokenizer.characters == 1 else (" ", AROUND // 4)
    for column, sign in zip(st.columns(2, gap="large"), (1, -1), strict=True):
        places = firings(recording, found.series, found.unit, PLACES, around, sign)
        parts = [elsewhere(recording, found.series, found.unit, one.place, around, theme(), join) for one in places]
        column.html("".join(parts))


def map_panel(found: Look) -> None:
    """Draw all units over the beginning of the text, and what can be taken away."""
    asked = PAGE.value()
    values = passage(*found.key, asked.text, found.series, found.saved).values[found.series]
    written = [asked.text[start:stop] for start, stop in token_places(found.saved.vocabulary, asked.text)]
    st.subheader("All units at once", anchor=False)
    if len(written) > MAP_TOKENS:
        st.caption(f"The first {MAP_TOKENS} tokens of the text.")
    make = lambda look: unit_map(written, values, found.series, found.unit, look)  # noqa: E731
    draw(make(theme()), "inside-map", describe_map(written, values, found.series))
    tables = {"Activations": lambda: activations_text(written, values)}
    take_figures_away("inside", {"All units": lambda: make(theme("light"))}, tables)


def activations_text(written: Sequence[str], values: np.ndarray) -> str:
    """Return every unit's value after every token as CSV."""
    heads = ("position", "token", *(f"unit {unit}" for unit in range(values.shape[1])))
    pairs = zip(written, values.tolist(), strict=False)  # a last token of no letters may be missing
    rows = ((place, token, *(f"{value:.4g}" for value in row)) for place, (token, row) in enumerate(pairs, 1))
    return table_text(heads, rows)


def explanation() -> None:
    """Draw what is shown and where it comes from, folded."""
    if place := fold("What am I looking at?", ":material/help:"):
        for part in WORDS:
            place.markdown(part)
        place.latex(CORRELATION)


WORDS = (
    "A network of $H$ units has $H$ numbers in its memory, and each changes with every token that is read. The colour behind a "
    "token is the number of one unit **after** reading it. For an LSTM that may be the hidden state $h$, the cell state $c$, or "
    "how far a gate is open, from 0 to 1: the input gate $i$ lets new things in, the forget gate $f$ keeps what was there, the "
    "output gate $o$ shows it. A GRU has a reset gate $r$ and an update gate $z$.",
    "**What it expects next**: below each token stand the five likeliest to follow it, the likeliest on top and the darker the "
    "likelier, as in “Visualizing and understanding recurrent networks” (Karpathy, Johnson, Fei-Fei 2015), who found units that "
    "follow quotation marks, brackets and the length of a line.",
    "**The search** gives a pattern a number for each token, such as 1 inside brackets and 0 outside, and correlates it with "
    "every unit $x$ over the text (Pearson). A unit that falls where the pattern rises follows it just as well. Most units "
    "follow nothing that has a name; an $r$ of 0.5 is a lot in a small network.",
)
CORRELATION = r"r = \frac{\sum_t (x_t - \bar x)(p_t - \bar p)}{\sqrt{\sum_t (x_t - \bar x)^2\,\sum_t (p_t - \bar p)^2}}"
