"""What is folded below the decay curves: the chain of Jacobians, how a run learned to remember, slopes against the radius."""

from collections.abc import Mapping

import streamlit as st

from models.cells import ACTIVATIONS, CELLS
from playground.errors import Refusal
from playground.figures.decay import chain_figure, describe_chain, learning_figure, slope_figure, spectra_figure
from playground.gradients.chain import Chain, longest_chain, model_chain
from playground.gradients.lines import slopes
from playground.gradients.untrained import Untrained, untrained_chain
from playground.runs.folder import SavedRun
from playground.ui.charts import draw
from playground.ui.chosen import chosen_runs, reading
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.pagesettings import PageSettings
from playground.ui.words import plain

CHAIN_LENGTH, CHAIN_SIZE = 50, 64  # steps, and units at most of a network before training


def chain_panel(page: PageSettings) -> None:
    """Draw, when asked for, the product of Jacobians as the factors it is made of."""
    if place := fold("The chain itself", ":material/link:"):
        with place:
            st.markdown(
                "What carries a gradient back is a product of matrices, one Jacobian for each step. Each column of the lower "
                "figure is "
                "one factor: its singular values say how much it stretches (above 1) or shrinks (below 1) in each direction."
            )
            try:
                cell, found = chosen_chain(page)
            except Refusal as refusal:
                st.warning(plain(str(refusal)), icon=":material/info:")
                return
            draw(chain_figure(found, cell, theme()), "jacobian-product", describe_chain(found, CELLS[cell].label))
            draw(
                spectra_figure(found, cell, theme()), "jacobian-singular-values", "Singular values of the Jacobian of some steps."
            )


def chosen_chain(page: PageSettings) -> tuple[str, Chain]:
    """Draw the choice of a network, and return its cell and its chain; raise `Refusal` where that would take too long."""
    settings = page.value()
    if settings.networks == "untrained":
        how = dict(format_func=lambda name: CELLS[name].label, default="rnn", required=True, key=page.key("chain-cell"))
        cell = st.segmented_control("Cell", list(CELLS), **how) or "rnn"
        shared = {name: value for name, value in settings.flat().items() if name in Untrained.controls()}
        small = Untrained(**shared).with_(cell=cell, hidden_size=min(settings.hidden_size, CHAIN_SIZE))
        return cell, known_chain(small, min(settings.length, CHAIN_LENGTH))
    runs = chosen_runs(page)
    name = st.selectbox("Run", list(runs), format_func=lambda name: runs[name].run.name, key=page.key("chain-run"))
    saved = runs[name]
    return saved.run.experiment.model.cell, trained_chain(
        saved.run.id, saved.run.updated, min(settings.length, CHAIN_LENGTH), saved
    )


@st.cache_resource(max_entries=32, show_spinner="Multiplying Jacobians …")
def known_chain(settings: Untrained, length: int) -> Chain:
    """Return the chain of a network before training, computed once for all visitors."""
    return untrained_chain(settings, length)


@st.cache_resource(scope="session", max_entries=8, show_spinner="Multiplying Jacobians …")
def trained_chain(run_id: str, updated: float, length: int, _saved: SavedRun) -> Chain:
    """Return the chain of a run's top layer over the beginning of its text, as long as is shown of such a cell."""
    room = longest_chain(_saved.model.recurrent.cells[-1])
    return model_chain(_saved.model, reading(_saved)[0][: min(length, room) if room else length])


def learning_panel(runs: Mapping[str, SavedRun]) -> None:
    """Draw, when asked for, how runs learned to remember: training step × steps back, one map for each."""
    if place := fold("As it trained", ":material/grid_on:"):
        with place:
            st.markdown(
                "Every run keeps a decay curve at each validation. Each column is one: bright where much of the gradient is "
                "left, dark where nothing is, red where it grew. Where a network learns to look further back, its columns grow "
                "brighter towards the top, as those of the bundled plain RNN do. Others fade: the bundled GRU begins with a "
                "gradient that reaches far, and learns to go by the latest letters."
            )
            shown = [one_map(saved) for saved in runs.values()]
            if not any(shown):
                st.info("These runs were trained before decay was recorded: train one, and its map appears here.")


def one_map(saved: SavedRun) -> bool:
    """Draw the heat map of one run for each part of its state; tell whether there is one."""
    decays = saved.history.decays
    states = list(decays[-1].states) if decays else []
    for column, state in zip(st.columns(max(1, len(states))), states, strict=False):
        with column:
            st.markdown(f"**{plain(saved.run.name)}**, {state}")
            figure = learning_figure(decays, state, theme())
            draw(figure, f"learning-{saved.run.id}-{state}", f"Gradient left at each step back as {saved.run.name} trained.")
    return bool(states)


@st.cache_resource(max_entries=8, show_spinner="Measuring slopes …")
def known_slopes(activation: str) -> list[tuple[float, float]]:
    """Return the slopes for one activation, measured once for all visitors."""
    return slopes(activation)


def slope_panel() -> None:
    """Draw, when asked for, the slope of the decay against the spectral radius."""
    if place := fold("Slope and spectral radius", ":material/trending_down:"):
        with place:
            st.markdown(
                "Simple RNNs of 64 units whose recurrent matrix is scaled to a spectral radius. The dotted line is $|w|^k$: "
                "without an "
                "activation the slope is the logarithm of the radius; tanh and ReLU take their share, so that a radius above 1 "
                "need not "
                "explode."
            )
            found = {activation: known_slopes(activation) for activation in ACTIVATIONS}
            draw(slope_figure(found, theme()), "gradient-slopes", "Slope of the decay against log of the spectral radius.")
