"""Shapes of sequence problems: one to many, many to one, encoder and decoder, both ways, deep."""

import streamlit as st

from playground.ui.byhand import large_type
from playground.ui.chips import chips
from playground.ui.shapes import CHIPS, PAGE, code_panel, drawing, explanation, tagger_panel, take_away
from playground.ui.sidebar import page_sidebar

TITLE = "Shapes"
ICON = ":material/account_tree:"
GROUP = "By hand"
ORDER = 40
ABOUT = "One to many, many to one, encoder and decoder, both ways, deep: each drawn with its tensors and its PyTorch."
PICTURE = "shapes"

PAGE.arrive()
st.title("Shapes of sequence problems", anchor=False)
st.markdown("What goes in, what comes out, and when: choose a shape and sizes, and see the network, its tensors and its code.")
page_sidebar(PAGE, text=lambda: None)
PAGE.say_notes()
PAGE.write_url()
large_type(PAGE)
chips(PAGE, CHIPS)
settings = PAGE.value()
drawing(settings)
tagger_panel(settings)
code_panel(settings)
explanation()
take_away(settings)
