"""Writing by search on the page “Write”: the likeliest texts found, greedy beside them, and the tree of the search."""

import streamlit as st

from playground.figures.beams import HEADERS, describe_tree, tree_figure, tree_rows
from playground.figures.export import table_text
from playground.figures.surprise import ShadedText, sheet, written_pieces
from playground.language.beam import BeamTree, Found, beam_search
from playground.language.writing import follow
from playground.runs.folder import SavedRun
from playground.ui.charts import draw, take_figures_away
from playground.ui.components.shaded import shaded_texts
from playground.ui.looks import theme
from playground.ui.readers import predictor_of
from playground.ui.words import count_text, minus
from playground.ui.writesettings import PAGE, WriteSettings

SHOWN = 3  # texts found that are written out
TREE = PAGE.key("tree")
READ_TREE = (
    "From left to right, token by token. The strong line on top is the best text found; below it, the beginnings that were kept "
    "beside it branch off, until better ones push them out. The grey tokens at the bottom just missed, the likeliest first."
)


@st.cache_resource(scope="session", max_entries=8, show_spinner="Searching …")
def searched(run_id: str, updated: float, asked: WriteSettings, width: int, _saved: SavedRun) -> BeamTree:
    """Return the tree of a search, found once for each thing asked."""
    predictor = predictor_of(_saved)
    return beam_search(predictor, predictor.primed(asked.prime), asked.beam(width))


def search_panel(saved: SavedRun) -> None:
    """Draw the texts found, and the tree below them."""
    asked = PAGE.value()
    of_width = lambda width: searched(saved.run.id, saved.run.updated, about(asked), width, saved)  # noqa: E731
    tree, greedy = of_width(asked.width), of_width(1)
    texts = [found_text(saved, greedy, greedy.found[0], "Greedy: the likeliest token each time")] if greedy.found else []
    if asked.width > 1:
        best = [found_text(saved, tree, one, f"Beam, {place(rank)}") for rank, one in enumerate(tree.found[:SHOWN])]
        texts = [*best, *texts]
    if texts:
        shaded_texts(PAGE.key("found"), sheet(texts, theme()))
    st.subheader("The tree", anchor=False)
    st.caption(READ_TREE)
    make = lambda look: tree_figure(tree, saved.vocabulary, asked.prime, saved.run.experiment.model.cell, look)  # noqa: E731
    with st.container(key=TREE):
        draw(make(theme()), "beam-tree", describe_tree(tree, saved.vocabulary, asked.prime))
    rows = lambda: table_text(HEADERS, tree_rows(tree, saved.vocabulary, asked.prime))  # noqa: E731
    take_figures_away("write-search", {"Beam tree": lambda: make(theme("light"))}, {"Beam tree": rows})


def about(asked: WriteSettings) -> WriteSettings:
    """Return settings that differ only where a search does."""
    kept = {name: getattr(asked, name) for name in ("prime", "length_penalty", "reach")}
    return PAGE.standard.with_(**kept)


def place(rank: int) -> str:
    """Write which of the texts found one is."""
    return "the best" if rank == 0 else f"number {rank + 1}"


def found_text(saved: SavedRun, tree: BeamTree, one: Found, title: str) -> ShadedText:
    """Return a text found with the probability of each of its tokens."""
    asked, tokens = PAGE.value(), tree.path(one.node)
    pieces = written_pieces(follow(predictor_of(saved), asked.prime, tokens))
    score = f", score {one.score:.2f}" if asked.length_penalty else ""
    facts = f"log-probability {minus(f'{one.log_probability:.2f} nats{score}')}, {count_text(len(tokens), 'token')}"
    key = f"{saved.run.id} {saved.run.updated} {asked.prime} {tokens}"
    return ShadedText(key, title, facts, saved.run.experiment.model.cell, pieces, asked.prime)
