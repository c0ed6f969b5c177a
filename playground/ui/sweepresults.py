"""What the runs of a sweep came to: curves with bands, the table of the best, every run through its settings, and a map."""

from collections.abc import Sequence
from dataclasses import replace

import plotly.graph_objects as go
import streamlit as st

from playground.figures.sweeps import describe_sweep, heat_figure, parallel_figure
from playground.figures.theme import THEMES, Theme
from playground.figures.units import LossUnit, loss_text
from playground.language.experiment import CONTROLS
from playground.sweeps.overlay import Line, name_of, tokenizers
from playground.sweeps.results import Entry, Row, differing, heat, ranked, usual_target
from playground.ui.charts import draw, take_figures_away
from playground.ui.looks import theme
from playground.ui.overlay import dots, fair_unit, light_figure, lines_shown, overlay_panel, segments, view_of
from playground.ui.ranking import curves_text, ranking_html, ranking_text, rows_of
from playground.ui.shell import page_named
from playground.ui.sweepsettings import PAGE
from playground.ui.words import plain


def results_panel(entries: Sequence[Entry], done: bool, key: str) -> None:
    """Draw everything that the finished runs of a sweep came to; while it goes on, its curves grow elsewhere."""
    if done:
        lines, unit = overlay_panel(PAGE, lambda: entries, "sweep-curves")
    else:
        unit = fair_unit(PAGE, entries)
        lines = lines_shown(PAGE, entries, unit)
    target = table_panel(entries, lines, unit)
    varied = list(differing([entry.run.experiment for entry in entries]))
    maps(entries, varied, unit)
    names = ",".join(entry.run.id for entry in entries)
    st.page_link(
        page_named("compare"),
        label="Lay these runs over others",
        icon=":material/stacked_line_chart:",
        query_params={"runs": names},
    )
    view, light = view_of(PAGE), THEMES["light"]  # what makes a file is called outside of the page, where no session is
    figures = {"Curves": light_figure(PAGE, lines, unit), "Parallel coordinates": lambda: parallel(entries, varied, unit, light)}
    if len(varied) > 1:
        across, up = axes_of(varied)
        figures["Map"] = lambda: heat_map(entries, across, up, unit, light)
    tables = {
        "Best": lambda: ranking_text(entries, view.together, target),
        "Values": lambda: curves_text(entries, view.shows),
    }
    take_figures_away("sweep", figures, tables)


def table_panel(entries: Sequence[Entry], lines: Sequence[Line], unit: LossUnit) -> float | None:
    """Draw the table of the best with its order and the loss to reach, and return that loss, nats per token."""
    order = PAGE.value().view.order
    mixed = len(tokenizers(entries)) > 1
    target = None if mixed else PAGE.value().view.target or usual_target(entries)
    found = ranked(rows_of(entries, view_of(PAGE).together, target), order)
    if best := winner(found, unit):
        st.markdown(best)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        segments(PAGE, "order")
        if not mixed:
            PAGE.control("target", width=180)
    if target is not None and not PAGE.value().view.target:
        st.caption(f"The loss to reach is {target:g} nats per token, as half of these settings did; name another above.")
    st.html(ranking_html(found, dots(lines), unit, target))
    return target


def winner(found: Sequence[Row], unit: LossUnit) -> str:
    """Say which row has the lowest loss, and whether its seeds lie apart from those of the next."""
    known = sorted((row for row in found if row.bits is not None), key=lambda row: row.bits)
    if len(known) < 2:
        return ""
    first, second = known[:2]
    characters = first.group.runs[0].characters_per_token
    said = f"Lowest loss: **{plain(name_of(first.group.entries))}** with {loss_text(first.loss.mean, unit, characters)}"
    if min(first.loss.count, second.loss.count) < 2:
        return f"{said}. With one seed each, the order may be luck."
    apart = first.loss.high / characters < second.loss.low / second.group.runs[0].characters_per_token
    other = plain(name_of(second.group.entries))
    return f"{said}; its seeds {'all lie below those of' if apart else 'overlap with those of'} **{other}**."


def maps(entries: Sequence[Entry], varied: list[str], unit: LossUnit) -> None:
    """Draw every run as a line through its settings, and beside it the mean loss for two of them."""
    if not varied:
        return
    left, right = st.columns(2, gap="large") if len(varied) > 1 else (st.container(), None)
    with left:
        st.markdown("**Every run through its settings**")
        st.caption("The lines that stand out have a low loss. Drag along an axis to pick out the runs that pass there.")
        draw(parallel(entries, varied, unit, theme()), "sweep-parallel", describe_sweep(entries, unit))
    if right is None:
        only = plain(CONTROLS[varied[0]].label.lower())
        st.caption(f"Let a second setting vary, and a map shows both against the loss; here only {only} varies.")
        return
    with right:
        st.markdown("**Two settings against the loss**")
        axis_menus(varied)
        draw(heat_map(entries, *axes_of(varied), unit, theme()), "sweep-map", describe_sweep(entries, unit))


def axes_of(varied: Sequence[str]) -> tuple[str, str]:
    """Return the settings of the map's axes: those that were chosen if they vary, else the first two."""
    view = PAGE.value().view
    across = view.across if view.across in varied else next(name for name in varied if name != view.up)
    up = view.up if view.up in varied and view.up != across else next(name for name in varied if name != across)
    return across, up


def axis_menus(varied: Sequence[str]) -> None:
    """Draw the choice of the map's two settings."""
    for name, now, place in zip(("across", "up"), axes_of(varied), st.columns(2), strict=True):
        key = PAGE.key(name)
        if st.session_state.get(key) != now:
            st.session_state[key] = now
        control = PAGE.standard.controls()[name]
        how = dict(format_func=lambda one: CONTROLS[one].label, key=key, on_change=PAGE.take, args=(name,), help=control.help)
        place.selectbox(control.label, list(varied), **how)


def fair(entries: Sequence[Entry]) -> list[Entry]:
    """Return runs whose losses can be averaged: where tokenizers differ, each as a loss per character."""
    if len(tokenizers(entries)) < 2:
        return list(entries)
    return [Entry(per_character(entry.run), entry.curves) for entry in entries if entry.run.characters_per_token > 0]


def per_character(run):
    """Return a run with its loss in nats per character."""
    loss = None if run.validation_loss is None else run.validation_loss / run.characters_per_token
    return replace(run, validation_loss=loss, characters_per_token=1.0)


def parallel(entries: Sequence[Entry], varied: Sequence[str], unit: LossUnit, on: Theme) -> go.Figure:
    """Return the runs as lines through the settings that vary."""
    return parallel_figure(fair(entries), varied, unit, on)


def heat_map(entries: Sequence[Entry], across: str, up: str, unit: LossUnit, on: Theme) -> go.Figure:
    """Return the mean loss for each pair of values of two settings."""
    usable = fair(entries)
    characters = usable[0].run.characters_per_token if usable else 1.0
    return heat_figure(heat(usable, across, up), across, up, unit, characters, on)
