"""Sentences that a click left behind for the next drawing of the page: each is said once."""

import streamlit as st

from playground.ui.words import plain

NOTICES = "notices"


def notice(sentence: str) -> None:
    """Say this the next time the page is drawn."""
    st.session_state.setdefault(NOTICES, []).append(sentence)


def say_notices() -> None:
    """Draw what is to be said, once."""
    for sentence in st.session_state.pop(NOTICES, []):
        st.warning(plain(sentence), icon=":material/info:")
