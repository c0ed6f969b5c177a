"""What the visitor sees: the theme, the unit of the loss; and small pieces that several pages draw."""

import streamlit as st

from playground.figures import theme as themes
from playground.figures.curves import Curve
from playground.figures.units import LOSS_UNITS, LossUnit, usable
from playground.runs.record import History, Run
from playground.ui.viewing import look, take
from playground.ui.words import safe

LOSS_HEIGHT, OTHER_HEIGHT = 400, 230  # pixels, the same while a run trains and after it


def theme(name: str | None = None) -> themes.Theme:
    """Return the theme of this name, without one that which the visitor's browser shows now."""
    return themes.theme(name or st.context.theme.type)


def unit_switch(characters: float) -> None:
    """Draw the switch between nats, bits per character and perplexity; the choice holds on every page."""
    key = "unit-switch"
    if st.session_state.get(key) != look("unit"):
        st.session_state[key] = look("unit")
    names = {name: unit.spelled(characters) for name, unit in LOSS_UNITS.items()}
    how = dict(format_func=names.get, key=key, required=True, on_change=take, args=("unit", key))
    st.segmented_control("Loss in", list(names), **how)


def loss_unit(characters: float) -> LossUnit:
    """Return the chosen unit, or nats where the run's characters per token are not known yet."""
    return usable(look("unit"), characters)


def curve_of(run: Run, history: History) -> Curve:
    """Return a run as the figures take it."""
    parts = (history.steps, history.validations, run.characters_per_token, history.decays)
    return Curve(run.name, run.experiment.model.cell, *parts)


def cell_dot(cell: str) -> str:
    """Return a dot in the colour of a cell, as HTML."""
    return dot(themes.stroke(cell, theme()).colour)


def dot(colour: str) -> str:
    """Return a dot in a colour, as HTML."""
    return f'<span class="unrolled-cell" style="background:{colour}"></span>'


def line_sample(colour: str, dash: str) -> str:
    """Return a piece of a line as a figure draws it, solid or not, as HTML."""
    return f'<span class="unrolled-line" style="border-top: 3px {"solid" if dash == "solid" else "dashed"} {colour}"></span>'


def run_heading(run: Run, name: str = "") -> None:
    """Draw a run's name, or what else it is called here, behind a dot in the colour of its cell."""
    st.html(f'<h2 class="unrolled-name">{cell_dot(run.experiment.model.cell)}{safe(name or run.name)}</h2>')


def sample_html(text: str, when: str, kind: str = "newest", prime: str = "") -> str:
    """Return a sample of text as HTML, with when it was written above it; nothing in it is markup."""
    start = f'<span class="prime">{safe(prime)}</span>' if prime else ""
    return f'<p class="unrolled-when">{safe(when)}</p><p class="unrolled-sample {kind}">{start}{safe(text)}</p>'
