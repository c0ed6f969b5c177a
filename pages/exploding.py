"""Exploding gradients, and what clipping them does: the same seed with and without."""

import streamlit as st

from playground.ui.chips import chips
from playground.ui.exploding import (
    CHIPS,
    PAGE,
    curves_panel,
    explanation,
    histogram_panel,
    outcomes_panel,
    take_away,
    trained,
)
from playground.ui.sidebar import page_sidebar

TITLE = "Exploding"
ICON = ":material/trending_up:"
GROUP = "Gradients"
ORDER = 40
ABOUT = "Start from weights that are too large, watch the gradients explode, and switch clipping on."
PICTURE = "norm"

PAGE.arrive()
st.title("Exploding gradients", anchor=False)
st.markdown(
    "One network, trained three times from the same weights, large ones: without clipping, clipped by norm, and clipped by value."
)
page_sidebar(PAGE)
PAGE.say_notes()
PAGE.write_url()
chips(PAGE, CHIPS)
settings = PAGE.value()
runs = trained(settings)
curves_panel(settings, runs)
outcomes_panel(settings, runs)
histogram_panel(settings, runs)
explanation()
take_away(settings, runs)
