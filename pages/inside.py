"""Inside: what the units of a network do while it reads."""

import streamlit as st

from playground.ui.inside import PAGE, look, no_run, sidebar, text_box
from playground.ui.inside_panels import elsewhere_panel, explanation, map_panel, search_panel, text_panel
from playground.ui.inside_trials import trials
from playground.ui.trouble import kindly

TITLE = "Inside"
ICON = ":material/neurology:"
GROUP = "Language models"
ORDER = 70
ABOUT = "What single units of a network do while it reads: which one knows that a bracket is open, and where else it fires."
PICTURE = "inside"

PAGE.arrive()
st.title("Inside a network", anchor=False)
st.markdown("Every letter that a network reads moves all of its units. Follow one, or search for those that follow something.")
found = look()
sidebar(found)
PAGE.say_notes()
if found is None:
    no_run()
else:
    trials()
    text_box(found)
    for panel in (text_panel, search_panel, elsewhere_panel, map_panel):
        with kindly(f"the panel {panel.__name__}"):
            panel(found)
explanation()
PAGE.write_url()
