"""Many runs on one pair of axes: how they are looked at, the figure, and the table below it that is its legend."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from playground.controls import Described, check, choice, controls, number, toggle
from playground.figures.curves import View
from playground.figures.overlay import NAMED, Look, describe_overlay, look_among, overlay_figure
from playground.figures.sheet import sheet_of
from playground.figures.theme import THEMES, Theme
from playground.figures.units import AXES, LOSS_UNITS, LossUnit
from playground.sweeps.overlay import METRICS, Line, lines_of, tokenizers
from playground.sweeps.results import Entry, groups
from playground.text.vocabulary import TOKENIZERS
from playground.ui.charts import draw
from playground.ui.components.curves import await_nothing, define_curves, draw_curves, painted
from playground.ui.looks import theme
from playground.ui.pagesettings import PageSettings
from playground.ui.part import around, part

ONLY_BITS = (
    "These runs cut their text differently ({cuts}), so a loss per token, and a perplexity with it, counts something else in "
    "each. "
    "Per character it is the same for all: they are compared in bits per character. A word that a model does not know is one "
    "`<unk>` to it, easy to guess and never spelled, which flatters models of words."
)
OTHER_TEXTS = (
    "These runs read different texts, and some texts are easier than others: a lower loss need not mean a better network."
)


Chosen = Callable[[], Sequence[Entry]]  # returns the runs that are looked at now


@dataclass(frozen=True)
class ViewSettings(Described):
    """How several runs are looked at."""

    shows: str = choice("validation", "Show", "What is drawn of each run.", METRICS)
    unit: str = choice("bits", "Loss in", "What a loss is read in.", LOSS_UNITS)
    axis: str = choice("step", "Along", "What stands on the horizontal axis.", AXES)
    log_x: bool = toggle(False, "Log scale across", "Every power of ten gets the same room on the horizontal axis.")
    log_y: bool = toggle(False, "Log scale up", "The same for the vertical axis; a gradient norm always has it.")
    smoothing: float = number(
        0.02, "Smoothing", "The share of a line, to either side, over which it is averaged.", 0.0, 0.5, step=0.01
    )
    together: bool = toggle(True, "Seeds together", "Runs that differ in their seed alone share a line, with a band around it.")

    def __post_init__(self):
        check(self)


def segments(page: PageSettings, name: str, among: Sequence[str] | None = None) -> None:
    """Draw one of the page's settings as a row of buttons, `among` those of its values alone."""
    control, key, now = page.standard.controls()[name], page.key(name), page.value().flat()[name]
    offered = list(among or control.options())
    if st.session_state.get(key) != now:
        st.session_state[key] = now if now in offered else offered[0]
    how = dict(format_func=control.name_of, key=key, required=True, on_change=page.take, args=(name,))
    st.segmented_control(control.label, offered, **how)


def view_switches(page: PageSettings, entries: Sequence[Entry]) -> None:
    """Draw how the runs are looked at."""
    mixed = len(tokenizers(entries)) > 1
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        segments(page, "shows")
        segments(page, "axis")
        if METRICS[view_of(page).shows].loss and not mixed:
            segments(page, "unit")
        axes = st.popover("Axes", icon=":material/straighten:", on_change="rerun", key=page.key("axes"))
    if axes.open:
        with axes:
            for name in ("log_x", "log_y", "together", "smoothing"):
                page.control(name)
    say_what_compares(entries)


def fair_unit(page: PageSettings, entries: Sequence[Entry]) -> LossUnit:
    """Return the unit that the page asks for, or bits per character where tokenizers differ."""
    return LOSS_UNITS["bits" if len(tokenizers(entries)) > 1 else view_of(page).unit]


def say_what_compares(entries: Sequence[Entry]) -> None:
    """Say why runs with different tokenizers compare in one unit alone, and that different texts hardly compare at all."""
    cut = tokenizers(entries)
    if len(cut) > 1:
        st.info(ONLY_BITS.format(cuts=" and ".join(f"into {TOKENIZERS[name].unit}s" for name in cut)), icon=":material/info:")
    if len({entry.run.text_digest or entry.run.experiment.text.corpus for entry in entries}) > 1:
        st.caption(OTHER_TEXTS)


def comparable(entries: Sequence[Entry], unit: LossUnit) -> list[Entry]:
    """Return the runs whose loss can be told in a unit: where it counts characters, those whose tokens' length is known."""
    return [entry for entry in entries if entry.run.characters_per_token > 0 or not unit.needs_characters]


def version(entries: Sequence[Entry]) -> str:
    """Return what tells one state of some runs from another, as one text: Streamlit takes long to hash many."""
    return repr([(entry.run.id, entry.run.updated, entry.run.name) for entry in entries])


@st.cache_resource(scope="session", max_entries=8, show_spinner=False)
def known_lines(runs: str, shows: str, axis: str, smoothing: float, together: bool, _entries: Sequence[Entry]) -> list[Line]:
    """Return the lines of some runs, computed once for each way to look at them."""
    return lines_of(_entries, shows, axis, smoothing, together)


@st.cache_resource(scope="session", max_entries=8, show_spinner=False)
def known_figure(runs: str, settings: tuple, unit: str, theme: str, _lines: Sequence[Line]) -> go.Figure:
    """Return the figure of some lines, drawn once for each way to look at them."""
    shows, axis, log_x, log_y, *_ = settings
    return overlay_figure(_lines, shows, LOSS_UNITS[unit], View(axis, log_x, log_y), THEMES[theme])


def lines_shown(page: PageSettings, entries: Sequence[Entry], unit: LossUnit) -> list[Line]:
    """Return the lines that a page's settings ask for."""
    view = view_of(page)
    usable = comparable(entries, unit) if METRICS[view.shows].loss else list(entries)
    return known_lines(version(usable), view.shows, view.axis, view.smoothing, view.together, usable)


def figure_of(page: PageSettings, lines: Sequence[Line], unit: LossUnit, on: Theme) -> go.Figure:
    """Return the figure of some lines in a theme, kept for the session."""
    view = view_of(page)
    how = (view.shows, view.axis, view.log_x, view.log_y, view.smoothing, view.together)
    name = next(name for name, known in LOSS_UNITS.items() if known is unit)
    return known_figure(
        repr([(line.key, line.name, len(line.x), float(line.x[-1])) for line in lines]), how, name, on.name, lines
    )


def light_figure(page: PageSettings, lines: Sequence[Line], unit: LossUnit) -> Callable[[], go.Figure]:
    """Return what draws the figure as a file, light; it is called outside of the page, where no session is."""
    view = view_of(page)
    return lambda: overlay_figure(lines, view.shows, unit, View(view.axis, view.log_x, view.log_y), THEMES["light"])


def overlay_panel(page: PageSettings, chosen: Chosen, key: str) -> tuple[list[Line], LossUnit]:
    """Draw the switches and the figure of the chosen runs; return its lines and the unit of their losses.

    It is drawn alone where a switch is used, and by its `key` where others are chosen. The rest of the page is drawn again where
    its runs, its losses, its rows or its colours change with that.
    """

    def told() -> tuple:
        entries, runs = chosen(), [entry.run.id for entry in chosen()]
        unit = fair_unit(page, entries)
        return page.value() != page.standard, runs, unit.label, view_of(page).together, dots(lines_shown(page, entries, unit))

    define_curves()
    was = around(page, True, told)
    waits = lambda: around(page, True, told) != was  # noqa: E731
    alone = dict(files_outside=True, told=told, painted=lambda: painted(key), key=key)
    part(page, lambda: overlay(page, chosen(), key, waits()), **alone)
    unit = fair_unit(page, chosen())
    return lines_shown(page, chosen(), unit), unit


def overlay(page: PageSettings, entries: Sequence[Entry], key: str, waits: bool) -> None:
    """Draw the switches and the figure of some runs; `waits` says that the rest of the page waits for it.

    Very many lines are sent before the switches, as nothing is drawn sooner. Without any run there is nothing to draw.
    """
    if not entries:
        await_nothing(key)
        return
    switches, unit = st.container(), fair_unit(page, entries)
    lines = lines_shown(page, entries, unit)
    figure, said = figure_of(page, lines, unit, theme()), describe_overlay(lines, view_of(page).shows, unit)
    if len(lines) > NAMED:
        draw_curves(sheet_of(figure), key, said, waits, page.touch)  # that it is painted is told before the new address
    with switches:
        view_switches(page, entries)
    if len(lines) <= NAMED:
        await_nothing(key)
        draw(figure, key, said)


def dots(lines: Sequence[Line]) -> Mapping[str, str]:
    """Return the colour of each line by its key; those of one cell have one where they are many."""
    few, known = len(lines) <= NAMED, {}
    for line in lines:
        place = (line.cell, line.rank if few else 0)
        known[place] = known.get(place) or look_among(lines, line, theme()).colour
    return {line.key: known[line.cell, line.rank if few else 0] for line in lines}


def looks_of(lines: Sequence[Line], entries: Sequence[Entry]) -> dict[str, Look]:
    """Return how the line of each run looks by the run's id; seeds that share a line look the same."""
    known, found = {line.key: look_among(lines, line, theme()) for line in lines}, {}
    for runs in (group.runs for group in groups(entries)):
        found |= {run.id: known.get(run.id) or known.get(runs[0].id) for run in runs}
    return {run_id: look for run_id, look in found.items() if look}


def view_of(page: PageSettings) -> ViewSettings:
    """Return how a page looks at its runs, without what else it is set to."""
    values = page.value().flat()
    return ViewSettings(**{name: values[name] for name in controls(ViewSettings)})
