"""Embeddings in the model: what a word model starts from, and what that is worth."""

import streamlit as st

from playground.ui.starts import panel, sidebar
from playground.ui.startsettings import PAGE

TITLE = "Embeddings in the model"
ICON = ":material/input:"
GROUP = "Language models"
ORDER = 80
ABOUT = "A word model may start from random vectors, from word vectors learned elsewhere, or from none: what is that worth?"
PICTURE = "starts"

PAGE.arrive()
st.title("Embeddings in the model", anchor=False)
st.markdown(
    "A network reads words as numbers. It may begin with random ones, with vectors learned on another text, or do without. "
    "The less it has to read, the more that matters."
)
sidebar()
notes = st.container()
panel()
with notes:
    PAGE.say_notes()
PAGE.write_url()
