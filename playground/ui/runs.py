"""The list of a visitor's runs, and one run of it opened."""

import time
from collections.abc import Sequence

import streamlit as st

from playground.errors import Refusal
from playground.figures.units import LOSS_UNITS, loss_text
from playground.language.experiment import CONTROLS
from playground.runs.record import STATUSES, Run
from playground.runs.sharing import shared_ids
from playground.ui import state
from playground.ui.boot import services
from playground.ui.bringing import bring_in_form
from playground.ui.chosen import trained
from playground.ui.examples import example
from playground.ui.finished import ending, history, result_panel
from playground.ui.fold import fold
from playground.ui.forms import shown
from playground.ui.going_on import go_on
from playground.ui.live import active_view
from playground.ui.looks import cell_dot, run_heading
from playground.ui.notices import notice
from playground.ui.readable import own, readable_run, readable_runs
from playground.ui.samples import writing_panel
from playground.ui.settingstable import settings_table
from playground.ui.sharing import seen, share_popover
from playground.ui.shell import page_named
from playground.ui.takeaway import take_away
from playground.ui.visitor import visitor
from playground.ui.words import age_text, count_text, plain, safe

PAGE = 10  # runs shown at once
EMPTY = "You have not trained anything yet. Your runs appear here, for this browser alone; this one came with the app."
TOLD = ("corpus", "cell", "hidden_size", "budget", "budget_unit")  # by the name and the number of steps
DIFFERENCES = 3  # settings in a row of the list
NOTHING = "You have not trained anything yet. Your runs appear here, for this browser alone."


def list_panel() -> None:
    """Draw the runs that the visitor may look at, the newest first; before the first, say what to do and show a bundled one."""
    found = readable_runs()
    if not found:
        empty_panel()
        return
    st.caption(counted(found))
    shared, first = shared_ids(services().store, visitor()), PAGE * (page_number(len(found)) - 1)
    for run in found[first : first + PAGE]:
        row(run, run.id in shared)
    bring_in_form()


def counted(found: Sequence[Run]) -> str:
    """Say how many runs there are, and for whom."""
    mine = sum(own(run) for run in found)
    parts = [f"{count_text(mine, 'run')}, for this browser alone"] * (mine > 0)
    parts += [f"{count_text(len(found) - mine, 'run')} made on the command line"] * (mine < len(found))
    return f"{', and '.join(parts)}."


def page_number(count: int) -> int:
    """Draw which part of a long list is shown, and return it."""
    last, told = -(-count // PAGE), (state.RUNS.kept("page") or "")[:6]
    if last < 2:
        return 1
    st.session_state["runs-page"] = min(int(told), last) if told.isdecimal() and int(told) else 1
    return st.pagination(last, key="runs-page", on_change=turn)


def turn() -> None:
    """Look at another part of the list."""
    state.RUNS.touch()
    st.query_params["page"] = str(st.session_state["runs-page"])


def row(run: Run, shared: bool) -> None:
    """Draw one run as a line: its colour, its name, how it stands, and a way to open it."""
    marks = ["Shared"] * shared + ["Command line"] * (not own(run))
    said = safe(" · ".join([*marks, about(run)]))
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f"<div>{cell_dot(run.experiment.model.cell)}<strong>{safe(run.name)}</strong><br><small>{said}</small></div>")
        st.button("Open", icon=":material/open_in_full:", on_click=state.open_run, args=(run.id,), key=f"open-{run.id}")


def about(run: Run) -> str:
    """Say how a run stands and how good it is, in one line."""
    parts = [STATUSES[run.status].label, f"{run.step:,} steps"]
    if run.validation_loss is not None:
        parts.append(loss_text(run.validation_loss, LOSS_UNITS["nats"], run.characters_per_token))
        if run.characters_per_token:
            parts.append(loss_text(run.validation_loss, LOSS_UNITS["bits"], run.characters_per_token))
    return " · ".join([*parts, *differences(run), age_text(time.time() - run.created)])


def differences(run: Run) -> list[str]:
    """Return the settings of a run that differ from the defaults and that its name does not tell, the first few of them."""
    found = [name for name in run.experiment.changed() if name not in TOLD and shown(name, run.experiment)]
    values = run.experiment.flat()
    said = [f"{CONTROLS[name].label.lower()} {CONTROLS[name].name_of(values[name]).lower()}" for name in found[:DIFFERENCES]]
    return said + [f"{len(found) - DIFFERENCES} more"] * (len(found) > DIFFERENCES)


def empty_panel() -> None:
    """Draw what stands here before the first run."""
    saved = example("gru")
    st.info(EMPTY if saved else NOTHING, icon=":material/info:")
    st.page_link(page_named("train"), label="Train your first model", icon=":material/play_arrow:")
    if saved:
        run_heading(saved.run)
        result_panel(saved.run, saved.history, "example-run")
    bring_in_form()


def run_panel(run_id: str) -> None:
    """Draw one run that the visitor may look at: what it is, how it went, and what can be done with it."""
    st.button(
        "All your runs", icon=":material/arrow_back:", on_click=state.open_run, args=(None,), key="all-runs", type="tertiary"
    )
    try:
        run = readable_run(run_id)
    except Refusal as refusal:
        st.warning(plain(str(refusal)), icon=":material/link_off:")
        list_panel()
        return
    run_heading(run)
    if active_view(run):
        st.info("This run is training right now.", icon=":material/show_chart:")
        st.page_link(page_named("train"), label="Watch it", icon=":material/visibility:", query_params={"run": run.id})
        share_popover(run)
        return
    if own(run):
        ending(run)
        actions(run)
        details(run)
    else:
        seen(run, f"run-{run.id}")
        take_away(run, history(run), f"take-{run.id}")


def actions(run: Run) -> None:
    """Draw what can be done with a run: go on, share, rename, delete."""
    with st.container(horizontal=True, gap="small"):
        if go_on(run, "runs"):
            st.switch_page(page_named("train"), query_params={"run": run.id})
        share_popover(run)
        with st.popover("Rename", icon=":material/edit:"):
            st.text_input("Name", run.name, max_chars=120, key=f"name-{run.id}")
            st.button("Keep this name", key="rename", on_click=rename, args=(run,))
        with st.popover("Delete", icon=":material/delete:"):
            st.write("The run, its curves and its weights go for good.")
            if st.button("Delete this run", type="primary", key="delete"):
                delete(run)


def rename(run: Run) -> None:
    """Give the run the name in the box."""
    try:
        services().store.rename(run.id, run.visitor, st.session_state[f"name-{run.id}"])
    except Refusal as refusal:
        notice(str(refusal))


def delete(run: Run) -> None:
    """Forget the run, and go back to the list."""
    services().store.delete(run.id, run.visitor)
    if state.shown_run() == run.id:
        state.show_run(None)
    st.switch_page(page_named("runs"))


def details(run: Run) -> None:
    """Draw a run's curves, samples and settings, a place to let it write, and everything to take away."""
    past = history(run)
    result_panel(run, past, f"run-{run.id}")
    if saved := trained(run):
        writing_panel(saved, f"write-{run.id}", state.RUNS)
    if place := fold("Settings", ":material/tune:"):
        place.markdown(settings_table(run))
        if place.button("Use these settings", icon=":material/content_copy:"):
            state.put(run.experiment)
            state.show_run(None)
            st.switch_page(page_named("train"), query_params=state.to_url(run.experiment))
    take_away(run, past, f"take-{run.id}")
