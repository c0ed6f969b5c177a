"""What mattered: point into a text, and see what each network looked at there."""

import streamlit as st

from playground.ui.charts import take_figures_away
from playground.ui.connectivity import sidebar, stage, text_panel, whole_matrix
from playground.ui.explain_connectivity import explanation
from playground.ui.reading import PAGE, readers

TITLE = "What mattered"
ICON = ":material/ads_click:"
GROUP = "Gradients"
ORDER = 20
ABOUT = "Point at any letter of your own text, and see what came before it that each network went by."
PICTURE = "mattered"

PAGE.arrive()
st.title("What mattered", anchor=False)
st.markdown(
    "Point at any letter: what came before is coloured by how much it mattered for what each network expects next. A click keeps "
    "the place, and the arrow keys move it."
)
sidebar()
found = readers()
PAGE.say_notes()
PAGE.write_url()
text_panel(found)
stage(found)
taken = whole_matrix(found)
explanation()
if taken:
    take_figures_away("connectivity", **taken)
