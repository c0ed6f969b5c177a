"""A box for a text that a page reads: what cannot be read stays in it, the reason below, and the page keeps its last text."""

from typing import Any

import streamlit as st

from playground.errors import Refusal
from playground.ui.pagesettings import PageSettings
from playground.ui.words import plain

STILL = "Below is still the last text that could be read."


def text_box(page: PageSettings, name: str, height: int, **then: Any) -> None:
    """Draw the box of a page's setting, so many pixels high; where a new text is taken, other settings become `then`."""
    key, control = page.key(name), page.standard.controls()[name]
    draft = refused_draft(page, name)
    entered = page.value().flat()[name] if draft is None else draft
    if st.session_state.get(key) != entered:
        st.session_state[key] = entered
    st.text_area(control.label, key=key, height=height, help=control.help, on_change=take_text, args=(page, name, then))
    if draft is not None:
        st.warning(f"{plain(why_not(page, name, draft))} {STILL}")


def refused_draft(page: PageSettings, name: str) -> str | None:
    """Return what stands in the box though it cannot be read, until the page has another text."""
    draft, instead_of = st.session_state.get(page.key(f"{name}-draft"), (None, None))
    return draft if instead_of == page.value().flat()[name] else None


def take_text(page: PageSettings, name: str, then: dict[str, Any]) -> None:
    """Make what was entered the page's text; what cannot be read stays in the box."""
    page.touch()
    entered, kept = st.session_state[page.key(name)] or "", page.value().flat()[name]
    wrong = why_not(page, name, entered)
    st.session_state[page.key(f"{name}-draft")] = (entered, kept) if wrong else (None, None)
    if not wrong:
        page.put(page.value().with_(**{name: entered, **then}))


def why_not(page: PageSettings, name: str, text: str) -> str:
    """Say why a text cannot be read, nothing where it can."""
    try:
        page.value().with_(**{name: text})
        return ""
    except Refusal as refusal:
        return str(refusal)
