"""Type, and see what four models would go on with at every key."""

import streamlit as st

from playground.ui.arena import arena_panel, sidebar
from playground.ui.contest import ARENA

TITLE = "Autocomplete"
ICON = ":material/keyboard:"
GROUP = "Language models"
ORDER = 30
ABOUT = "Type, and at each key see which word an n-gram, an RNN, a GRU and an LSTM would end it with."
PICTURE = "completions"

ARENA.arrive()
st.title("Autocomplete arena", anchor=False)
st.markdown(
    "Several models have read the same text. Type, and at every key each says how your word will end, and how sure it is."
)
sidebar()
ARENA.write_url()
arena_panel()
