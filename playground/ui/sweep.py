"""The page Sweep: the form, the sweep that goes on or has ended, and what its runs came to."""

import time

import streamlit as st

from playground.errors import Refusal
from playground.sweeps.results import Entry
from playground.sweeps.shelf import StoredSweep, delete_sweep, runs_of
from playground.ui.boot import services
from playground.ui.chips import chips
from playground.ui.compared import shelf
from playground.ui.fold import fold
from playground.ui.readablesweeps import own_sweep, readable_sweep, readable_sweeps
from playground.ui.sweepexample import example_panel
from playground.ui.sweepform import grid_form
from playground.ui.sweepgoing import ended_panel, going_panel
from playground.ui.sweepplan import start_row
from playground.ui.sweepresults import results_panel
from playground.ui.sweepsettings import CHIPS, PAGE
from playground.ui.visitor import visitor
from playground.ui.words import age_text, plain

SHOWN = 30  # sweeps in the menu


def panel() -> None:
    """Draw the chips, what varies, the way to start, and below it the sweep that is shown."""
    known = readable_sweeps()
    sweep = find_sweep(known)
    chips(PAGE, CHIPS, then="Press start.")
    with st.container(border=True):
        grid_form()
        start_row()
    if known:
        sweeps_menu(known, sweep)
    if sweep is None:
        example_panel()
    else:
        shown_panel(sweep)
    explanation()


def find_sweep(known: list[StoredSweep]) -> StoredSweep | None:
    """Return the sweep that this page shows: the one in the URL if the visitor may look at it, else one that goes on."""
    named = PAGE.kept("sweep")
    if named:
        try:
            return readable_sweep(named)
        except Refusal as refusal:
            PAGE.note(f"{refusal} Its settings are those of the link.")
            PAGE.keep("sweep", None)
    for going in (one for one in known if not one.done and own_sweep(one)):
        PAGE.keep("sweep", going.id)
        return readable_sweep(going.id)
    return None


def sweeps_menu(known: list[StoredSweep], shown: StoredSweep | None) -> None:
    """Draw the visitor's sweeps, the newest first, to look at another of them."""
    names = {one.id: f"{one.sweep.title} · {age_text(time.time() - one.created)}" for one in known[:SHOWN]}
    key = PAGE.key("shown")
    now = shown.id if shown and shown.id in names else None
    if st.session_state.get(key) != now:
        st.session_state[key] = now
    how = dict(format_func=names.get, key=key, on_change=show, placeholder="Choose one to look at it")
    st.selectbox("Your sweeps", list(names), index=None, **how)


def show() -> None:
    """Show the sweep that was chosen in the menu."""
    PAGE.touch()
    PAGE.keep("sweep", st.session_state[PAGE.key("shown")])


def shown_panel(sweep: StoredSweep) -> None:
    """Draw one sweep: how it goes on or how it ended, and what its runs came to so far."""
    runs = runs_of(services().store, sweep)
    st.subheader(plain(sweep.sweep.title[:1].upper() + sweep.sweep.title[1:]), anchor=False)
    if sweep.done:
        ended_panel(sweep, runs)
    else:
        going_panel(sweep)
    trained = {run.id: run for run in runs.values() if run.step and run.done}
    curves = shelf("sweep").of(trained)
    entries = [Entry(run, curves[run.id]) for run in trained.values()]
    if entries:
        results_panel(entries, sweep.done, f"sweep-{sweep.id}")
    elif sweep.done:
        st.info(
            "No run of this sweep trained far enough to be looked at. Press “Resume”, or start another.", icon=":material/info:"
        )
    if sweep.done and own_sweep(sweep):
        removal(sweep)


def removal(sweep: StoredSweep) -> None:
    """Draw the way to forget a sweep."""
    with st.popover("Forget this sweep", icon=":material/delete:", type="tertiary"):
        st.write("The sweep goes from this list. Its runs stay under “Your runs”.")
        st.button("Forget it", type="primary", key="forget-sweep", on_click=forget, args=(sweep.id,))


def forget(sweep_id: str) -> None:
    """Forget a sweep."""
    PAGE.touch()
    PAGE.keep("sweep", None)
    delete_sweep(services().store, sweep_id, visitor())


def explanation() -> None:
    """Draw, folded, what a sweep is and how its numbers come about."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(
            "Every combination of the values is trained once with each seed, one run after the other, in the same queue as "
            "everybody's runs. "
            "A **line** is the mean over the seeds and the **band** reaches from the lowest to the highest of them: two "
            "settings whose bands "
            "overlap may differ by luck alone. **Parameters each** chooses hidden sizes so that every model has about so many "
            "weights, within "
            "2 %. **Time to a loss** is the training time of the first validation at or below it; nothing is interpolated."
        )
        place.markdown(
            "**Stop the hopeless early** is the median rule (Golovin et al. 2017): a run ends when its best loss so far is "
            "worse than the median "
            "of what the finished runs averaged up to the same point. Nobody is judged before three runs have finished. It "
            "saves time, and "
            "may end a slow starter that would have won."
        )
        place.latex(
            r"\min_{s \le t} L_{\text{run}}(s) \;>\; \operatorname*{median}_{\text{finished}} \; \frac{1}{t}\sum_{s \le t} L(s)"
        )
