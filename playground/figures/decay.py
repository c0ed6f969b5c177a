"""Figures of gradients through time: how much is left at each step back, and how that changes while a network trains."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from playground.figures.canvas import axis, canvas, empty
from playground.figures.powers import FAINTEST, growth, percent, power, power_text, shades
from playground.figures.theme import Theme, faint, mix, stroke
from playground.gradients.chain import Chain
from playground.gradients.lines import Line
from playground.language.records import DecayRecord

HEIGHT = 460
FLOAT32 = -44.85  # log10 of the smallest number that float32 knows
WORDS = 8  # steps after which a famous claim says that nothing is left
STATE_DASHES = {"h": "solid", "c": "dash"}
PART_NAMES = {"activation": "activation alone (f′)", "weights": "W alone"}


def decay_figure(lines: Sequence[Line], theme: Theme, floor: float = -16.0, shares: bool = False) -> go.Figure:
    """Return ‖∂L_T/∂s_t‖ against steps back on a log axis, or the share of the last step's norm; bands are lowest to highest."""
    figure = blank("steps back from the loss", "share of the gradient left" if shares else "‖∂L/∂state‖, L2 norm", theme)
    tops = []
    for line in lines:
        start = line.decay.middle[0] if shares and np.isfinite(line.decay.middle[0]) else 0.0
        middle, low, high = (curve - start for curve in (line.decay.middle, line.decay.low, line.decay.high))
        look = look_of(line, theme)
        if len(line.decay.curves) > 1:
            figure.add_scatter(**band(low, high, look["color"], line.title))
        texts = [f"{power_text(value)} · {percent(left)} left" for value, left in zip(middle, line.decay.left, strict=True)]
        figure.add_scatter(
            x=np.arange(len(middle)),
            y=drawable(middle),
            name=line.title,
            mode="lines",
            line=look,
            legendgroup=line.title,
            customdata=texts,
            hovertemplate="%{customdata}",
        )
        tops.append(float(np.nanmax(np.where(np.isfinite(high), high, np.nan))) if np.isfinite(high).any() else 0.0)
    if not tops:
        return empty(figure)
    log_axis(figure, [floor, max(tops) + 0.05 * (max(tops) - floor)])
    return marks(figure, theme, floor)


def band(low: np.ndarray, high: np.ndarray, colour: str, group: str) -> dict:
    """Return the area between the lowest and the highest seed."""
    known = np.flatnonzero(np.isfinite(low) & np.isfinite(high))
    x, y = np.concatenate([known, known[::-1]]), np.concatenate([high[known], low[known][::-1]])
    shape = dict(fill="toself", fillcolor=faint(colour, 0.15), line=dict(width=0), mode="lines")
    return dict(x=x, y=y, hoverinfo="skip", showlegend=False, legendgroup=group, **shape)


def look_of(line: Line, theme: Theme) -> dict:
    """Return how a line is drawn: its cell's colour, lighter for further variants; h solid, c dashed."""
    own = stroke(line.cell, theme)
    dash = STATE_DASHES.get(line.state, "dot")
    colour = mix(own.colour, theme.background, 0.5 - 0.25 * min(line.rank, 2)) if line.rank or is_forked(line) else own.colour
    return dict(color=colour, width=2.5 if line.state == "h" else 1.8, dash=own.dash if dash == "solid" else dash)


def is_forked(line: Line) -> bool:
    """Tell whether a line is one of several of its cell, the first of them faint and the last strong."""
    return "forget bias" in line.name


def drawable(values: np.ndarray) -> list[float | None]:
    """Return numbers as a figure takes them, a gap for those that are none."""
    return [float(value) if np.isfinite(value) else None for value in values]


def log_axis(figure: go.Figure, span: list[float]) -> None:
    """Give a figure of logarithms an axis labelled in powers of ten; changes `figure`."""
    step = max(1, round((span[1] - span[0]) / 8))
    ticks = list(range(int(np.floor(span[0] - 400)) // step * step, int(np.ceil(span[1] + 20)), step))
    figure.update_yaxes(range=span, tickvals=ticks, ticktext=[power(tick) for tick in ticks])


def marks(figure: go.Figure, theme: Theme, floor: float) -> go.Figure:
    """Draw the famous eight steps, and where float32 would show nothing at all; changes `figure`."""
    note = dict(font=dict(size=12, color=theme.muted))
    figure.add_vline(x=WORDS, line=dict(color=theme.muted, width=1, dash="dot"), annotation_text="8 steps", annotation=note)
    if floor < FLOAT32:
        text = "below: 0 in float32"
        figure.add_hline(y=FLOAT32, line=dict(color=theme.muted, width=1, dash="dot"), annotation_text=text, annotation=note)
    return figure


def slope_figure(found: Mapping[str, Sequence[tuple[float, float]]], theme: Theme) -> go.Figure:
    """Return the slope of the decay against log10 of the spectral radius for each activation, beside what |w|^k would give."""
    figure = blank("log₁₀ of the spectral radius", "slope: change of log₁₀ norm a step", theme)
    colours = {"linear": theme.text, "tanh": stroke("rnn", theme).colour, "relu": stroke("rnn-relu", theme).colour}
    radii = [radius for points in found.values() for radius, _ in points]
    if not radii:
        return empty(figure)
    ends = [float(np.log10(radius)) for radius in (min(radii), max(radii))]
    figure.add_scatter(x=ends, y=ends, mode="lines", name="|w|ᵏ", line=dict(color=theme.muted, width=1, dash="dot"))
    for name, points in found.items():
        x, y = [float(np.log10(radius)) for radius, _ in points], [slope for _, slope in points]
        texts = [f"radius {radius:g}: {percent(slope)} left after each step" for radius, slope in points]
        look = dict(color=colours.get(name, theme.text), width=2)
        figure.add_scatter(x=x, y=y, mode="lines+markers", name=name, line=look, customdata=texts, hovertemplate="%{customdata}")
    return figure.update_layout(hovermode="closest", height=320)


def chain_figure(chain: Chain, cell: str, theme: Theme) -> go.Figure:
    """Return the norm of the running product of Jacobians against steps back, and what each ingredient alone would give."""
    figure, own = blank("factors multiplied, from the last step back", "spectral norm of the product", theme), stroke(cell, theme)
    drawn = {"the product ∂s_T/∂s_k": (chain.product, dict(color=own.colour, width=3))}
    dashes = ("dash", "dot", "dashdot")
    for (name, values), dash in zip(chain.parts.items(), dashes, strict=False):
        drawn[PART_NAMES.get(name, f"{name} alone")] = values, dict(color=theme.text, width=1.5, dash=dash)
    for name, (values, look) in drawn.items():
        texts = [power_text(value) for value in values]
        figure.add_scatter(
            x=np.arange(len(values)), y=drawable(values), name=name, line=look, customdata=texts, hovertemplate="%{customdata}"
        )
    values = np.concatenate([values for values, _ in drawn.values()])
    known = values[np.isfinite(values)]
    log_axis(figure, [float(known.min()) - 0.5, float(known.max()) + 0.5])
    return figure.update_layout(height=320)


def describe_chain(chain: Chain, cell: str) -> str:
    """Say what the product of the whole chain comes to."""
    steps = len(chain.product) - 1
    return f"{cell}: the product of {steps} Jacobians has a spectral norm of {power_text(chain.product[-1])}."


def spectra_figure(chain: Chain, cell: str, theme: Theme) -> go.Figure:
    """Return the singular values of the Jacobian of some steps, the largest on top, and 1, where nothing shrinks, as a line."""
    figure, own = blank("step of the sequence", "singular values (log scale)", theme), stroke(cell, theme)
    for step, values in chain.spectra.items():
        kept = values[values > 1e-12 * values.max()]
        figure.add_scatter(
            x=np.full(len(kept), step),
            y=kept,
            mode="markers",
            showlegend=False,
            marker=dict(size=4, color=faint(own.colour, 0.5)),
            hovertemplate="%{y:.3g}",
        )
    steps = np.arange(1, len(chain.norms) + 1)
    look = dict(color=own.colour, width=2)
    figure.add_scatter(x=steps, y=chain.norms, name="largest", mode="lines", line=look, hovertemplate="largest %{y:.3g}")
    figure.add_hline(y=1, line=dict(color=theme.muted, width=1, dash="dot"))
    return figure.update_yaxes(type="log", dtick=1, exponentformat="power").update_layout(
        height=320, hovermode="closest", showlegend=False
    )


def learning_figure(decays: Sequence[DecayRecord], state: str, theme: Theme) -> go.Figure:
    """Return training step × steps back: how much of the last step's gradient is left, as a network learns to remember.

    Where a gradient grows on its way back the colours go on beyond 1, in red.
    """
    figure = blank("training step", "steps back from the loss", theme)
    curves = [(record.step, record.states[state]) for record in decays if record.states.get(state)]
    if not curves:
        return empty(figure)
    left = np.array([[np.nan if value is None else value - (curve[0] or 0) for value in curve] for _, curve in curves]).T
    steps = [f"{step:,}" for step, _ in curves]
    texts = [[share_text(value) for value in row] for row in left]
    top = growth(float(np.nanmax(left, initial=0.0)))
    ticks = list(range(FAINTEST, top + 1, 2))
    figure.add_heatmap(
        x=steps,
        y=np.arange(len(left)),
        z=left,
        zmin=FAINTEST,
        zmax=top,
        colorscale=shades(top),
        colorbar=dict(title="left", tickvals=ticks, ticktext=[power(tick) for tick in ticks]),
        customdata=texts,
        hovertemplate="after %{x} training steps, %{y} steps back: %{customdata}<extra></extra>",
    )
    return figure.update_xaxes(type="category").update_layout(height=360, hovermode="closest")


def share_text(log10: float) -> str:
    """Write how much of a gradient is there, given the log10 of its share of what there was at the last step."""
    if not np.isfinite(log10):
        return "nothing left"
    return f"{power_text(log10)} times as much" if log10 > 0 else f"{percent(log10)} left"


def blank(x: str, y: str, theme: Theme) -> go.Figure:
    """Return an empty figure with linear axes of these names."""
    return canvas(axis(x, theme), axis(y, theme), theme, height=HEIGHT)
