"""Recurrent and recursive: the same sentence as a chain and as a tree."""

import streamlit as st

from playground.ui.byhand import large_type
from playground.ui.chips import chips
from playground.ui.part import part
from playground.ui.recursive import CHIPS, PAGE, panel
from playground.ui.sidebar import page_sidebar

TITLE = "Recurrent and recursive"
ICON = ":material/account_tree:"
GROUP = "By hand"
ORDER = 60
ABOUT = "The same sentence as a chain and as a tree: what is combined when, and how far each word is from the end."
PICTURE = "recursive"

PAGE.arrive()
st.title("A chain or a tree", anchor=False)
st.markdown(
    "A recurrent network combines a sentence word after word, a recursive one along a tree. How far is each word from the end?"
)
page_sidebar(PAGE, edits=lambda: None)
PAGE.say_notes()
PAGE.write_url()
large_type(PAGE)
chips(PAGE, CHIPS)
part(PAGE, panel)
