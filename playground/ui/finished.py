"""A run that has ended: how, its numbers, curves that zoom, and its samples."""

from collections.abc import Callable, Sequence

import streamlit as st

from playground.figures.canvas import Sent
from playground.figures.curves import FIGURES, Curve, View, loss_figure
from playground.figures.describe import describe_loss
from playground.figures.theme import THEMES
from playground.figures.units import AXES, LOSS_UNITS
from playground.gradients.alarms import Alarm
from playground.language.records import REASONS
from playground.runs.record import STATUSES, History, Run
from playground.ui.alarms import alarms_of, show_alarms
from playground.ui.boot import services
from playground.ui.charts import draw
from playground.ui.looks import LOSS_HEIGHT, OTHER_HEIGHT, curve_of, loss_unit, theme, unit_switch
from playground.ui.numbers import result_numbers
from playground.ui.samples import sample_list
from playground.ui.viewing import choose, look, take
from playground.ui.words import count_text, duration_text, plain

ALARMS: dict[str, Callable] = {"diverged": st.warning, "interrupted": st.warning, "failed": st.error}
SCALES = ("across", "up")  # that may be logarithmic
NOTHING_WRITTEN = "This run ended before its first sample."


@st.cache_resource(scope="session", max_entries=8, show_spinner=False)
def history_of(run_id: str, updated: float) -> History:
    """Return a run's history; it is read again only when the run has changed."""
    return services().store.history(run_id)


def history(run: Run) -> History:
    """Return the history of a run of this visitor."""
    return history_of(run_id=run.id, updated=run.updated)


@st.cache_resource(scope="session", max_entries=16, show_spinner=False)
def known_alarms(run_id: str, updated: float, _run: Run, _past: History) -> list[Alarm]:
    """Return what is wrong with the gradients of a run; it is looked for again only when the run has changed."""
    return alarms_of(_run, _past)


def ending(run: Run) -> None:
    """Draw how the run ended, as one line; what went wrong stands out."""
    said = run.message or REASONS.get(run.reason, STATUSES[run.status].label)
    if run.status == "finished":
        said = f"Finished after {count_text(run.step, 'step')} and {duration_text(run.seconds)} of training."
    ALARMS.get(run.status, st.markdown)(plain(said))


def result_panel(run: Run, past: History, key: str) -> None:
    """Draw a run's numbers, its curves and its samples; `key` tells two panels of one page apart."""
    result_numbers(run)
    show_alarms(st.empty(), known_alarms(run_id=run.id, updated=run.updated, _run=run, _past=past))
    view = switches(key, run.characters_per_token)
    curves, samples = st.columns([3, 2], gap="large")
    curve, unit = curve_of(run, past), loss_unit(run.characters_per_token)
    # By name: for what is given by place Streamlit looks up the name, each time.
    known = dict(run_id=run.id, updated=run.updated, view=view, theme=theme().name)
    with curves:
        figure = loss_of(unit=unit.label, **known, _curve=curve)
        draw(figure, f"{key}-loss", describe_loss(curve, unit))
    with samples:
        st.markdown("**What it writes**")
        sample_list(past, run, NOTHING_WRITTEN)
    other = other_switch(list(FIGURES), f"{key}-other")
    draw(other_of(name=other, **known, _curve=curve), f"{key}-other-figure", f"{other} of {curve.name}.")


def switches(key: str, characters: float) -> View:
    """Draw in what unit, along which axis and on what scale the curves are shown; return the view."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        unit_switch(characters)
        axes = st.popover("Axes", icon=":material/straighten:", on_change="rerun", key=f"{key}-axes")
    if axes.open:
        with axes:
            axis_switches(f"{key}-axis", f"{key}-log")
    return View(look("along"), "across" in look("log"), "up" in look("log"))


def axis_switches(along: str, log: str) -> None:
    """Draw the choice of an axis, and where it has a log scale; the two have these keys."""
    st.session_state[along] = look("along")
    how = dict(format_func=AXES.get, required=True, on_change=take, args=("along", along))
    st.segmented_control("Along", list(AXES), key=along, **how)
    st.session_state[log] = [one for one in SCALES if one in look("log")]
    st.pills("Log scale", SCALES, selection_mode="multi", key=log, on_change=take_scales, args=(log,))


def take_scales(switch: str) -> None:
    """Choose the log scales that a switch was set to, the one with this key."""
    choose("log", ",".join(one for one in SCALES if one in st.session_state[switch]))


def other_switch(offered: Sequence[str], key: str) -> str:
    """Draw the choice of the figure that stands below, and return it."""
    now = look("also") if look("also") in offered else offered[0]
    st.session_state[key] = now
    st.segmented_control("Also show", offered, key=key, required=True, on_change=take, args=("also", key))
    return now


@st.cache_resource(scope="session", max_entries=16, show_spinner=False)
def loss_of(run_id: str, updated: float, unit: str, view: View, theme: str, _curve: Curve) -> Sent:
    """Return the loss figure of a run, drawn once for each way to look at it."""
    chosen = next(known for known in LOSS_UNITS.values() if known.label == unit)
    return Sent(loss_figure([_curve], chosen, view, THEMES[theme]).update_layout(height=LOSS_HEIGHT))


@st.cache_resource(scope="session", max_entries=16, show_spinner=False)
def other_of(run_id: str, updated: float, name: str, view: View, theme: str, _curve: Curve) -> Sent:
    """Return one of the other figures of a run, drawn once for each way to look at it."""
    return Sent(FIGURES[name]([_curve], view, THEMES[theme]).update_layout(height=OTHER_HEIGHT))
