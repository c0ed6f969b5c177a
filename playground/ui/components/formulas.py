"""Formulas whose numbers are live: where an edit leaves their shape as it was, the browser changes the numbers alone."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
STYLE = (HERE / "formulas.css").read_text(encoding="utf-8")
SCRIPT = (HERE / "formulas.js").read_text(encoding="utf-8")

mount = st.components.v2.component(
    "unrolled_formulas",
    html='<div class="formulas"></div>',
    css=STYLE,
    js=SCRIPT,
)


def said(heading: str = "", text: str = "") -> dict[str, str]:
    """Return a heading and a paragraph to stand among formulas; **strong** and *slanted* are marked as in Markdown."""
    return {"heading": heading, "text": text}


def formulas_panel(key: str, *formulas: str | dict[str, str], columns: bool = False) -> None:
    """Draw formulas, LaTeX in the commands that `formulas.js` knows, and what is `said` among them, as one element.

    `columns` puts them side by side where there is room.
    """
    mount(key=key, data={"formulas": formulas, "columns": columns})
