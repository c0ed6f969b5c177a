"""How far back the gradient has to flow: networks trained for this page, and a way to train the same oneself."""

from collections.abc import Callable

import plotly.graph_objects as go
import streamlit as st

from models.cells import CELLS
from playground.errors import Refusal
from playground.figures.export import table_text
from playground.figures.theme import THEMES, Theme
from playground.figures.windows import describe_truncation, truncation_figure, truncation_rows
from playground.gradients.experiments import truncations
from playground.gradients.truncation import FILE, LENGTHS, Truncation, load_truncation
from playground.language.experiment import Experiment
from playground.runs import folder
from playground.ui import state
from playground.ui.charts import draw
from playground.ui.looks import theme
from playground.ui.shell import page_named
from playground.ui.words import plain

HEADERS = ("truncation length (steps)", "state", "lowest loss (nats/char)", "mean loss (nats/char)", "highest loss (nats/char)")
TITLE = "How far back does the gradient have to flow?"
READ = (
    "Each point is a network of its own. With the state reset, a window is all that a network can remember. With the state "
    "carried over, even a gradient that is cut after every step leaves a useful memory, and longer ones teach it what to keep."
)
OWN = "Train one yourself: the run above with another truncation length and as many tokens in a batch, set up on the Train page."


@st.cache_resource(max_entries=1, show_spinner=False)
def bundled_truncation() -> Truncation | None:
    """Return the networks trained for this page, None where their losses do not come with this copy."""
    try:
        return load_truncation(folder.EXAMPLES)
    except Refusal:
        return None


def lines(study: Truncation) -> dict[bool, dict[int, tuple[float, float, float]]]:
    """Return both lines, the state carried over and reset."""
    return {stateful: study.line(stateful=stateful) for stateful in (True, False)}


def make(study: Truncation, look: Theme) -> go.Figure:
    """Return the figure of loss against truncation length."""
    return truncation_figure(lines(study), study.experiment.model.cell, study.seeds, look)


def truncation_panel(experiment: Experiment | None) -> None:
    """Draw loss against truncation length, where its numbers come from, and buttons that set up such runs of one's own."""
    st.subheader(TITLE, anchor=False)
    if study := bundled_truncation():
        draw(make(study, theme()), "stateful-truncation", describe_truncation(lines(study)))
        st.caption(provenance(study))
        st.markdown(READ)
    if experiment:
        st.markdown(OWN)
        own_runs(experiment)


def provenance(study: Truncation) -> str:
    """Say what was trained, on what, and how anybody can do it again."""
    model, training = study.experiment.model, study.experiment.training
    tokens = training.batch_size * training.sequence_length
    return (
        f"{len(study.runs)} runs of a {CELLS[model.cell].label} with {model.hidden_size} units on {plain(study.text_title)}, "
        f"{training.budget:,.0f} updates on {tokens} characters each, whatever the length; mean and range over {study.seeds} "
        "seeds. Each reads the validation text as it was trained. Trained beforehand with torch "
        f"{plain(study.versions.get('torch', ''))}; `python -m playground truncation` does it again and writes `{FILE}`."
    )


def own_runs(experiment: Experiment) -> None:
    """Draw a button for each truncation length that the run's batches allow."""
    with st.container(horizontal=True, gap="small"):
        for length, wanted in possible(experiment).items():
            if st.button(f"{length} steps", key=f"truncate-{length}", help=f"Batches of {wanted.training.batch_size} rows."):
                state.put(wanted)
                state.show_run(None)
                st.switch_page(page_named("train"), query_params=state.to_url(wanted))


def possible(experiment: Experiment) -> dict[int, Experiment]:
    """Return the run at each truncation length at which its batches are not too large."""
    found = {}
    for length in LENGTHS:
        try:
            found |= truncations(experiment, (length,))
        except Refusal:  # more rows than a batch may have
            continue
    return found


def downloads() -> tuple[dict[str, Callable[[], go.Figure]], dict[str, Callable[[], str]]]:
    """Return the figure and the table that can be taken away, by name; none where there is no study."""
    study, name = bundled_truncation(), "Truncation length"
    if study is None:
        return {}, {}
    return {name: lambda: make(study, THEMES["light"])}, {name: lambda: table_text(HEADERS, truncation_rows(lines(study)))}
