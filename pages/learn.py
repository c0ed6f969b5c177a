"""Learn vectors: Word2Vec that is watched while it reads."""

import streamlit as st

from playground.ui.learn import panel
from playground.ui.learnsettings import PAGE, keep_known_text, sidebar

TITLE = "Learn vectors"
ICON = ":material/model_training:"
GROUP = "Words"
ORDER = 50
ABOUT = "Word2Vec reads, and you watch: words find their places, neighbours begin to make sense, analogies come right."
PICTURE = "learn"

PAGE.arrive()
keep_known_text()
st.title("Learn vectors", anchor=False)
st.markdown(
    "Nobody tells the machine what a word means. It guesses which words stand near which, and to guess well it has to put words "
    "that are used alike in the same place. Watch it happen."
)
sidebar()
PAGE.say_notes()
panel()
PAGE.write_url()
