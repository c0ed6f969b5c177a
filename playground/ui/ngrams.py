"""The page on n-grams: every order of a text counted, beside the networks that read the same text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from models.cells import COMMON
from playground.controls import check, choice, number
from playground.errors import unknown
from playground.figures.export import table_text
from playground.figures.ngrams import (
    HEIGHT,
    NOTHING,
    READINGS,
    UNITS,
    Counted,
    Rival,
    cost_figure,
    describe_orders,
    live_orders,
    order_figure,
)
from playground.figures.units import bits, short_number
from playground.language.distance import PHRASES
from playground.runs.ngram_study import CountedText, NGramStudySettings, orders_of, text_of
from playground.runs.record import Run
from playground.text.corpora import CORPORA
from playground.text.ngram import ORDERS
from playground.text.orders import OrderMeasure
from playground.text.vocabulary import TOKENIZERS
from playground.ui.charts import draw, take_figures_away
from playground.ui.chips import Chip, chips
from playground.ui.examples import bundled, bundled_writers
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.menus import name_menu
from playground.ui.numbers import draw as draw_numbers
from playground.ui.numbers import number as big_number
from playground.ui.pagesettings import PageSettings
from playground.ui.readable import readable_runs, whose
from playground.ui.study import study_panel
from playground.ui.texts import title_of, titles
from playground.ui.words import safe, size_text

MOST_RIVALS = 8
WEIGHT_BYTES = 4  # of a float32


@dataclass(frozen=True)
class NGramPage(NGramStudySettings):
    """Whose n-grams are counted, in which unit they are held against networks, and how far the verb is from its noun."""

    unit: str = choice(
        "bits", "Compare in", "Both are of the held-out text; networks with other tokens are left out.", UNITS, more=False
    )
    phrases: int = number(3, "Phrases between", "How many stand between noun and verb in the sentence below.", 0, PHRASES)
    reading: str = choice("share", "Probability of", "What counts as being sure of the right verb.", READINGS)

    def __post_init__(self):
        check(self)

    def counting(self) -> dict[str, Any]:
        """Return the settings of the study."""
        return {name: value for name, value in self.flat().items() if name in NGramStudySettings.controls()}


PAGE = PageSettings("ngrams", NGramPage())
FIRST, MORE = ("tokenizer", "unit"), ("vocabulary_size", "validation_share")
LEAVES = ("phrases", "reading")
CHIPS = (
    Chip(
        "Words instead of letters",
        "Looking back two words is all that pays on so little text. From order 3 on the counts grow, and hardly any of them is "
        "ever met again.",
        {"tokenizer": "word"},
        LEAVES,
    ),
    Chip(
        "A sixth of the text",
        "Less text, fewer runs that are ever met again: order 8 takes a quarter of the memory, and predicts worse.",
        {"corpus": "lee"},
        LEAVES,
    ),
    Chip(
        "Python, counted",
        "Press “Count them here”. Code repeats itself: does looking further back pay longer than in English?",
        {"corpus": "python-code"},
        LEAVES,
    ),
)
STUDY = "Count them here"


def keep_known_text() -> None:
    """Fall back to the page's own text where the URL names one that is not here, and say so."""
    named = PAGE.value().corpus
    if not title_of(named):
        PAGE.note(f"{unknown('text', named, CORPORA, 'corpus')} The default stands in for now.")
        PAGE.put(PAGE.value().with_(corpus=PAGE.standard.corpus))


def sidebar() -> None:
    """Draw which text is counted, and how."""
    with st.sidebar:
        name_menu(PAGE, "corpus", titles())
        for name in FIRST:
            PAGE.control(name)
        if place := fold("More"):
            with place:
                for name in MORE:
                    PAGE.control(name)


def trials() -> None:
    """Draw the experiments to try."""
    chips(PAGE, CHIPS)


def orders_panel() -> None:
    """Draw the orders of the chosen text, or the way to count them."""
    study_panel("ngrams", "ngrams", PAGE.value().counting(), show, STUDY)


def show(events: Sequence[Mapping[str, Any]], done: bool) -> None:
    """Draw what is counted so far; in the end with the networks beside it, the table and the files."""
    text, orders = text_of(events), orders_of(events)
    if text is None:
        return
    rivals = rivals_on(text) if done else []
    found = Counted(orders, rivals, text.characters_per_token, PAGE.value().unit)
    if not done:
        most = ORDERS[PAGE.value().tokenizer]
        alt = describe_orders(found) if orders else NOTHING
        st.echarts_chart(live_orders(found, most, theme()), height=HEIGHT, key="ngrams-live", alt=alt)
        return
    draw_numbers(*numbers(found))
    left, right = st.columns(2, gap="large")
    with left:
        draw(order_figure(found, theme()), "ngram-orders", describe_orders(found))
    with right:
        draw(cost_figure(found, theme()), "ngram-memory", f"Memory against loss. {describe_orders(found)}")
    st.caption(" ".join(remarks(found, text)))
    st.html(table(found))
    light = theme("light")
    figures = {"Orders": lambda: order_figure(found, light), "Memory": lambda: cost_figure(found, light)}
    take_figures_away("ngrams", figures, {"Orders": lambda: orders_text(found)})


def rivals_on(text: CountedText) -> list[Rival]:
    """Return the networks that were trained on this very text and have not seen the same part of it; the bundled ones first."""
    own = [(f"{whose(run)}: {run.name}", run) for run in readable_runs()]
    usual = [saved for cell, saved in bundled().items() if cell in COMMON]
    named = [(saved.run.name, saved.run) for saved in (*usual, *bundled_writers().values())]
    return [rival(title, run) for title, run in [*named, *own] if comparable(run, text)][:MOST_RIVALS]


def comparable(run: Run, text: CountedText) -> bool:
    """Tell whether a run's loss can stand beside those of the n-grams."""
    asked, learned = PAGE.value(), run.experiment.text
    same = run.text_digest == text.digest and learned.validation_share == asked.validation_share
    tokens = learned.tokenizer == asked.tokenizer and run.vocabulary_size == text.vocabulary  # else <unk> flatters one of them
    return same and tokens and run.validation_loss is not None and run.characters_per_token > 0


def rival(title: str, run: Run) -> Rival:
    """Return a run as the figures take it."""
    sizes = run.characters_per_token, run.parameters, WEIGHT_BYTES * run.parameters
    return Rival(title.split(" · ")[0], run.experiment.model.cell, run.validation_loss, *sizes)


def numbers(found: Counted) -> list[str]:
    """Return the numbers to quote: the best order, the best network, and what lies between them in memory."""
    unit, best = UNITS[found.unit], min(found.orders, key=found.value)
    said = [big_number(f"Best n-gram · {unit}", short_number(found.value(best)), f"order {best.order}, {size_of(best)}")]
    if found.rivals:
        other = min(found.rivals, key=found.rival_value)
        about = f"{other.title}, {size_text(other.memory_bytes)}"
        said.append(big_number(f"Best network · {unit}", short_number(found.rival_value(other)), about))
        said += as_small_as(found, best, other)
    last = found.orders[-1]
    return [*said, big_number(f"Contexts of order {last.order}", f"{last.contexts:,}", f"{last.grams:,} grams")]


def as_small_as(found: Counted, best: OrderMeasure, other: Rival) -> list[str]:
    """Return how much larger the best n-gram is than a network, and how good one is that is no larger."""
    said = [big_number("Memory of that n-gram", f"{other_times(best, other)} ×", "that of the network")]
    small = [one for one in found.orders if one.memory_bytes <= other.memory_bytes]
    if small and small[-1] is not best:
        about = f"order {small[-1].order}, {size_of(small[-1])}"
        said.append(big_number("N-gram no larger than it", short_number(found.value(small[-1])), about))
    return said


def other_times(best: OrderMeasure, other: Rival) -> str:
    """Write how many times as large an n-gram is as a network."""
    return f"{float(f'{best.memory_bytes / other.memory_bytes:.2g}'):,g}"


def size_of(one: OrderMeasure) -> str:
    """Write what an order takes in memory."""
    return size_text(one.memory_bytes)


def remarks(found: Counted, text: CountedText) -> list[str]:
    """Return what has to be known of the figures."""
    unit = TOKENIZERS[PAGE.value().tokenizer].unit
    said = [f"Counted on {text.tokens:,} {unit}s, checked on the {text.validation_tokens:,} that follow."]
    if found.rivals:
        said.append("Networks take 4 bytes for each parameter; n-grams what their arrays measure.")
    else:
        said.append("No network has been trained on this text with these tokens: train one, and it appears here.")
    if PAGE.value().tokenizer == "word":
        said.append("Words outside the vocabulary are read as <unk>, which nobody has to spell: bits per character flatter them.")
    return said


def table(found: Counted) -> str:
    """Return every order as a row of HTML, and below them the networks."""
    heads = ("Model", "grams", "contexts", "memory", "bits per character", "perplexity", "counted in")
    head = "".join(f"<th>{name}</th>" for name in heads)
    rows = [
        row(cells) for cells in (*map(order_cells, [found] * len(found.orders), found.orders), *map(rival_cells, found.rivals))
    ]
    table = f'<table class="unrolled-table"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    return f'<div class="unrolled-wide">{table}</div>'


def row(cells: Sequence[str]) -> str:
    """Return one row of a table."""
    return f"<tr>{''.join(f'<td>{safe(cell)}</td>' for cell in cells)}</tr>"


def order_cells(found: Counted, one: OrderMeasure) -> tuple[str, ...]:
    """Return what the table says of one order."""
    loss = f"{bits(one.nats, found.characters):.3f}", f"{one.perplexity:.2f}"
    return f"order {one.order}", f"{one.grams:,}", f"{one.contexts:,}", size_of(one), *loss, f"{one.seconds:.1f} s"


def rival_cells(one: Rival) -> tuple[str, ...]:
    """Return what the table says of a network."""
    loss = f"{bits(one.nats, one.characters):.3f}", short_number(one.perplexity)
    return one.title, f"{one.parameters:,} parameters", "–", size_text(one.memory_bytes), *loss, "–"


def orders_text(found: Counted) -> str:
    """Return every order and every network as CSV."""
    orders = (
        *(
            (f"order {one.order}", one.grams, one.contexts, one.memory_bytes, one.nats, bits(one.nats, found.characters))
            for one in found.orders
        ),
        *((one.title, one.parameters, "", one.memory_bytes, one.nats, bits(one.nats, one.characters)) for one in found.rivals),
    )
    heads = ("model", "grams or parameters", "contexts", "memory (bytes)", "nats per token", "bits per character")
    return table_text(heads, orders)
