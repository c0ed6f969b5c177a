"""What the window of an n-gram cannot see: a sentence that grows, and who still knows its verb."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from playground.figures.export import figure_page, table_text
from playground.figures.ngrams import describe_window, window_figure
from playground.language.distance import PHRASES, growing
from playground.language.window_study import N_GRAM, WindowStudySettings, Witness, window, witnesses_of
from playground.ui.charts import download, draw
from playground.ui.fold import fold
from playground.ui.looks import cell_dot, theme
from playground.ui.ngrams import PAGE
from playground.ui.study import study_panel
from playground.ui.words import safe, share_text

STUDY = WindowStudySettings()
ABOUT = (
    "Whether it is *were* or *was* depends on the first noun, and that moves out of sight. Every model here has learned the same "
    "7,560 sentences, in which a verb agrees with a noun up to 20 words to its left, past nouns of either number."
)
KNESER_NEY = (
    r"P(w \mid h) = \frac{\max(c(h\,w) - D_{c(h w)},\,0)}{\sum_{v} c(h\,v)} + \gamma(h)\,P(w \mid h')"
    r"\qquad \gamma(h) = \frac{D_1 N_1(h) + D_2 N_2(h) + D_{3+} N_{3+}(h)}{\sum_{v} c(h\,v)}"
)
WORDS = (
    "An **n-gram** of order $n$ predicts a token $w$ from the $n - 1$ before it, its context $h$. What was counted is discounted "
    "a little, and what that leaves goes to the context without its first token, $h'$: interpolated Kneser–Ney with three "
    "discounts (Kneser, Ney 1995; Chen, Goodman 1999). Below the highest order, $c$ counts in how many different contexts a run "
    "of tokens was met, not how often:",
    "**Contexts** are the different runs of $n - 1$ tokens after which something was seen: there could be $V^{\\,n-1}$ of them, "
    "and most are never met. **Memory** is what all arrays of a model take: keys and counts of every run of up to $n$ tokens, "
    "their probabilities and discounts. A **network** keeps the same parameters however far it looks back; that its perplexity "
    "was lower for less memory is why people turned to networks (Bengio et al. 2003; Mikolov et al. 2010). Both losses are taken "
    "on the same held-out part of the text.",
    "**Distance**: each point is a mean over 40 sentences, half of them of either number, whose phrases between noun and verb "
    "tell nothing. *Of the two forms* is $P(\\text{right}) / (P(\\text{right}) + P(\\text{wrong}))$, where guessing gives one "
    "half. As soon as the noun has left the last $n - 1$ words, an n-gram can only guess.",
)


def window_panel() -> None:
    """Draw the sentence with what each n-gram sees of it, and how sure every model is of the verb."""
    st.subheader("What the window cannot see", anchor=False)
    st.markdown(ABOUT)
    study_panel("window", "window", STUDY.flat(), show, "Train them here")


def show(events: Sequence[Mapping[str, Any]], done: bool) -> None:
    """Draw the models that have answered so far."""
    found = witnesses_of(events)
    if not found:
        return
    if not done:
        st.caption(f"Ready: {', '.join(one.title for one in found)}.")
        return
    sentence, distances = st.columns([2, 3], gap="large")
    with sentence:
        sentence_panel(found)
    with distances:
        reading = PAGE.value().reading
        draw(window_figure(found, reading, theme()), "ngram-window", describe_window(found, reading))
        PAGE.control("reading", label_visibility="collapsed")
    page = lambda: figure_page(window_figure(found, reading, theme("light")), "Distances")  # noqa: E731
    with st.container(horizontal=True, gap="small"):
        download("Distances (HTML)", page, "distances.html", "text/html", "window-html")
        download("Distances (CSV)", lambda: distances_text(found), "distances.csv", "text/csv", "window-csv")


def sentence_panel(found: Sequence[Witness]) -> None:
    """Draw the sentence at the chosen length, with what each n-gram sees of it, and each model's verdict."""
    slider()
    phrases = PAGE.value().phrases
    orders = [int(one.title.split("-")[0]) for one in found if one.cell == N_GRAM]
    st.html("".join(seen_by(phrases, order) for order in orders or [5]))
    question = growing(phrases)
    rows = "".join(verdict(one, phrases) for one in found)
    head = f"<th>Model</th><th>“{question.right}”</th><th>“{question.wrong}”</th><th>right of the two</th>"
    st.html(f'<table class="unrolled-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')


def slider() -> None:
    """Draw how many phrases stand between noun and verb."""
    control, key = PAGE.standard.controls()["phrases"], PAGE.key("phrases")
    if st.session_state.get(key) != PAGE.value().phrases:
        st.session_state[key] = PAGE.value().phrases
    st.slider(control.label, 0, PHRASES, key=key, help=control.help, on_change=PAGE.take, args=("phrases",))


def seen_by(phrases: int, order: int) -> str:
    """Return the sentence with what an n-gram does not see faded, as HTML."""
    hidden, seen = window(growing(phrases), order)
    faded = f'<span class="unrolled-unseen">{safe(hidden)} </span>' if hidden else ""
    label = f'<p class="unrolled-when">A {order}-gram sees:</p>'
    return f'{label}<p class="unrolled-snippet">{faded}<strong>{safe(seen)}</strong> …</p>'


def verdict(one: Witness, phrases: int) -> str:
    """Return a row with one model's probabilities of the two verbs."""
    right, wrong = one.example[phrases]
    cells = share_text(right), share_text(wrong), f"{right / (right + wrong):.0%}"
    return f"<tr><td>{cell_dot(one.cell)}{safe(one.title)}</td>{''.join(f'<td>{safe(cell)}</td>' for cell in cells)}</tr>"


def distances_text(found: Sequence[Witness]) -> str:
    """Return every model's answers as CSV."""
    rows = (
        (one.title, answer.phrases, f"{answer.distance:.3f}", f"{answer.share:.6g}", f"{answer.probability:.6g}")
        for one in found
        for answer in one.answers
    )
    return table_text(("model", "phrases between", "words from noun to verb", "right of the two forms", "of all words"), rows)


def explanation() -> None:
    """Draw what is counted and where the numbers come from, folded."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(WORDS[0])
        place.latex(KNESER_NEY)
        for sentence in WORDS[1:]:
            place.markdown(sentence)
