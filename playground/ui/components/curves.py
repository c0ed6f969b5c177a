"""Very many lines on one pair of axes: a component that draws them in a few milliseconds, where Plotly takes far longer."""

from collections.abc import Callable

import streamlit as st

from playground.figures.sheet import Sheet
from playground.ui.charts import PICTURE
from playground.ui.components.element import Element

ELEMENT = Element("curves")


def define_curves() -> None:
    """Tell the browser, outside of the part of a page that is drawn alone, what the element is."""
    ELEMENT.define()


def draw_curves(sheet: Sheet, key: str, alt: str, waits: bool, listen: Callable[[], None]) -> None:
    """Draw what `figures.sheet` says with its text alternative; its camera saves it under the key, as the visitor chose.

    Where something `waits` for it, the browser says when it is painted, and `listen` is called.
    """
    version = f"{sheet.version} {alt}"
    st.session_state[f"{key}-version"] = version
    about = {"alt": alt, "file": key, "picture": st.session_state.get(PICTURE, "png"), "version": version, "waits": waits}
    ELEMENT.draw(f"{key}-sheet", sheet.data | about, listen)


def await_nothing(key: str) -> None:
    """Note that something else is drawn under this key."""
    st.session_state.pop(f"{key}-version", None)


def painted(key: str) -> bool:
    """Tell whether what was drawn last under this key is on the screen."""
    wanted = st.session_state.get(f"{key}-version")
    return wanted is None or (st.session_state.get(f"{key}-sheet") or {}).get("typed") == wanted
