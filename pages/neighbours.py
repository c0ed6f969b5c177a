"""Neighbours: which words lie near a word."""

import streamlit as st

from playground.ui.neighbours import PAGE, panel, sidebar

TITLE = "Neighbours"
ICON = ":material/hub:"
GROUP = "Words"
ORDER = 10
ABOUT = "Type a word and see which lie nearest, by angle or distance; the odd one out; every pair of a list of yours."
PICTURE = "neighbours"

PAGE.arrive()
st.title("Neighbours", anchor=False)
st.markdown(
    "A machine that has read enough puts words which are used alike near each other. Type a word, and see who lives next door."
)
sidebar()
notes = st.container()
panel()
with notes:
    PAGE.say_notes()
PAGE.write_url()
