"""Where visitors land: a network caught learning, and a way into every page."""

import streamlit as st

from playground.ui.home import cards, follow_card, learning_panel
from playground.ui.shell import page_named

TITLE = "Home"
ICON = ":material/home:"
GROUP = ""
ORDER = 0
ABOUT = "What this is."
PICTURE = ""

follow_card()
st.title("Unrolled", anchor=False)
st.markdown(
    "Networks that read one character after another, and learn to write. Train one, change one thing, and see what it does."
)
if st.button("Train a model", type="primary", icon=":material/play_arrow:"):
    st.switch_page(page_named("train"))
st.subheader("Watch one learn", anchor=False)
learning_panel()
cards()
