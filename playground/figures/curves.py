"""Curves of runs that have ended, as Plotly figures that zoom: loss, gradient norm, speed and learning rate."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from playground.figures.canvas import axis, canvas, empty
from playground.figures.decay import learning_figure
from playground.figures.series import ceiling, smooth, speeds, thin
from playground.figures.theme import Theme, faint, stroke
from playground.figures.units import AXES, LossUnit, peak_text
from playground.language.records import DecayRecord, StepRecord, ValidationRecord

POINTS = 1500  # of each line
HOVERS = {"step": "step %{x:,}", "tokens": "%{x:,} tokens", "seconds": "%{x:.4g} s of training"}


@dataclass(frozen=True)
class Curve:
    """One run as a figure sees it."""

    name: str
    cell: str
    steps: Sequence[StepRecord]
    validations: Sequence[ValidationRecord]
    characters: float  # characters per token; 0 where unknown
    decays: Sequence[DecayRecord] = ()


@dataclass(frozen=True)
class View:
    """How the curves are looked at: along which axis, and where on a log scale."""

    axis: str = "step"
    log_x: bool = False
    log_y: bool = False


def loss_figure(curves: Sequence[Curve], unit: LossUnit, view: View, theme: Theme) -> go.Figure:
    """Return training loss (raw faint, smoothed strong) and validation loss (points) of some runs, in one unit."""
    figure = blank(view, unit.title(1 if all(curve.characters == 1 for curve in curves) else 0), theme)
    shown: list[list[float]] = []
    for curve in curves:
        line, values = stroke(curve.cell, theme), [unit.convert(record.train_loss, curve.characters) for record in curve.steps]
        even = list(smooth(values)) if values else []
        seen = [unit.convert(record.validation_loss, curve.characters) for record in curve.validations]
        shown += [values, seen]
        hover = "%{y:.4g} " + unit.named(curve.characters)
        add(
            figure,
            curve.steps,
            values,
            view,
            label(curves, curve, "each step"),
            hover,
            dict(color=faint(line.colour, 0.35), width=1),
        )
        add(
            figure,
            curve.steps,
            even,
            view,
            label(curves, curve, "training"),
            hover,
            dict(color=line.colour, width=2.5, dash=line.dash),
        )
        add(
            figure,
            curve.validations,
            seen,
            view,
            label(curves, curve, "validation"),
            hover,
            dict(color=theme.text, width=1.5),
            markers=True,
        )
    if not view.log_y:
        cut_off(figure, shown)
    return figure if figure.data else empty(figure)


def cut_off(figure: go.Figure, lines: Sequence[Sequence[float]]) -> None:
    """End the y axis below a short peak, and say there how high the peak is; changes `figure`."""
    top = ceiling(*lines)
    if top is not None:
        title = f"{figure.layout.yaxis.title.text}{peak_text(lines)}"
        figure.update_yaxes(range=[0, top], title_text=title)


def norm_figure(curves: Sequence[Curve], view: View, theme: Theme) -> go.Figure:
    """Return the gradient's L2 norm before clipping (faint) and after; always on a log scale, zeros left out."""
    figure = blank(View(view.axis, view.log_x, log_y=True), "gradient norm, L2", theme)
    for curve in curves:
        colour, hover = stroke(curve.cell, theme).colour, "%{y:.4g}"
        kept = [record for record in curve.steps if record.gradient_norm > 0 and record.clipped_norm > 0]
        before, after = [record.gradient_norm for record in kept], [record.clipped_norm for record in kept]
        add(figure, kept, before, view, label(curves, curve, "before clipping"), hover, dict(color=faint(colour, 0.5), width=1))
        add(figure, kept, after, view, label(curves, curve, "after clipping"), hover, dict(color=colour, width=1.5))
    norms = [
        norm for curve in curves for record in curve.steps for norm in (record.gradient_norm, record.clipped_norm) if norm > 0
    ]
    step = tick_step(norms)
    written = dict(tickformat="~g") if isinstance(step, str) else dict(tickformat=None, exponentformat="power")
    figure.update_yaxes(dtick=step, title_text="gradient norm (log)", **written)  # a low figure has no room for more
    return figure if figure.data else empty(figure)


def tick_step(values: Sequence[float], most: int = 4) -> str | int:
    """Return the ticks of a log axis: every digit of a power of ten, where there are more 1, 2 and 5, or `most` powers."""
    powers = math.log10(max(values) / min(values)) if len(values) and math.isfinite(max(values)) else 1.0
    return ("D1" if powers < 1 else "D2") if powers < 2 else math.ceil(powers / most)


def speed_figure(curves: Sequence[Curve], view: View, theme: Theme) -> go.Figure:
    """Return tokens trained on per second, against seconds of training."""
    figure = blank(View("seconds", view.log_x, view.log_y), "tokens per second", theme)
    for curve in curves:
        seconds, speed = speeds([record.tokens for record in curve.steps], [record.seconds for record in curve.steps])
        if speed:
            line = dict(color=stroke(curve.cell, theme).colour, width=2)
            figure.add_scatter(x=seconds, y=speed, mode="lines", name=curve.name, line=line, hovertemplate="%{y:,.0f} tokens/s")
            figure.update_yaxes(rangemode="tozero")
    return figure if figure.data else empty(figure)


def rate_figure(curves: Sequence[Curve], view: View, theme: Theme) -> go.Figure:
    """Return the learning rate of each update."""
    figure = blank(view, "learning rate", theme)
    for curve in curves:
        rates = [record.learning_rate for record in curve.steps]
        line = dict(color=stroke(curve.cell, theme).colour, width=2)
        add(figure, curve.steps, rates, view, curve.name, "%{y:.3g}", line)
    return figure if figure.data else empty(figure)


def memory_figure(curves: Sequence[Curve], view: View, theme: Theme) -> go.Figure:
    """Return how the first run learned to remember, always along its training steps."""
    return learning_figure(curves[0].decays if curves else (), "h", theme)


FIGURES: dict[str, Callable[[Sequence[Curve], View, Theme], go.Figure]] = {
    "Gradient norm": norm_figure,
    "Speed": speed_figure,
    "Learning rate": rate_figure,
    "Memory": memory_figure,
}


def label(curves: Sequence[Curve], curve: Curve, what: str) -> str:
    """Return what the legend calls a line: what it is, and of which run where there are several."""
    return f"{curve.name}: {what}" if len(curves) > 1 else what


def add(
    figure: go.Figure, records, values: Sequence[float], view: View, name: str, hover: str, line: dict, markers: bool = False
):
    """Add one thinned line to a figure, unless there is nothing to draw; changes `figure`."""
    kept = thin(values, POINTS)
    if kept:
        x = np.array([getattr(records[index], view.axis) for index in kept])
        y = np.array([values[index] for index in kept], dtype=np.float32)  # a third of the bytes of a list
        mode = "lines+markers" if markers else "lines"
        figure.add_scatter(
            x=x, y=y, mode=mode, name=name, line=line, marker=dict(size=7, color=line["color"]), hovertemplate=hover
        )


def blank(view: View, y: str, theme: Theme) -> go.Figure:
    """Return an empty figure with its axes named, transparent, and readable in a theme."""
    hover = dict(rangemode="tozero", unifiedhovertitle=dict(text=HOVERS[view.axis])) | (dict(dtick=1) if view.log_x else {})
    return canvas(scale(AXES[view.axis], view.log_x, theme) | hover, scale(y, view.log_y, theme), theme)


def scale(title: str, log: bool, theme: Theme) -> dict:
    """Return an axis with its title, on a log scale that says so, or on a linear one."""
    kind = dict(type="log", dtick="D2", tickformat="~g") if log else dict(type="linear", separatethousands=True)
    return axis(title + " (log scale)" * log, theme, **kind)


def export_config(name: str, picture: str) -> dict:
    """Return Plotly's settings: its camera button saves the figure under this name, as `picture` ("png" or "svg")."""
    return {
        "displaylogo": False,
        "scrollZoom": False,
        "toImageButtonOptions": {"format": picture, "filename": name, "scale": 2},
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
    }
