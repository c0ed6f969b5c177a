"""What a sweep would be, said before it starts: how many runs, how large, and how long they take."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from playground.errors import Refusal
from playground.figures.units import short_number
from playground.jobs.limits import estimate
from playground.language.experiment import Experiment, TextSettings
from playground.sweeps.conductor import planned
from playground.sweeps.matching import count
from playground.sweeps.sweep import Sweep, setting_name
from playground.ui.boot import services
from playground.ui.notices import notice, say_notices
from playground.ui.sweepsettings import PAGE
from playground.ui.texts import text_facts, title_of
from playground.ui.visitor import visitor
from playground.ui.words import count_text, duration_text, plain

STARTED = "sweep_started_at"
DOUBLE_CLICK = 1.0  # seconds between two clicks that mean one
NAMED = 6  # combinations that are told by name


@dataclass(frozen=True)
class Plan:
    """The runs of a sweep, those with the first seed with their parameters, and the seconds that all take one after the other."""

    runs: int
    first: tuple[tuple[Experiment, int], ...]
    seconds: float


def vocabulary(text: TextSettings) -> int:
    """Return how many tokens a text has."""
    return text_facts(text).vocabulary


def plan_of(sweep: Sweep) -> Plan:
    """Return what a sweep would be; raise `Refusal` where it is too large for this site, or impossible."""
    sizes = tuple((text, vocabulary(text)) for text in texts_of(sweep))
    return known_plan(sweep, sizes, services().pool.operations_per_second)


@st.cache_resource(max_entries=32, show_spinner=False)
def texts_of(sweep: Sweep) -> list[TextSettings]:
    """Return the texts that the runs of a sweep read, as they are cut."""
    return list(dict.fromkeys(one.text for one in planned(sweep.with_(parameters=0), lambda text: 2, services().settings)))


@st.cache_resource(scope="session", max_entries=8, show_spinner=False)
def known_plan(sweep: Sweep, sizes: tuple, speed: float) -> Plan:
    """Return the plan of a sweep, made once for each state of the form."""
    known = dict(sizes)
    found = planned(sweep, known.get, services().settings)
    times = [estimate(one, known[one.text], speed).seconds or 0.0 for one in found]
    first = [one for one in found if one.training.seed == found[0].training.seed]
    return Plan(len(found), tuple((one, parameters(one, known[one.text])) for one in first), sum(times))


def parameters(experiment: Experiment, vocabulary_size: int) -> int:
    """Return the parameters of an experiment's model."""
    return count(experiment.model, vocabulary_size, experiment.model.hidden_size)


def start_row() -> None:
    """Draw the button that starts the sweep, beside what it would take; where it cannot start, say why."""
    sweep, plan = PAGE.value().sweep, None
    try:
        plan = plan_of(sweep)
    except Refusal as refusal:
        st.warning(plain(str(refusal)), icon=":material/info:")
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        label = f"Start {count_text(plan.runs, 'run')}" if plan else "Start"
        how = dict(type="primary", icon=":material/play_arrow:", on_click=start, disabled=plan is None, key="start-sweep")
        st.button(label, **how)
        if plan:
            st.markdown(expectation(plan, sweep), width="content")
    if plan:
        st.caption(plain(named(plan.first, sweep)))
    say_notices()


def expectation(plan: Plan, sweep: Sweep) -> str:
    """Say in one line how many runs a sweep has, and how long they take."""
    seeds = f" × {count_text(sweep.own.seeds, 'seed')}" if sweep.own.seeds > 1 else ""
    runs = f"**{count_text(len(plan.first), 'combination')}{seeds}**"
    return f"{runs} · about **{duration_text(plan.seconds)}** of training, one run after the other"


def named(found: Sequence[tuple[Experiment, int]], sweep: Sweep) -> str:
    """Name the combinations of a sweep with their parameters, the first few of them."""
    told = [f"{setting_name(one, sweep.axes)} ({short_number(size)} parameters)" for one, size in found[:NAMED]]
    return ", ".join(told) + (f", and {len(found) - NAMED} more" if len(found) > NAMED else "") + "."


def start() -> None:
    """Begin the sweep and show it; a double click begins one."""
    PAGE.touch()
    now, sweep = time.time(), PAGE.value().sweep
    if now - st.session_state.get(STARTED, 0.0) < DOUBLE_CLICK:
        return
    title = title_of(sweep.base.text.corpus, "a text").removeprefix("Yours: ")
    try:
        PAGE.keep("sweep", services().conductor.start(visitor(), sweep, vocabulary, title))
        st.session_state[STARTED] = now
    except Refusal as refusal:
        notice(str(refusal))
