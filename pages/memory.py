"""Can it remember? Small networks learn to hold something over a gap."""

import streamlit as st

from playground.ui.memory import PAGE, check_moment, panel, sidebar

TITLE = "Can it remember?"
ICON = ":material/psychology:"
GROUP = "Gradients"
ORDER = 30
ABOUT = "Small networks learn to hold a letter, a number or a bracket over a gap: who still knows after a hundred steps?"
PICTURE = "memory"

PAGE.arrive()
st.title("Can it remember?", anchor=False)
st.markdown(
    "What was read long ago is asked for at the end. Which networks still know the answer as the gap grows, and did a gradient "
    "reach that far back while they learned?"
)
check_moment()
sidebar()
PAGE.say_notes()
panel()
PAGE.write_url()
