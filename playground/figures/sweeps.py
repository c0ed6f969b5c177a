"""Figures of a whole sweep: its growing curves, every run as a line through its settings, and two settings against the loss."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from playground.figures.canvas import axis, canvas, empty
from playground.figures.live import chart, drawn
from playground.figures.overlay import look_of
from playground.figures.powers import VIRIDIS
from playground.figures.series import rounded, thin
from playground.figures.theme import FONT, Theme
from playground.figures.units import AXES, LossUnit
from playground.language.experiment import CONTROLS
from playground.sweeps.overlay import Line
from playground.sweeps.results import Entry, Grid, ordered

HEIGHT = 400  # pixels
POINTS = 60  # of each live line
FEW = 8  # values of a setting that stand at equal distances
WAITING = "The first curve begins in a moment."
ONE_RUN = "Runs appear here as they finish."
BEST_FIRST = VIRIDIS[::-1]  # bright is low: the best stand out
LINES = {"light": VIRIDIS[:-1], "dark": VIRIDIS[:0:-1]}  # thin lines stand out where they are unlike the page
HALO = ("1px 1px", "1px -1px", "-1px 1px", "-1px -1px")  # around words that lines run through


def live_overlay(lines: Sequence[Line], unit: LossUnit, on: str, theme: Theme) -> dict[str, Any]:
    """Return the validation losses of a sweep that goes on, as an ECharts option: a line a run, or a mean of seeds."""
    series = []
    for line in lines:
        look, values = look_of(line.cell, line.rank, theme), unit.convert(line.even, line.characters)
        points = [[rounded(line.x[place]), rounded(values[place])] for place in thin(values, POINTS)]
        series.append(drawn(line.name, points, look.colour, 2, look.dash) | {"showSymbol": len(points) == 1})
    lengths = {line.characters for line in lines}
    title = f"validation {unit.title(lengths.pop() if len(lengths) == 1 else 0.0)}"
    option = chart(series or [drawn("", [], theme.muted, 1)], title, AXES[on], None, theme, [], WAITING)
    return option | {"tooltip": {"trigger": "item"}}


def losses_in(entries: Sequence[Entry], unit: LossUnit) -> list[float]:
    """Return the last validation loss of each run in a unit."""
    return [float(unit.convert(entry.run.validation_loss, entry.run.characters_per_token)) for entry in entries]


def parallel_figure(entries: Sequence[Entry], varied: Sequence[str], unit: LossUnit, theme: Theme) -> go.Figure:
    """Return every run with a loss as a line through the settings that vary, its parameters and its loss; the best stand out.

    Names, and numbers of which there are few, stand at equal distances; a setting without effect on a run stands at its default.
    """
    known = [entry for entry in entries if entry.run.validation_loss is not None]
    figure = canvas({}, {}, theme, height=HEIGHT, margin=dict(l=70, r=70, t=70, b=30))
    if not known:
        return empty(figure, ONE_RUN)
    losses = losses_in(known, unit)
    dimensions = [
        dimension(CONTROLS[name].label, [entry.run.experiment.flat()[name] for entry in known], name) for name in varied
    ]
    sizes = [entry.run.parameters for entry in known]
    dimensions += [dimension("Parameters", sizes)] if len(set(sizes)) > 1 else []
    characters = {entry.run.characters_per_token for entry in known}
    named = unit.named(characters.pop() if len(characters) == 1 else 0.0)
    dimensions.append(dict(label=named, values=losses))
    colours = dict(color=losses, colorscale=even_scale(LINES[theme.name]))
    font = dict(family=FONT, size=13, color=theme.text, shadow=", ".join(f"{one} 2px {theme.background}" for one in HALO))
    figure.add_parcoords(
        dimensions=dimensions, line=colours, labelfont=font, tickfont=font, rangefont=dict(color="rgba(0,0,0,0)")
    )
    return figure


def even_scale(colours: Sequence[str]) -> list[list]:
    """Return colours as Plotly takes them, at equal distances from the lowest value to the highest."""
    return [[place / (len(colours) - 1), colour] for place, colour in enumerate(colours)]


def dimension(label: str, values: Sequence[Any], name: str = "") -> dict:
    """Return one axis of the parallel coordinates: names and few numbers at equal distances, many numbers where they belong."""
    kinds = ordered(name, values) if name else sorted(set(values))
    if len(kinds) <= FEW or isinstance(kinds[0], str):
        told = [CONTROLS[name].name_of(kind) if name else f"{kind:,}" for kind in kinds]
        places = list(range(len(kinds)))
        return dict(
            label=label, values=[kinds.index(value) for value in values], tickvals=places, ticktext=told, range=spread(places)
        )
    return dict(label=label, values=list(values))


def spread(places: Sequence[int]) -> list[float]:
    """Return the span of an axis with these places, a little wider than they are."""
    return [places[0] - 0.3, places[-1] + 0.3]


def heat_figure(grid: Grid, across: str, up: str, unit: LossUnit, characters: float, theme: Theme) -> go.Figure:
    """Return the mean last validation loss for each pair of values of two settings, a number in each field; bright is low."""
    figure = canvas(
        axis(CONTROLS[across].label, theme), axis(CONTROLS[up].label, theme), theme, height=HEIGHT, hovermode="closest"
    )
    if not grid.losses.size or np.isnan(grid.losses).all():
        return empty(figure, ONE_RUN)
    found = unit.convert(grid.losses, characters)
    words = [["" if np.isnan(value) else f"{value:.3f}" for value in row] for row in found]
    figure.add_heatmap(
        x=[CONTROLS[across].name_of(value) for value in grid.across],
        y=[CONTROLS[up].name_of(value) for value in grid.up],
        z=found,
        text=words,
        texttemplate="%{text}",
        customdata=[["one run" if count == 1 else f"the mean of {count} runs" for count in row] for row in grid.counts],
        colorscale=even_scale(BEST_FIRST),
        colorbar=dict(title=unit.named(characters)),
        hovertemplate="%{y}, %{x}: %{z:.4g}, %{customdata}<extra></extra>",
    )
    return figure.update_xaxes(type="category").update_yaxes(type="category")


def describe_sweep(entries: Sequence[Entry], unit: LossUnit) -> str:
    """Say how many runs have a loss, and between what they lie."""
    known = [entry for entry in entries if entry.run.validation_loss is not None]
    if not known:
        return ONE_RUN
    losses = losses_in(known, unit)
    best = known[int(np.argmin(losses))]
    span = f"from {min(losses):.3f} to {max(losses):.3f} {unit.short}"
    return f"{len(known)} runs with validation losses {span}; the lowest is {best.run.name}."
