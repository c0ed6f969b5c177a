"""Folded parts of a page, drawn only while they are open: what nobody looks at costs nobody's time."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

KEY = "fold-"


def fold(label: str, icon: str | None = None) -> DeltaGenerator | None:
    """Draw a heading that unfolds, and return the place below it, None while it is folded."""
    place = st.expander(label, icon=icon, key=KEY + label, on_change="rerun")
    return place if place.open else None


def unfolded(label: str) -> bool:
    """Tell whether a folded part is open, before it is drawn."""
    return bool(st.session_state.get(KEY + label))
