"""Map: thousands of words on a plane or in a room."""

import streamlit as st

from playground.ui.explain_map import explanation
from playground.ui.map import panel
from playground.ui.mapcontrols import sidebar
from playground.ui.mapsettings import PAGE

TITLE = "Map"
ICON = ":material/map:"
GROUP = "Words"
ORDER = 30
ABOUT = "Thousands of words on one plane, by PCA, by t-SNE that you watch, or by axes that you name yourself."
PICTURE = "map"

by_link = PAGE.arrive()
st.title("Map", anchor=False)
st.markdown(
    "A word has dozens of coordinates, and a screen has two. Every way to flatten them keeps something and loses something else."
)
sidebar()
notes = st.container()
panel(by_link)
explanation()
with notes:
    PAGE.say_notes()
PAGE.write_url()
