"""A slider along a sentence with what is known of each letter: it moves in the browser, which says here where it stands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from playground.ui.components import drawing, formulas
from playground.ui.components.piece import HEAR

HERE = Path(__file__).parent
TOLD = "told"
HTML = f"""
<div class="letters">
  <label>Letter <span class="value" aria-hidden="true"></span><span class="help" aria-hidden="true">?</span>
  </label>
  <input class="range" type="range" step="1" aria-label="Letter">
  <div class="formula equations"></div>
  <p class="said"></p>
  <h3>What is remembered</h3>
  <p class="words"></p>
  {drawing.HTML}
  <dl class="numbers"></dl>
</div>
"""


def inner(script: str, name: str) -> str:
    """Return a component's script as a part of another's."""
    return script.replace("export default function", f"function {name}")


mount = st.components.v2.component(
    "unrolled_letters",
    html=HTML,
    css=formulas.STYLE + drawing.STYLE + (HERE / "letters.css").read_text(encoding="utf-8"),
    js=HEAR
    + inner(formulas.SCRIPT, "formulas")
    + inner(drawing.SCRIPT, "drawing")
    + (HERE / "letters.js").read_text(encoding="utf-8"),
)


def letters_panel(key: str, data: dict[str, Any], place: int, take: Callable[[int], None]) -> None:
    """Draw what `figures.letters` says at a place, counted from 1; `take` gets another: check it, a browser sent it.

    `data["memories"]` is what is remembered of some letters, this one among them, by their places: `words`, a drawing's `svg` and
    `narrow`, and `numbers`; `data["of"]` changes with what they are of. The slider asks once more for those beside it.
    """

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
