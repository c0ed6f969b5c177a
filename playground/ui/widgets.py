"""The widget that suits a control, made from what the control says about itself."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from playground.controls import Control


def widget(control: Control, key: str, **options: Any) -> Any:
    """Draw the widget that suits a control and return its value."""
    common = {"key": key, "help": control.help, **options}
    if control.choices:
        return st.selectbox(control.label, control.options(), format_func=control.name_of, **common)
    return WIDGETS[control.kind](control, common)


def number_widget(control: Control, common: dict) -> Any:
    """Draw a box for a number, with a step that suits its size.

    It has no bounds of its own: the browser would only colour the box, and whoever checks the value says what would be right.
    For the same reason a box for whole numbers takes any number: one of Streamlit's own kind would read 1e9 as 1.
    """
    given = dict(common)
    begin, step = given.pop("value", None), given.pop("step", control.step or 1)
    style = {"step": float(step), "format": "%.0f" if control.kind is int else "%g"}
    return entered(control, st.number_input(control.label, value=None if begin is None else float(begin), **style, **given))


def entered(control: Control, value: Any) -> Any:
    """Return what was entered as the control's kind of number, where it is one."""
    return int(value) if control.kind is int and isinstance(value, float) and value.is_integer() else value


WIDGETS: dict[type, Callable[[Control, dict], Any]] = {
    int: number_widget,
    float: number_widget,
    bool: lambda control, common: st.toggle(control.label, **common),
    str: lambda control, common: st.text_input(control.label, **common),
}


def stand_at(key: str, value: Any, names: Sequence[str]) -> None:
    """Let a widget that is drawn next show a value; also where its options have other names than before.

    Between browser and server Streamlit calls an option by its name, so that it forgets what was chosen once that changes.
    """
    session, known = st.session_state, f"{key}-names"
    if session.get(key) != value or session.get(known) != tuple(names):
        session[key], session[known] = value, tuple(names)
