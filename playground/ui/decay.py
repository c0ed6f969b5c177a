"""The decay page's parts: its settings, the curves, the numbers beside them, and the folded figures below."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from models.cells import CELLS, COMMON
from playground.controls import choice, number, text, toggle
from playground.errors import Refusal
from playground.figures.decay import decay_figure, look_of
from playground.figures.describe import describe_decay
from playground.figures.export import table_text
from playground.figures.powers import percent
from playground.gradients.alarms import curve_alarms
from playground.gradients.lines import Line, trained_lines, untrained_lines
from playground.gradients.memory_study import parse_cells
from playground.gradients.trace import Decay
from playground.gradients.untrained import Untrained, untrained_decays
from playground.ui.charts import draw, take_figures_away
from playground.ui.chips import Chip, chips
from playground.ui.chosen import chosen_runs, reading, runs_menu
from playground.ui.decay_folds import chain_panel, learning_panel, slope_panel
from playground.ui.fold import fold
from playground.ui.looks import dot, theme
from playground.ui.menus import names_menu
from playground.ui.pagesettings import PageSettings
from playground.ui.words import plain, safe

NETWORKS = {"untrained": "Before training", "trained": "Trained on text"}


@dataclass(frozen=True)
class DecaySettings(Untrained):
    """What the decay page shows: networks as they are drawn, or trained runs."""

    networks: str = choice("untrained", "Networks", "Freshly drawn ones, or runs that have learned a text.", NETWORKS, more=False)
    cells: str = text(",".join(COMMON), "Cells", "Which are drawn; an LSTM once for each of three forget biases.", more=False)
    runs: str = text("example-rnn,example-rnn-relu,example-gru,example-lstm", "Runs", "Up to four, bundled or yours.", more=False)
    shares: bool = toggle(False, "Share of the last step's", "Divide each curve by its first value.")
    floor: int = number(-16, "Lowest power of ten", "Where the figure ends at the bottom.", -300, -1, step=4)
    batch_size: int = number(4, "Batch size", "Sequences that are averaged over.", 1, 64)

    def __post_init__(self):
        super().__post_init__()
        parse_cells(self.cells)


PAGE = PageSettings("decay", DecaySettings())
FIRST = {"untrained": ("hidden_size", "length", "scale", "spectral_radius"), "trained": ("length",)}
MORE = {
    "untrained": ("activation", "initialisation", "input_scale", "seeds", "seed", "batch_size", "shares", "floor"),
    "trained": ("seeds", "batch_size", "shares", "floor"),
}
CHIPS = (
    Chip(
        "Nothing after 8 words?",
        "A famous claim: after 7 or 8 words the gradient is approximately zero. Read the column “left after 8” for networks "
        "that have "
        "learned English letter by letter, and then 20 and 40 steps back.",
        {"networks": "trained", "length": 50, "floor": -10, "shares": True},
    ),
    Chip(
        "Forget bias 3",
        "Watch the strongest blue line stop falling: with its forget gate nearly open, an LSTM hands its gradient on almost "
        "whole. "
        "With bias 0 it fades no more slowly than the plain RNN.",
        {"length": 200, "floor": -30},
    ),
    Chip(
        "A straight line",
        "Without an activation and with a spectral radius of 0.9, the RNN's curve falls by exactly the same share at each "
        "step: 0.9 "
        "to the power of the steps.",
        {"activation": "linear", "spectral_radius": 0.9, "length": 100, "floor": -12},
    ),
    Chip(
        "Radius 1.5",
        "Now the linear RNN's gradient grows 1.5-fold with each step, 10¹⁷ after a hundred: it explodes. Set the activation "
        "back to "
        "tanh: what bends the state holds it down.",
        {"activation": "linear", "spectral_radius": 1.5, "floor": -8},
    ),
    Chip(
        "500 steps",
        "The curves stay exact far below the smallest number of ordinary precision, the dotted line: there float32 shows a "
        "plain 0.",
        {"length": 500, "floor": -100, "seeds": 1},
    ),
)


def sidebar() -> None:
    """Draw what is looked at, the controls that matter most, and the rest below."""
    settings = PAGE.value()
    with st.sidebar:
        PAGE.control("networks")
        if settings.networks == "trained":
            runs_menu(PAGE)
        else:
            names_menu(PAGE, "cells", {name: cell.label for name, cell in CELLS.items()})
        for name in FIRST[settings.networks]:
            PAGE.control(name)
        if place := fold("More"):
            with place:
                for name in MORE[settings.networks]:
                    PAGE.control(name)


@st.cache_resource(max_entries=256, show_spinner=False)
def known_decays(kinds: tuple[Untrained, ...]) -> list[dict[str, Decay]]:
    """Return the decay of untrained networks of one cell, computed once for all visitors."""
    return untrained_decays(kinds)


@st.cache_resource(scope="session", max_entries=16, show_spinner="Following gradients back through the chosen runs …")
def known_lines(names: tuple[tuple[str, float], ...], length: int, batch: int, turns: int, _runs: dict) -> list[Line]:
    """Return the curves of trained runs, computed once in a session."""
    models = {saved.run.name: (saved.model, reading(saved)[0]) for saved in _runs.values()}
    return trained_lines(models, length, batch, turns)


def lines_of(settings: DecaySettings) -> list[Line]:
    """Return the curves that the settings ask for; raise `Refusal` where they would take too long."""
    if settings.networks == "untrained":
        shared = {name: value for name, value in settings.flat().items() if name in Untrained.controls()}
        return untrained_lines(Untrained(**shared), parse_cells(settings.cells), known_decays)
    runs = chosen_runs(PAGE)
    names = tuple((saved.run.id, saved.run.updated) for saved in runs.values())
    return known_lines(names, settings.length, settings.batch_size, settings.seeds, runs)


def panel() -> None:
    """Draw the curves with their numbers, the chips, and everything folded below."""
    chips(PAGE, CHIPS)
    settings = PAGE.value()
    try:
        lines = lines_of(settings)
    except Refusal as refusal:
        st.warning(plain(str(refusal)), icon=":material/info:")
        return
    if not lines:
        st.info("Choose a run in the sidebar, or look at networks before training.", icon=":material/arrow_back:")
        return
    figure = decay_figure(lines, theme(), settings.floor, settings.shares)
    draw(figure, "gradient-decay", describe_decay(lines))
    st.html(numbers(lines))
    for line in lines:
        for alarm in curve_alarms(line.decay) if line.state == "h" and settings.networks == "trained" else ():
            st.warning(plain(f"{line.title}: {alarm.message}"), icon=":material/notifications:")
    chain_panel(PAGE)
    if settings.networks == "trained":
        learning_panel(chosen_runs(PAGE))
    else:
        slope_panel()
    explanation()
    light = lambda: decay_figure(lines, theme("light"), settings.floor, settings.shares)  # noqa: E731
    take_figures_away("decay", {"Gradient decay": light}, {"Gradient decay": lambda: curves_text(lines)})


def numbers(lines: Sequence[Line]) -> str:
    """Return the table beside the curves, as HTML: half-life, steps to 1 %, slope, and what is left after 8 steps."""
    heads = ("Network", "half-life, steps", "1 % left after, steps", "left after 8", "log₁₀ a step")
    head = "".join(f"<th>{name}</th>" for name in heads)
    return f'<table class="unrolled-table"><thead><tr>{head}</tr></thead><tbody>{"".join(map(row, lines))}</tbody></table>'


def row(line: Line) -> str:
    """Return one line's numbers."""
    decay = line.decay
    eighth = percent(decay.left[8]) if len(decay.left) > 8 else "–"
    slope = f"{decay.slope:+.3f}" if decay.slope is not None else "–"
    cells = (steps(decay.half_life, decay), steps(decay.steps_to_1_percent, decay), eighth, slope)
    name = f"<td>{dot(look_of(line, theme())['color'])}{safe(line.title)}</td>"
    return f"<tr>{name}{''.join(f'<td>{safe(cell)}</td>' for cell in cells)}</tr>"


def steps(count: float | None, decay: Decay) -> str:
    """Write a number of steps; one beyond the curve says so."""
    return f"over {len(decay.left) - 1}" if count is None else f"{count:.1f}"


def explanation() -> None:
    """Draw where each number comes from, folded."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(
            "The loss is taken **at the last step alone**, and each point is the length of its gradient with respect to the "
            "state some "
            "steps earlier (Hochreiter 1991; Bengio, Simard, Frasconi 1994; Pascanu et al. 2013):"
        )
        place.latex(
            r"\left\|\frac{\partial L_T}{\partial h_{T-k}}\right\| \quad\text{with}\quad \frac{\partial L_T}{\partial h_{T-k}} ="
            r" \frac{\partial L_T}{\partial h_T}\,\prod_{j=T-k+1}^{T}\frac{\partial h_j}{\partial h_{j-1}}"
        )
        place.markdown(
            "A sum of losses over all steps would hide the decay, since every step has a loss of its own nearby. Norms are "
            "averaged over "
            "the sequences of a batch; the line is the geometric mean over the seeds, the band the lowest and the highest of "
            "them (for "
            "trained runs: over batches of their validation text). Everything is computed in double precision and kept as "
            "logarithms, so "
            "that a curve stays true where a computer's ordinary numbers end at 0. The **half-life** is where half of the "
            "gradient at "
            "the last step is left; $c$ is the LSTM's cell state, which is only gated and added to."
        )


def curves_text(lines: Sequence[Line]) -> str:
    """Return every curve as CSV: log10 of the norm, with the lowest and the highest seed."""
    rows = (
        (
            line.name,
            line.state,
            back,
            *(format_log(curve[back]) for curve in (line.decay.middle, line.decay.low, line.decay.high)),
        )
        for line in lines
        for back in range(len(line.decay.middle))
    )
    return table_text(("network", "state", "steps back", "log10 norm", "lowest seed", "highest seed"), rows)


def format_log(value: float) -> str:
    """Write a logarithm for a table; nothing where nothing arrives."""
    return f"{value:.6f}" if np.isfinite(value) else ""
