"""How runs are looked at: chosen once for every page that shows one, and told by the URL of each."""

from collections.abc import Mapping

import streamlit as st

from playground.figures.curves import FIGURES
from playground.figures.units import AXES, LOSS_UNITS
from playground.ui.pagesettings import PAGE, PageSettings

LOOKS: Mapping[str, tuple[str, ...]] = {
    "unit": tuple(LOSS_UNITS),
    "along": tuple(AXES),
    "log": ("", "across", "up", "across,up"),
    "also": tuple(FIGURES),
}
"""What a URL calls each choice, and what may be chosen: the first where nothing was, and a URL leaves that out."""


def look(name: str) -> str:
    """Return what was chosen."""
    return st.session_state.get(key(name), LOOKS[name][0])


def choose(name: str, value: str | None) -> None:
    """Choose for this page and all others; a switch that is just being replaced by another has no value."""
    if value in LOOKS[name]:
        st.session_state[key(name)] = value


def take(name: str, switch: str) -> None:
    """Choose what a switch was set to, the one with this key."""
    choose(name, st.session_state[switch])


def follow(page: PageSettings) -> None:
    """Let a page's URL choose where a visitor came by it, and let it tell from now on what is chosen.

    A URL that tells nothing chooses what is usual, unless the visitor comes from another page: there nothing was said.
    """
    here = st.session_state.get(PAGE) == page.page
    for name in (name for name in LOOKS if name in page.keeps):
        told, before = page.kept(name), page.key(f"told-{name}")
        if told != st.session_state.get(before) and (told or here):
            choose(name, told if told in LOOKS[name] else LOOKS[name][0])
        st.session_state[before] = look(name) if look(name) != LOOKS[name][0] else None
        page.keep(name, st.session_state[before])


def key(name: str) -> str:
    """Return the key in the session under which a choice is kept."""
    return f"look-{name}"
