"""The memory page's parts: the task and its networks, what they remember, and how far back their gradients reached."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from models.cells import CELLS, COMMON
from playground.controls import show as written
from playground.figures.export import table_text
from playground.figures.memory import HEIGHT, describe_memory_task, live_memory_chart, memory_figure
from playground.gradients.memory_study import MemoryStudySettings, bands_of, decays_of
from playground.gradients.reach import MOMENTS
from playground.gradients.tasks import TASKS
from playground.jobs.answers import bundled_answer
from playground.ui.charts import draw, take_figures_away
from playground.ui.chips import Chip, chips
from playground.ui.explain_memory import below_chance_text, explanation
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.menus import names_menu
from playground.ui.pagesettings import PageSettings
from playground.ui.sidebar import defaults_button
from playground.ui.study import study_panel
from playground.ui.words import plain, safe

MOMENT, USUAL, SHOWN = "moment", "furthest", "memory-shown"
STANDARD = MemoryStudySettings(task="adding", cells=",".join(COMMON), seconds=10.0, steps=1500)
PAGE = PageSettings("memory", STANDARD, (MOMENT,))
FIRST = ("gaps", "seconds")
MORE = ("seeds", "steps", "hidden_size", "batch_size", "learning_rate", "initialisation", "forget_bias")
EXAMPLE_GAP = 10
CHIPS = (
    Chip(
        "Adding two numbers",
        "Each of the two marked numbers has to be held while others pass by. Watch where the plain RNN drops to the dotted line.",
        {"task": "adding"},
    ),
    Chip(
        "Copying a letter",
        "Eight letters, one of them to be named after a long silence: chance is one in eight.",
        {"task": "copy"},
    ),
    Chip(
        "Give the LSTM time",
        "After 1,500 updates the LSTM is still learning to add. With 6,000 it mostly gets there. Press “Train them here”.",
        {"cells": "lstm", "steps": 6000, "seconds": 40.0},
    ),
    Chip(
        "Is or are?",
        "One bit, the number of the subject, has to outlive the nouns in between, which are of either number.",
        {"task": "agreement"},
    ),
    Chip(
        "Brackets",
        "Any bracket still open may have to be closed next, and which it is shows only when the others are closed: this takes a "
        "stack, not only patience.",
        {"task": "brackets"},
    ),
)
ABOVE = (
    "Above: right answers, the mean over the seeds and a band from the worst to the best. Every network learns all gaps "
    "together, one drawn at random for each update. "
)
BELOW = (
    "Below: the share of the loss’s gradient that is left so many steps back, {moment}: the geometric mean over the seeds and a "
    "band from the lowest to the highest."
)

Events = tuple[Mapping[str, Any], ...]


def sidebar() -> None:
    """Draw the controls that matter most, and the rest below."""
    with st.sidebar:
        PAGE.control("task")
        names_menu(PAGE, "cells", {name: cell.label for name, cell in CELLS.items()})
        for name in FIRST:
            PAGE.control(name)
        if place := fold("More"):
            with place:
                for name in MORE:
                    PAGE.control(name)
        defaults_button(PAGE)


def panel() -> None:
    """Draw the chips, what the task asks for, and what the networks remember."""
    chips(PAGE, CHIPS)
    settings = PAGE.value()
    task = TASKS[settings.task]
    steps, answer = task.example(EXAMPLE_GAP, seed=1)
    st.html(f'<p>{safe(task.about)}</p><p class="unrolled-snippet">{safe(" ".join(steps))} → <strong>{safe(answer)}</strong></p>')
    answers: list[Events] = []
    study_panel("memory", "memory", settings.flat(), partial(show, answers), "Train them here", earlier)
    explanation()
    for events in answers:
        take_away(settings, events)


def show(answers: list[Events], events: Events, done: bool) -> None:
    """Draw what the networks remember and how far back their gradients reached, so far or in the end; keep the end's events."""
    settings, told = PAGE.value(), [event for event in events if "scores" in event]
    if not done:
        found, task = (bands_of(told), decays_of(told)), TASKS[settings.task]
        said = describe_memory_task(*found)
        st.echarts_chart(live_memory_chart(*found, task.chance, theme()), height=HEIGHT, key="memory-live", alt=said)
        return
    st.session_state[SHOWN] = settings, events
    result(settings, told)
    answers.append(events)


def take_away(settings: MemoryStudySettings, events: Events) -> None:
    """Draw, folded, the figure and the tables of an answer."""
    told = [event for event in events if "scores" in event]
    moment, bands, chance = chosen_moment(), bands_of(told), TASKS[settings.task].chance
    page = lambda: memory_figure(bands, decays_of(told, moment), chance, theme("light"))  # noqa: E731
    tables = {
        "Memory": lambda: bands_text(told),
        "Every network": lambda: networks_text(told),
        "Gradients": lambda: decays_text(told),
    }
    take_figures_away("memory", {"Memory": page}, tables)


def result(settings: MemoryStudySettings, told: list[Mapping[str, Any]]) -> None:
    """Draw the figure of networks with these settings, what it shows, and what in it needs an explanation."""
    task, bands, moment = TASKS[settings.task], bands_of(told), chosen_moment()
    decays = decays_of(told, moment)
    draw(memory_figure(bands, decays, task.chance, theme()), "memory-figure", describe_memory_task(bands, decays))
    moment_choice(moment)
    st.caption(ABOVE + BELOW.format(moment=MOMENTS[moment]) + unfinished(settings, told))
    if words := below_chance_text(told, task):
        st.markdown(words)


def unfinished(settings: MemoryStudySettings, told: list[Mapping[str, Any]]) -> str:
    """Say how many networks are trained to the end, where it is not all of them."""
    trained, all_of_them = sum(event["trained"] for event in told), len(settings.networks)
    if trained == all_of_them:
        return ""
    under_way = len(told) - trained
    going = " and 1 as far as it came" if under_way else ""
    return f" Of {all_of_them} networks this shows {trained} that are trained to the end{going}."


def chosen_moment() -> str:
    """Return the moment at which the gradients are shown."""
    kept = PAGE.kept(MOMENT)
    return kept if kept in MOMENTS else USUAL


def moment_choice(moment: str) -> None:
    """Draw the choice of that moment."""
    key = PAGE.key(MOMENT)
    if st.session_state.get(key) != moment:
        st.session_state[key] = moment
    about = "A network that has learned holds what it knows so firmly that little of a gradient comes through: look at all three."
    how = dict(format_func=MOMENTS.get, key=key, required=True, help=about, on_change=take_moment)
    st.segmented_control("The gradient below", list(MOMENTS), **how)


def take_moment() -> None:
    """Show the gradients of the moment that was chosen."""
    PAGE.touch()
    chosen = st.session_state[PAGE.key(MOMENT)]
    PAGE.keep(MOMENT, None if chosen == USUAL else chosen)


def check_moment() -> None:
    """Say so where a link asks for a moment that there is not; the usual one need not stand in a link."""
    kept = PAGE.kept(MOMENT)
    if kept == USUAL or kept and kept not in MOMENTS:
        PAGE.keep(MOMENT, None)
    if kept and kept not in MOMENTS:
        PAGE.note(f"There is no moment “{kept[:40]}”: it is {', '.join(MOMENTS)}. The usual one stands in for now.")


def earlier() -> None:
    """Draw, while networks with the page's settings are not trained, an answer for others, and say what it is of."""
    settings = PAGE.value()
    shown, events = st.session_state.get(SHOWN, (None, ()))
    if shown is None or shown.task != settings.task:
        shown = STANDARD.with_(task=settings.task)
        events = bundled_answer("memory", shown.flat()) or ()
    if not events:
        return
    st.info(f"These networks are not trained yet. What you see is {of_what(shown, settings)}.", icon=":material/history:")
    result(shown, [event for event in events if "scores" in event])


def of_what(shown: MemoryStudySettings, settings: MemoryStudySettings) -> str:
    """Say in what the settings that are shown differ from those that are asked for."""
    labels = {name: control.label.lower() for name, control in settings.controls().items()}
    asked = settings.flat()
    other = [f"{labels[name]} {plain(value_text(name, value))}" for name, value in shown.flat().items() if value != asked[name]]
    return f"the answer with {', '.join(other)}" if other else "what was told until it was stopped"


def value_text(name: str, value: Any) -> str:
    """Write a setting's value as people read it."""
    if name == "cells":
        return ", ".join(CELLS[cell].label for cell in value.split(","))
    return written(value).strip("“”")


def bands_text(told: list[Mapping[str, Any]]) -> str:
    """Return the accuracies of every cell as CSV."""
    rows = (
        (cell, one.gap, one.accuracy, one.low, one.high, "" if one.squared_error is None else one.squared_error)
        for cell, found in bands_of(told).items()
        for one in found
    )
    return table_text(("cell", "gap", "accuracy", "worst seed", "best seed", "squared error"), rows)


def networks_text(told: list[Mapping[str, Any]]) -> str:
    """Return the accuracies of every network as CSV."""
    columns = ("gap", "accuracy", "renamed", "squared_error")
    rows = (
        (event["cell"], event["seed"], event["step"], *("" if one.get(name) is None else one[name] for name in columns))
        for event in told
        for one in event["scores"]
    )
    return table_text(("cell", "seed", "updates", "gap", "accuracy", "accuracy with answers renamed", "squared error"), rows)


def decays_text(told: list[Mapping[str, Any]]) -> str:
    """Return the decay of every cell at every moment as CSV, shares of the last step's gradient by their log10."""
    rows = (
        (cell, state, MOMENTS[moment], back, *(f"{float(curve[back]):.4g}" for curve in (decay.middle, decay.low, decay.high)))
        for moment in MOMENTS
        for cell, states in decays_of(told, moment).items()
        for state, decay in states.items()
        for back in range(len(decay.middle))
    )
    return table_text(
        ("cell", "state", "moment", "steps back", "log10 share, mean of seeds", "lowest seed", "highest seed"), rows
    )
