"""A sweep while it goes on, and one that was stopped: progress of all and of each run, and the curves as they grow."""

from collections.abc import Mapping
from itertools import count

import streamlit as st

from playground.errors import Refusal
from playground.figures.overlay import describe_overlay
from playground.figures.sweeps import HEIGHT, live_overlay
from playground.figures.units import LOSS_UNITS, loss_text
from playground.runs.curves import RunCurves
from playground.runs.record import STATUSES, History, Run
from playground.sweeps.overlay import lines_of
from playground.sweeps.results import Entry
from playground.sweeps.shelf import StoredSweep, runs_of
from playground.ui.boot import services
from playground.ui.compared import shelf
from playground.ui.looks import cell_dot, theme
from playground.ui.notices import notice
from playground.ui.overlay import fair_unit, view_of
from playground.ui.readablesweeps import own_sweep, readable_sweep
from playground.ui.sweepsettings import PAGE
from playground.ui.trouble import kindly
from playground.ui.visitor import visitor
from playground.ui.words import about_text, count_text, plain, safe

TICK = 1.0  # seconds between two looks at a sweep
LONGEST_LIST = 60  # runs that are listed one by one


def going_panel(sweep: StoredSweep) -> None:
    """Draw a sweep that goes on: a fragment looks at it every second, and the page is drawn anew when a run ends."""
    ended = sum(run.done for run in runs_of(services().store, sweep).values())
    st.fragment(follow, run_every=TICK)(sweep.id, ended, count())


def follow(sweep_id: str, ended: int, looks) -> None:
    """Draw how a sweep stands now; when a run of it has ended, or all of it has, the whole page is drawn anew."""
    sweep = readable_sweep(sweep_id)
    runs = runs_of(services().store, sweep)
    if next(looks) and (sweep.done or sum(run.done for run in runs.values()) != ended):
        st.rerun()
    with kindly("the sweep"):
        buttons(sweep, runs)
        live_chart(runs)
        st.html(list_html(sweep, runs))


def buttons(sweep: StoredSweep, runs: Mapping[int, Run]) -> None:
    """Draw the way to stop all of it, and how far it is."""
    shares = {place: share_of(run) for place, run in runs.items()}
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if own_sweep(sweep):
            st.button("Stop all", icon=":material/stop:", on_click=stop, args=(sweep.id,), key="stop-sweep")
        done = sum(shares.values()) / len(sweep.points)
        st.progress(min(1.0, done), text=progress_text(sweep, runs, done))
    if trouble := services().conductor.trouble(sweep.id):
        st.caption(plain(f"The next run waits: {trouble}"))


def share_of(run: Run) -> float:
    """Return how much of a run is done."""
    if run.done:
        return 1.0
    view = services().pool.view(run.id)
    return view.progress if view else 0.0


def progress_text(sweep: StoredSweep, runs: Mapping[int, Run], done: float) -> str:
    """Say how many runs are over, and how long the others take at the pace of those before."""
    over, used = sum(run.done for run in runs.values()), sum(run.seconds for run in runs.values())
    left = f" · {about_text(used * (1 - done) / done)} left" if done > 0.02 else ""
    return f"{over} of {count_text(len(sweep.points), 'run')}{left}"


def live_chart(runs: Mapping[int, Run]) -> None:
    """Draw the validation losses so far, seeds together."""
    entries = live_entries(runs)
    usable = [entry for entry in entries if entry.run.characters_per_token > 0]
    unit, axis = fair_unit(PAGE, usable), view_of(PAGE).axis
    lines = lines_of(usable, "validation", axis, 0.0, False)
    option = live_overlay(lines, unit, axis, theme())
    st.echarts_chart(option, height=HEIGHT, key="sweep-live", alt=describe_overlay(lines, "validation", unit))


def live_entries(runs: Mapping[int, Run]) -> list[Entry]:
    """Return the runs of a sweep with their curves, those that train as they stand now."""
    views = {run.id: services().pool.view(run.id) for run in runs.values() if not run.done}
    kept = shelf("sweep-live").of({run.id: run for run in runs.values() if run.done})
    return [Entry(run, kept[run.id] if run.id in kept else now(views[run.id])) for run in runs.values()]


def now(view) -> RunCurves:
    """Return the curves of a run that waits or trains."""
    return RunCurves.of(History.from_records(view.records)) if view else RunCurves()


def list_html(sweep: StoredSweep, runs: Mapping[int, Run]) -> str:
    """Return every run of a sweep as a line with its bar, those that have not begun among them."""
    rows = [run_html(runs.get(place), sweep, place) for place in range(min(len(sweep.points), LONGEST_LIST))]
    return f'<div class="unrolled-bars">{"".join(rows)}</div>'


def run_html(run: Run | None, sweep: StoredSweep, place: int) -> str:
    """Return one run as a line: its name, how far it is, and its loss."""
    cell, name = sweep.points[place].model.cell, run.name if run else sweep.name_of(place)
    share = share_of(run) if run else 0.0
    said = STATUSES[run.status].label if run else "Not begun"
    unit = LOSS_UNITS["nats"]
    if run and run.validation_loss is not None:
        said = f"{said} · {loss_text(run.validation_loss, unit, run.characters_per_token)}"
    bar = f'<progress max="1" value="{share:.3f}" aria-label="{safe(name)}"></progress>'
    return f"<div><span>{cell_dot(cell)}{safe(name)}</span>{bar}<small>{safe(said)}</small></div>"


def stop(sweep_id: str) -> None:
    """Stop a sweep with all of its runs."""
    PAGE.touch()
    act(lambda: services().conductor.stop(sweep_id, visitor()))


def resume(sweep: StoredSweep, title: str) -> None:
    """Go on with what is left of a sweep."""
    PAGE.touch()
    act(lambda: services().conductor.resume(sweep.id, visitor(), title))


def act(what) -> None:
    """Do something with a sweep; say why where that is refused."""
    try:
        what()
    except Refusal as refusal:
        notice(str(refusal))


def ended_panel(sweep: StoredSweep, runs: Mapping[int, Run]) -> None:
    """Draw how a sweep ended, and the way to go on with what is left of it."""
    if hopeless := sum(run.reason == "hopeless" for run in runs.values()):
        st.caption(
            f"{count_text(hopeless, 'run')} ended early: the best loss was behind the median of the runs that had finished."
        )
    if sweep.status == "finished":
        return
    over = sum(run.status == "finished" for run in runs.values())
    title = next((run.text_title for run in runs.values()), "a text")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if own_sweep(sweep):
            how = dict(icon=":material/play_arrow:", on_click=resume, args=(sweep, title), key="resume-sweep", type="primary")
            st.button("Resume", **how)
        st.markdown(
            f"{STATUSES[sweep.status].label} with {over} of {count_text(len(sweep.points), 'run')} finished.", width="content"
        )
