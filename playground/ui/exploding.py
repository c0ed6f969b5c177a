"""The page on exploding gradients: three small networks that differ in their clipping alone, trained when a control moves."""

import math

import streamlit as st

from playground.figures import explosions as figures
from playground.figures.explosions import Runs, describe_explosion, explosion_loss, explosion_norms, norm_histograms
from playground.figures.export import table_text
from playground.figures.theme import THEMES, Theme
from playground.figures.units import short_number
from playground.gradients.alarms import clips, run_alarms
from playground.gradients.experiments import Exploding, explosions, outcome
from playground.language.records import StepRecord
from playground.text.corpora import load_corpus
from playground.text.dataset import Dataset, prepare
from playground.ui.alarms import show_alarms
from playground.ui.boot import services
from playground.ui.charts import draw, take_figures_away
from playground.ui.chips import Chip
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.numbers import draw as draw_numbers
from playground.ui.numbers import number
from playground.ui.pagesettings import PageSettings

PAGE = PageSettings("exploding", Exploding())
TEXT = "agreement"
CHIPS = (
    Chip(
        "Weights as they should be",
        "At scale 1 all three lines lie on each other: no gradient comes near the threshold, so clipping does nothing.",
        {"scale": 1.0},
    ),
    Chip(
        "Steps ten times as large",
        "The initialisation scale goes down to 2 as well, or nothing would survive. Clipping by value does not save the run now: "
        "thousands of small gradients pass it one by one and are a long step together. By norm the step is short whatever it is "
        "made of.",
        {"scale": 2.0, "learning_rate": 1.0},
    ),
    Chip(
        "A cell that saturates",
        "A tanh bounds the state, so no loss runs away; the gradients are in the hundreds all the same. Clipped by norm, each"
        " step is so short that hardly anything is learned: the weights are what is wrong.",
        {"cell": "rnn"},
    ),
    Chip(
        "Too large to save",
        "At scale 4 a gradient has an infinite norm, and shortening infinity gives no direction: clipping by norm ends here "
        "too. Start from smaller weights.",
        {"scale": 4.0},
    ),
)
NORM = r"g \leftarrow g \cdot \min\!\left(1, \frac{c}{\lVert g \rVert}\right)"
VALUE = r"g_i \leftarrow \max(-c,\; \min(c,\; g_i))"
GROWTH = r"\frac{\partial h_T}{\partial h_k} = \prod_{j=k+1}^{T} \frac{\partial h_j}{\partial h_{j-1}}"
WORDS = (
    "Three networks of 64 units start from the same weights, the recurrent ones multiplied by the **initialisation scale**, "
    "and read the same sentences (agreement sentences, 16 × 32 characters an update) with plain gradient descent. They differ"
    " in their clipping alone. On its way back through time a gradient is multiplied by a matrix at each step; where those "
    "are larger than 1 the product explodes:",
    "**Clipping by norm** shortens the whole gradient $g$ to length $c$ and keeps its direction (Pascanu et al. 2013, "
    "algorithm 1):",
    "**Clipping by value** cuts each of its numbers on its own, which bends the direction; a gradient of $n$ numbers may "
    "still be $c\\sqrt{n}$ long (Mikolov 2012):",
    "A run whose loss or gradient is no finite number any more ends there. The faint lines and the strong outlines are norms "
    "after clipping. The alarms are those of every run here: usual norms above 20 or a norm above 100 after clipping, numbers"
    " that are none, and gradients that vanish.",
)


@st.cache_resource(max_entries=1, show_spinner=False)
def sentences() -> Dataset:
    """Return the text that all runs of this page read, prepared once for all visitors."""
    return prepare(load_corpus(TEXT, services().settings.home), "character", 10_000, 0.1)


def guess() -> float:
    """Return the loss of guessing among all tokens of that text, nats per token."""
    return math.log(len(sentences().vocabulary))


@st.cache_resource(max_entries=64, show_spinner="Training three small networks …")
def trained(settings: Exploding) -> dict[str, list[StepRecord]]:
    """Return the updates by kind of clipping; settings are numbers and names of a registry, so that visitors may share them."""
    return explosions(settings, sentences())


@st.cache_resource(max_entries=64, show_spinner=False)
def figure_of(name: str, settings: Exploding, look: str, _runs: Runs):
    """Return one of the figures of the page, drawn once for each theme."""
    return make(name, settings, _runs, THEMES[look])


def make(name: str, settings: Exploding, runs: Runs, look: Theme):
    """Return one of the three figures."""
    return {
        "Loss": lambda: explosion_loss(runs, settings.cell, settings.steps, guess(), look),
        "Gradient norm": lambda: explosion_norms(runs, settings.cell, settings.steps, settings.clip_at, look),
        "Histogram of norms": lambda: norm_histograms(runs, settings.cell, settings.clip_at, look),
    }[name]()


def curves_panel(settings: Exploding, runs: Runs) -> None:
    """Draw loss and gradient norm side by side."""
    loss, norm = st.columns(2, gap="large")
    with loss:
        draw(figure_of("Loss", settings, theme().name, runs), "exploding-loss", describe_explosion(runs))
    with norm:
        said = f"{describe_explosion(runs)} The threshold is {short_number(settings.clip_at)}."
        draw(figure_of("Gradient norm", settings, theme().name, runs), "exploding-norm", said)


def outcomes_panel(settings: Exploding, runs: Runs) -> None:
    """Draw for each run its largest norm, where it was lost, and its alarms with what to try."""
    for place, (name, steps) in zip(st.columns(3, gap="large"), figures.in_order(runs), strict=True):
        with place:
            st.markdown(f"**{figures.NAMES[name].capitalize()}**")
            numbers_of(steps)
            alarms = run_alarms(steps, clipped=clips(name, settings.clip_at))
            show_alarms(st.empty(), alarms)
            if not alarms:
                st.caption("No alarm.")


def numbers_of(steps: list[StepRecord]) -> None:
    """Draw the largest norm of one run, and its first step with no finite loss, or its last loss."""
    found = outcome(steps)
    largest = "∞" if found.largest_norm == float("inf") else short_number(float(f"{found.largest_norm:.3g}"))
    norm = number("Largest norm", largest, "before clipping")
    if found.lost_at is None:
        draw_numbers(norm, number("Last loss · nats/char", f"{found.loss:.3f}", f"finite for all {len(steps)} steps"))
    else:
        draw_numbers(norm, number("No number from", f"step {found.lost_at}", f"its {found.lost} is not finite"))


def histogram_panel(settings: Exploding, runs: Runs) -> None:
    """Draw how the norms are spread before and after clipping."""
    st.subheader("Every update’s norm, before and after clipping", anchor=False)
    figure = figure_of("Histogram of norms", settings, theme().name, runs)
    draw(figure, "exploding-histogram", f"Histograms of gradient norms. {describe_explosion(runs)}")


def explanation() -> None:
    """Draw, folded, the equations and where each number comes from."""
    if place := fold("What am I looking at?", ":material/help:"):
        for words, latex in zip(WORDS, (GROWTH, NORM, VALUE, ""), strict=True):
            place.markdown(words)
            if latex:
                place.latex(latex)


def take_away(settings: Exploding, runs: Runs) -> None:
    """Draw, folded, the figures and the table of every update."""
    names = ("Loss", "Gradient norm", "Histogram of norms")
    pictures = {name: lambda name=name: make(name, settings, runs, THEMES["light"]) for name in names}
    tables = {"Every update": lambda: table_text(figures.HEADERS, figures.explosion_rows(runs))}
    take_figures_away("exploding", pictures, tables)
