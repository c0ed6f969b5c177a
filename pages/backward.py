"""The backward pass by hand: what each loss says of each weight at each step, and what an update does."""

import streamlit as st

from playground.ui.backward import CHIPS, PAGE
from playground.ui.byhand import hidden, large_type
from playground.ui.chips import chips
from playground.ui.learning import backward_panel
from playground.ui.part import part
from playground.ui.sidebar import page_sidebar

TITLE = "Backward"
ICON = ":material/arrow_back:"
GROUP = "By hand"
ORDER = 20
ABOUT = "Backpropagation through time with every number: each loss, each factor of the chain, each update, until “dog” gives “s”."
PICTURE = "backward"

PAGE.arrive()
st.title("What a loss says of every weight", anchor=False)
st.markdown("A network reads a word, and is told at each letter what should have come next. Follow that back to every weight.")
nothing = lambda: None  # noqa: E731
page_sidebar(PAGE, **hidden(PAGE), matrix=nothing, t=nothing, k=nothing, updates=nothing)
PAGE.say_notes()
PAGE.write_url()
large_type(PAGE)
chips(PAGE, CHIPS)
part(PAGE, backward_panel)
