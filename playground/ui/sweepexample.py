"""What the page Sweep shows before the first sweep: the bundled runs, looked at as the runs of a sweep."""

from dataclasses import replace

import streamlit as st

from playground.runs.curves import RunCurves
from playground.sweeps.results import Entry
from playground.sweeps.sweep import setting_name
from playground.ui.examples import bundled
from playground.ui.sweepresults import results_panel

CELLS = ("rnn", "gru", "lstm")
NOTHING = "Press **Start**: progress, curves and the table of the best appear here."


def example_panel() -> None:
    """Draw the bundled runs of the three cells, saying what they are."""
    known = bundled()
    entries = [
        Entry(
            replace(known[cell].run, id=f"example-{cell}", name=setting_name(known[cell].run.experiment, ())),
            RunCurves.of(known[cell].history),
        )
        for cell in CELLS
        if cell in known
    ]
    if not entries:
        st.info(NOTHING, icon=":material/play_arrow:")
        return
    st.subheader("An example", anchor=False)
    st.caption("These runs came with the app, one seed each: to look at until yours are trained.")
    results_panel(entries, True, "sweep-example")
