"""A run while it trains: numbers, curves and samples that grow, redrawn once a second by a fragment of the page."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.figures.describe import describe_loss, describe_memory, describe_norm
from playground.figures.live import QUEUED, live_loss, live_memory, live_norm
from playground.figures.units import AXIS_OF_BUDGET
from playground.jobs.pool import JobView
from playground.language.records import StepRecord
from playground.runs.record import History, Run
from playground.ui.alarms import alarms_of, show_alarms
from playground.ui.boot import services
from playground.ui.finished import other_switch
from playground.ui.looks import LOSS_HEIGHT, OTHER_HEIGHT, curve_of, loss_unit, theme, unit_switch
from playground.ui.numbers import live_numbers
from playground.ui.samples import sample_list
from playground.ui.trouble import kindly
from playground.ui.words import count_text, duration_text

TICK, STARTING_TICK = 1.0, 0.4  # seconds between two looks at the job: as a rule, and while everybody waits for the first number
OBEYED = 0.4  # seconds that Pause and Stop wait for the worker's word before the page says that it is coming
FIRST_SAMPLE = "The first sample comes in a few seconds."
IN_THE_QUEUE = "What it writes appears here when its turn has come."


OTHERS: dict[str, Callable[[History, dict], tuple[dict, str]]] = {
    "Gradient norm": lambda history, look: (live_norm(history.steps, **look), describe_norm(history.steps)),
    "Memory": lambda history, look: (live_memory(history.decays, **look), describe_memory(history.decays)),
}
"""The charts that may stand below the loss: ECharts options, and what they show in words."""


@dataclass(frozen=True)
class Places:
    """Where on the page the parts of a live run are drawn."""

    progress: DeltaGenerator
    numbers: DeltaGenerator
    alarms: DeltaGenerator
    loss: DeltaGenerator
    samples: DeltaGenerator
    below: DeltaGenerator
    other: str  # which figure stands below
    looks: Iterator[int] = field(default_factory=count)  # how often this fragment has been drawn


def active_view(run: Run) -> JobView | None:
    """Return how a run's job stands, None where it is over or this server knows of none."""
    view = services().pool.view(run.id)
    return view if view and view.state != "done" else None


def live_panel(run: Run, view: JobView) -> None:
    """Draw a run that waits or trains; when it ends, the whole page is drawn again once, with curves that zoom.

    One fragment draws all that changes: each tick costs the browser that trains beside it, whatever it draws.
    """
    progress, numbers, alarms = buttons_row(run, view), st.container(), st.container()
    unit_switch(run.characters_per_token)
    loss, samples = st.columns([3, 2], gap="large")
    samples.markdown("**What it writes**")
    other = other_switch(list(OTHERS), "live-other")
    places = Places(progress, numbers, alarms, loss, samples, st.container(), other)
    tick = tick_of(view)
    st.fragment(follow, run_every=tick)(run, places, tick)


def buttons_row(run: Run, view: JobView) -> DeltaGenerator:
    """Draw Pause and Stop, which say at once that they were heard, and return the place beside them."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button("Pause", icon=":material/pause:", on_click=stop, args=(run.id, "paused"), disabled=view.stopping, key="pause")
        st.button("Stop", icon=":material/stop:", on_click=stop, args=(run.id, "stopped"), disabled=view.stopping, key="stop")
        return st.container(width="stretch")


def tick_of(view: JobView) -> float:
    """Return the seconds until the next look at a job."""
    return STARTING_TICK if view.state == "running" and not started(view) else TICK


def started(view: JobView) -> bool:
    """Tell whether a run has made its first step."""
    return bool(view.records) and isinstance(view.records[0], StepRecord)


def follow(run: Run, places: Places, tick: float) -> None:
    """Draw how a run stands now; where it is over, or wants to be looked at in another rhythm, the whole page is drawn anew."""
    view = active_view(run)
    if view is None or tick_of(view) != tick:
        if next(places.looks):  # never while the page itself is being drawn: half a page would stay behind
            st.rerun()
        return
    next(places.looks)
    with kindly("the live panel"):
        draw_live(services().store.owned(run.id, run.visitor), view, places)


def draw_live(run: Run, view: JobView, places: Places) -> None:
    """Draw a run's progress, numbers, curves and samples into their places."""
    history = History.from_records(view.records)
    places.progress.progress(view.progress, text=progress_text(run, view, history))
    with places.numbers:
        live_numbers(run, history)
    show_alarms(places.alarms, alarms_of(run, history))
    look = chart_look(run, view, history)
    with places.loss:
        loss_chart(run, history, look)
    with places.samples:
        sample_list(history, run, IN_THE_QUEUE if view.state == "queued" else FIRST_SAMPLE)
    with places.below:
        option, said = OTHERS[places.other](history, look)
        st.echarts_chart(option, height=OTHER_HEIGHT, key=f"live-{places.other}", alt=said)


def stop(run_id: str, reason: str) -> None:
    """Ask a run to end, and give it a moment, so that the page that is drawn next mostly shows it ended."""
    pool = services().pool
    pool.stop(run_id, reason)
    with suppress(TimeoutError):
        pool.wait(run_id, lambda view: view.state == "done", OBEYED)


def progress_text(run: Run, view: JobView, history: History) -> str:
    """Say what happens right now."""
    if view.stopping:
        return "Stopping …"
    if view.state == "queued":
        return f"Waiting: {count_text(view.position, 'run')} ahead of yours." if view.position else "Starting …"
    if not history.steps:
        return "Reading the text …"
    text = f"{view.progress:.0%} · step {history.steps[-1].step:,}"
    left = time_left(run, view, history)
    return f"{text} · {duration_text(left)} left" if left is not None else text


def time_left(run: Run, view: JobView, history: History) -> float | None:
    """Return the seconds of training left in this stretch, from the speed of the latest steps; None while that is not known."""
    axis, recent = AXIS_OF_BUDGET[run.experiment.training.budget_unit], history.steps[-50:]
    if view.progress <= 0 or len(recent) < 2:
        return None
    moved = getattr(recent[-1], axis) - getattr(recent[0], axis)
    return to_go(run, view) * (recent[-1].seconds - recent[0].seconds) / moved if moved > 0 else None


def to_go(run: Run, view: JobView) -> float:
    """Return what is left of this stretch's budget, in the budget's unit."""
    return (1 - view.progress) * run.experiment.training.budget


def chart_look(run: Run, view: JobView, history: History) -> dict:
    """Return what both charts share: the cell's colour, and an axis along what the budget counts, as far as it goes."""
    axis = AXIS_OF_BUDGET[run.experiment.training.budget_unit]
    end = round((getattr(history.steps[-1], axis) if history.steps else 0) + to_go(run, view))
    waiting = {"waiting": QUEUED} if view.state == "queued" else {}
    return dict(cell=run.experiment.model.cell, axis=axis, end=end, theme=theme(), **waiting)


def loss_chart(run: Run, history: History, look: dict) -> None:
    """Draw the loss so far."""
    curve, unit = curve_of(run, history), loss_unit(run.characters_per_token)
    option = live_loss(curve.steps, curve.validations, unit=unit, characters=curve.characters, **look)
    st.echarts_chart(option, height=LOSS_HEIGHT, key="live-loss", alt=describe_loss(curve, unit))
