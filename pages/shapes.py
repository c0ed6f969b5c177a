"""Shapes of sequence problems: one to many, many to one, encoder and decoder, both ways, deep."""

import streamlit as st

from playground.ui.byhand import large_type
from playground.ui.chips import chips
from playground.ui.part import part
from playground.ui.shapes import CHIPS, PAGE, SHAPE, explanation, panel, sidebar, take_away

TITLE = "Shapes"
ICON = ":material/account_tree:"
GROUP = "By hand"
ORDER = 40
ABOUT = "One to many, many to one, encoder and decoder, both ways, deep: each drawn with its tensors and its PyTorch."
PICTURE = "shapes"

PAGE.arrive()
st.title("Shapes of sequence problems", anchor=False)
st.markdown("What goes in, what comes out, and when: choose a shape and sizes, and see the network, its tensors and its code.")
sidebar()
PAGE.say_notes()
PAGE.write_url()
large_type(PAGE)
chips(PAGE, CHIPS)
part(PAGE, panel, files_outside=True, told=lambda: PAGE.value().unused, key=SHAPE)
explanation()
take_away(PAGE.value())
