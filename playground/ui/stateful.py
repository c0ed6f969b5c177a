"""The page on what a carried state is worth: a trained run reads its validation text in windows that begin in three ways."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from playground.controls import Described, check, number, text
from playground.figures.theme import THEMES, Theme
from playground.figures.units import LossUnit, loss_text
from playground.figures.windows import NAMES, describe_positions, position_figure
from playground.gradients.experiments import MOST_TOKENS, WITHIN, caught_up, loss_by_memory, windows
from playground.runs.folder import SavedRun
from playground.runs.reading import reading_ids
from playground.ui.boot import services
from playground.ui.charts import draw
from playground.ui.chips import Chip
from playground.ui.chosen import BUNDLED
from playground.ui.examples import bundled
from playground.ui.fold import fold
from playground.ui.looks import loss_unit, run_heading, theme, unit_switch
from playground.ui.numbers import draw as draw_numbers
from playground.ui.numbers import number as big_number
from playground.ui.pagesettings import PageSettings
from playground.ui.words import count_text

WORK, FEWEST_TOKENS = 1.2e10, 2_048  # parameters times tokens that take a third of a second, and the least that is read


@dataclass(frozen=True)
class Stateful(Described):
    """Which run reads, and in windows of how many tokens."""

    run: str = text(f"{BUNDLED}gru", "Run", "A trained network, bundled or yours; it reads its own validation text.", more=False)
    length: int = number(
        32, "Window", "Tokens in a batch's row: after so many the state is carried over, or not.", 2, 256, step=8, more=False
    )

    def __post_init__(self):
        check(self)


@dataclass(frozen=True)
class Reading:
    """Loss by place (T,) for each way to begin a window; how many windows that is a mean of, and what was read."""

    found: dict[str, np.ndarray]
    windows: int
    per_row: int
    read: str


PAGE = PageSettings("stateful", Stateful(), keeps=("unit",))
SHORT = Chip(
    "Windows of 8",
    "Every window is over before a reset has been made up for. Look at the mean of the line that is reset.",
    {"length": 8},
)
LONG = Chip(
    "Windows of 128",
    "The price of a reset is the same at the beginning of each window, but there are few beginnings: the means come close.",
    {"length": 128},
)
OTHERS = {
    "lstm": "Compare the first tokens with the GRU's: how much does an LSTM lose with its memory?",
    "rnn": "A plain RNN keeps less in its memory, yet a reset costs it as much: what matters most is the word being written.",
}
RESET = r"h_0 = 0 \qquad\text{or}\qquad h_0 = h_T^{\text{window before}}"
LOSS = r"L_t = -\frac{1}{N}\sum_{n=1}^{N} \ln p\!\left(x^{(n)}_{t+1} \mid h^{(n)}_0,\, x^{(n)}_1 \ldots x^{(n)}_t\right)"
WORDS = (
    "A network is trained on windows of a few dozen tokens: the text is cut into rows, and each batch holds the next window of "
    "every row. What a window begins with is a choice:",
    "The figure shows the mean loss at each place $t$ of the window, over the windows of the validation text:",
    "**Carried over**, a window goes on where the one before in its row ended. **Reset to zero**, it knows nothing yet. "
    "**Shuffled**, the windows come in a random order while the state is carried all the same, so that each gets the memory of "
    "another place: this is what happens when batches are shuffled (a data loader's usual way) and nobody resets the state. "
    "Here, a run that carries its state over reads in order, and one that does not is shuffled *and* reset.",
    "**Truncation** is something else: the state may be carried over, but the gradient ends at the first token of the window "
    "(truncated backpropagation through time, Williams and Peng 1990; Mikolov et al. 2010).",
)


def offered_chips() -> list[Chip]:
    """Return the chips of the page; other cells are offered where their runs come with this copy."""
    known = bundled()
    others = {cell: look_for for cell, look_for in OTHERS.items() if cell in known}
    return [SHORT, LONG, *(Chip(f"The bundled {cell.upper()}", say, {"run": BUNDLED + cell}) for cell, say in others.items())]


def read_with(saved: SavedRun) -> Reading:
    """Return the losses by place; those of a bundled run are kept for all visitors."""
    keep: Callable = shared_reading if saved.run.id in {one.run.id for one in bundled().values()} else own_reading
    return keep(saved.run.id, saved.run.updated, PAGE.value().length, saved)


@st.cache_resource(max_entries=64, show_spinner="Reading …")
def shared_reading(run_id: str, updated: float, length: int, _saved: SavedRun) -> Reading:
    """Return what a bundled run makes of its text."""
    return reading(_saved, length)


@st.cache_resource(scope="session", max_entries=32, show_spinner="Reading …")
def own_reading(run_id: str, updated: float, length: int, _saved: SavedRun) -> Reading:
    """Return what a run of this visitor's makes of its text."""
    return reading(_saved, length)


def reading(saved: SavedRun, length: int) -> Reading:
    """Read a run's validation text in windows, as much of it as a large network can in a second."""
    ids, what = reading_ids(saved, services().store, services().settings)
    size = sum(parameter.numel() for parameter in saved.model.parameters())
    tokens = int(min(MOST_TOKENS, max(FEWEST_TOKENS, WORK / size)))
    batches, per_row = windows(ids, length, tokens)
    return Reading(loss_by_memory(saved.model, ids, length, tokens), batches.rows * per_row, per_row, what)


def make(saved: SavedRun, found: Reading, unit: LossUnit, look: Theme) -> go.Figure:
    """Return the figure of loss by place."""
    return position_figure(found.found, saved.run.experiment.model.cell, saved.run.characters_per_token, unit, look)


def position_panel(saved: SavedRun, found: Reading) -> None:
    """Draw loss by place in the window, the numbers to quote, and what they say."""
    characters = saved.run.characters_per_token
    run_heading(saved.run)
    unit_switch(characters)
    unit = loss_unit(characters)
    draw(make(saved, found, unit, theme()), "stateful-position", describe_positions(found.found, characters, unit))
    length = len(found.found["carried"])
    st.caption(f"Mean over {count_text(found.windows, 'window')} of {length} tokens, {found.read} of the run.")
    if found.per_row == 1:
        st.info("The text is so short that no window follows another: choose a shorter window.", icon=":material/info:")
    position_numbers(found, unit, characters)
    st.markdown(verdict(found, unit, characters))


def position_numbers(found: Reading, unit: LossUnit, characters: float) -> None:
    """Draw the mean of each line with its first place, and how soon a window that starts at zero has caught up."""
    after = caught_up(found.found["carried"], found.found["reset"])
    told = [
        big_number(
            f"{NAMES[name].split(', batches ')[-1].capitalize()} · {unit.named(characters)}",
            unit.number(float(nats.mean()), characters),
            f"first token {unit.number(float(nats[0]), characters)}",
        )
        for name, nats in found.found.items()
    ]
    draw_numbers(*told, big_number("Reset has caught up after", tokens_text(after), f"within {WITHIN:g} nats of carried over"))


def tokens_text(after: int | None) -> str:
    """Write after how many tokens a window has caught up."""
    return "not here" if after is None else count_text(after, "token")


def verdict(found: Reading, unit: LossUnit, characters: float) -> str:
    """Say what the first place of a window tells of a memory that belongs to another place."""
    reset, shuffled = (loss_text(float(found.found[name][0]), unit, characters) for name in ("reset", "shuffled"))
    worse = found.found["shuffled"][0] > found.found["reset"][0] + WITHIN  # not by what the windows happen to be
    judged = "worse than none" if worse else "no worse than none here"
    why = " The network goes on with a word that is not there." if worse else ""
    return (
        f"**Why shuffled batches break it:** the memory of another place is {judged}. The first token of a window costs "
        f"{shuffled} with it and {reset} from zero.{why}"
    )


def explanation() -> None:
    """Draw, folded, the equations and where each number comes from."""
    if place := fold("What am I looking at?", ":material/help:"):
        for words, latex in zip(WORDS, (RESET, LOSS, "", ""), strict=True):
            place.markdown(words)
            if latex:
                place.latex(latex)


def light(saved: SavedRun, found: Reading, unit: LossUnit) -> Callable[[], go.Figure]:
    """Return how the figure is made for a file."""
    return lambda: make(saved, found, unit, THEMES["light"])
