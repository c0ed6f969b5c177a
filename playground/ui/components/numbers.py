"""Matrices on a page whose numbers can be changed by keyboard or finger: what is entered comes here as text."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from playground.ui.components.piece import HEAR, Piece

HERE = Path(__file__).parent
ENTERED = "entered"
LONGEST = 40  # characters of one entry

mount = st.components.v2.component(
    "unrolled_numbers",
    html='<div class="sheet"></div>',
    css=(HERE / "numbers.css").read_text(encoding="utf-8"),
    js=HEAR + (HERE / "numbers.js").read_text(encoding="utf-8"),
)


def numbers_panel(
    key: str,
    lines: Sequence[Sequence[dict[str, Any]]],
    refused: dict[str, Any] | None,
    take: Callable[[str, int, int, str], None],
    pieces: Sequence[Piece] = (),
) -> None:
    """Draw the lines that `figures.worksheet` makes; `take` gets the name, the two numbers of a place and what was entered.

    `refused` is an entry that was not taken (`name`, `one`, `two`, `text`) with the `sentence` that says why.
    `pieces` are others on the page: this component tells them what they show.
    """

    def read() -> None:
        sent = (st.session_state.get(key) or {}).get(ENTERED)
        if not isinstance(sent, dict):
            return
        name, one, two, text = (sent.get(part) for part in ("name", "one", "two", "text"))
        if isinstance(name, str) and type(one) is int and type(two) is int and isinstance(text, str):
            take(name, one, two, text[:LONGEST])

    data = {"lines": lines, "refused": refused, "told": [piece.data for piece in pieces]}
    mount(key=key, data=data, default={ENTERED: None}, on_entered_change=read)
