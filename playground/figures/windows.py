"""What a carried state is worth: loss by place in a window, and loss against how far back the gradient flows."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from playground.figures.curves import View, blank
from playground.figures.theme import Stroke, Theme, faint, mix, stroke
from playground.figures.units import LossUnit, loss_text

NAMES = {"carried": "carried over", "reset": "reset to zero", "shuffled": "carried over, batches shuffled"}
HEIGHT = 420  # pixels
FEW = 40  # places of a window up to which each is marked

Places = Mapping[str, np.ndarray]  # nats per token at each place of a window (T,), by name
Lines = Mapping[bool, Mapping[int, tuple[float, float, float]]]  # lowest, mean and highest loss by length; state carried or reset


def memory_look(name: str, cell: str, theme: Theme) -> Stroke:
    """Return the line of one way to begin a window, in the cell's colour or a shade of it."""
    colour = stroke(cell, theme).colour
    looks = {"reset": Stroke(mix(colour, theme.text, 0.45), "dash"), "shuffled": Stroke(theme.muted, "dot")}
    return looks.get(name, Stroke(colour, "solid"))


def position_figure(found: Places, cell: str, characters: float, unit: LossUnit, theme: Theme) -> go.Figure:
    """Return the mean loss at each place of a window, counted from 1, a line for each way to begin it."""
    figure = blank(View(), unit.title(characters), theme).update_layout(height=HEIGHT)
    for name, nats in found.items():
        look = memory_look(name, cell, theme)
        values = np.array([unit.convert(float(value), characters) for value in nats])
        style = dict(line=dict(color=look.colour, dash=look.dash, width=2.5), marker=dict(size=6, color=look.colour))
        mode = "lines+markers" if len(nats) <= FEW else "lines"
        hover = "%{y:.3f} " + unit.named(characters)
        x = np.arange(1, len(nats) + 1)
        figure.add_scatter(x=x, y=values, mode=mode, name=NAMES[name], hovertemplate=hover, **style)
    title, x_end = dict(text="token %{x} of the window"), max((len(nats) for nats in found.values()), default=1)
    return figure.update_xaxes(title_text="place in the window, tokens", unifiedhovertitle=title, range=[0.5, x_end + 0.5])


def truncation_figure(lines: Lines, cell: str, seeds: int, theme: Theme) -> go.Figure:
    """Return validation loss against truncation length on a log axis: the mean over seeds, and their whole band."""
    figure = blank(View(log_y=True), "validation loss, nats per character", theme).update_layout(height=HEIGHT)
    for stateful, line in lines.items():
        look = memory_look("carried" if stateful else "reset", cell, theme)
        x, (low, mean, high) = np.array(list(line)), np.array(list(line.values())).T
        band = dict(mode="lines", line=dict(width=0), hoverinfo="skip", showlegend=False)
        figure.add_scatter(x=x, y=low, **band)
        figure.add_scatter(x=x, y=high, fill="tonexty", fillcolor=faint(look.colour, 0.25), **band)
        name = "state carried over" if stateful else "state reset with each batch"
        style = dict(line=dict(color=look.colour, dash=look.dash, width=2.5), marker=dict(size=7, color=look.colour))
        figure.add_scatter(
            x=x, y=mean, mode="lines+markers", name=name, hovertemplate="%{y:.3f} nats/char, mean of " + str(seeds), **style
        )
    ticks = sorted({length for line in lines.values() for length in line})
    axis = dict(type="log", tickvals=ticks, ticktext=[str(tick) for tick in ticks], rangemode="normal")
    title = dict(text="gradient cut after %{x} steps")
    return figure.update_xaxes(title_text="truncation length, steps (log scale)", unifiedhovertitle=title, **axis)


def describe_positions(found: Places, characters: float, unit: LossUnit) -> str:
    """Say how high each line begins and ends."""
    parts = [
        f"{NAMES[name]} from {loss_text(nats[0], unit, characters)} to {loss_text(nats[-1], unit, characters)}"
        for name, nats in found.items()
    ]
    count = max((len(nats) for nats in found.values()), default=0)
    return f"Loss from the first to token {count} of a window, state " + "; ".join(parts) + "."


def describe_truncation(lines: Lines) -> str:
    """Say what the shortest and the longest truncation length give."""
    parts = []
    for stateful, line in lines.items():
        (short, first), *_, (long, last) = [*line.items(), *list(line.items())[-1:]]
        state = "carried over" if stateful else "reset"
        parts.append(f"with the state {state} from {first[1]:.3f} at length {short} to {last[1]:.3f} at length {long}")
    return f"Validation loss in nats per character: {'; '.join(parts)}."


def position_rows(found: Places) -> list[tuple]:
    """Return each place of the window as a row of a table: the place, then a loss for each line."""
    return list(zip(range(1, 1 + max(map(len, found.values()))), *found.values(), strict=True))


def truncation_rows(lines: Lines) -> Sequence[tuple]:
    """Return each point of the truncation figure as a row of a table."""
    named = [("carried" if stateful else "reset", line) for stateful, line in lines.items()]
    return [(length, name, *losses) for name, line in named for length, losses in line.items()]
