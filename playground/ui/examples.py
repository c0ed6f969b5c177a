"""The bundled runs, so that every page has something to show at the first visit."""

import streamlit as st

from playground.errors import Refusal
from playground.runs.folder import SavedRun, examples, load_run


@st.cache_resource(max_entries=1, show_spinner=False)
def bundled() -> dict[str, SavedRun]:
    """Return the bundled runs by the cell they train; empty where none come with this copy. Nobody changes them."""
    found = {}
    for folder in examples().values():
        try:
            saved = load_run(folder)
        except Refusal:  # a damaged example is left out: the app is whole without it
            continue
        found[saved.run.experiment.model.cell] = saved
    return found


def example(cell: str) -> SavedRun | None:
    """Return the bundled run of a cell, any other where there is none of it, or None."""
    known = bundled()
    return known.get(cell) or next(iter(known.values()), None)
