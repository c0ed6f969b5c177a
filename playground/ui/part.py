"""A part of a page that is redrawn alone where a setting changes inside it, so that an edit is answered at once."""

from collections.abc import Callable
from contextlib import suppress
from itertools import count

import streamlit as st
from streamlit.errors import StreamlitAPIException

from playground.ui.boot import one_thread
from playground.ui.chips import held_chip
from playground.ui.fold import KEY
from playground.ui.pagesettings import PageSettings
from playground.ui.trouble import kindly

TAKE = "Take it away"
# While a part is computed Streamlit begins to fade each of its elements: a layer for each in the browser, thrown away when the
# answer comes, a tenth of a second later.
STILL = '<style>[data-testid="stElementContainer"] { transition: none !important; opacity: 1 !important; }</style>'


Told = Callable[[], object]  # returns something that can be compared


def nothing() -> None:
    """Return what a page says around a part that says nothing of it."""


def at_once() -> bool:
    """Tell that the rest of a page need not wait for a part of it."""
    return True


def part(
    page: PageSettings,
    draw: Callable[[], None],
    files_outside: bool = False,
    told: Told = nothing,
    painted: Callable[[], bool] = at_once,
    key: str | None = None,
) -> None:
    """Draw a part of a page whose own controls run it alone; all else is drawn again only where it says something else now.

    `files_outside` says that what can be taken away of it stands elsewhere on the page; `told` returns what else stands there.
    All else waits until the part is `painted`, where the part runs once more when it is: a new run drops what was not sent yet.
    By its `key` a control elsewhere on the page has it drawn anew.
    """
    st.html(STILL)
    st.fragment(follow, key=key)(page, draw, files_outside, told, painted, around(page, files_outside, told))


def draw_anew(key: str) -> None:
    """Let the part with this key alone answer the control whose callback this is; the whole page does where there is none."""
    with suppress(StreamlitAPIException):
        st.rerun(key)


def take_alone(page: PageSettings, name: str, key: str) -> None:
    """Take a control's new value, and let the part with this key alone answer it; what is refused is said beside the control."""
    page.take(name)
    if not page.refused_names():
        draw_anew(key)


def edited_part(page: PageSettings, draw: Callable[[bool], None], told: Told = nothing) -> None:
    """Draw a part inside of another one, for edits: it runs alone, and tells the rest of what they change piece by piece.

    `draw` gets whether it is run alone; `told` returns what stands outside that is no piece. The rest is drawn again where that,
    or a file to take away, is another.
    """
    runs = count()
    st.fragment(follow)(page, lambda: draw(next(runs) > 0), True, told, at_once, around(page, True, told))


def follow(
    page: PageSettings, draw: Callable[[], None], files_outside: bool, told: Told, painted: Callable[[], bool], was: tuple
) -> None:
    """Draw the part with the settings as they are, and bring the address up to date, which files inside tell of.

    Where nobody looks at them, the part comes first: a browser takes as long to note a long address as to draw a figure.
    """
    one_thread()
    page.arrive()
    if not files_outside and st.session_state.get(KEY + TAKE):
        page.write_url()
    with kindly("a part of a page"):
        draw()
    page.write_url()
    if around(page, files_outside, told) != was and painted():
        st.rerun()


def around(page: PageSettings, files_outside: bool, told: Told) -> tuple:
    """Return what the rest of a page says that a change inside a part may make untrue."""
    files = page.value() if files_outside and st.session_state.get(KEY + TAKE) else None
    return held_chip(page), tuple(page.notes()), page.refused_names(), files, told()
