"""The forward pass by hand: a word through a small network, every number visible and open to change."""

import streamlit as st

from playground.ui.byhand import hidden, large_type
from playground.ui.chips import chips
from playground.ui.forward import CHIPS, PAGE, introduction, reading_panel
from playground.ui.part import part
from playground.ui.sidebar import page_sidebar

TITLE = "Forward"
ICON = ":material/arrow_forward:"
GROUP = "By hand"
ORDER = 10
ABOUT = "A word through a network of three units, letter by letter: every number visible, and yours to change."
PICTURE = "forward"

PAGE.arrive()
st.title("A network reads a word", anchor=False)
st.markdown(introduction())
nothing = lambda: None  # noqa: E731
page_sidebar(PAGE, **hidden(PAGE), step=nothing, drawing=nothing)
PAGE.say_notes()
PAGE.write_url()
large_type(PAGE)
chips(PAGE, CHIPS)
part(PAGE, reading_panel)
