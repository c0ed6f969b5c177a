"""From sentence to tensor: text, tokens, numbers, a batch with padding and mask, one-hot or embedding."""

import streamlit as st

from playground.ui.byhand import large_type
from playground.ui.chips import chips
from playground.ui.part import part
from playground.ui.tensors import CHIPS, PAGE, TENSORS, panel, sidebar, text_box

TITLE = "From sentence to tensor"
ICON = ":material/grid_view:"
GROUP = "By hand"
ORDER = 50
ABOUT = "Your sentences as a network gets them: tokens, numbers, padding and mask, one-hot rows and embeddings."
PICTURE = "batch"

PAGE.arrive()
st.title("From sentence to tensor", anchor=False)
st.markdown("A network reads numbers. Here is every step between your sentences and the tensor that goes in.")
sidebar()
PAGE.say_notes()
PAGE.write_url()
large_type(PAGE)
text_box()
chips(PAGE, CHIPS)
part(PAGE, panel, key=TENSORS)
