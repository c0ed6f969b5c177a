"""One-hot and dense: what a vocabulary costs, and what a number can say of a word."""

import streamlit as st

from playground.ui.onehot import PAGE, explanation, memory_panel, pairs_panel, sidebar

TITLE = "One-hot and dense"
ICON = ":material/density_small:"
GROUP = "Words"
ORDER = 50
ABOUT = "From ten words to a billion: what they take one-hot and dense, and which of both knows that a king is like a queen."
PICTURE = "onehot"

PAGE.arrive()
st.title("One-hot and dense", anchor=False)
st.markdown(
    "Give every word a place of its own, and the table grows with the square of the words. Or give every word a few numbers."
)
sidebar()
notes = st.container()
memory_panel()
pairs_panel()
explanation()
with notes:
    PAGE.say_notes()
PAGE.write_url()
