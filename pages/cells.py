"""Cells: every gate of every cell over a sentence, number by number, and what holding a gate does."""

import streamlit as st

from playground.ui.cells import CHIPS, PAGE, scene_of
from playground.ui.cells_panels import (
    costs_panel,
    explanation,
    gates_panel,
    holding_panel,
    numbers_panel,
    output_panel,
    sidebar,
    take_away,
)
from playground.ui.chips import chips

TITLE = "Cells"
ICON = ":material/memory:"
GROUP = "By hand"
ORDER = 30
ABOUT = "RNN, three GRUs, LSTM: every gate over your sentence, every number of a step, and what holding a gate open does."
PICTURE = "gates"

PAGE.arrive()
st.title("Inside a cell", anchor=False)
st.markdown(
    "At each letter a network's gates open and shut. See what each of them lets through, read the numbers of any step, and "
    "hold a "
    "gate to see what it is for."
)
sidebar()
PAGE.say_notes()
PAGE.write_url()
PAGE.control("text")
chips(PAGE, CHIPS)
scene = scene_of(PAGE.value())
gates_panel(scene)
numbers_panel(scene)
holding_panel(scene)
output_panel(scene)
costs_panel(PAGE.value())
explanation(PAGE.value())
take_away(scene)
