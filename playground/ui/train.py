"""The training page's parts: its sidebar, and whichever run it shows."""

import streamlit as st

from playground.errors import Refusal
from playground.language.experiment import USUAL_BUDGETS, Experiment
from playground.runs.record import Run, default_name
from playground.ui import state
from playground.ui.boot import services
from playground.ui.chosen import trained
from playground.ui.examples import example
from playground.ui.expected import start_panel
from playground.ui.explain import explanation
from playground.ui.finished import ending, history, result_panel
from playground.ui.fold import fold
from playground.ui.forms import CELL_OPTIONS, GROUPS, setting, settings_form
from playground.ui.going_on import go_on
from playground.ui.live import active_view, live_panel
from playground.ui.looks import run_heading
from playground.ui.samples import writing_panel
from playground.ui.takeaway import take_away
from playground.ui.texts import text_menu
from playground.ui.trials import trial_chips
from playground.ui.visitor import visitor

BUDGET_STEPS = {"steps": 100.0, "tokens": 50_000.0, "seconds": 10.0}
NO_EXAMPLE = "Press **Start training**: the loss curve and what the network writes grow here."


def sidebar() -> None:
    """Draw the settings of the next run: what matters first, the rest in groups below."""
    with st.sidebar:
        text_menu()
        settings_form(("cell", *CELL_OPTIONS))
        budget()
        for title, names in GROUPS.items():
            if place := fold(title):
                with place:
                    settings_form(names)
        if state.experiment().changed():
            st.button("Back to the defaults", on_click=reset, icon=":material/restart_alt:", type="tertiary", key="defaults")


def budget() -> None:
    """Draw how long to train: a number and what it counts."""
    setting("budget", step=BUDGET_STEPS[state.experiment().training.budget_unit])
    setting("budget_unit", label_visibility="collapsed", on_change=change_unit, args=())


def change_unit() -> None:
    """Count in another unit, beginning with what is usual in it."""
    state.touch()
    unit = st.session_state[state.TRAIN.key("budget_unit")]
    state.put(state.experiment().with_(budget_unit=unit, budget=USUAL_BUDGETS[unit]))


def reset() -> None:
    """Go back to the default settings; the run on the page stays."""
    state.touch()
    state.put(Experiment())


def find_run() -> Run | None:
    """Return the run that this page shows: the one in the URL if it is the visitor's, else the one that trains right now."""
    pool, store = services().pool, services().store
    if state.shown_run():
        try:
            return store.owned(state.shown_run(), visitor())
        except Refusal as refusal:
            state.TRAIN.note(str(refusal))
            state.show_run(None)
    for run_id in pool.active(visitor())[:1]:
        state.show_run(run_id)
        return store.owned(run_id, visitor())
    return None


def run_panel(run: Run | None) -> None:
    """Draw the way to start a run, and below it one: alive, ended, or, before the first, a bundled example."""
    start_panel("Train another" if run else "Start training")
    trial_chips()
    if run is None:
        example_panel()
    else:
        run_heading(run)
        view = active_view(run)
        live_panel(run, view) if view else ended_panel(run)
    explanation((run.experiment if run else state.experiment()).model.cell)


def example_panel() -> None:
    """Draw a bundled run of the chosen cell, saying that it is one."""
    saved = example(state.experiment().model.cell)
    if saved is None:
        st.info(NO_EXAMPLE, icon=":material/play_arrow:")
        return
    run = saved.run
    run_heading(run, f"An example: {default_name(run.experiment, run.text_title)}")
    st.markdown(f"Trained earlier for {run.step:,} steps, to look at until yours starts.")
    result_panel(run, saved.history, f"example-{run.experiment.model.cell}")


def ended_panel(run: Run) -> None:
    """Draw a run that has ended, and what can be done with it."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if go_on(run, "train"):
            st.rerun()
        ending(run)
    past = history(run)
    result_panel(run, past, f"run-{run.id}")
    if saved := trained(run):
        writing_panel(saved, f"write-{run.id}", state.TRAIN)
    take_away(run, past, f"take-{run.id}")
