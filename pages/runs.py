"""The visitor's runs: a list, one run opened, or one that somebody shared."""

import streamlit as st

from playground.ui.notices import say_notices
from playground.ui.runs import list_panel, run_panel
from playground.ui.sharing import SHARED, shared_panel

TITLE = "Your runs"
ICON = ":material/history:"
GROUP = "Language models"
ORDER = 20
ABOUT = "Every run of yours with its curves and its samples: go on with it, let it write, share it, take it away."
PICTURE = "runs"

opened, shared = st.query_params.get("run"), st.query_params.get(SHARED)
if shared:
    st.title("A shared run", anchor=False)
    say_notices()
    shared_panel(shared)
else:
    st.title("Your runs", anchor=False)
    st.markdown("Everything you trained in this browser, ready to look at again, to go on with, to share, or to take away.")
    say_notices()
    run_panel(opened) if opened else list_panel()
