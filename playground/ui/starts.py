"""The page “Embeddings in the model”: how many words have a vector, and what that is worth by the size of the text."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from models.embedding import EMBEDDINGS
from playground.errors import unknown
from playground.figures.export import table_text
from playground.figures.starts import HEIGHT, UNITS, Bands, describe_starts, live_starts, start_figure
from playground.figures.units import LOSS_UNITS
from playground.language.embeddings import Coverage
from playground.runs.start_study import (
    HELD_OUT,
    ReadText,
    Start,
    StartStudySettings,
    bands_of,
    maps_of,
    parse_sizes,
    starts_of,
    text_of,
    worth,
)
from playground.text.corpora import CORPORA
from playground.ui.charts import draw, take_figures_away
from playground.ui.chips import chips
from playground.ui.fold import fold
from playground.ui.found import words_found
from playground.ui.looks import theme
from playground.ui.menus import name_menu
from playground.ui.numbers import draw as draw_numbers
from playground.ui.numbers import number as big_number
from playground.ui.shell import page_named
from playground.ui.sidebar import page_sidebar
from playground.ui.starts_maps import WHEN, Maps, figure, map_panel, map_text, shown
from playground.ui.startsettings import BESIDE, CHIPS, PAGE, StartPage
from playground.ui.study import study_panel
from playground.ui.texts import title_of, titles
from playground.ui.trouble import kindly
from playground.ui.vectors import chosen_vectors, vectors_menu
from playground.ui.words import count_text, plain, share_text
from playground.vectors.vectorset import VectorSet

STUDY, TOLD = "Compare them here", 12  # what the button says; missing words that are named
WORDS = (
    "A word model reads a word $w_t$ as numbers $x_t$. **One-hot** input is a vector as long as the vocabulary, 0 everywhere but "
    "at the word's own place: every two words are equally far apart. An **embedding** $E$ has a short vector for each word, so "
    "that words can be near each other; it is a matrix like any other, and begins with random numbers or with word vectors that "
    "were learned elsewhere.",
    "One-hot input loses nothing: the first matrix of the cell then has a column for each word, which is an embedding and that "
    "matrix in one. With an embedding there are fewer numbers to learn here, because all words share the cell's own matrix.",
    "**Word vectors** are put in by spelling, and all multiplied by one number, so that they are as long as random ones and one "
    "learning rate fits both. *Kept as they are*, only the rest of the network learns; *learned further*, the gradient changes "
    "them with everything else (Collobert et al. 2011; Kim 2014). What they know comes from their own text, so they help most "
    "where the model's text is small.",
    "All networks are the same but for their input. They learn the first words of the text, as many as the axis says; one that "
    "gets worse on the held-out part stops, and its best loss counts. So the moment is picked by the text on which the loss is "
    "then taken, for all four alike.",
)


def sidebar() -> None:
    """Draw which text and vectors, and the network."""
    keep_known_text()
    kinds = dict(corpus=lambda: name_menu(PAGE, "corpus", titles()), vectors=lambda: vectors_menu(PAGE))
    page_sidebar(PAGE, **kinds, **dict.fromkeys(BESIDE, lambda: None))


def keep_known_text() -> None:
    """Fall back to the page's own text where the URL names one that is not here, and say so."""
    named = PAGE.value().corpus
    if not title_of(named):
        PAGE.note(f"{unknown('text', named, CORPORA, 'corpus')} The default stands in for now.")
        PAGE.put(PAGE.value().with_(corpus=PAGE.standard.corpus))


def panel() -> None:
    """Draw the experiments, how many words are found, the comparison, and the way to a run of one's own."""
    chips(PAGE, CHIPS)
    if found := chosen_vectors(PAGE):
        with kindly("the words found"):
            found_panel(found)
    study_panel("starts", "starts", PAGE.value().asked(), show, STUDY)
    own_run()
    explanation()


def found_panel(found: VectorSet) -> None:
    """Draw how many words of the text's vocabulary have a vector, which are missing, and what makes the comparison unfair."""
    asked = PAGE.value()
    share = StartStudySettings().experiment("random").text.validation_share
    known = words_found(asked.corpus, asked.vocabulary_size, share, found)
    share = share_text(known.found / known.words)
    draw_numbers(
        big_number("Words found", f"{known.found:,} of {known.words:,}", f"{share} of the vocabulary"),
        big_number("Numbers in a vector", f"{found.vectors.vector_size:,}", plain_title(found.title)),
        big_number("Words with a vector", f"{len(found.vectors):,}", "in the whole set"),
    )
    st.caption(" ".join(remarks(asked, known)))


def plain_title(title: str) -> str:
    """Return a title short enough to stand below a number."""
    return title if len(title) <= 28 else f"{title[:27]}…"


def remarks(asked: StartPage, known: Coverage) -> list[str]:
    """Return what has to be known of the words found."""
    missing = [word for word in known.missing if word[0].isalnum()][:TOLD]
    said = [f"Not found, the most frequent first: {plain(', '.join(missing))}."] if missing else []
    said += ["What has no vector starts from a random one."] if known.found < known.words else []
    if asked.vectors == asked.corpus:
        said.append(
            "These vectors were learned from this very text, the held-out part too, which flatters them: choose another text."
        )
    return said


def show(events: Sequence[Mapping[str, Any]], done: bool) -> None:
    """Draw the losses known so far; in the end with the numbers to quote, the maps and the files."""
    text, starts, asked = text_of(events), starts_of(events), PAGE.value()
    bands = bands_of(starts)
    if text is None:
        return
    if not done:
        sizes = [min(size, text.train) for size in parse_sizes(asked.sizes)]
        option = live_starts(bands, asked.cell, asked.unit, sizes, theme())
        st.echarts_chart(option, height=HEIGHT, key="starts-live", alt=describe_starts(bands))
        return
    if not starts:
        return
    least = min(one.size for found in bands.values() for one in found)
    st.markdown(f"**With {least:,} words to learn from** ({UNITS[asked.unit]}, held-out text)")
    draw_numbers(*numbers(bands, least))
    draw(start_figure(bands, asked.cell, asked.unit, theme()), "starts", describe_starts(bands))
    st.caption(about(text, starts))
    if maps := maps_of(events):
        map_panel(maps)
    files(bands, starts, maps)


def numbers(bands: Bands, least: int) -> list[str]:
    """Return the numbers to quote: every input with the least text, and what the vectors are worth there in words."""
    unit, said = LOSS_UNITS[PAGE.value().unit], []
    for name, found in bands.items():
        label, losses = EMBEDDINGS[name].label, [unit.number(one.nats, 0) for one in found]
        beside = f"{losses[-1]} with {found[-1].size:,}" if len(found) > 1 else f"{found[0].size:,} words"
        said.append(big_number(label, losses[0], beside))
    if instead := worth(bands, "fine-tuned", least):
        said.append(big_number(f"{least:,} words with vectors", f"≈ {float(f'{instead:.2g}'):,.0f}", "words with random ones"))
    return said


def about(text: ReadText, starts: Sequence[Start]) -> str:
    """Say what the figure's numbers are."""
    seeds, parameters = len({one.seed for one in starts}), {one.embedding: one.parameters for one in starts}
    held = "; ".join(f"{EMBEDDINGS[name].label} {count:,}" for name, count in parameters.items())
    return (
        f"Checked on {min(text.validation, HELD_OUT):,} words that nobody learned from, each network when it was at its best; "
        f"the mean of {count_text(seeds, 'seed')}, the band from the best to the worst. All predict the same "
        f"{text.vocabulary:,} words. Parameters: {held}."
    )


def files(bands: Bands, starts: Sequence[Start], maps: Maps) -> None:
    """Draw what can be taken away."""
    asked, light = PAGE.value(), theme("light")
    figures = {"Data size": lambda: start_figure(bands, asked.cell, asked.unit, light)}
    tables = {"Data size": lambda: starts_text(starts)}
    if maps:
        figures |= {WHEN[when]: lambda when=when: figure(maps, when, light) for when in WHEN}
        tables["Map"] = lambda: map_text(shown(maps)[0])
    take_figures_away("starts", figures, tables)


def starts_text(starts: Sequence[Start]) -> str:
    """Return every network as CSV."""
    heads = ("input", "words learned from", "seed", "nats per word", "perplexity", "best after updates", "parameters")
    rows = (
        (one.embedding, one.size, one.seed, one.nats, math.exp(one.nats), one.steps, one.parameters)
        for one in sorted(starts, key=lambda one: (one.embedding, one.size, one.seed))
    )
    return table_text(heads, rows)


def own_run() -> None:
    """Draw the way to a whole run that starts from the chosen vectors."""
    asked = PAGE.value()
    names = dict(corpus=asked.corpus, tokenizer="word", embedding="fine-tuned", vectors=asked.vectors, cell=asked.cell)
    label, icon = "Train a whole run that starts from these vectors", ":material/play_arrow:"
    st.page_link(page_named("train"), label=label, icon=icon, query_params=names)


def explanation() -> None:
    """Draw what is compared and how, folded."""
    if place := fold("What am I looking at?", ":material/help:"):
        for sentence in WORDS[:2]:
            place.markdown(sentence)
        place.latex(r"x_t = E\,e_{w_t} \qquad h_t = \mathrm{cell}(W x_t + U h_{t-1} + b) \qquad W x_t = (W E)\,e_{w_t}")
        for sentence in WORDS[2:]:
            place.markdown(sentence)
