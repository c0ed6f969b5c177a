"""Gradients through time: how much of a loss's gradient is left at each step back."""

import streamlit as st

from playground.ui.decay import PAGE, panel, sidebar

TITLE = "Decay"
ICON = ":material/trending_down:"
GROUP = "Gradients"
ORDER = 10
ABOUT = "How much of a gradient is left ten, a hundred, five hundred steps back: RNN, GRU and LSTM on one axis."
PICTURE = "decay"

PAGE.arrive()
st.title("How memory fades", anchor=False)
st.markdown(
    "A network learns from the past only as far as its gradient reaches. Each line says how much of it is left so many steps "
    "back."
)
sidebar()
notes = st.container()
panel()
with notes:
    PAGE.say_notes()
PAGE.write_url()
