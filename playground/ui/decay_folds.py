"""What is folded below the decay curves: the chain of Jacobians, how a run learned to remember, slopes against the radius."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from models.cells import ACTIVATIONS, CELLS
from playground.errors import Refusal
from playground.figures.decay import (
    RANKS,
    chain_figure,
    describe_chain,
    describe_slopes,
    describe_spectra,
    learning_figure,
    slope_figure,
    spectra_figure,
)
from playground.figures.decay_tables import chain_text, learning_text, slopes_text, spectra_text
from playground.figures.describe import describe_memory
from playground.figures.theme import THEMES
from playground.gradients.chain import Chain, longest_chain, model_chain
from playground.gradients.lines import drawn_as, slopes, sloping
from playground.gradients.untrained import Untrained, untrained_chain
from playground.runs.folder import SavedRun
from playground.ui.charts import draw
from playground.ui.chosen import chosen_runs, reading, titled
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.menus import show
from playground.ui.pagesettings import PageSettings
from playground.ui.words import plain

Takeaway = tuple[dict[str, Callable], dict[str, Callable]]  # figures and tables that a download makes, by name
CELL_NAMES = {name: cell.label for name, cell in CELLS.items()} | {"rnn": "RNN"}  # whose activation is a setting of the page
CHAIN = "chain"  # what the link says of the network whose chain is shown
CHAIN_LENGTH, CHAIN_SIZE = 50, 64  # steps, and units at most of a network before training


def chain_panel(page: PageSettings) -> Takeaway:
    """Draw, when asked for, the product of Jacobians as the factors it is made of; return what can be taken away of it."""
    place = fold("The chain itself", ":material/link:")
    if not place:
        return {}, {}
    with place:
        st.markdown(
            "What carries a gradient back is a product of matrices, one Jacobian for each step. Each column of the lower figure "
            "is one factor: its singular values say how much it stretches (above 1) or shrinks (below 1) in each direction."
        )
        try:
            cell, label, found = chosen_chain(page)
        except Refusal as refusal:
            st.warning(plain(str(refusal)), icon=":material/info:")
            return {}, {}
        draw(chain_figure(found, cell, theme()), "jacobian-product", describe_chain(found, label))
        draw(spectra_figure(found, cell, theme()), "jacobian-singular-values", describe_spectra(found, label))
        st.caption(shown_of(found, page.value()))
    figures = {
        "Chain": lambda: chain_figure(found, cell, THEMES["light"]),
        "Singular values": lambda: spectra_figure(found, cell, THEMES["light"]),
    }
    return figures, {"Chain": lambda: chain_text(found), "Singular values": lambda: spectra_text(found)}


def shown_of(found: Chain, settings: Any) -> str:
    """Say which steps and units the chain is of, where that is less than the controls ask for."""
    steps = len(found.norms)
    told = f"{steps} steps of one sequence" if settings.networks == "trained" else f"{steps} steps of one sequence, first seed"
    less = f", fewer than the {settings.length} above" if steps < settings.length else ""
    if settings.networks == "untrained" and settings.hidden_size > CHAIN_SIZE:
        less += f", and {CHAIN_SIZE} units in place of {settings.hidden_size}"
    why = ": products and singular values of larger matrices take too long to answer at once" if less else ""
    numbers = found.spectra.shape[1]
    drawn = (
        f" Of the {numbers} singular values of each step {RANKS} are drawn; the table has them all." if numbers > RANKS else ""
    )
    return f"{told}{less}{why}.{drawn}"


def chosen_chain(page: PageSettings) -> tuple[str, str, Chain]:
    """Draw the choice of a network; return its cell, what it is called, its chain; raise `Refusal` where that takes too long."""
    settings = page.value()
    if settings.networks == "untrained":
        cell = chain_choice(page, "Cell", CELL_NAMES)
        small = dict(cell=cell, hidden_size=min(settings.hidden_size, CHAIN_SIZE))
        one = Untrained(**{name: value for name, value in settings.flat().items() if name in Untrained.controls()} | small)
        return drawn_as(one), one.kind.label, known_chain(one, min(settings.length, CHAIN_LENGTH))
    runs = chosen_runs(page)
    titles = dict(zip(runs, titled(runs), strict=True))
    name = chain_choice(page, "Run", titles)
    saved = runs[name]
    found = trained_chain(saved.run.id, saved.run.updated, min(settings.length, CHAIN_LENGTH), saved)
    return saved.run.experiment.model.cell, titles[name], found


def chain_choice(page: PageSettings, label: str, known: Mapping[str, str]) -> str:
    """Draw the choice of the network whose chain is shown, by name with its title, and return it; the link says it."""
    kept, key, usual = page.kept(CHAIN), page.key(CHAIN), next(iter(known))
    chosen = kept if kept in known else usual
    page.keep(CHAIN, None if chosen == usual else chosen)
    show(key, chosen, known)
    how = dict(format_func=known.get, required=True, key=key, on_change=take_chain, args=(page,))
    st.segmented_control(label, list(known), **how)
    return chosen


def take_chain(page: PageSettings) -> None:
    """Show the chain of the network that was chosen."""
    page.touch()
    page.keep(CHAIN, st.session_state[page.key(CHAIN)])


@st.cache_resource(max_entries=32, show_spinner="Multiplying Jacobians …")
def known_chain(settings: Untrained, length: int) -> Chain:
    """Return the chain of a network before training, computed once for all visitors."""
    return untrained_chain(settings, length)


@st.cache_resource(scope="session", max_entries=8, show_spinner="Multiplying Jacobians …")
def trained_chain(run_id: str, updated: float, length: int, _saved: SavedRun) -> Chain:
    """Return the chain of a run's top layer over the beginning of its text, as long as is shown of such a cell."""
    room = longest_chain(_saved.model.recurrent.cells[-1])
    return model_chain(_saved.model, reading(_saved)[0][: min(length, room) if room else length])


def learning_panel(runs: Mapping[str, SavedRun]) -> Takeaway:
    """Draw, when asked for, how runs learned to remember: training step × steps back; return what can be taken away of it."""
    place = fold("As it trained", ":material/grid_on:")
    if not place:
        return {}, {}
    with place:
        st.markdown(
            "Every run keeps a decay curve at each validation. Each column is one: bright where much of the gradient is left, "
            "dark where nothing is, red where it grew. Where a network learns to look further back, its columns grow brighter "
            "towards the top, as those of the bundled plain RNN do. Others fade: the bundled GRU begins with a gradient that "
            "reaches far, and learns to go by the latest letters."
        )
        runs = titled(runs)
        shown = [one_map(title, saved) for title, saved in runs.items()]
        if not any(shown):
            st.info("These runs were trained before decay was recorded: train one, and its map appears here.")
    kept = {title: saved.history.decays for title, saved in runs.items() if saved.history.decays}
    figures = {
        f"{title}, {state}, as it trained": partial(learning_figure, decays, state, THEMES["light"])
        for title, decays in kept.items()
        for state in decays[-1].states
    }
    return figures, {"As it trained": lambda: learning_text(kept)} if kept else {}


def one_map(title: str, saved: SavedRun) -> bool:
    """Draw the heat map of one run for each part of its state; tell whether there is one."""
    decays = saved.history.decays
    states = list(decays[-1].states) if decays else []
    for column, state in zip(st.columns(max(1, len(states))), states, strict=False):
        with column:
            st.markdown(f"**{plain(title)}**, {state}")
            figure = learning_figure(decays, state, theme()).update_layout(height=320)
            draw(figure, f"learning-{saved.run.id}-{state}", f"{title}, {state}: {describe_memory(decays, state)}")
    return bool(states)


@st.cache_resource(max_entries=128, show_spinner=False)
def known_slopes(one: Untrained) -> list[tuple[float, float]]:
    """Return the slopes of one simple RNN at each radius, measured once for all visitors."""
    return slopes(one)


def slope_panel(settings: Untrained) -> Takeaway:
    """Draw the slope of the decay against the spectral radius; return what can be taken away of it."""
    st.subheader("Slope and spectral radius", anchor=False)
    kinds = {activation: sloping(settings, activation) for activation in ACTIVATIONS}
    found, one = {name: known_slopes(kind) for name, kind in kinds.items()}, kinds["linear"]
    st.markdown(
        f"Simple RNNs of {one.hidden_size} units over {one.length} steps, initialised and fed as set here, each with its "
        "recurrent matrix scaled to a spectral radius. The dotted line is $\\log_{10}|w|$: without an activation the slope is "
        "the logarithm of the radius; tanh and ReLU take their share, so that a radius above 1 need not explode."
    )
    radius = settings.spectral_radius
    draw(slope_figure(found, theme(), radius), "gradient-slopes", describe_slopes(found))
    return {"Slopes": lambda: slope_figure(found, THEMES["light"], radius)}, {"Slopes": lambda: slopes_text(found)}
