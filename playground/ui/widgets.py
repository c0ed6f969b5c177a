"""The widget that suits a control, made from what the control says about itself."""

from collections.abc import Callable
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
