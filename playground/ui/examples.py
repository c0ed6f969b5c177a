"""The bundled runs, so that every page has something to show at the first visit."""

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from playground.errors import Refusal
from playground.runs import folder
from playground.runs.folder import SavedRun, examples, load_run, writers
from playground.runs.record import default_name


@st.cache_resource(max_entries=1, show_spinner=False)
def bundled() -> dict[str, SavedRun]:
    """Return the bundled runs by the cell they train; empty where none come with this copy. Nobody changes them."""
    found = {}
    for path in examples().values():
        try:
            saved = named(load_run(path))
        except Refusal:  # a damaged example is left out: the app is whole without it
            continue
        found[saved.run.experiment.model.cell] = saved
    return found


def named(saved: SavedRun) -> SavedRun:
    """Return a bundled run under the one name that menus, headings and legends call it by: what it is, as any other run."""
    return replace(saved, run=replace(saved.run, name=default_name(saved.run.experiment, saved.run.text_title)))


def bundled_writers() -> dict[str, SavedRun]:
    """Return the bundled runs on other texts by name, such as "example-names"; empty where none come with this copy."""
    return writers_in(str(folder.EXAMPLES))


@st.cache_resource(max_entries=1, show_spinner=False)
def writers_in(place: str) -> dict[str, SavedRun]:
    """Return the runs on other texts in the folder of examples."""
    found = {}
    for name, path in writers().items():
        with suppress(Refusal):
            found[name] = named(load_run(path))
    return found


def example(cell: str) -> SavedRun | None:
    """Return the bundled run of a cell, any other where there is none of it, or None."""
    known = bundled()
    return known.get(cell) or next(iter(known.values()), None)
