"""The page “How likely is this sentence?”: every model's account of every sentence, one of them token by token, and pairs."""

from collections.abc import Mapping, Sequence

import streamlit as st

from playground.figures.bits import describe_bits, running_figure
from playground.figures.export import table_text
from playground.figures.surprise import HEADERS, ShadedText, scored_pieces, sheet, token_rows
from playground.figures.theme import stroke
from playground.language.scoring import SentenceScore
from playground.text.places import token_places
from playground.text.vocabulary import TOKENIZERS
from playground.ui.asked import PAGE, Reader, Readers, scored, unknown_words
from playground.ui.chain import chain_html
from playground.ui.charts import draw, take_figures_away
from playground.ui.chips import Chip, chips
from playground.ui.chosen import choices, runs_menu
from playground.ui.components.shaded import shaded_texts
from playground.ui.fold import fold
from playground.ui.looks import dot, theme
from playground.ui.pairs import pairs_panel, pairs_text
from playground.ui.shell import page_named
from playground.ui.textbox import text_box
from playground.ui.words import minus, plain, safe

BOX, TICK = 110, 0.5  # pixels; seconds between two looks at an n-gram model that is being counted
LEAVES = ("runs", "order", "model", "pairs")
NO_RUN = "No run comes with this copy: train one, and it can be chosen here."
CHOOSE = "Choose at least one run, in the sidebar."
Scores = dict[str, list[SentenceScore]]


def trial(label: str, look_for: str, *sentences: str) -> Chip:
    """Return a chip that compares sentences."""
    changes = {"sentences": "\n".join(sentences), "line": 1}
    return Chip(label, look_for, changes, LEAVES, lambda asked: asked.lines() == list(sentences))


CHIPS = (
    trial(
        "Pair or pear",
        "They sound the same, and every bundled model prefers the wrong one: they have hardly read of salads, and “pair” is "
        "the commoner word. See at which letter the lines part.",
        "The apple and pair salad",
        "The apple and pear salad",
    ),
    trial(
        "Recognise speech",
        "Said quickly, one sounds like the other: a language model is what tells a recogniser which was meant.",
        "recognise speech",
        "wreck a nice beach",
    ),
    trial(
        "Was or were",
        "The verb belongs to “history”, but “cities” stands nearer. The GRU prefers “was”, the RNN barely; the LSTM falls for "
        "the nearer plural, and so does the 5-gram, by a hair, which sees nothing else. Where do the lines part?",
        "The history of the cities was long",
        "The history of the cities were long",
    ),
    trial(
        "Words in disorder",
        "The same words. Every model knows something about their order: how many bits is it worth?",
        "It was the capital of the kingdom",
        "the of It kingdom was capital the",
    ),
)


def sidebar() -> None:
    """Draw which models read."""
    with st.sidebar:
        runs_menu(PAGE)
        PAGE.control("order")
        if PAGE.value() != PAGE.standard:
            st.button("Back to the defaults", on_click=reset, icon=":material/restart_alt:", type="tertiary")


def reset() -> None:
    """Go back to the page's own sentences and settings."""
    PAGE.touch()
    PAGE.put(PAGE.standard)


def panel(now: Readers) -> None:
    """Draw the box, every model's account, one of them closely, the pairs, and everything folded below."""
    text_box(PAGE, "sentences", BOX, line=1)
    chips(PAGE, CHIPS)
    if now.trouble:
        st.warning(plain(now.trouble), icon=":material/info:")
    await_count(now)
    if not now.known:
        no_run(now)
        return
    lines = tuple(PAGE.value().lines())
    scores = {name: scored(one.version, lines, one.predictor) for name, one in now.known.items()}
    st.html(table(now.known, scores))
    st.caption(
        f"Log-probability in nats; the likeliest sentence under each model is bold. {plain(unknown_words(now.known, scores))}"
    )
    name = model_choice(now.known)
    texts = texts_of(now.known[name], scores[name])
    unit = TOKENIZERS[now.known[name].predictor.vocabulary.tokenizer].unit
    shaded_texts(PAGE.key("texts"), sheet(texts, theme()))
    draw(running_figure(texts, unit, theme()), "running-surprise", describe_bits(texts, unit))
    chain_panel(now.known[name], scores[name])
    pairs = pairs_panel(now.known)
    explanation()
    tables = {"Scores": lambda: scores_text(now.known, scores), "Tokens": lambda: table_text(HEADERS, token_rows(texts))}
    tables |= {"Pairs": lambda: pairs_text(now.known, pairs)} if any(pairs.values()) else {}
    figures = {"Surprise so far": lambda: running_figure(texts, unit, theme("light"))}
    take_figures_away("likelihood", figures, tables)


def await_count(now: Readers) -> None:
    """Draw the page again once the n-gram model is counted."""
    if not now.ready:
        st.caption("The n-gram is still counting the text …")
        st.fragment(look, run_every=TICK)()


def look() -> None:
    """Draw the page anew, in case it is."""
    st.rerun()


def no_run(now: Readers) -> None:
    """Say what to do where no run was chosen, or none is there."""
    if choices():
        st.info(CHOOSE, icon=":material/info:")
        return
    st.info(NO_RUN, icon=":material/info:")
    st.page_link(page_named("train"), label="Train your first model", icon=":material/play_arrow:")


def table(known: Mapping[str, Reader], scores: Scores) -> str:
    """Return every sentence's numbers under every model, as HTML."""
    heads = "".join(f"<th>{dot(stroke(one.cell, theme()).colour)}{safe(one.short)}</th>" for one in known.values())
    best = {name: max(one.log_probability for one in found) for name, found in scores.items()}
    rows = "".join(
        f"<tr><td>{safe(line)}</td>{''.join(cell(scores[name][number], best[name], one) for name, one in known.items())}</tr>"
        for number, line in enumerate(PAGE.value().lines())
    )
    head = f"<thead><tr><th>Sentence</th>{heads}</tr></thead>"
    return f'<div class="unrolled-wide"><table class="unrolled-table">{head}<tbody>{rows}</tbody></table></div>'


def cell(one: SentenceScore, best: float, reader: Reader) -> str:
    """Return one sentence's numbers under one model."""
    value = minus(f"{one.log_probability:.2f}")
    tokenizer = TOKENIZERS[reader.predictor.vocabulary.tokenizer]
    units = f"{one.bits_per_token:.3f} bits/{short_unit(tokenizer.unit)}"
    units += "" if tokenizer.characters == 1 else f"<br>{one.bits_per_character:.3f} bits/char"
    strong = f"<strong>{value}</strong>" if one.log_probability == best else value
    return f"<td>{strong}<br><small>{units}<br>perplexity {perplexity_text(one)}</small></td>"


def short_unit(unit: str) -> str:
    """Return what a number of bits is divided by, shortly."""
    return "char" if unit == "character" else unit


def perplexity_text(one: SentenceScore) -> str:
    """Write a perplexity in three or four digits."""
    return f"{one.perplexity:,.2f}" if one.perplexity < 1000 else f"{one.perplexity:,.0f}"


def model_choice(known: Mapping[str, Reader]) -> str:
    """Draw the choice of the model that is looked at closely, and return its name."""
    key, asked = PAGE.key("model"), PAGE.value()
    name = asked.model if asked.model in known else next((other for other in reversed(known)), "")
    if st.session_state.get(key) != name:
        st.session_state[key] = name
    shorts = {name: reader.short for name, reader in known.items()}
    options = dict(format_func=shorts.get, key=key, required=True)
    st.segmented_control("Token by token, under", list(known), on_change=take_model, **options)
    return name


def take_model() -> None:
    """Look closely at the model that was chosen."""
    if chosen := st.session_state[PAGE.key("model")]:
        PAGE.change(model=chosen)


def texts_of(reader: Reader, scores: Sequence[SentenceScore]) -> list[ShadedText]:
    """Return the sentences as they are shaded under one model."""
    vocabulary = reader.predictor.vocabulary
    return [
        ShadedText(
            f"{reader.version} {number} {one.text}",
            one.text,
            minus(f"{one.log_probability:.2f} nats"),
            reader.cell,
            scored_pieces(one, token_places(vocabulary, one.text)),
        )
        for number, one in enumerate(scores)
    ]


def chain_panel(reader: Reader, scores: Sequence[SentenceScore]) -> None:
    """Draw one sentence's probability as the product that it is."""
    number = min(PAGE.value().line, len(scores))
    st.subheader("The chain, with its numbers", anchor=False)
    if len(scores) > 1:
        line_choice(number, scores)
    st.html(chain_html(scores[number - 1], reader.predictor.vocabulary))


def line_choice(number: int, scores: Sequence[SentenceScore]) -> None:
    """Draw the choice of the sentence that is written out."""
    key, titles = PAGE.key("line"), {place: one.text for place, one in enumerate(scores, start=1)}
    st.session_state[key] = number  # always: the browser keeps the words of the choice, which may be of other sentences by now
    st.selectbox("Sentence", list(titles), format_func=titles.get, key=key, on_change=PAGE.take, args=("line",))


def scores_text(known: Mapping[str, Reader], scores: Scores) -> str:
    """Return every sentence's numbers under every model as CSV."""
    headers = ("sentence", "model", "tokens", "log-probability (nats)", "bits per token", "bits per character", "perplexity")
    rows = (
        (
            one.text,
            known[name].title,
            len(one.tokens),
            *(f"{value:.6g}" for value in (one.log_probability, one.bits_per_token, one.bits_per_character, one.perplexity)),
        )
        for name, found in scores.items()
        for one in found
    )
    return table_text(headers, rows)


CHAIN = (
    "A language model says how likely each token is after those before it; the probability of a sentence is the product of "
    "these numbers, and its logarithm their sum (the **chain rule**):"
)
PRODUCT = (
    r"P(y_1 \ldots y_T) = \prod_{t=1}^{T} P(y_t \mid y_1 \ldots y_{t-1})"
    r" \qquad \ln P = \sum_{t=1}^{T} \ln P(y_t \mid y_1 \ldots y_{t-1})"
)
MEANS = (
    "**Bits per token** is $-\\log_2 P / T$, the mean surprise; **perplexity** is $2$ to that power: among how many equally "
    "likely tokens the model chose, on average. Models that cut a text differently compare in **bits per character** alone. "
    "Longer sentences are less likely, so compare what is about as long. What stands before a sentence is the end of another; "
    "its own end is not counted."
)
TOLD = (
    "**The lines** sum the surprise up from token to token: where two sentences part, the lines do, and the lower one at the end "
    "is the likelier. **Minimal pairs** differ in one thing only; a model is right about a pair where it holds the good "
    "sentence for likelier (Linzen et al. 2016; Warstadt et al. 2020)."
)


def explanation() -> None:
    """Draw what the numbers are, folded."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(CHAIN)
        place.latex(PRODUCT)
        place.markdown(MEANS)
        place.markdown(TOLD)
