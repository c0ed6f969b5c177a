"""Compare runs: their curves on one pair of axes, what sets them apart, and what each wrote at the same step."""

import streamlit as st

from playground.ui.compare import PAGE, panel, sidebar
from playground.ui.compared import mine

TITLE = "Compare"
ICON = ":material/stacked_line_chart:"
GROUP = "Compare"
ORDER = 10
ABOUT = "Any runs on one pair of axes, only the settings that differ, and what each wrote at the same training step."
PICTURE = "compare"

PAGE.arrive()
st.title("Compare runs", anchor=False)
st.markdown(
    "Which network learned faster, which became better, and what was different about it? Pick any runs and lay them over each "
    "other."
)
own = mine()
sidebar(own)
notes = st.container()
panel(own)
with notes:
    PAGE.say_notes()
PAGE.write_url()
