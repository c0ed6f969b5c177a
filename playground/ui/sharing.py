"""A run for others to see: the link that its owner makes and takes back, and what whoever opens it is shown."""

import streamlit as st

from playground.errors import Refusal
from playground.runs.record import Run
from playground.runs.sharing import copy_run, share, share_of, shared_run, unshare
from playground.runs.store import OWN
from playground.ui.boot import services
from playground.ui.finished import ending, history, result_panel
from playground.ui.fold import fold
from playground.ui.going_on import can_grow, can_resume
from playground.ui.looks import run_heading
from playground.ui.notices import notice
from playground.ui.readable import own, readable_run
from playground.ui.settingstable import settings_table
from playground.ui.shell import page_named
from playground.ui.state import open_run
from playground.ui.visitor import visitor
from playground.ui.words import plain

SHARED = "shared"  # what a link's address calls its token
PROMISE = (
    "Whoever has the link sees this run with its settings, curves and samples, and may go on with a copy of their own, weights "
    "and vocabulary included. They see nothing else of yours, and nobody sees anything once you take the link back."
)
WELCOME = "Somebody shared this run with you: how it was set, how it learned and what it wrote."
TEXT_STAYS = "Its text is not shared: to train a copy further, bring the same text on the page Train first."


def address_of(token: str) -> str:
    """Return the address that shows a shared run."""
    return (st.context.url or "").rsplit("/", 1)[0] + f"/runs?{SHARED}={token}"


def share_popover(run: Run) -> None:
    """Draw the way to share one of the visitor's own runs, or to end that."""
    token = share_of(services().store, run.id, run.visitor)
    with st.popover("Shared" if token else "Share", icon=":material/share:", key="share"):
        st.write(PROMISE)
        if token is None:
            st.button("Make a link", type="primary", key="share-make", on_click=change, args=(share, run))
            return
        st.code(address_of(token), language=None, wrap_lines=True)
        st.button("Take the link back", key="share-end", on_click=change, args=(unshare, run))


def change(make, run: Run) -> None:
    """Share a run, or end it; say why where that is not possible."""
    try:
        make(services().store, run.id, run.visitor)
    except Refusal as refusal:
        notice(str(refusal))


def shared_panel(token: str) -> None:
    """Draw the run that a link shows; one that was taken back says what one says that never was."""
    try:
        run = shared_run(services().store, token)
    except Refusal as refusal:
        st.warning(plain(str(refusal)), icon=":material/link_off:")
        st.page_link(page_named("runs"), label="Look at your own runs", icon=":material/history:")
        st.page_link(page_named("train"), label="Train a model", icon=":material/play_arrow:")
        return
    run_heading(run)
    if own(run):
        st.info("This is what others see of your run.", icon=":material/share:")
    else:
        st.markdown(WELCOME)
    seen(run, f"shared-{run.id}", token)


def seen(run: Run, key: str, token: str = "") -> None:
    """Draw what somebody else's run lets one see: how it stands, a way to go on with a copy, curves, samples and settings."""
    ending(run)
    copy_button(run, token)
    result_panel(run, history(run), key)
    if place := fold("Settings", ":material/tune:"):
        place.markdown(settings_table(run))


def copy_button(run: Run, token: str) -> None:
    """Draw the way to go on with a copy, where there is something to go on with."""
    if not (can_grow(run) or can_resume(run)):
        return
    st.button("Go on with a copy of my own", icon=":material/content_copy:", key="copy", on_click=copy, args=(run.id, token))
    if run.experiment.text.corpus.startswith(OWN) and not own(run):
        st.caption(TEXT_STAYS)


def copy(run_id: str, token: str) -> None:
    """Copy the run that a link shows, or one that the visitor may look at, and open the copy."""
    store = services().store
    try:
        source = shared_run(store, token) if token else readable_run(run_id)
        made = copy_run(store, source, visitor())
        store.prune(visitor(), services().settings.runs_kept)
    except Refusal as refusal:
        notice(str(refusal))
    else:
        open_run(made.id)
