"""The visitor's runs: a list, and one run opened."""

import streamlit as st

from playground.ui.notices import say_notices
from playground.ui.runs import list_panel, run_panel

TITLE = "Your runs"
ICON = ":material/history:"
GROUP = "Language models"
ORDER = 20
ABOUT = "Every run of yours with its curves and its samples: go on with it, let it write, take it away."
PICTURE = "runs"

st.title("Your runs", anchor=False)
st.markdown("Everything you trained in this browser, ready to look at again, to go on with, or to take away.")
say_notices()
opened = st.query_params.get("run")
if opened:
    run_panel(opened)
else:
    list_panel()
