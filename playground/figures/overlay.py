"""Many runs on one pair of axes: the raw curve faint, the smooth one strong, a band where several seeds share a line."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from playground.figures.canvas import FIXED, MARGIN, canvas, empty
from playground.figures.crowd import crowd
from playground.figures.curves import HOVERS, View, scale
from playground.figures.linetraces import Convert, converted, escaped, trace, value_hover
from playground.figures.theme import DASHES, Theme, faint, mix, stroke
from playground.figures.units import AXES, LossUnit, peak_text
from playground.sweeps.overlay import METRICS, Line, room, thinned

HEIGHT = 460  # pixels
NAMED = 12  # lines that a legend can name, and that shades and dashes tell apart
FEW = 6  # lines whose values are read off together
SHADES = (0.0, 0.35, 0.6)  # how far further lines of a cell move from its colour
HEADROOM = 1.1  # where an axis ends, as a multiple of the highest beginning or end of a line
NOTHING = "Nothing has been measured of these runs yet."


@dataclass(frozen=True)
class Look:
    """How a line is drawn; `dash` is Plotly's name for it."""

    colour: str
    dash: str


def look_of(cell: str, rank: int, theme: Theme) -> Look:
    """Return the look of the line number `rank` of a cell: its colour, then shades of it, then further dashes."""
    own = stroke(cell, theme)
    dash = DASHES[(DASHES.index(own.dash) + rank) % len(DASHES)]
    return Look(mix(own.colour, theme.text, SHADES[rank % len(SHADES)]), dash)


def overlay_figure(lines: Sequence[Line], metric: str, unit: LossUnit, view: View, theme: Theme) -> go.Figure:
    """Return the lines of some runs; `unit` is what losses are read in, other metrics have units of their own."""
    loss, log_y = METRICS[metric].loss, view.log_y or metric == "norm"
    figure = canvas(
        scale(AXES[view.axis], view.log_x, theme) | FIXED | dict(unifiedhovertitle=dict(text=HOVERS[view.axis])),
        scale(title_of(metric, unit, lines), log_y, theme) | FIXED | dict(rangemode="tozero" if metric == "speed" else "normal"),
        theme,
        height=HEIGHT,
        margin=MARGIN,
        hovermode="x unified" if len(lines) <= FEW else "closest",
        showlegend=len(lines) > 1,
    )
    if not lines:
        return empty(figure, NOTHING)
    convert = unit.convert if loss else None
    if len(lines) > NAMED:
        figure.add_traces(crowd(lines, convert, unit, theme))
    else:
        figure.add_traces(
            [*bands(lines, convert, theme), *faint_lines(lines, convert, theme), *strong_lines(lines, convert, unit, theme)]
        )
    if loss and not log_y:
        cut_peaks(figure, lines, unit)
    return figure


def title_of(metric: str, unit: LossUnit, lines: Sequence[Line]) -> str:
    """Return what the vertical axis is called."""
    if not METRICS[metric].loss:
        return {"norm": "gradient norm before clipping, L2", "speed": "tokens per second"}[metric]
    return f"{metric} {unit.title(common_characters(lines))}"


def common_characters(lines: Sequence[Line]) -> float:
    """Return the characters of a token where they are the same for all, else 0."""
    found = {line.characters for line in lines}
    return found.pop() if len(found) == 1 else 0.0


def bands(lines: Sequence[Line], convert: Convert, theme: Theme) -> list[dict]:
    """Return the area between the lowest and the highest seed of each line that has several."""
    found = []
    for line in lines:
        if line.seeds > 1:
            (x, high), (back, low) = (thinned(line, name, room(len(lines))) for name in ("high", "low"))
            y = converted(np.concatenate([high, low[::-1]]), convert, line.characters)
            shape = dict(fill="toself", fillcolor=faint(look_among(lines, line, theme).colour, 0.16), line=dict(width=0))
            found.append(trace(np.concatenate([x, back[::-1]]), y, **shape, hoverinfo="skip", legendgroup=line.key))
    return found


def look_among(lines: Sequence[Line], line: Line, theme: Theme) -> Look:
    """Return the look of one line among others: where they are too many to be told apart, that of its cell."""
    return look_of(line.cell, line.rank, theme) if len(lines) <= NAMED else Look(stroke(line.cell, theme).colour, "solid")


def faint_lines(lines: Sequence[Line], convert: Convert, theme: Theme) -> list[dict]:
    """Return the raw curves where they differ from the smooth ones."""
    found = []
    for line in lines:
        if line.raw is not line.even:
            x, y = thinned(line, "raw", room(len(lines)))
            style = dict(color=faint(look_of(line.cell, line.rank, theme).colour), width=1)
            found.append(trace(x, converted(y, convert, line.characters), line=style, hoverinfo="skip", legendgroup=line.key))
    return found


def cut_peaks(figure: go.Figure, lines: Sequence[Line], unit: LossUnit) -> None:
    """End the vertical axis a little above where lines begin and end, and say how high the peaks beyond are; changes `figure`."""
    spans = [unit.convert(np.array([line.raw.min(), line.raw.max()]), line.characters) for line in lines]
    ends = [unit.convert(line.even[[0, -1]], line.characters).max() for line in lines]
    low, high, top = min(span[0] for span in spans), max(span[1] for span in spans), HEADROOM * max(ends)
    if top < high:
        title = f"{figure.layout.yaxis.title.text}{peak_text([[high]])}"
        figure.update_yaxes(range=[low - 0.05 * (top - low), top], title_text=title)


def strong_lines(lines: Sequence[Line], convert: Convert, unit: LossUnit, theme: Theme) -> list[dict]:
    """Return the smooth curves, each under its name; single points are marked, since a line through one cannot be seen."""
    found, few = [], len(lines) <= FEW
    for line in lines:
        x, y = thinned(line, "even", room(len(lines)))
        look, said = look_of(line.cell, line.rank, theme), value_hover(line, convert, unit)
        named = said if few else f"<b>{escaped(line.name)}</b><br>{said}<extra></extra>"
        mode = dict(mode="lines+markers", marker=dict(size=6)) if len(x) <= 30 and few else dict(mode="lines")
        style = dict(line=dict(color=look.colour, dash=look.dash, width=2.5), hovertemplate=named, legendgroup=line.key)
        found.append(trace(x, converted(y, convert, line.characters), **style | mode, name=escaped(line.name), showlegend=True))
    return found


def describe_overlay(lines: Sequence[Line], metric: str, unit: LossUnit) -> str:
    """Say what a figure of several runs shows now: the last value of each, the best first."""
    if not lines:
        return NOTHING
    loss = METRICS[metric].loss
    last = sorted(((float(line.even[-1]), line) for line in lines), key=lambda pair: pair[0])
    said = [f"{line.name} {value_text(value, line, unit, loss)}" for value, line in last[:NAMED]]
    more = f"; and {len(last) - NAMED} more" if len(last) > NAMED else ""
    return f"{METRICS[metric].label} at the end of each line, the lowest first: {'; '.join(said)}{more}."


def value_text(value: float, line: Line, unit: LossUnit, loss: bool) -> str:
    """Write one value with its unit."""
    if not loss:
        return f"{value:,.4g}"
    return f"{unit.number(value, line.characters)} {unit.named(line.characters)}"
