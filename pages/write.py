"""Let a trained network write: by chance, at several temperatures, or by a search for the likeliest text."""

import streamlit as st

from playground.ui.write import PAGE, chosen, panel, sidebar

TITLE = "Write"
ICON = ":material/edit_note:"
GROUP = "Language models"
ORDER = 40
ABOUT = "Names, news and Python, letter by letter: see how sure a network was of each, and what else it might have written."
PICTURE = "writing"

PAGE.arrive()
saved = chosen()
st.title("Write", anchor=False)
st.markdown(
    "A network writes one token after the other, each drawn from what it expects next. The stronger the colour, the less it had "
    "expected what chance gave it."
)
sidebar()
PAGE.say_notes()
PAGE.write_url()
panel(saved)
