"""The memory page's parts: the task and its networks, what they remember, and the decay of their own gradients beside it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from models.cells import CELLS, COMMON
from playground.figures.decay import decay_figure
from playground.figures.describe import describe_decay
from playground.figures.export import table_text
from playground.figures.memory import HEIGHT, accuracy_figure, describe_accuracy, live_accuracy
from playground.gradients.lines import Line
from playground.gradients.memory_study import MemoryStudySettings, bands_of, decays_of
from playground.gradients.tasks import TASKS
from playground.ui.charts import draw, take_figures_away
from playground.ui.chips import Chip, chips
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.menus import names_menu
from playground.ui.pagesettings import PageSettings
from playground.ui.study import study_panel
from playground.ui.words import safe

PAGE = PageSettings("memory", MemoryStudySettings(task="adding", cells=",".join(COMMON), seconds=10.0, steps=1500))
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
        {"cells": "lstm", "steps": 6000, "seconds": 30.0},
    ),
    Chip(
        "Is or are?",
        "One bit, the number of the subject, has to outlive the nouns in between, which are of either number.",
        {"task": "agreement"},
    ),
    Chip("Brackets", "Others open and close in between, so that it takes a stack, not only patience.", {"task": "brackets"}),
)
NOTE = (
    "Every network learns all gaps together, one drawn at random for each update, for the same number of updates or seconds. The "
    "line is the mean over the seeds, the band reaches from the worst to the best of them."
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


def panel() -> None:
    """Draw the chips, what the task asks for, and what the networks remember."""
    chips(PAGE, CHIPS)
    settings = PAGE.value()
    task = TASKS[settings.task]
    steps, answer = task.example(EXAMPLE_GAP, seed=1)
    st.html(f'<p>{safe(task.about)}</p><p class="unrolled-snippet">{safe(" ".join(steps))} → <strong>{safe(answer)}</strong></p>')
    study_panel("memory", "memory", settings.flat(), show, "Train them here")
    explanation()


def show(events: Events, done: bool) -> None:
    """Draw the accuracy against the gap; once it is known, the decay of the same networks' gradients beside it."""
    told = [event for event in events if "scores" in event]
    bands, chance = bands_of(told), TASKS[PAGE.value().task].chance
    if not done:
        st.echarts_chart(live_accuracy(bands, chance, theme()), height=HEIGHT, key="memory-live", alt=describe_accuracy(bands))
        return
    right, fading = st.columns(2, gap="large")
    lines = lines_of(told)
    with right:
        draw(accuracy_figure(bands, chance, theme()), "memory-accuracy", describe_accuracy(bands))
    with fading:
        draw(decay_of(lines, theme()), "memory-decay", describe_decay(lines))
    st.caption(NOTE)
    figures = {"Memory": lambda: accuracy_figure(bands, chance, theme("light")), "Decay": lambda: decay_of(lines, theme("light"))}
    take_figures_away("memory", figures, {"Memory": lambda: bands_text(bands)})


def lines_of(told: list[Mapping[str, Any]]) -> list[Line]:
    """Return the decay of each cell's trained networks on their own task, by state."""
    found = decays_of([event for event in told if event["decay"]])
    return [Line(CELLS[cell].label, cell, state, 0, decay) for cell, states in found.items() for state, decay in states.items()]


def decay_of(lines: list[Line], look) -> Any:
    """Return the decay of the networks' own task, as shares."""
    return decay_figure(lines, look, floor=-8, shares=True).update_layout(height=HEIGHT)


def bands_text(bands: Mapping[str, list]) -> str:
    """Return the accuracies as CSV."""
    rows = (
        (cell, one.gap, one.accuracy, one.low, one.high, "" if one.squared_error is None else one.squared_error)
        for cell, found in bands.items()
        for one in found
    )
    return table_text(("cell", "gap", "accuracy", "worst seed", "best seed", "squared error"), rows)


def explanation() -> None:
    """Draw what is measured, folded."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(
            "A network of one layer reads a sequence and answers after its last step; what it has to know stands *gap* steps "
            "earlier. Answers are tested on 250 examples of each gap that were never trained on. **Chance** is what the best "
            "guess "
            "without memory reaches. Beside it stands the decay of the same trained networks' gradient on the longest gap: where "
            "hardly anything of it is left, hardly anything can be learned from what stood there. The tasks are those of "
            "Hochreiter "
            "and Schmidhuber 1997 (adding), Arjovsky et al. 2016 (copying), Linzen et al. 2016 (agreement)."
        )
        place.latex(
            r"\frac{\partial L}{\partial W} = \sum_{k} \frac{\partial L}{\partial h_T}\,"
            r"\frac{\partial h_T}{\partial h_{T-k}}\,\frac{\partial h_{T-k}}{\partial W}"
        )
        place.markdown(
            "The part of this sum that tells the network about a step $k$ back carries the factor "
            "$\\partial h_T / \\partial h_{T-k}$: the decay curve."
        )
