"""Forms made from what the settings say about themselves: label, help, range and choices."""

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from models.cells import CELLS
from playground.controls import Control, controls, show
from playground.errors import Refusal
from playground.language.experiment import (
    BUDGET_UNITS,
    CONTROLS,
    GROUP_OF,
    Experiment,
    ModelSettings,
    TextSettings,
    TrainingSettings,
)
from playground.language.optimisation import CLIPPINGS, OPTIMIZERS, SCHEDULES
from playground.text.vocabulary import TOKENIZERS
from playground.ui import state
from playground.ui.words import plain

REGISTRIES = {
    "cell": CELLS,
    "tokenizer": TOKENIZERS,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "clipping": CLIPPINGS,
    "budget_unit": BUDGET_UNITS,
}
CELL_OPTIONS = tuple(dict.fromkeys(option for cell in CELLS.values() for option in cell.options))
CONDITIONS: dict[str, Callable[[Experiment], bool]] = {
    "clip_at": lambda settings: settings.training.clipping != "none",
    **{option: lambda settings, option=option: option in CELLS[settings.model.cell].options for option in CELL_OPTIONS},
}
FIRST = ("corpus", "cell", *CELL_OPTIONS, "budget", "budget_unit")  # what matters most; the rest is below, in groups
GROUPS = {
    title: tuple(name for name in controls(kind) if name not in FIRST)
    for title, kind in (("Tokens", TextSettings), ("Network", ModelSettings), ("Learning", TrainingSettings))
}


def label_of(name: str, value: Any) -> str:
    """Return what a menu calls one choice of a setting."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    entry = REGISTRIES.get(name, {}).get(value, value)
    return show(getattr(entry, "label", entry))


def shown(name: str, settings: Experiment) -> bool:
    """Tell whether a setting has any effect on these settings' run."""
    return CONDITIONS.get(name, lambda settings: True)(settings)


def settings_form(names: Iterable[str]) -> None:
    """Draw the controls of these settings, those without effect left out."""
    for name in names:
        if shown(name, state.experiment()):
            setting(name)


def setting(name: str, **options: Any) -> None:
    """Draw one setting's control; using it changes the settings of the next run."""
    control, key = CONTROLS[name], f"setting-{name}"
    value = getattr(getattr(state.experiment(), GROUP_OF[name]), name)
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    widget(control, key, **{"on_change": take, "args": (name,), **options})
    if refused := state.refusals().get(name):
        st.warning(plain(refused))


def take(name: str) -> None:
    """Make a control's new value a setting of the next run; where it is refused the old one comes back, and the page says why."""
    state.touch()
    value, stays = st.session_state[f"setting-{name}"], f"it stays {show(state.experiment().flat()[name])}"
    try:
        if value is None:
            raise Refusal(f"{CONTROLS[name].label} was left empty, so {stays}.", name)
        state.put(state.experiment().with_(**{name: value}))
    except Refusal as refusal:
        state.refuse(name, str(refusal) if value is None else f"{refusal} For now {stays}.")


def widget(control: Control, key: str, **options: Any) -> Any:
    """Draw the widget that suits a control and return its value."""
    common = {"key": key, "help": control.help, **options}
    if control.choices:
        return st.selectbox(control.label, control.options(), format_func=lambda value: label_of(control.name, value), **common)
    return WIDGETS[control.kind](control, common)


def number_widget(control: Control, common: dict) -> Any:
    """Draw a box for a number, with a step that suits its size.

    It has no bounds of its own: the browser would only colour the box, and whoever checks the value says what would be right.
    """
    kind, given = control.kind, dict(common)
    step = given.pop("step", control.step or 1)
    style = {"step": kind(step), "format": "%d" if kind is int else "%g"}
    return st.number_input(control.label, **{"value": None, **style, **given})


WIDGETS: dict[type, Callable[[Control, dict], Any]] = {
    int: number_widget,
    float: number_widget,
    bool: lambda control, common: st.toggle(control.label, **common),
    str: lambda control, common: st.text_input(control.label, **common),
}
