"""How likely is this sentence? Every model's account of it, token by token, and pairs that it should tell apart."""

import streamlit as st

from playground.ui.asked import PAGE, readers
from playground.ui.likelihood import panel, sidebar

TITLE = "How likely is this sentence?"
ICON = ":material/balance:"
GROUP = "Language models"
ORDER = 50
ABOUT = "Pear or pair? Write two sentences, and see which one each model holds for likelier, and at which letter they part."
PICTURE = "surprise"

PAGE.arrive()
st.title("How likely is this sentence?", anchor=False)
st.markdown(
    "A language model gives every sentence a probability, one token after the other. The stronger the colour, the more a letter "
    "surprised it."
)
sidebar()
found = readers()
PAGE.say_notes()
PAGE.write_url()
panel(found)
