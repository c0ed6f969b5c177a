"""Can it remember? Small networks learn to hold something over a gap."""

import streamlit as st

from playground.ui.memory import PAGE, panel, sidebar

TITLE = "Can it remember?"
ICON = ":material/psychology:"
GROUP = "Gradients"
ORDER = 30
ABOUT = "Small networks learn to hold a letter, a number or a bracket over a gap: who still knows after a hundred steps?"
PICTURE = "memory"

PAGE.arrive()
st.title("Can it remember?", anchor=False)
st.markdown(
    "Something stands at the beginning, the question at the end. The longer the gap, the fewer networks still know the answer."
)
sidebar()
PAGE.say_notes()
panel()
PAGE.write_url()
