"""Bringing in a run that was taken away as a zip, here or anywhere else: it comes from a stranger, whoever uploads it."""

import threading

import streamlit as st

from playground.errors import Refusal
from playground.runs.archive import Limits, import_run
from playground.runs.record import Run
from playground.ui.boot import services
from playground.ui.state import open_run
from playground.ui.visitor import visitor
from playground.ui.words import plain

ROUND, WHY_NOT = "import-round", "import-refused"
ONE_AT_A_TIME = threading.Lock()  # a zip unpacks to many times its size, and strangers do not take turns


def limits() -> Limits:
    """Return how large a run may be that is brought to this site."""
    return Limits.of_site(services().settings.max_parameters)


def bring_in_form() -> None:
    """Draw the place to upload a run; what is wrong with it is said right there."""
    most = max(1, limits().whole // 1_000_000)  # MB
    with st.expander("Bring in a run", icon=":material/upload_file:"):
        st.caption("The zip of a run, from this site or another, or from `python -m playground runs export`. It becomes yours.")
        st.file_uploader(f"A run (zip, at most {most} MB)", key=upload_key(), on_change=take_upload, max_upload_size=most)
        if refused := st.session_state.get(WHY_NOT):
            st.error(plain(refused))


def upload_key() -> str:
    """Return the key of the upload: a new one after each run, so that the server forgets the file."""
    return f"import-{st.session_state.setdefault(ROUND, 0)}"


def take_upload() -> None:
    """Keep the run in the file that was uploaded and open it, or say why not."""
    file, st.session_state[WHY_NOT] = st.session_state[upload_key()], None
    if file is None:
        return
    try:
        run = bring_in(file.getvalue())
    except Refusal as refusal:
        st.session_state[WHY_NOT] = str(refusal)
    else:
        st.session_state[ROUND] += 1
        open_run(run.id)


def bring_in(data: bytes) -> Run:
    """Return the run in a zip, kept as the visitor's own; raise `Refusal` where anything is wrong with it."""
    store, site = services().store, services().settings
    with ONE_AT_A_TIME:
        run = import_run(store, visitor(), data, limits(), site.max_parameters)
    store.prune(visitor(), site.runs_kept)
    return run
