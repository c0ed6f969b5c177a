"""The sidebar of a page whose settings all stand in one form: what matters first, the rest under More."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.ui.fold import fold
from playground.ui.pagesettings import PageSettings


def page_sidebar(page: PageSettings, **own: Callable[[], Any]) -> None:
    """Draw the controls of a page; `own` draws a setting in its own way, by the setting's name."""
    known = page.standard.controls()
    with st.sidebar:
        for name in (name for name, control in known.items() if not control.more):
            own.get(name, lambda name=name: page.control(name))()
        rest = [name for name, control in known.items() if control.more]
        if rest and (place := fold("More")):
            with place:
                for name in rest:
                    own.get(name, lambda name=name: page.control(name))()
        defaults_button(page)


def defaults_button(page: PageSettings) -> None:
    """Draw the way back to the page's own settings; always, so that a change inside a part of a page asks for nothing here."""
    st.button("Back to the defaults", on_click=reset, args=(page,), icon=":material/restart_alt:", type="tertiary")


def reset(page: PageSettings) -> None:
    """Go back to the page's own settings."""
    page.touch()
    page.put(page.standard)
