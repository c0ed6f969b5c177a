"""Formulas whose numbers are live: where an edit leaves their shape as it was, the browser changes the numbers alone."""

from pathlib import Path

import streamlit as st

from playground.ui.components.piece import HEAR, Piece, stamped

HERE = Path(__file__).parent
STYLE = (HERE / "formulas.css").read_text(encoding="utf-8")
SCRIPT = (HERE / "formulas.js").read_text(encoding="utf-8")

mount = st.components.v2.component(
    "unrolled_formulas",
    html='<div class="formulas"></div>',
    css=STYLE,
    js=HEAR + SCRIPT,
)


def said(heading: str = "", text: str = "") -> dict[str, str]:
    """Return a heading and a paragraph to stand among formulas; **strong** and *slanted* are marked as in Markdown."""
    return {"heading": heading, "text": text}


def formulas_piece(key: str, *formulas: str | dict[str, str], columns: bool = False) -> Piece:
    """Return formulas, LaTeX in the commands that `formulas.js` knows, and what is `said` among them, as one piece.

    `columns` puts them side by side where there is room.
    """
    data = stamped(key, {"formulas": formulas, "columns": columns})
    return Piece(data, lambda: mount(key=key, data=data))
