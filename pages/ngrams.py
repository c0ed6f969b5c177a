"""N-grams of every order: what they are worth, what they cost, and what their window cannot see."""

import streamlit as st

from playground.ui.ngrams import PAGE, keep_known_text, orders_panel, sidebar, trials
from playground.ui.ngrams_window import explanation, window_panel

TITLE = "N-grams"
ICON = ":material/grid_on:"
GROUP = "Language models"
ORDER = 60
ABOUT = (
    "Count what follows the last two letters, the last five, the last seven: better each time, and dearer. Then ask a network."
)
PICTURE = "ngrams"

PAGE.arrive()
keep_known_text()
st.title("N-grams", anchor=False)
st.markdown(
    "Count how often each letter followed the last few, and you can predict text. Every letter more that you look back costs "
    "memory; a network stays as small as it is."
)
sidebar()
PAGE.say_notes()
trials()
orders_panel()
window_panel()
explanation()
PAGE.write_url()
