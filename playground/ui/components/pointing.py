"""The text under a pointer: a component that colours in the browser, and says here only which position was pinned."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
PINNED = "pinned"


def asset(name: str) -> str:
    """Return one of the files that stand beside this module."""
    return (HERE / name).read_text(encoding="utf-8")


mount = st.components.v2.component(
    "unrolled_connectivity",
    html='<div class="stage"></div>',
    css=asset("connectivity.css"),
    js=asset("connectivity.js"),
)


def pointing_panel(key: str, data: dict[str, Any], position: int, pin: Callable[[int], None]) -> None:
    """Draw what `figures.pointing` says, after so many characters read; `pin` gets the number that the visitor pins.

    What comes back is a visitor's: anything but a whole number from 0 to the length of the text is not taken.
    """

    def take() -> None:
        sent = st.session_state.get(key, {}).get(PINNED) or {}
        read = sent.get("read") if isinstance(sent, dict) else None
        if type(read) is int and 0 <= read <= len(data["text"]):
            pin(read)

    mount(key=key, data=data | {"position": position}, default={PINNED: None}, on_pinned_change=take)
