"""A slider along a sentence with the equations of each letter: they move in the browser, which says here where it stands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from playground.ui.components.formulas import SCRIPT, STYLE

HERE = Path(__file__).parent
TOLD = "told"
HTML = """
<div class="letters">
  <label>Letter <span class="value" aria-hidden="true"></span><span class="help" aria-hidden="true">?</span>
  </label>
  <input class="range" type="range" step="1" aria-label="Letter">
  <div class="formula equations"></div>
  <p class="said"></p>
</div>
"""

mount = st.components.v2.component(
    "unrolled_letters",
    html=HTML,
    css=STYLE + (HERE / "letters.css").read_text(encoding="utf-8"),
    js=SCRIPT.replace("export default function", "function formulas") + (HERE / "letters.js").read_text(encoding="utf-8"),
)


def letters_panel(key: str, data: dict[str, Any], place: int, take: Callable[[int], None]) -> None:
    """Draw what `figures.letters` says at a place, counted from 1; `take` gets another: check it, a browser sent it."""

    def sent() -> dict[str, Any]:
        told = (st.session_state.get(key) or {}).get(TOLD)
        fine = isinstance(told, dict) and type(told.get("place")) is int and type(told.get("at")) is int
        return told if fine else {"place": place, "at": 0}

    mount(
        key=key,
        data={**data, "place": place, "at": sent()["at"]},
        default={TOLD: None},
        on_told_change=lambda: take(sent()["place"]),
    )
