"""What each cell costs, on the page Cells: parameters, multiplications, and time measured on this machine."""

import streamlit as st

from models.cells import CELLS
from playground.cells.costs import Cost, Sizes, costs
from playground.figures.costs import COST_COLUMNS, costs_drawing
from playground.figures.export import table_text
from playground.figures.plotting import across
from playground.figures.theme import Theme
from playground.ui.cells import PAGE, CellsSettings
from playground.ui.components.drawing import drawing_panel
from playground.ui.looks import theme


def costs_panel(settings: CellsSettings) -> None:
    """Draw what every cell costs at the chosen size."""
    st.subheader("What each cell costs", anchor=False)
    sizes = sizes_of(settings)
    wide, narrow = (costs_of(settings, theme(), narrow) for narrow in (False, True))
    drawing_panel(PAGE.key("costs"), wide, "costs", narrow=narrow)
    st.caption(
        f"For inputs of {sizes.input_size} numbers and a state of {sizes.hidden_size}, to be changed in the sidebar under More. "
        "Multiplications are counted in the equations. Times are the quickest of three to seven rounds on this machine, on one "
        "thread: reading one text, and training forward and back on sixteen. Three cells have no kernel in torch, so that they "
        "train up to twice as slowly as others of their size."
    )


def costs_of(settings: CellsSettings, look: Theme, narrow: bool = False) -> str:
    """Return the bars of what every cell costs."""
    found = known_costs(sizes_of(settings))
    return costs_drawing(found, settings.cell, look, across(settings.large, narrow), describe_costs(found))


def sizes_of(settings: CellsSettings) -> Sizes:
    """Return the sizes at which the cells are compared."""
    return Sizes(settings.input_size, settings.hidden_size)


@st.cache_resource(max_entries=64, show_spinner="Measuring every cell at this size …")
def known_costs(sizes: Sizes) -> list[Cost]:
    """Return what every cell costs at a size, measured once for all visitors."""
    return costs(sizes)


def describe_costs(found: list[Cost]) -> str:
    """Say what each cell costs."""
    said = (f"{CELLS[cost.cell].label}: {cost.parameters:,} parameters, {cost.reading:.0f} µs a step" for cost in found)
    return "; ".join(said) + "."


def costs_text(settings: CellsSettings) -> str:
    """Return what every cell costs as CSV."""
    heads = ("cell", *(title for title, _ in COST_COLUMNS.values()))
    rows = (
        (CELLS[cost.cell].label, *(getattr(cost, field) for field in COST_COLUMNS)) for cost in known_costs(sizes_of(settings))
    )
    return table_text(heads, rows)
