"""The first page's parts: a network caught learning, and a card for every other page."""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from models.cells import CELLS, COMMON
from playground.figures import cards as drawings
from playground.figures.curves import Curve
from playground.figures.describe import describe_loss
from playground.figures.live import live_loss
from playground.figures.theme import THEMES, Theme
from playground.figures.units import LOSS_UNITS
from playground.runs.folder import SavedRun
from playground.ui.components.cards import Card, card_panel, card_text, chosen_page
from playground.ui.examples import bundled
from playground.ui.looks import curve_of, sample_html, theme
from playground.ui.samples import when
from playground.ui.shell import PageInfo, page_named, pages

HEIGHT = 300
CELL, STEP, CARDS = "home-cell", "home-step", "home-cards"


@st.fragment
def learning_panel() -> None:
    """Draw a bundled network as it learned: pick its cell, drag through its training, and read what it wrote at each point."""
    known = bundled()
    if not known:
        st.page_link(page_named("train"), label="Train your first model", icon=":material/play_arrow:")
        return
    cells = [cell for cell in CELLS if cell in known]
    start = "gru" if "gru" in known else cells[0]
    cell = st.segmented_control("Cell", cells, format_func=lambda name: CELLS[name].label, default=start, required=True, key=CELL)
    saved = known[cell or start]
    steps = [sample.step for sample in saved.history.samples]
    step = st.select_slider("Steps of training", steps, steps[-1], key=f"{STEP}-{cell}", format_func=lambda step: f"{step:,}")
    curve, sample = st.columns([3, 2], gap="large")
    with curve:
        curve_at(saved, step)
    with sample:
        sample_at(saved, step)


def curve_at(saved: SavedRun, step: int) -> None:
    """Draw a run's loss up to a step, on axes that show how far the rest goes."""
    option, said = known_loss(run_id=saved.run.id, step=step, theme=theme().name, _saved=saved)
    st.echarts_chart(option, height=HEIGHT, key="home-loss", alt=said)


@st.cache_resource(max_entries=256, show_spinner=False)
def known_loss(run_id: str, step: int, theme: str, _saved: SavedRun) -> tuple[dict, str]:
    """Return the chart of a bundled run's loss up to a step and what it says in words, once for all visitors."""
    curve, unit = curve_of(_saved.run, _saved.history.until(step)), LOSS_UNITS["nats"]
    option = live_loss(
        *(curve.steps, curve.validations),
        cell=curve.cell,
        unit=unit,
        characters=curve.characters,
        axis="step",
        end=_saved.run.step,
        theme=THEMES[theme],
    )
    return option, describe_loss(curve, unit)


def sample_at(saved: SavedRun, step: int) -> None:
    """Draw what a run wrote at a step."""
    losses = {record.step: record.validation_loss for record in saved.history.validations}
    sample = next(sample for sample in saved.history.samples if sample.step == step)
    with st.container(height=HEIGHT, border=False):
        st.html(sample_html(sample.text, f"It writes, {when(sample, losses, saved.run)}:", "newest"))


def cards() -> None:
    """Draw a card for every other page, group by group: the way in, and a picture of what is there."""
    curves = tuple(curve_of(saved.run, saved.history) for cell, saved in bundled().items() if cell in COMMON)
    card_panel(CARDS, known_cards(theme().name, tuple(curve.name for curve in curves), curves))


def follow_card() -> None:
    """Go to the page whose card was clicked."""
    if page := chosen_page(CARDS, [info.path.stem for info in pages()]):
        st.switch_page(page_named(page))


@st.cache_resource(max_entries=8, show_spinner=False)
def known_cards(theme: str, runs: tuple[str, ...], _curves: tuple[Curve, ...]) -> str:
    """Return the cards of each group of the menu, drawn once for all visitors."""
    others = [info for info in pages() if not info.home]
    groups = groupby(others, key=lambda info: info.group)
    return card_text([(group, [card_of(info, THEMES[theme], _curves) for info in infos]) for group, infos in groups])


def card_of(info: PageInfo, look: Theme, curves: Sequence[Curve]) -> Card:
    """Return a page's card: its name, its picture, which says in words what it shows, and its sentence."""
    picture, said = drawings.card(info.picture).draw(curves, look), drawings.describe_card(info.picture, curves)
    icon = info.icon.removeprefix(":material/").removesuffix(":")
    return Card(info.path.stem, info.title, icon, info.about, picture, said)
