"""The map of words: a component that drags, zooms, searches and lassoes in the browser, and says here which words were chosen."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from playground.ui.components.pointing import asset

TOLD = "told"
MOST = 500  # words of a lasso

mount = st.components.v2.component(
    "unrolled_map",
    html='<div class="map"></div>',
    css=asset("map.css"),
    js=asset("map.js"),
)


def map_panel(key: str, data: dict[str, Any], choose: Callable[[str], None], lasso: Callable[[Sequence[str]], None]) -> None:
    """Draw what `figures.maps` says; `choose` gets the word that was clicked ("" for none), `lasso` those drawn around.

    What comes back is a visitor's: anything but words of this map is not taken.
    """
    known = set(data["words"])

    def take() -> None:
        sent = (st.session_state.get(key) or {}).get(TOLD)
        if not isinstance(sent, dict):
            return
        chosen, inside = sent.get("chosen"), sent.get("lasso")
        if isinstance(chosen, str) and (chosen == "" or chosen in known):
            choose(chosen)
        elif isinstance(inside, list | tuple):
            words = [word for word in inside[:MOST] if isinstance(word, str) and word in known]
            if words:
                lasso(words)

    mount(key=key, data=data, default={TOLD: None}, on_told_change=take)
