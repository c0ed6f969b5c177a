"""The page Shapes: which architecture is drawn, its tensors, and the PyTorch that builds it."""

import streamlit as st

from playground.cells.architectures import ARCHITECTURES, ShapeSettings
from playground.figures.architectures import shape_picture
from playground.figures.export import table_text
from playground.ui.charts import take_figures_away
from playground.ui.chips import Chip
from playground.ui.components.drawing import drawing_panel
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.pagesettings import PageSettings

PAGE = PageSettings("shapes", ShapeSettings())
CHIPS = (
    Chip(
        "Translate",
        "An arrow is all that joins the two halves: whatever the second is to know of the first has to fit into one state.",
        {"shape": "encoder-decoder"},
    ),
    Chip(
        "Know what comes next",
        "Two chains, one from each end. h has twice as many numbers, and no output is known before the last input is there.",
        {"shape": "bidirectional"},
    ),
    Chip(
        "Three layers deep",
        "The state exists once for each layer: look at the shape of last.",
        {"shape": "deep"},
    ),
)


def drawing(settings: ShapeSettings) -> None:
    """Draw the architecture, and say what it is for."""
    st.markdown(f"**{settings.architecture.label}.** {settings.architecture.task}")
    drawing_panel(PAGE.key("drawing"), shape_picture(settings, theme()), settings.shape)


def code_panel(settings: ShapeSettings) -> None:
    """Draw the lines of PyTorch that build it with these sizes."""
    st.subheader("In PyTorch", anchor=False)
    st.code(settings.code, language="python")


def explanation() -> None:
    """Draw, folded, how the drawing is read."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(
            "Time goes from left to right. Circles below are inputs, boxes are steps of a layer, circles above are outputs; an "
            "arrow "
            "to the right hands a state on. Blue boxes are a second network: a decoder, or the chain that reads from the end. "
            "Grey "
            "ones keep no state. Every shape begins with the batch, except that of a last state, which begins with the layers."
        )


def take_away(settings: ShapeSettings) -> None:
    """Draw, folded, what can be taken along."""
    tables = {"Tensors": lambda: tensors_text(settings)}
    take_figures_away("shapes", {}, tables, {"Architecture": lambda: shape_picture(settings, theme("light"))})


def tensors_text(settings: ShapeSettings) -> str:
    """Return every tensor of every architecture at these sizes as CSV."""
    rows = (
        (one.label, name, " × ".join(map(str, shape)))
        for one in ARCHITECTURES.values()
        for name, shape in one.shapes(settings).items()
    )
    return table_text(("architecture", "tensor", "shape"), rows)
