"""The page “What mattered”: a text to point into, what each network expects there, and the whole matrix of one of them."""

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from playground.figures.connectivity import describe_matrix, heat_map, matrix_table
from playground.figures.pointing import Reading, pointing
from playground.figures.theme import THEMES
from playground.gradients.connectivity import Looking
from playground.text.gaps import GAPS, LONGEST, SENTENCE, cat_sentence
from playground.ui.charts import draw
from playground.ui.chips import Chip, chips
from playground.ui.chosen import choices, runs_menu
from playground.ui.components.pointing import pointing_panel
from playground.ui.looks import theme
from playground.ui.menus import show
from playground.ui.reading import DOG, PAGE, Reader, written
from playground.ui.shell import page_named
from playground.ui.textbox import text_box
from playground.ui.words import plain

ITALY = "I grew up in Italy. I moved to Norway a month ago. I speak fluent Italian"
STATES = "The president of the United Sta"
AFTER_THE_GAP = SENTENCE.split("{gap}")[1]
LEAVES = ("runs", "map", "position")
BOX = 96  # pixels: three lines
NO_RUN = "No run to look into comes with this copy: train one, and it can be chosen here."
CHOOSE = "Choose at least one run, in the sidebar."


def before(text: str, word: str) -> int:
    """Return how many characters have been read where a word of the text is expected next, the last time it stands there."""
    return text.rindex(word)


def trial(label: str, look_for: str, text: str, position: int, scale: str = "log", goes_on=None) -> Chip:
    """Return a chip that puts a text under the pointer."""
    changes = {"text": text, "position": position, "scale": scale}
    return Chip(label, look_for, changes, LEAVES, goes_on or (lambda asked: asked.text == text))


TRIALS = (
    trial(
        "Finish a word",
        "All of them expect “t”, and most of the colour lies on the letters of “Sta”: to finish a word they hardly look past it.",
        STATES,
        0,
        "share",
    ),
    trial(
        "Two animals, one subject",
        "The dog was, not the cat. On the log scale the LSTM's colour still reaches “dog”, 40 letters back; those of the RNN "
        "and the GRU end before it.",
        DOG,
        before(DOG, "was"),
    ),
    trial(
        "Italy, then Norway",
        "Only “Italy”, two sentences back, says which language follows. Even on the log scale just a trace of the LSTM's colour "
        "gets there.",
        ITALY,
        before(ITALY, "Italian"),
    ),
    trial(
        "Was or were, after a gap",
        "Move the slider: the longer the gap, the less is left on “cat” when its verb is due. The RNN lost it long ago.",
        cat_sentence(8),
        before(cat_sentence(8), "was"),
        goes_on=lambda asked: asked.text in GAPS,
    ),
)


def sidebar() -> None:
    """Draw what is asked: which runs, what for, and how it is shaded."""
    with st.sidebar:
        runs_menu(PAGE)
        for name in ("logit", "measure", "scale"):
            PAGE.control(name)
        if PAGE.value().changed(PAGE.standard):
            st.button("Back to the defaults", on_click=reset, icon=":material/restart_alt:", type="tertiary", key="defaults")


def reset() -> None:
    """Go back to the text and the settings that the page begins with."""
    PAGE.touch()
    PAGE.put(PAGE.standard)


def text_panel(readers: dict[str, Reader]) -> None:
    """Draw the box for the text, beside it the length of the gap where the text has one, and the experiments to try."""
    gap = GAPS.get(PAGE.value().text)
    if gap is None:
        text_box(PAGE, "text", BOX, position=0)
    else:
        box, slider = st.columns([3, 1], gap="large", vertical_alignment="center")
        with box:
            text_box(PAGE, "text", BOX, position=0)
        with slider:
            gap_slider(gap)
    say_refused(readers)
    chips(PAGE, TRIALS)


def say_refused(readers: dict[str, Reader]) -> None:
    """Say why nothing is drawn where none of the chosen runs can read the text."""
    readings = [reader.reading for reader in readers.values()]
    if not any(reading.found for reading in readings):
        for note in dict.fromkeys(reading.note for reading in readings):
            st.warning(plain(note))


def gap_slider(gap: int) -> None:
    """Draw how many words stand between the subject's clause and its verb; the sentence grows with it."""
    key = PAGE.key("gap")
    if st.session_state.get(key) != gap:
        st.session_state[key] = gap
    about = "How many words stand after “ate”, before the verb that belongs to “cat”."
    st.slider("Length of the gap (words)", 0, LONGEST, key=key, help=about, on_change=take_gap)


def take_gap() -> None:
    """Make the sentence as long as the slider says; who points behind the gap stays there."""
    asked, text = PAGE.value(), cat_sentence(st.session_state[PAGE.key("gap")])
    from_end = len(asked.text) - asked.read()
    PAGE.change(text=text, position=len(text) - from_end if 0 < from_end <= len(AFTER_THE_GAP) else 0)


def stage(readers: dict[str, Reader]) -> None:
    """Draw the text once for each run, coloured by what mattered where the visitor points."""
    if not readers:
        no_run()
        return
    asked = PAGE.value()
    data = pointing(asked.text, [reader.reading for reader in readers.values()], asked.scale, theme())
    pointing_panel(PAGE.key("pointing"), data, asked.read(), pin)


def no_run() -> None:
    """Say what to do where no run was chosen, or none is there."""
    if choices():
        st.info(CHOOSE, icon=":material/info:")
        return
    st.info(NO_RUN, icon=":material/info:")
    st.page_link(page_named("train"), label="Train your first model", icon=":material/play_arrow:")


def pin(read: int) -> None:
    """Keep the pointer after so many characters; the end of the text stays its end when the text grows."""
    PAGE.change(position=0 if read == len(PAGE.value().text) else read)


def whole_matrix(readers: dict[str, Reader]) -> dict[str, dict[str, Callable[[], Any]]]:
    """Draw every position at once for one of the runs; return what can be taken away, by the arguments of `take_figures_away`."""
    read = {name: reader for name, reader in readers.items() if reader.reading.found}
    if not read:
        return {}
    st.subheader("Every position at once", anchor=False)
    name = map_choice(read)
    reader, asked = read[name], PAGE.value()
    found, title = reader.reading.found, reader.reading.name
    drawn = matrix_figure(name, reader.saved.run.updated, asked.text, asked.looking(), asked.scale, theme().name, reader.reading)
    draw(drawn, "connectivity-matrix", describe_matrix(found, title))
    # A download is made outside the script, where nothing that is kept for a session can be asked for.
    page = lambda: heat_map(found, written(asked.text, reader.reading.places), asked.scale, THEMES["light"])  # noqa: E731
    return dict(figures={f"Heat map, {title}": page}, tables={f"Matrix, {title}": lambda: matrix_table(found)})


def map_choice(read: dict[str, Reader]) -> str:
    """Draw the choice of the run whose matrix is drawn, and return it."""
    key, asked = PAGE.key("map"), PAGE.value()
    name = asked.map if asked.map in read else next(iter(read))
    titles = {name: reader.reading.short for name, reader in read.items()}
    show(key, name, titles)
    control = PAGE.standard.controls()["map"]
    options = dict(format_func=titles.get, key=key, help=control.help, required=True)
    st.segmented_control(control.label, list(read), on_change=take_map, **options)
    return name


def take_map() -> None:
    """Draw the matrix of the run that was chosen."""
    if chosen := st.session_state[PAGE.key("map")]:
        PAGE.change(map=chosen)


@st.cache_resource(scope="session", max_entries=4, show_spinner=False)
def matrix_figure(name: str, updated: float, text: str, looking: Looking, scale: str, theme: str, _reading: Reading) -> go.Figure:
    """Return the heat map of a run, drawn once for each way to look at it."""
    return heat_map(_reading.found, written(text, _reading.places), scale, THEMES[theme])
