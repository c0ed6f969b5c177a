"""Train a language model and watch it learn."""

import streamlit as st

from playground.ui.state import TRAIN
from playground.ui.texts import keep_known_text
from playground.ui.train import find_run, run_panel, sidebar
from playground.ui.viewing import follow

TITLE = "Train"
ICON = ":material/show_chart:"
GROUP = "Language models"
ORDER = 10
ABOUT = "Train an RNN, a GRU or an LSTM on real text, and read what it writes while it learns."
PICTURE = "loss"

TRAIN.arrive()
keep_known_text()
st.title("Train a language model", anchor=False)
st.markdown(
    "A network reads a text and learns to guess what comes next. Watch its loss fall, and its writing turn from noise to words."
)
sidebar()
run = find_run()
TRAIN.say_notes()
follow(TRAIN)
TRAIN.write_url()
run_panel(run)
