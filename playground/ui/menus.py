"""Menus of names that are not known beforehand: one, or several kept in a page's setting as one text with commas between them."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from playground.errors import Refusal
from playground.ui.pagesettings import PageSettings
from playground.ui.words import plain


def show(key: str, now: Any, known: Mapping[str, str]) -> None:
    """Let a widget show what is chosen of the known names, also where one of these has another label than before.

    Streamlit and the browser know an option by its label: where that changes, what was chosen would be none of the options.
    """
    labels, before = tuple(known.values()), f"{key}-labels"
    if st.session_state.get(key) != now or st.session_state.get(before) != labels:
        st.session_state[key] = now
    st.session_state[before] = labels


def names_menu(
    page: PageSettings, field: str, known: Mapping[str, str], most: int | None = None, empty: str | None = None
) -> None:
    """Draw the menu in which up to `most` of the known names are chosen; they become the page's setting of that name.

    `empty` is what it says where none is.
    """
    control, key = page.standard.controls()[field], page.key(field)
    now = [name for name in getattr(page.value(), field).split(",") if name in known]
    show(key, now, known)
    chosen = dict(format_func=lambda name: known.get(name, name), key=key, help=control.help, on_change=take_names)
    st.multiselect(control.label, list(known), **chosen, args=(page, field), max_selections=most, placeholder=empty)
    if refused := page.refusal(field):
        st.warning(plain(refused))


def take_names(page: PageSettings, field: str) -> None:
    """Make the chosen names the page's setting; where that is refused the old ones come back, and the page says why."""
    try:
        page.change(**{field: ",".join(st.session_state[page.key(field)])})
    except Refusal as refusal:
        page.refuse(field, str(refusal))


def name_menu(page: PageSettings, field: str, known: Mapping[str, str]) -> None:
    """Draw the menu in which one of the known names is chosen; it becomes the page's setting of that name."""
    control, key, now = page.standard.controls()[field], page.key(field), page.value().flat()[field]
    show(key, now if now in known else None, known)
    st.selectbox(
        control.label, list(known), format_func=known.get, key=key, help=control.help, on_change=page.take, args=(field,)
    )
    if refused := page.refusal(field):
        st.warning(plain(refused))
