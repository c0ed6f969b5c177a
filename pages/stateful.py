"""Stateful or stateless: what a network loses when its state is reset, or belongs to another text."""

import streamlit as st

from playground.figures.export import table_text
from playground.figures.windows import NAMES, position_rows
from playground.ui import truncation
from playground.ui.charts import take_figures_away
from playground.ui.chips import chips
from playground.ui.chosen import one_run, run_menu
from playground.ui.looks import loss_unit
from playground.ui.shell import page_named
from playground.ui.sidebar import page_sidebar
from playground.ui.stateful import PAGE, explanation, light, offered_chips, position_panel, read_with
from playground.ui.viewing import follow

TITLE = "Stateful or stateless"
ICON = ":material/all_inclusive:"
GROUP = "Gradients"
ORDER = 50
ABOUT = "Carry the state from batch to batch or reset it: loss by place in the window, and how far back the gradient has to flow."
PICTURE = "windows"

PAGE.arrive()
saved = one_run(PAGE)
st.title("Stateful or stateless", anchor=False)
st.markdown("A network reads a text in windows. What does it lose when it forgets everything between two of them?")
page_sidebar(PAGE, run=lambda: run_menu(PAGE))
PAGE.say_notes()
follow(PAGE)
PAGE.write_url()
pictures, tables = truncation.downloads()
if saved is None:
    st.info("No trained run is here yet: train one, and see what its memory is worth.", icon=":material/info:")
    st.page_link(page_named("train"), label="Train your first model", icon=":material/play_arrow:")
else:
    chips(PAGE, offered_chips())
    found = read_with(saved)
    position_panel(saved, found)
    headers = ("place in the window (tokens)", *(f"{NAMES[name]} (nats/token)" for name in found.found))
    pictures = {"Loss by place": light(saved, found, loss_unit(saved.run.characters_per_token)), **pictures}
    tables = {"Loss by place": lambda: table_text(headers, position_rows(found.found)), **tables}
truncation.truncation_panel(saved.run.experiment if saved else None)
explanation()
take_figures_away("stateful", pictures, tables)
