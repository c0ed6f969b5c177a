"""A drawing on a page: SVG in its theme, scrolled to what is in focus, chosen from by a click, saved as SVG or PNG."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from playground.figures.export import READOUT
from playground.ui.components.piece import HEAR, Piece, stamped

HERE = Path(__file__).parent
CHOSEN = "chosen"
LEAST = 0.62  # of its natural size: smaller than that it scrolls sideways
HTML = """
<div class="drawing">
  <div class="frame"></div>
  <div class="save">
    <button type="button" data-save="svg" aria-label="Save the drawing as SVG">Save SVG</button>
    <button type="button" data-save="png" aria-label="Save the drawing as PNG">PNG</button>
  </div>
</div>
"""
STYLE = READOUT.with_suffix(".css").read_text(encoding="utf-8") + (HERE / "drawing.css").read_text(encoding="utf-8")
SCRIPT = READOUT.read_text(encoding="utf-8") + (HERE / "drawing.js").read_text(encoding="utf-8")

mount = st.components.v2.component(
    "unrolled_drawing",
    html=HTML,
    css=STYLE,
    js=HEAR + SCRIPT,
)


def drawing_panel(
    key: str,
    svg: str,
    name: str,
    choose: Callable[[str], None] | None = None,
    least: float = LEAST,
    narrow: str = "",
    follows: str = "",
) -> None:
    """Draw an SVG made by `playground.figures`; `name` is its file's, `narrow` what stands in for it where it had to scroll.

    `choose` gets what was clicked: it comes back from a browser and must be checked. `follows` names the event on the page that
    moves the drawing's frame, and which another component sends.
    """
    data = {"svg": svg, "narrow": narrow, "name": name, "choosing": choose is not None, "least": least, "follows": follows}
    put(key, data, choose)


def drawing_piece(key: str, svg: str, name: str, choose: Callable[[str], None] | None = None, least: float = LEAST) -> Piece:
    """Return the same as a piece that an edit changes."""
    data = stamped(key, {"svg": svg, "narrow": "", "name": name, "choosing": choose is not None, "least": least, "follows": ""})
    return Piece(data, lambda: put(key, data, choose))


def put(key: str, data: dict[str, Any], choose: Callable[[str], None] | None) -> None:
    """Mount a drawing, and listen to what is clicked."""

    def take() -> None:
        sent = (st.session_state.get(key) or {}).get(CHOSEN)
        if choose and isinstance(sent, dict) and isinstance(sent.get("name"), str):
            choose(sent["name"][:20])

    mount(key=key, data=data, default={CHOSEN: None}, on_chosen_change=take)
