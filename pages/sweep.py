"""Sweep: every combination of some settings, several seeds each, trained one after the other and laid side by side."""

import streamlit as st

from playground.ui.sweep import panel
from playground.ui.sweepform import sidebar
from playground.ui.sweepsettings import PAGE

TITLE = "Sweep"
ICON = ":material/grid_view:"
GROUP = "Compare"
ORDER = 20
ABOUT = "RNN against GRU against LSTM with one click, or any grid of settings: several seeds each, bands, tables and maps."
PICTURE = "sweep"

PAGE.arrive()
st.title("Which cell, which size?", anchor=False)
st.markdown("Train every combination of some settings with several seeds, and see which differences are larger than luck.")
sidebar()
notes = st.container()
panel()
with notes:
    PAGE.say_notes()
PAGE.write_url()
