"""The visitor's runs: a list, one run opened, or one that somebody shared."""

import streamlit as st

from playground.ui.notices import say_notices
from playground.ui.runs import list_panel, run_panel
from playground.ui.sharing import shared_panel
from playground.ui.state import RUNS, arrive_at_runs
from playground.ui.viewing import follow

TITLE = "Your runs"
ICON = ":material/history:"
GROUP = "Language models"
ORDER = 20
ABOUT = "Every run of yours with its curves and its samples: go on with it, let it write, share it, take it away."
PICTURE = "runs"

arrive_at_runs()
follow(RUNS)
RUNS.write_url()
if shared := RUNS.kept("shared"):
    st.title("A shared run", anchor=False)
    say_notices()
    shared_panel(shared)
else:
    st.title("Your runs", anchor=False)
    st.markdown("Everything you trained in this browser, ready to look at again, to go on with, to share, or to take away.")
    say_notices()
    run_panel(opened) if (opened := RUNS.kept("run")) else list_panel()
