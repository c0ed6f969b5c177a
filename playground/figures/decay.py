"""Figures of gradients through time: how much is left at each step back, and how that changes while a network trains."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from playground.figures.canvas import FIXED, MARGIN, axis, canvas, empty, frame, whole
from playground.figures.powers import FAINTEST, decades, growth, percent, power, power_text, shades, step_of
from playground.figures.theme import Theme, faint, mix, stroke
from playground.gradients.chain import Chain
from playground.gradients.lines import Line
from playground.language.records import DecayRecord

Slopes = Mapping[str, Sequence[tuple[float, float]]]  # (spectral radius, slope) by activation
HEIGHT = 460
FLOAT32 = -44.85  # log10 of the smallest number that float32 knows
WORDS = 8  # steps after which a famous claim says that nothing is left
STATE_DASHES = {"h": "solid", "c": "dash"}
FORKED, SEVERAL = (-0.25, 0.0, 0.4), (0.0, -0.25, 0.4, 0.7)  # towards the background (below 0) or the text, by a line's rank
BACK = "steps back from the loss"
STILL = FIXED | dict(ticklabeloverflow="allow")  # labels that might leave the figure are measured, which lays out the whole page
DIGITS = 5  # after the point of a log10 that is drawn
SLOPE_DASHES = {"relu": "dash"}
MOST_TICKS, FEW_TICKS = 11, 6  # powers of ten that label an axis at most, a tall and a low one
RANKS = 24  # singular values of each step that are drawn
PART_NAMES = {"activation": "activation alone (f′)", "weights": "W alone"}


def decay_figure(
    lines: Sequence[Line], theme: Theme, floor: float = -16.0, shares: bool = False, legend: bool = True
) -> go.Figure:
    """Return ‖∂L_T/∂s_t‖ against steps back on a log axis, or the share of the last step's norm; bands are lowest to highest."""
    across = f"{BACK} (thin dashes: cell state c)" if any(line.state == "c" for line in lines) else BACK
    curves = [curves_of(line, shares) for line in lines]
    if not curves:
        return empty(blank(across, "‖∂L/∂state‖, L2 norm", theme))
    tops = [float(np.max(high, initial=floor, where=np.isfinite(high))) for _, _, high in curves]
    span = [floor, max(floor + 1, max(tops) + 0.05 * (max(tops) - floor))]
    up = axis("share of the gradient left" if shares else "‖∂L/∂state‖, L2 norm", theme, **STILL, **log_ticks(span))
    look = dict(height=HEIGHT, margin=MARGIN, showlegend=legend)
    layout = frame(axis(across, theme, **STILL), up, theme, **look, **marks(theme, floor))
    named = {line.name for line in lines if line.state == "h"}
    middles = [middle_of(line, middle, theme, named) for line, (middle, *_) in zip(lines, curves, strict=True)]
    return whole(bands(lines, curves, theme) + middles, layout)


def curves_of(line: Line, shares: bool) -> tuple[np.ndarray, ...]:
    """Return the mean, the lowest and the highest curve (T,), divided by the first value of the mean where `shares` says so."""
    decay = line.decay
    start = decay.middle[0] if shares and np.isfinite(decay.middle[0]) else 0.0
    return decay.middle - start, decay.low - start, decay.high - start


def middle_of(line: Line, middle: np.ndarray, theme: Theme, named: set[str]) -> dict:
    """Return a curve; that of c goes without a place in the legend, where h of the same network has one."""
    told = zip(middle.tolist(), line.decay.left.tolist(), strict=True)
    texts = [f"{power_text(value)} · {percent(left)} left" for value, left in told]
    shown = line.state == "h" or line.name not in named
    group = dict(legendgroup=line.name, showlegend=shown, name=line.title)
    points = dict(y=drawable(middle).tolist(), customdata=texts, hovertemplate="%{customdata}")
    return dict(type="scatter", mode="lines", line=look_of(line, theme), **group, **points)


def bands(lines: Sequence[Line], curves: Sequence[tuple[np.ndarray, ...]], theme: Theme) -> list[dict]:
    """Return the areas between the lowest and the highest curve, those of one network, h and c, as one trace."""
    found: dict[str, dict] = {}
    for line, (_, low, high) in zip(lines, curves, strict=True):
        if len(line.decay.curves) > 1:
            x, y = outline(low, high)
            known = found.setdefault(line.name, band(line, theme))
            known["x"] += [None, *x] if known["x"] else x
            known["y"] += [None, *y] if known["y"] else y
    return list(found.values())


def band(line: Line, theme: Theme) -> dict:
    """Return the trace of the areas of a line's network, still without a place."""
    shape = dict(fill="toself", fillcolor=faint(look_of(line, theme)["color"], 0.15), line=dict(width=0), mode="lines")
    return dict(type="scatter", x=[], y=[], hoverinfo="skip", showlegend=False, legendgroup=line.name, **shape)


def outline(low: np.ndarray, high: np.ndarray) -> tuple[list, list]:
    """Return the way around the area between two curves (T,) as x and y, along the higher one and back along the lower."""
    known = np.flatnonzero(np.isfinite(low) & np.isfinite(high))
    way = np.concatenate([high[known], low[known][::-1]])
    return np.concatenate([known, known[::-1]]).tolist(), drawable(way).tolist()


def look_of(line: Line, theme: Theme) -> dict:
    """Return how a line is drawn: its cell's colour, each further variant in a shade of its own; h solid, c thin and dashed."""
    own = stroke(line.cell, theme)
    dash = STATE_DASHES.get(line.state, "dot")
    shades = FORKED if is_forked(line) else SEVERAL
    shade = shades[min(line.rank, len(shades) - 1)]
    colour = mix(own.colour, theme.background if shade < 0 else theme.text, abs(shade))
    return dict(color=colour, width=2.5 if line.state == "h" else 1.8, dash=own.dash if dash == "solid" else dash)


def is_forked(line: Line) -> bool:
    """Tell whether a line is one of several of its cell, the first of them faint and the last strong."""
    return "forget bias" in line.name


def drawable(values: np.ndarray) -> np.ndarray:
    """Return numbers as a figure takes them in little room, a gap for those that are none."""
    return np.where(np.isfinite(values), values, np.nan).round(DIGITS)


def log_ticks(span: list[float]) -> dict:
    """Return the range of an axis of logarithms, labelled in powers of ten."""
    step = step_of(span[1] - span[0], MOST_TICKS)
    ticks = list(range(int(np.floor(span[0] - 400)) // step * step, int(np.ceil(span[1] + 20)), step))
    return dict(range=span, tickvals=ticks, ticktext=[power(tick) for tick in ticks])


def marks(theme: Theme, floor: float) -> dict:
    """Return the famous eight steps, and where float32 would show nothing at all, as parts of a layout."""
    line = dict(type="line", line=dict(color=theme.muted, width=1, dash="dot"))
    note = dict(font=dict(size=12, color=theme.muted), showarrow=False, yanchor="bottom")
    shapes = [dict(x0=WORDS, x1=WORDS, y0=0, y1=1, yref="y domain", **line)]
    notes = [dict(text="8 steps", x=WORDS, xanchor="left", y=0.94, yref="y domain", **note)]
    if floor < FLOAT32:
        shapes.append(dict(x0=0, x1=1, xref="x domain", y0=FLOAT32, y1=FLOAT32, **line))
        text = "below this line float32 knows nothing but 0"
        notes.append(dict(text=text, x=1, xref="x domain", xanchor="right", y=FLOAT32, yref="y", **note))
    return dict(shapes=shapes, annotations=notes)


def slope_figure(found: Slopes, theme: Theme, radius: float = 0.0) -> go.Figure:
    """Return the slope of the decay against log10 of the spectral radius for each activation, beside what |w|^k would give.

    A `radius` above 0 is marked: the one that a visitor has set.
    """
    x, y = axis("spectral radius (log scale)", theme, **STILL), axis("slope: change of log₁₀ norm a step", theme, **STILL)
    radii = sorted({at for points in found.values() for at, _ in points})
    if not radii:
        return empty(canvas(x, y, theme))
    ends = [float(np.log10(at)) for at in (radii[0], radii[-1])]
    thin = dict(color=theme.muted, width=1, dash="dot")
    traces = [dict(type="scatter", x=ends, y=ends, mode="lines", name="log₁₀ |w|", line=thin)]
    traces += [slope_line(name, points, theme) for name, points in found.items()]
    x |= dict(tickvals=[float(np.log10(at)) for at in radii], ticktext=[f"{at:g}" for at in radii])
    yours = yours_at(float(np.log10(radius)), theme) if radius > 0 else {}
    return whole(traces, frame(x, y, theme, hovermode="closest", height=320, margin=MARGIN | dict(l=54, b=44), **yours))


def slope_line(name: str, points: Sequence[tuple[float, float]], theme: Theme) -> dict:
    """Return the slopes of one activation."""
    colours = {"linear": theme.text, "tanh": stroke("rnn", theme).colour, "relu": stroke("rnn-relu", theme).colour}
    x, y = [float(np.log10(at)) for at, _ in points], [slope for _, slope in points]
    texts = [f"{name}, radius {at:g}: {percent(slope)} left after each step" for at, slope in points]
    look = dict(color=colours.get(name, theme.text), width=2, dash=SLOPE_DASHES.get(name, "solid"))
    told = dict(name=name, customdata=texts, hovertemplate="%{customdata}")
    return dict(type="scatter", x=x, y=y, mode="lines+markers", line=look, **told)


def yours_at(place: float, theme: Theme) -> dict:
    """Return the mark of what a visitor has set, as parts of a layout."""
    line = dict(type="line", x0=place, x1=place, y0=0, y1=1, yref="y domain", line=dict(color=theme.muted, width=1, dash="dot"))
    font = dict(size=12, color=theme.muted)
    note = dict(text="yours", x=place, xanchor="left", y=1, yref="y domain", yanchor="top", showarrow=False, font=font)
    return dict(shapes=[line], annotations=[note])


def describe_slopes(found: Slopes) -> str:
    """Say for each activation what the slope is at the smallest and at the largest radius."""
    said = (f"{name} from {points[0][1]:+.2f} to {points[-1][1]:+.2f}" for name, points in found.items() if points)
    radii = [at for points in found.values() for at, _ in points]
    between = f" as the spectral radius goes from {min(radii):g} to {max(radii):g}" if radii else ""
    return f"Slope of the decay, change of log₁₀ norm a step{between}: {'; '.join(said)}."


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
    figure.update_yaxes(**log_ticks([float(known.min()) - 0.5, float(known.max()) + 0.5]))
    return beneath(figure.update_layout(height=320, margin=MARGIN))


def describe_chain(chain: Chain, cell: str) -> str:
    """Say what the product of the whole chain comes to."""
    steps = len(chain.product) - 1
    return f"{cell}: the product of {steps} Jacobians has a spectral norm of {power_text(chain.product[-1])}."


def describe_spectra(chain: Chain, cell: str) -> str:
    """Say between which values the largest and the smallest singular values of the steps lie."""
    largest, smallest = ([float(np.log10(value)) for value in chain.spectra[:, rank] if value > 0] for rank in (0, -1))
    ends = lambda logs: f"{power_text(min(logs))} to {power_text(max(logs))}" if logs else "0"  # noqa: E731
    steps = f"{cell}: singular values of the Jacobians of {len(chain.spectra)} steps"
    return f"{steps}; the largest of each is {ends(largest)}, the smallest {ends(smallest)}."


def spectra_figure(chain: Chain, cell: str, theme: Theme) -> go.Figure:
    """Return the singular values of every step's Jacobian, the largest as a line, and 1, where nothing shrinks, as another.

    Of many values those of `RANKS` ranks evenly apart are drawn, the largest and the smallest of a step among them.
    """
    figure, own = blank("step of the sequence", "singular values (log scale)", theme), stroke(cell, theme)
    size = chain.spectra.shape[1]
    drawn = chain.spectra[:, np.unique(np.linspace(0, size - 1, min(RANKS, size)).round().astype(int))]
    at, ranks = np.nonzero(drawn > 1e-12 * drawn[:, :1])
    figure.add_scatter(
        x=at + 1,
        y=drawn[at, ranks],
        mode="markers",
        showlegend=False,
        marker=dict(size=4, color=faint(own.colour, 0.5)),
        customdata=[power_text(float(np.log10(value))) for value in drawn[at, ranks]],
        hovertemplate="%{customdata}",
    )
    steps = np.arange(1, len(chain.norms) + 1)
    look = dict(color=own.colour, width=2)
    texts = [f"largest {power_text(float(np.log10(norm)))}" if norm else "largest 0" for norm in chain.norms]
    figure.add_scatter(
        x=steps, y=chain.norms, name="largest", mode="lines", line=look, customdata=texts, hovertemplate="%{customdata}"
    )
    figure.add_hline(y=1, line=dict(color=theme.muted, width=1, dash="dot"))
    logs = np.append(np.log10(drawn[at, ranks]), 0.0)  # the line at 1 is drawn too
    ticks = decades(float(logs.min()), float(logs.max()), FEW_TICKS)
    figure.update_xaxes(range=[0, len(chain.norms) + 1]).update_yaxes(type="log", **ticks)
    return beneath(figure.update_layout(height=272, margin=MARGIN | dict(t=16), hovermode="closest", showlegend=False))


def beneath(figure: go.Figure) -> go.Figure:
    """Return a figure whose plot keeps its place, so that those of several, one beneath the other, begin at the same edge."""
    return figure.update_xaxes(**STILL).update_yaxes(**STILL)


def learning_figure(decays: Sequence[DecayRecord], state: str, theme: Theme, top: int | None = None) -> go.Figure:
    """Return training step × steps back: how much of the last step's gradient is left, as a network learns to remember.

    Where a gradient grows on its way back the colours go on beyond 1, in red: up to 10^`top`, such as several maps share, or as
    far as this one needs.
    """
    figure = blank("training step", "steps back from the loss", theme)
    curves = [(record.step, record.states[state]) for record in decays if record.states.get(state)]
    if not curves:
        return empty(figure)
    left = left_of(curves)
    steps = [f"{step:,}" for step, _ in curves]
    texts = [[share_text(value) for value in row] for row in left]
    top = growth_of(decays, state) if top is None else top
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
    return figure.update_xaxes(type="category").update_layout(height=360, margin=dict(t=20), hovermode="closest")


def left_of(curves: Sequence[tuple[int, Sequence[float | None]]]) -> np.ndarray:
    """Return log10 of the share that is left (steps back, training steps) of recorded curves."""
    return np.array([[np.nan if value is None else value - (curve[0] or 0) for value in curve] for _, curve in curves]).T


def growth_of(decays: Sequence[DecayRecord], state: str) -> int:
    """Return the power of ten at which a map of these decays ends: 1, or beyond where gradients grew."""
    curves = [(record.step, record.states[state]) for record in decays if record.states.get(state)]
    return growth(float(np.nanmax(left_of(curves), initial=0.0))) if curves else 0


def share_text(log10: float) -> str:
    """Write how much of a gradient is there, given the log10 of its share of what there was at the last step."""
    if not np.isfinite(log10):
        return "nothing left"
    return f"{power_text(log10)} times as much" if log10 > 0 else f"{percent(log10)} left"


def blank(x: str, y: str, theme: Theme) -> go.Figure:
    """Return an empty figure with linear axes of these names."""
    return canvas(axis(x, theme), axis(y, theme), theme, height=HEIGHT)
