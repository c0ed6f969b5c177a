"""Minimal pairs: a good sentence and a bad one that differ in one thing, and which models hold the good one for likelier."""

from collections.abc import Mapping

import streamlit as st

from playground.errors import Refusal
from playground.figures.export import table_text
from playground.figures.theme import stroke
from playground.language.scoring import PairScore, accuracy
from playground.ui.asked import PAGE, Reader, scored_pairs, unknown_words
from playground.ui.looks import dot, theme
from playground.ui.textbox import text_box
from playground.ui.words import minus, plain, safe

BOX = 200  # pixels
RIGHT, WRONG = "✓", "✗"
ABOUT = "Each line is a good sentence and a bad one that differ in one thing. Which models tell them apart? Write your own."


def pairs_panel(known: Mapping[str, Reader]) -> dict[str, list[PairScore]]:
    """Draw the pairs, how many each model is right about, and which; return what was found, by model."""
    st.subheader("Minimal pairs", anchor=False)
    st.markdown(ABOUT)
    text_box(PAGE, "pairs", BOX)
    try:
        found = answers(known)
    except Refusal as refusal:
        st.warning(plain(str(refusal)), icon=":material/info:")
        return {}
    if any(found.values()):
        st.html(pairs_table(known, found))
        sentences = {name: [one for pair in pairs for one in (pair.good, pair.bad)] for name, pairs in found.items()}
        if strange := unknown_words(known, sentences):
            st.caption(plain(strange))
    return found


def answers(known: Mapping[str, Reader]) -> dict[str, list[PairScore]]:
    """Return every model's scores of the page's pairs; nothing where there is no pair."""
    pairs = PAGE.value().pairs
    return {name: scored_pairs(one.version, pairs, one.predictor) if pairs.strip() else [] for name, one in known.items()}


def pairs_table(known: Mapping[str, Reader], found: Mapping[str, list[PairScore]]) -> str:
    """Return accuracy and every pair under every model as HTML; a number says by how many nats the good sentence is ahead."""
    heads = "".join(f"<th>{dot(stroke(one.cell, theme()).colour)}{safe(one.short)}</th>" for one in known.values())
    shares = "".join(f"<td><strong>{accuracy(scores):.0%}</strong></td>" for scores in found.values())
    pairs = next(iter(found.values()))
    rows = "".join(
        f"<tr><td>{safe(pair.good.text)}<br><s>{safe(pair.bad.text)}</s></td>"
        f"{''.join(verdict(scores[number]) for scores in found.values())}</tr>"
        for number, pair in enumerate(pairs)
    )
    total = f"<tr><td>right about {len(pairs)} pairs</td>{shares}</tr>"
    head = f"<thead><tr><th>good, and bad</th>{heads}</tr></thead>"
    return f'<div class="unrolled-wide"><table class="unrolled-table">{head}<tbody>{total}{rows}</tbody></table></div>'


def verdict(one: PairScore) -> str:
    """Return whether a model is right about a pair, and by how much."""
    ahead = one.good.log_probability - one.bad.log_probability
    mark, spoken = (RIGHT, "right") if one.right else (WRONG, "wrong")
    return f'<td><span role="img" aria-label="{spoken}">{mark}</span> <small>{minus(f"{ahead:+.2f}")}</small></td>'


def pairs_text(known: Mapping[str, Reader], found: Mapping[str, list[PairScore]]) -> str:
    """Return every pair under every model as CSV."""
    headers = ("good", "bad", "model", "log-probability of the good (nats)", "log-probability of the bad (nats)", "right")
    rows = (
        (
            one.good.text,
            one.bad.text,
            known[name].title,
            f"{one.good.log_probability:.6g}",
            f"{one.bad.log_probability:.6g}",
            one.right,
        )
        for name, scores in found.items()
        for one in scores
    )
    return table_text(headers, rows)
