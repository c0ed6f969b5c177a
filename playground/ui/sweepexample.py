"""What the page Sweep shows before the first sweep: one that came with the app."""

import streamlit as st

from playground.runs import folder
from playground.sweeps.example import load_example
from playground.sweeps.results import Entry, groups
from playground.ui.sweepresults import results_panel
from playground.ui.words import count_text

NOTHING = "Press **Start**: progress, curves and the table of the best appear here."


@st.cache_resource(max_entries=1, show_spinner=False)
def example_in(place: str) -> list[Entry]:
    """Return the runs of the sweep that comes with this copy; empty where there is none. Nobody changes them."""
    return load_example(folder.EXAMPLES)


def example_panel() -> None:
    """Draw the sweep that came with the app, saying that it did."""
    entries = example_in(str(folder.EXAMPLES))
    if not entries:
        st.info(NOTHING, icon=":material/play_arrow:")
        return
    st.subheader("An example: RNN, GRU, LSTM", anchor=False)
    seeds = count_text(len(entries) // max(1, len(groups(entries))), "seed")
    st.caption(
        f"It came with the app, trained with the settings this page opens with, {seeds} each: to look at until yours is done."
    )
    results_panel(entries, True, "sweep-example")
