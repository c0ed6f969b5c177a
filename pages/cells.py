"""Cells: every gate of every cell over a sentence, number by number, and what holding a gate does."""

import streamlit as st

from playground.ui.byhand import large_type
from playground.ui.cells import CHIPS, PAGE
from playground.ui.cells_costs import costs_panel
from playground.ui.cells_panels import READING, explanation, gates_panel, output_panel, reading_panel, sidebar, take_away
from playground.ui.chips import chips
from playground.ui.part import part

TITLE = "Cells"
ICON = ":material/memory:"
GROUP = "By hand"
ORDER = 30
ABOUT = "RNN, three GRUs, LSTM: every gate over your sentence, every number of a step, and what holding a gate open does."
PICTURE = "gates"

PAGE.arrive()
st.title("Inside a cell", anchor=False)
st.markdown(
    "At each letter a network's gates open and shut. See what each of them lets through, read the numbers of any step, and hold "
    "a gate to see what it is for."
)
sidebar()
PAGE.say_notes()
PAGE.write_url()
large_type(PAGE)
PAGE.control("text")
chips(PAGE, CHIPS)
gates_panel()
part(PAGE, reading_panel, files_outside=True, told=lambda: PAGE.value().shutter is None, key=READING)
output_panel()
costs_panel(PAGE.value())
explanation(PAGE.value())
take_away(PAGE.value())
