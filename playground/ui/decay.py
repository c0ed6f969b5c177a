"""The decay page's parts: its settings, the curves, the numbers beside them, and the folded figures below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from models.cells import CELLS
from playground.controls import choice, number, text, toggle
from playground.errors import Refusal
from playground.figures.decay import decay_figure, look_of
from playground.figures.decay_tables import AFTER, curves_text, numbers_text
from playground.figures.describe import describe_decay
from playground.figures.powers import percent
from playground.figures.theme import THEMES
from playground.gradients.alarms import Alarm, curve_alarms
from playground.gradients.decay_study import AT_ONCE, DecayStudySettings, told_lines
from playground.gradients.lines import Line, trained_lines, untrained_lines
from playground.gradients.memory_study import parse_cells
from playground.gradients.trace import Decay
from playground.gradients.untrained import Untrained, untrained_decays
from playground.ui.alarms import every_alarm, show_alarms
from playground.ui.charts import draw, take_figures_away
from playground.ui.chips import Chip, chips
from playground.ui.chosen import chosen_runs, reading, runs_menu, titled
from playground.ui.decay_folds import CELL_NAMES, CHAIN, chain_panel, learning_panel, slope_panel
from playground.ui.fold import fold
from playground.ui.looks import line_sample, theme
from playground.ui.menus import names_menu
from playground.ui.pagesettings import PageSettings
from playground.ui.sidebar import defaults_button
from playground.ui.study import study_panel
from playground.ui.words import count_text, plain, safe

NETWORKS = {"untrained": "Before training", "trained": "Trained on text"}


@dataclass(frozen=True)
class DecaySettings(DecayStudySettings):
    """What the decay page shows: networks as they are drawn, or trained runs."""

    networks: str = choice("untrained", "Networks", "Freshly drawn ones, or runs that have learned a text.", NETWORKS, more=False)
    runs: str = text("example-rnn,example-rnn-relu,example-gru,example-lstm", "Runs", "Up to four, bundled or yours.", more=False)
    shares: bool = toggle(False, "Share of the last step's", "Divide each curve by its first value.")
    floor: int = number(-16, "Lowest power of ten", "Where the figure ends at the bottom.", -300, -1, step=4)
    batch_size: int = number(4, "Batch size", "Sequences that are averaged over.", 1, 64)
    batches: int = number(3, "Batches", "Curves of each run, for the band around the line.", 1, 8)
    windows: int = number(16, "Stretches of text", "How many of its validation text each of these is averaged over.", 1, 64)

    def study(self) -> dict[str, Any]:
        """Return what the curves of untrained networks depend on, by name."""
        known = DecayStudySettings.controls()
        return {name: value for name, value in self.flat().items() if name in known}


PAGE = PageSettings("decay", DecaySettings(), (CHAIN,))
FIRST = {"untrained": ("hidden_size", "length", "scale", "spectral_radius"), "trained": ("length",)}
MORE = {
    "untrained": ("activation", "initialisation", "input_scale", "seeds", "seed", "batch_size", "shares", "floor"),
    "trained": ("windows", "batches", "shares", "floor"),
}
SMALL = {"hidden_size": 64, "seeds": 1, "batch_size": 4}  # at most, of networks that stand in for larger ones
READ = {
    "validation text": "the run's validation text",
    "text of its own writing": "what the run writes itself, its text not being here",
}
LEGEND = 8  # networks that are named above the figure too
RISES = " <small>rises first</small>"
SAID = (
    "A sum of losses over all steps would hide the decay, since every step has a loss of its own nearby. Norms are averaged over "
    "the sequences of a batch; the line is the geometric mean over the seeds, the band the lowest and the highest of them (for "
    "trained runs: over batches of stretches of their validation text, each from a zero state; a greater length shows the same "
    "losses and more of what came before). Everything is computed in double precision and kept as logarithms, so that a curve "
    "stays true where a computer's ordinary numbers end at 0. $c$ is the LSTM's cell state, which is only gated and added to.",
    "The **half-life** is the number of steps after which the gradient is for the first time down at half of what it was at the "
    "last step, **1 % left** the same for a hundredth. Where a curve rises first, the steps of its rise are counted too. Where "
    "it drops at once and then levels off, as an LSTM's $h$ does, the half-life tells of the drop alone: the **slope**, the "
    "change of log₁₀ of the norm in a step, fitted to the whole curve by least squares, tells how it goes on.",
)
CHIPS = (
    Chip(
        "Nothing after 8 words?",
        "A famous claim: after 7 or 8 words the gradient is approximately zero. These networks read English letter by letter, "
        "so that eight words are about 45 steps: in the column “left after 40” no more than 0.02 % stands, after eight letters "
        "2 % to 8 %. Of a run of yours on words, “left after 8” tests the claim as it was made.",
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
    Chip(
        "Every cell",
        "All seven, those with a forget gate at three biases. Of the GRUs the simplified one, which has no reset gate, fades "
        "half as fast as the others; peepholes change hardly anything.",
        {"cells": ",".join(CELLS)},
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
            names_menu(PAGE, "cells", CELL_NAMES)
        for name in FIRST[settings.networks]:
            PAGE.control(name)
        if place := fold("More"):
            with place:
                for name in MORE[settings.networks]:
                    PAGE.control(name)
        defaults_button(PAGE)


@st.cache_resource(max_entries=256, show_spinner=False)
def known_decays(kinds: tuple[Untrained, ...]) -> list[dict[str, Decay]]:
    """Return the decay of untrained networks of one cell, computed once for all visitors."""
    return untrained_decays(kinds)


@st.cache_resource(scope="session", max_entries=16, show_spinner="Following gradients back through the chosen runs …")
def known_lines(names: tuple, length: int, windows: int, batches: int, _runs: dict) -> list[Line]:
    """Return the curves of trained runs, computed once in a session."""
    models = {title: (saved.model, reading(saved)[0]) for title, saved in _runs.items()}
    return trained_lines(models, length, windows, batches)


def lines_of(settings: DecaySettings) -> list[Line]:
    """Return the curves that the settings ask for; raise `Refusal` where they would take too long."""
    if settings.networks == "untrained":
        return untrained_lines(settings.untrained(), parse_cells(settings.cells), known_decays)
    runs = titled(chosen_runs(PAGE))
    names = tuple((title, saved.run.id, saved.run.updated) for title, saved in runs.items())
    return known_lines(names, settings.length, settings.windows, settings.batches, runs)


def panel() -> None:
    """Draw the curves with their numbers, the chips, and everything below; what takes long is left to a worker."""
    chips(PAGE, CHIPS)
    settings = PAGE.value()
    if settings.networks == "untrained" and settings.total > AT_ONCE:
        study_panel(PAGE.key("study"), "decay", settings.study(), draw_told, "Compute these curves", draw_small)
        return
    try:
        draw_all(lines_of(settings))
    except Refusal as refusal:
        st.warning(plain(str(refusal)), icon=":material/info:")


def draw_told(events: Sequence[Mapping[str, Any]], done: bool) -> None:
    """Draw what a worker has told of large networks: the curves that are known while it works, then everything."""
    lines = told_lines(events)
    if not lines:
        draw_small()
    elif done:
        draw_all(lines)
    else:
        draw_curves(lines, PAGE.value())


def draw_small() -> None:
    """Draw, until curves of large networks are known, those of small ones with otherwise the same settings, and say so."""
    asked = PAGE.value()
    small = asked.with_(**{name: min(most, getattr(asked, name)) for name, most in SMALL.items()})
    st.info(
        f"These networks take a worker some seconds. Until then you see smaller ones: {small.hidden_size} units, "
        f"{count_text(small.seeds, 'seed')}, {count_text(small.batch_size, 'sequence')}.",
        icon=":material/hourglass_empty:",
    )
    draw_curves(lines_of(small), small)


def draw_curves(lines: Sequence[Line], settings: DecaySettings) -> None:
    """Draw curves of networks with these settings, their numbers and their alarms."""
    many = len({line.name for line in lines}) > LEGEND  # on a phone nothing but the legend would be seen
    figure = decay_figure(lines, theme(), settings.floor, settings.shares, legend=not many)
    draw(figure, "gradient-decay", describe_decay(lines))
    st.caption(f"{bands_of(settings)}{' The table names every line.' if many else ''}")
    st.html(numbers(lines))
    for name, alarms in (alarms_of_runs() if settings.networks == "trained" else explosions_of(lines)).items():
        if alarms:
            show_alarms(st.empty(), alarms, name)


def draw_all(lines: Sequence[Line]) -> None:
    """Draw the curves, their numbers and alarms, and what else there is to see of these networks."""
    settings = PAGE.value()
    if not lines:
        st.info("Choose a run in the sidebar, or look at networks before training.", icon=":material/arrow_back:")
        return
    draw_curves(lines, settings)
    trained = settings.networks == "trained"
    further = [chain_panel(PAGE), learning_panel(chosen_runs(PAGE)) if trained else slope_panel(settings.untrained())]
    explanation()
    light = lambda: decay_figure(lines, THEMES["light"], settings.floor, settings.shares)  # noqa: E731
    tables = {"Gradient decay": lambda: curves_text(lines), "Half-lives": lambda: numbers_text(lines)}
    (chain, more), (figures, others) = further
    take_figures_away("decay", {"Gradient decay": light, **chain, **figures}, {**tables, **more, **others})


def alarms_of_runs() -> dict[str, list[Alarm]]:
    """Return what is wrong with the chosen runs by title, the same as wherever they are shown."""
    return {title: every_alarm(saved.run, saved.history) for title, saved in titled(chosen_runs(PAGE)).items()}


def explosions_of(lines: Sequence[Line]) -> dict[str, list[Alarm]]:
    """Return the alarms of networks before training by name, but for those that gradients vanish: that is what is drawn."""
    curves = {line.name: curve_alarms(line.decay) for line in lines if line.state == "h"}
    return {name: [one for one in found if one.kind != "vanishing"] for name, found in curves.items()}


def bands_of(settings: DecaySettings) -> str:
    """Say what the lines and the bands around them are over."""
    if settings.networks == "trained":
        each = f"{settings.windows} stretch{'es' if settings.windows > 1 else ''} of {texts_read()}"
        if settings.batches == 1:
            return f"Each line is the mean over {each}."
        return f"Lines: geometric mean over {settings.batches} batches of {each}. Bands: lowest to highest batch."
    if settings.seeds == 1:
        return f"Each line is one network (seed {settings.seed}), averaged over {settings.batch_size} random sequences."
    last = settings.seed + settings.seeds - 1
    return f"Lines: geometric mean over {settings.seeds} networks (seeds {settings.seed} to {last}). Bands: lowest to highest."


def texts_read() -> str:
    """Say what the chosen runs are given to read."""
    kinds = dict.fromkeys(reading(saved)[1] for saved in chosen_runs(PAGE).values())
    return " or ".join(READ.get(kind, kind) for kind in kinds)


def numbers(lines: Sequence[Line]) -> str:
    """Return the table beside the curves, as HTML: half-life, steps to 1 %, slope, and what is left after some steps."""
    heads = ("Network", "half-life, steps", "1 % left after, steps", *(f"left after {back}" for back in AFTER), "log₁₀ a step")
    head = "".join(f"<th>{name}</th>" for name in heads)
    table = f'<table class="unrolled-table"><thead><tr>{head}</tr></thead><tbody>{"".join(map(row, lines))}</tbody></table>'
    return f'<div class="unrolled-wide">{table}</div>'


def row(line: Line) -> str:
    """Return one line's numbers."""
    decay, look = line.decay, look_of(line, theme())
    left = [percent(decay.left[back]) if len(decay.left) > back else "–" for back in AFTER]
    slope = f"{decay.slope:+.3f}".replace("-", "−") if decay.slope is not None else "–"
    cells = map(safe, (steps(decay.half_life, decay), steps(decay.steps_to_1_percent, decay), *left, slope))
    name = f"<td>{line_sample(look['color'], look['dash'])}{safe(line.title)}{RISES if decay.rises_first else ''}</td>"
    return f"<tr>{name}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def steps(count: float | None, decay: Decay) -> str:
    """Write a number of steps; one beyond the curve says so."""
    if count is None:
        return "–" if np.isnan(decay.left).any() else f"over {len(decay.left) - 1}"
    return f"{count:.1f}"


def explanation() -> None:
    """Draw where each number comes from, folded."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(
            "The loss is taken **at the last step alone**, and each point is the length of its gradient with respect to the "
            "state some steps earlier (Hochreiter 1991; Bengio, Simard, Frasconi 1994; Pascanu et al. 2013):"
        )
        place.latex(
            r"\left\|\frac{\partial L_T}{\partial h_{T-k}}\right\| \quad\text{with}\quad \frac{\partial L_T}{\partial h_{T-k}} ="
            r" \frac{\partial L_T}{\partial h_T}\,\prod_{j=T-k+1}^{T}\frac{\partial h_j}{\partial h_{j-1}}"
        )
        for paragraph in SAID:
            place.markdown(paragraph)
