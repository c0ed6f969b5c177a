"""Two languages: the space of one carried into the space of another."""

import streamlit as st

from playground.ui.translation import PAGE, explanation, panel, sidebar

TITLE = "Two languages"
ICON = ":material/translate:"
GROUP = "Words"
ORDER = 60
ABOUT = "A few pairs of words teach a matrix that carries one language into another: translate a word, and see both spaces."
PICTURE = "languages"

PAGE.arrive()
st.title("Two languages", anchor=False)
st.markdown(
    "Two languages, learned apart, lie in their spaces in much the same shape. A few pairs of words turn one onto the other."
)
sidebar()
notes = st.container()
panel()
explanation()
with notes:
    PAGE.say_notes()
PAGE.write_url()
