"""Analogies: a is to b as c is to what."""

import streamlit as st

from playground.ui.analogies import PAGE, panel, sidebar
from playground.ui.scorecard import scorecard_panel

TITLE = "Analogies"
ICON = ":material/compare_arrows:"
GROUP = "Words"
ORDER = 20
ABOUT = "Man is to king as woman is to …: the answer, the parallelogram it lies on, and thousands of such questions scored."
PICTURE = "analogies"

PAGE.arrive()
st.title("Analogies", anchor=False)
st.markdown(
    "A difference between two words is a direction. Take the step from one to the other somewhere else: where do you land?"
)
sidebar()
notes = st.container()
if panel():
    scorecard_panel()
with notes:
    PAGE.say_notes()
PAGE.write_url()
