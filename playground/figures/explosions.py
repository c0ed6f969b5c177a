"""The same run with and without clipping: its loss, the norms of its gradients, and how these are spread."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from playground.figures.curves import View, blank, scale, tick_step
from playground.figures.powers import decades
from playground.figures.theme import Stroke, Theme, faint, mix, stroke
from playground.figures.units import short_number
from playground.language.records import StepRecord

NAMES = {"none": "no clipping", "norm": "by norm", "value": "by value"}  # in the order in which they are drawn
WIDTHS = {"none": 4.0, "norm": 2.5, "value": 2.5}
ROOM = 2.0  # a loss is drawn up to this many times that of guessing; what runs away leaves the figure
BINS = 30
HEIGHT, TALL = 380, 460  # pixels
HEADERS = ("clipping", "step", "loss (nats/token)", "gradient norm before clipping", "gradient norm after clipping")

Runs = Mapping[str, Sequence[StepRecord]]


def look(clipping: str, cell: str, theme: Theme) -> Stroke:
    """Return the line of one run: the cell's colour where clipped, by value a shade of it and dashed, grey where not clipped."""
    colour = stroke(cell, theme).colour
    looks = {"none": Stroke(theme.muted, "solid"), "value": Stroke(mix(colour, theme.text, 0.45), "dash")}
    return looks.get(clipping, Stroke(colour, "solid"))


def in_order(runs: Runs) -> list[tuple[str, Sequence[StepRecord]]]:
    """Return the runs in the order in which they are drawn and told."""
    return [(name, runs[name]) for name in NAMES if name in runs]


def ceiling(runs: Runs, guess: float) -> float | None:
    """Return the loss at which the figure ends because some go beyond it, None where all stay below."""
    losses = [record.train_loss for steps in runs.values() for record in steps if math.isfinite(record.train_loss)]
    return ROOM * guess if max(losses, default=0.0) > ROOM * guess else None


def explosion_loss(runs: Runs, cell: str, count: int, guess: float, theme: Theme) -> go.Figure:
    """Return the loss of each run against its steps, of which `count` were wanted; where one is lost, the figure says so.

    `guess` is the loss of guessing, ln V; far above it the figure ends.
    """
    figure = blank(View(), "loss (nats per character)", theme).update_layout(height=HEIGHT)
    for name, steps in in_order(runs):
        kept = [record for record in steps if math.isfinite(record.train_loss)]
        line = dict(color=look(name, cell, theme).colour, dash=look(name, cell, theme).dash, width=WIDTHS[name])
        add_line(figure, kept, [record.train_loss for record in kept], NAMES[name], line, "%{y:.4g} nats/char")
    top = ceiling(runs, guess)
    if top:
        lowest = min(record.train_loss for steps in runs.values() for record in steps if math.isfinite(record.train_loss))
        figure.update_yaxes(range=[max(0.0, lowest - 0.1 * top), top], autorange=False)
    for place, (name, words) in enumerate(losses_lost(runs, top)):
        where = dict(x=1, xref="paper", xanchor="right", y=0.98 - 0.09 * place, yref="paper", yanchor="top")
        style = dict(font=dict(size=13, color=look(name, cell, theme).colour), showarrow=False)
        figure.add_annotation(text=words, **where, **style)
    return figure.update_xaxes(range=[0, count + 1])


def losses_lost(runs: Runs, top: float | None) -> list[tuple[str, str]]:
    """Return what is written of each run whose loss leaves the figure or is no number: its name, and the words."""
    found = []
    for name, steps in in_order(runs):
        peak = max((record.train_loss for record in steps if math.isfinite(record.train_loss)), default=0.0)
        above = f"up to {short_number(float(f'{peak:.2g}'))}" if top and peak > top else ""
        end = f"no number from step {lost(steps)}" if lost(steps) else ""
        words = ", ".join(filter(None, (above, end)))
        if words:
            found.append((name, f"{NAMES[name]}: {words}"))
    return found


def lost(steps: Sequence[StepRecord]) -> int | None:
    """Return the first step whose loss or gradient is no finite number, None where all are."""
    bad = (r.step for r in steps if not (math.isfinite(r.train_loss) and math.isfinite(r.gradient_norm)))
    return next(bad, None)


def explosion_norms(runs: Runs, cell: str, count: int, clip_at: float, theme: Theme) -> go.Figure:
    """Return the gradient's norm before clipping (strong) and after it (faint) on a log axis, with the threshold."""
    figure = blank(View(log_y=True), "gradient norm, L2", theme).update_layout(height=HEIGHT)
    for name, steps in in_order(runs):
        colour, dash = look(name, cell, theme).colour, look(name, cell, theme).dash
        kept = drawable(steps)
        strong, weak = dict(color=colour, dash=dash, width=WIDTHS[name]), dict(color=faint(colour, 0.5), dash=dash, width=1.5)
        add_line(figure, kept, [record.gradient_norm for record in kept], NAMES[name], strong, "%{y:.3g} before clipping")
        if name != "none":
            after = [record.clipped_norm for record in kept]
            add_line(figure, kept, after, f"{NAMES[name]}, after", weak, "%{y:.3g} after clipping", legend=False)
    name = f"clip at {short_number(clip_at)}"
    ends = dict(x=[0, count + 1], y=[clip_at, clip_at], mode="lines", line=dotted(theme), hoverinfo="skip")
    figure.add_scatter(name=name, showlegend=False, **ends)  # so that the legends of both figures take equal room
    place = dict(x=1, xref="x domain", xanchor="right", y=math.log10(clip_at), yanchor="bottom", showarrow=False)
    figure.add_annotation(text=name, **place, font=dict(size=12, color=theme.text), bgcolor=theme.background)
    norms = [value for steps in runs.values() for r in drawable(steps) for value in (r.gradient_norm, r.clipped_norm)]
    figure.update_yaxes(ticks_of([*norms, clip_at], 4))
    return figure.update_xaxes(range=[0, count + 1])


def drawable(steps: Sequence[StepRecord]) -> list[StepRecord]:
    """Return the steps whose norms can stand on a log axis."""
    return [r for r in steps if all(math.isfinite(norm) and norm > 0 for norm in (r.gradient_norm, r.clipped_norm))]


def add_line(figure: go.Figure, steps, values, name: str, line: dict, hover: str, legend: bool = True) -> None:
    """Add one line to a figure, with a point where it is but one step long; changes `figure`."""
    mode = "lines" if len(values) > 1 else "markers"
    x, y = np.array([record.step for record in steps]), np.array(values)
    figure.add_scatter(x=x, y=y, mode=mode, name=name, line=line, hovertemplate=hover, showlegend=legend)


def norm_histograms(runs: Runs, cell: str, clip_at: float, theme: Theme) -> go.Figure:
    """Return how often each size of gradient occurred before clipping (faint) and after it (strong): a row for each run."""
    figure, rows, edges = blank(View(), "updates", theme), in_order(runs), bin_edges(runs)
    for number, (name, steps) in enumerate(rows):
        top, axis = 1 - number / len(rows), str(number + 1) if number else ""
        own = scale("updates", False, theme) | dict(rangemode="tozero", nticks=4)
        figure.update_layout({f"yaxis{axis}": own | dict(domain=[top - 0.88 / len(rows), top - 0.3 / len(rows)])})
        add_row(figure, drawable(steps), edges, f"y{axis}", look(name, cell, theme).colour, number == 0)
        figure.add_annotation(text=row_title(name, steps), x=0, y=top - 0.06 / len(rows), **paper(theme))
        where = dict(x0=clip_at, x1=clip_at, yref=f"y{axis} domain", y0=0, y1=1)
        figure.add_shape(type="line", **where, line=dotted(theme))
    figure.add_scatter(x=[None], y=[None], name=f"clip at {short_number(clip_at)}", mode="lines", line=dotted(theme))
    low, high = np.log10(edges[[0, -1]])
    across = scale("gradient norm, L2", True, theme) | ticks_of(edges, 9) | dict(range=[low, high])
    below = f"y{len(rows)}" if len(rows) > 1 else "y"
    return figure.update_layout(height=TALL, hovermode="x", xaxis=across | dict(anchor=below))


def ticks_of(values: Sequence[float], most: int) -> dict:
    """Return the ticks of a log axis of these numbers: every digit or 1, 2 and 5 of narrow ones, else at most so many powers."""
    step = tick_step(values)
    narrow = dict(dtick=step, tickformat="~g")
    return narrow if isinstance(step, str) else decades(math.log10(min(values)), math.log10(max(values)), most)


def dotted(theme: Theme) -> dict:
    """Return the line of the threshold."""
    return dict(color=theme.text, width=1.5, dash="dot")


def paper(theme: Theme) -> dict:
    """Return where and how the title of a row is written."""
    place = dict(xref="paper", yref="paper", xanchor="left", yanchor="top", showarrow=False)
    return place | dict(font=dict(size=13, color=theme.text))


def row_title(name: str, steps: Sequence[StepRecord]) -> str:
    """Say whose norms these are, and how many cannot be drawn."""
    missing = len(steps) - len(drawable(steps))
    return f"{NAMES[name]}: {len(steps)} updates" + (f", {missing} of them without a finite norm" if missing else "")


def bin_edges(runs: Runs) -> np.ndarray:
    """Return the edges of equal bins on a log scale that hold every norm before and after clipping."""
    norms = [value for steps in runs.values() for r in drawable(steps) for value in (r.gradient_norm, r.clipped_norm)]
    low, high = (math.log10(min(norms)), math.log10(max(norms))) if norms else (-1.0, 1.0)
    room = max(0.02 * (high - low), 0.05)
    return np.logspace(low - room, high + room, BINS + 1)


def add_row(figure: go.Figure, steps: Sequence[StepRecord], edges: np.ndarray, axis: str, colour: str, legend: bool) -> None:
    """Add the two outlines of one run to a row; changes `figure`."""
    parts = {
        "before clipping": ([r.gradient_norm for r in steps], dict(color=faint(colour, 0.9), width=1), faint(colour, 0.25)),
        "after clipping": ([r.clipped_norm for r in steps], dict(color=colour, width=2.5), "rgba(0,0,0,0)"),
    }
    for name, (norms, line, fill) in parts.items():
        counts = np.append(np.histogram(norms, edges)[0], 0)
        shape = dict(mode="lines", line=line | dict(shape="hv"), fill="tozeroy", fillcolor=fill)
        figure.add_scatter(x=edges, y=counts, yaxis=axis, name=name, showlegend=legend, hovertemplate="%{y} updates", **shape)


def describe_explosion(runs: Runs) -> str:
    """Say how far each run came, and how large its gradients grew."""
    return " ".join(describe_one(NAMES[name], steps) for name, steps in in_order(runs))


def describe_one(name: str, steps: Sequence[StepRecord]) -> str:
    """Say how far one run came, and how large its gradients grew."""
    losses = [record.train_loss for record in steps if math.isfinite(record.train_loss)]
    largest = max((record.gradient_norm for record in drawable(steps)), default=math.nan)
    if not losses:
        return f"{name.capitalize()}: no loss is a number."
    end = f"no number from step {lost(steps)}" if lost(steps) else f"{short_number(losses[-1])} after {len(steps)} steps"
    return f"{name.capitalize()}: loss from {short_number(losses[0])} to {end}; largest gradient norm {short_number(largest)}."


def explosion_rows(runs: Runs) -> list[tuple]:
    """Return every update as a row of a table."""
    return [(NAMES[name], r.step, r.train_loss, r.gradient_norm, r.clipped_norm) for name, steps in in_order(runs) for r in steps]
