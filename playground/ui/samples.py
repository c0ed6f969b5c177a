"""What a network writes: its samples while it learned, and new text on demand."""

from dataclasses import dataclass

import streamlit as st

from playground.controls import Control, Described, as_in, controls, text
from playground.errors import Refusal
from playground.figures.units import loss_text
from playground.language.generation import Sampling, generate
from playground.language.records import SampleRecord
from playground.runs.folder import SavedRun
from playground.runs.record import History, Run
from playground.ui.looks import LOSS_HEIGHT, loss_unit, sample_html
from playground.ui.pagesettings import PageSettings, text_of
from playground.ui.widgets import entered, widget
from playground.ui.words import plain

WRITTEN_HEIGHT = 300  # pixels
LONGEST = 2000  # tokens written in a page; the command line writes more
BETWEEN = '<div class="unrolled-older"></div>'
LONGEST_PRIME = 500  # characters


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


@dataclass(frozen=True)
class Asked(Described):
    """What a network is asked to write, by the names that a page's URL has for it."""

    write_from: str = text("", "It goes on from", "Leave empty to let it start by itself.")
    write_temperature: float = as_in(Sampling, "temperature")
    write_length: int = as_in(Sampling, "length")
    write_seed: int = as_in(Sampling, "seed")


WRITES = controls(Asked)


def writing_panel(saved: SavedRun, key: str, page: PageSettings) -> None:
    """Draw a place to let a trained network go on from the visitor's own words; the same seed writes the same text.

    The page's URL tells what is asked.
    """
    with st.container(border=True):
        st.markdown("**Let it write**")
        first, *rest = WRITES.values()
        prime = box(first, key, page, placeholder="The", max_chars=LONGEST_PRIME)
        values = {}
        for control, place in zip(rest, st.columns(len(rest)), strict=True):
            with place:
                values[control.name.removeprefix("write_")] = box(control, key, page)
        with st.container(height=WRITTEN_HEIGHT, border=False):
            st.html(written(saved, prime, values))


def box(control: Control, key: str, page: PageSettings, **options):
    """Draw the box of one thing that is asked, and return what stands in it; what a URL says and cannot be is named below it."""
    told, at, wrong = page.kept(control.name), f"{key}-{control.name}", ""
    try:
        now = control.default if told is None else control.parse(told)
    except Refusal as refusal:
        now, wrong = control.default, f"{refusal} The default stands in for now."
    now = now[:LONGEST_PRIME] if isinstance(now, str) else now
    if st.session_state.get(at) != now:
        st.session_state[at] = now
    widget(control, at, on_change=ask, args=(control, at, page), **options)
    if wrong:
        st.caption(plain(wrong))
    return now


def ask(control: Control, at: str, page: PageSettings) -> None:
    """Ask for what stands in a box, the one with this key; an emptied one means its default."""
    page.touch()
    value = entered(control, st.session_state[at])
    page.keep(control.name, None if value in (None, control.default) else text_of(value))


def written(saved: SavedRun, prime: str, values: dict) -> str:
    """Return what the network writes, as HTML; where that is refused, the reason."""
    try:
        if values["length"] > LONGEST:
            raise Refusal(f"A page writes at most {LONGEST:,} tokens at a time: choose fewer, or use the command line.")
        return sample_html(continued(saved.run.id, saved.run.updated, prime, Sampling(**values), saved), "", "newest", prime)
    except Refusal as refusal:
        return sample_html("", str(refusal))


@st.cache_data(scope="session", max_entries=16, show_spinner=False)
def continued(run_id: str, updated: float, prime: str, sampling: Sampling, _saved: SavedRun) -> str:
    """Return a continuation of the prime; asked for twice, it is written once."""
    return generate(_saved.model, _saved.vocabulary, prime, sampling)
