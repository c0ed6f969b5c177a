"""What a network writes: its samples while it learned, and new text on demand."""

import streamlit as st

from playground.controls import controls
from playground.errors import Refusal
from playground.figures.units import loss_text
from playground.language.generation import Sampling, generate
from playground.language.records import SampleRecord
from playground.runs.folder import SavedRun
from playground.runs.record import History, Run
from playground.ui.looks import LOSS_HEIGHT, loss_unit, sample_html
from playground.ui.widgets import widget

SAMPLING = controls(Sampling)
OFFERED = ("temperature", "length", "seed")
WRITTEN_HEIGHT = 300  # pixels
LONGEST = 2000  # tokens written in a page; the command line writes more
BETWEEN = '<div class="unrolled-older"></div>'


def sample_list(history: History, run: Run, waiting: str) -> None:
    """Draw the samples of a run, the newest large and on top, each with its step and loss, in a box that scrolls."""
    losses = {record.step: record.validation_loss for record in history.validations}
    newest_first = history.samples[::-1]
    parts = [
        sample_html(sample.text, when(sample, losses, run), "older" if age else "newest")
        for age, sample in enumerate(newest_first)
    ]
    with st.container(height=LOSS_HEIGHT - 40, border=True, key="samples"):
        st.html(BETWEEN.join(parts) or sample_html("", waiting))


def when(sample: SampleRecord, losses: dict[int, float], run: Run) -> str:
    """Say after how many steps a sample was written, and how good the network was."""
    unit = loss_unit(run.characters_per_token)
    loss = f" · validation {loss_text(losses[sample.step], unit, run.characters_per_token)}" if sample.step in losses else ""
    return f"after {sample.step:,} steps{loss}"


def writing_panel(saved: SavedRun, key: str) -> None:
    """Draw a place to let a trained network go on from the visitor's own words; the same seed writes the same text."""
    with st.container(border=True):
        st.markdown("**Let it write**")
        prime = st.text_input(
            "It goes on from", key=f"{key}-prime", placeholder="The", help="Leave empty to let it start by itself."
        )
        boxes = st.columns(len(OFFERED))
        values = {}
        for name, box in zip(OFFERED, boxes, strict=True):
            with box:
                values[name] = widget(SAMPLING[name], f"{key}-{name}", **starting(name, key))
        with st.container(height=WRITTEN_HEIGHT, border=False):
            st.html(written(saved, prime, values))


def starting(name: str, key: str) -> dict:
    """Return how a sampling control begins: at its default."""
    return {} if f"{key}-{name}" in st.session_state else {"value": SAMPLING[name].default}


def written(saved: SavedRun, prime: str, values: dict) -> str:
    """Return what the network writes, as HTML; where that is refused, the reason."""
    entered = {name: value for name, value in values.items() if value is not None}  # an emptied box means its default
    try:
        if entered.get("length", 0) > LONGEST:
            raise Refusal(f"A page writes at most {LONGEST:,} tokens at a time: choose fewer, or use the command line.")
        return sample_html(continued(saved.run.id, saved.run.updated, prime, Sampling(**entered), saved), "", "newest", prime)
    except Refusal as refusal:
        return sample_html("", str(refusal))


@st.cache_data(scope="session", max_entries=16, show_spinner=False)
def continued(run_id: str, updated: float, prime: str, sampling: Sampling, _saved: SavedRun) -> str:
    """Return a continuation of the prime; asked for twice, it is written once."""
    return generate(_saved.model, _saved.vocabulary, prime, sampling)
