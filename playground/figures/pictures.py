"""Small drawings for the cards of the first page, as SVG made from real numbers."""

import math
from collections.abc import Callable, Sequence
from itertools import takewhile

from playground.figures.curves import Curve
from playground.figures.series import smooth, thin
from playground.figures.shading import strongest
from playground.figures.theme import Theme, faint, mix, stroke

WIDTH, HEIGHT, MARGIN = 320, 120, 10
BARS = 4
ALMOST_ALL = 0.99
DASH_ARRAYS = {"dash": "6 4", "dot": "2 4", "dashdot": "6 3 2 3"}
READ = "The president of the United Sta"
MATTERED = {  # what each of its last letters mattered for the next in the bundled runs, against what mattered most
    "rnn": (0.0, 0.0, 0.0, 0.0, 0.01, 0.02, 0.02, 0.03, 0.04, 0.05, 0.06, 0.66, 1.0, 0.7),
    "gru": (0.0, 0.0, 0.01, 0.01, 0.16, 0.16, 0.12, 0.09, 0.09, 0.11, 0.14, 1.0, 0.9, 0.74),
    "lstm": (0.0, 0.0, 0.0, 0.0, 0.02, 0.01, 0.02, 0.01, 0.02, 0.03, 0.05, 0.32, 0.61, 1.0),
}

Points = list[tuple[float, float]]


def loss_picture(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the first curve large, with its raw loss faint behind it."""
    drawn = [curve for curve in curves if len(curve.steps) > 1][:1]
    lines = [line for curve in drawn for line in strokes(curve, theme, raw=True, box=bounds(drawn))]
    return svg(lines or [placeholder(theme)])


def runs_picture(curves: Sequence[Curve], theme: Theme) -> str:
    """Return every curve, each in the colour of its cell."""
    drawn = [curve for curve in curves if len(curve.steps) > 1]
    lines = [line for curve in drawn for line in strokes(curve, theme, raw=False, box=bounds(drawn))]
    return svg(lines or [placeholder(theme)])


def decay_picture(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the last decay curve of every run, on a log scale, each in the colour of its cell."""
    fading = {curve.cell: known(curve.decays[-1].states["h"]) for curve in curves if curve.decays}
    drawn = {cell: values for cell, values in fading.items() if len(values) > 1}
    if not drawn:
        return svg([placeholder(theme)])
    low, high = min(map(min, drawn.values())), max(map(max, drawn.values()))
    box = max(len(values) - 1 for values in drawn.values()), low, high
    lines = []
    for cell, values in drawn.items():
        look = stroke(cell, theme)
        lines.append(line(scaled(range(len(values)), values, box), look.colour, 3, DASH_ARRAYS.get(look.dash, "")))
    return svg(lines)


def known(values: Sequence[float | None]) -> list[float]:
    """Return a curve up to where nothing arrives any more."""
    return list(takewhile(lambda value: value is not None, values))


def memory_picture(curves: Sequence[Curve], theme: Theme) -> str:
    """Return what is left of the gradient ten steps back as each run trained: a memory that grows."""
    reach = {curve.cell: [(record.step, known(record.states["h"])) for record in curve.decays] for curve in curves}
    drawn = {cell: [(step, curve[10] - curve[0]) for step, curve in found if len(curve) > 10] for cell, found in reach.items()}
    drawn = {cell: found for cell, found in drawn.items() if len(found) > 1}
    if not drawn:
        return svg([placeholder(theme)])
    levels = [level for found in drawn.values() for _, level in found]
    box = max(found[-1][0] for found in drawn.values()), min(levels), max(levels)
    lines = []
    for cell, found in drawn.items():
        look = stroke(cell, theme)
        steps, values = zip(*found, strict=True)
        lines.append(line(scaled(steps, values, box), look.colour, 3, DASH_ARRAYS.get(look.dash, "")))
    return svg(lines)


def mattered_picture(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the end of a text once for each network, every letter shaded by how much it mattered for the next."""
    rows = [(cell, shares) for cell, shares in MATTERED.items() if cell in {curve.cell for curve in curves}]
    lines = [line for row, (cell, shares) in enumerate(rows) for line in shaded(row, cell, shares, theme)]
    return svg(lines or [placeholder(theme)])


def completions_picture(curves: Sequence[Curve], theme: Theme) -> str:
    """Return a text box, and below it a bar for each curve: how likely its network finds the next token, e^-loss."""
    drawn = [(curve.cell, math.exp(-curve.validations[-1].validation_loss)) for curve in curves if curve.validations][:BARS]
    if not drawn:
        return svg([placeholder(theme)])
    left, right, top, bottom = MARGIN, WIDTH - MARGIN, MARGIN, 2 * MARGIN + HEIGHT / 5
    box = line([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], theme.muted, 1.5)
    caret = line([(2.2 * MARGIN, top + 7), (2.2 * MARGIN, bottom - 7)], theme.text, 2)
    room = (HEIGHT - MARGIN - bottom) / len(drawn)
    across = (right - left) / max(chance for _, chance in drawn)
    places = [(cell, left + chance * across, bottom + room * (place + 0.6)) for place, (cell, chance) in enumerate(drawn)]
    return svg([box, caret, *(line([(left, y), (end, y)], stroke(cell, theme).colour, 8) for cell, end, y in places)])


def norm_picture(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the gradient norms of the first curve that was clipped, before (faint) and after clipping, on a log scale."""
    cut = [one for one in curves if any(0 < record.clipped_norm < record.gradient_norm for record in one.steps)][:1]
    if not cut:
        return svg([placeholder(theme)])
    kept = [record for record in cut[0].steps if record.clipped_norm > 0 and math.isfinite(record.gradient_norm)]
    before, after = ([math.log10(getattr(r, name)) for r in kept] for name in ("gradient_norm", "clipped_norm"))
    box, colour, steps = (kept[-1].step, min(after), max(before)), stroke(cut[0].cell, theme).colour, [r.step for r in kept]
    return svg([line(scaled(steps, before, box), faint(colour, 0.45), 1.5), line(scaled(steps, after, box), colour, 1.5)])


def windows_picture(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the loss at each place of two windows, carried over and reset, as the bundled GRU reads its text."""
    look, steps = stroke("gru", theme), list(range(2 * len(CARRIED)))
    box = (len(steps) - 1, min(CARRIED), max(RESET))
    colours = {look.colour: CARRIED * 2, mix(look.colour, theme.text, 0.45): RESET * 2}
    return svg([line(scaled(steps, losses, box), colour, 2.5) for colour, losses in colours.items()])


CARRIED = (1.58, 1.57, 1.55, 1.59, 1.58, 1.60, 1.60, 1.56)
RESET = (3.00, 2.54, 2.14, 1.90, 1.74, 1.68, 1.63, 1.57)
"""Nats per character at the places of a window of 8, measured; a test measures them again."""

PICTURES: dict[str, Callable[[Sequence[Curve], Theme], str]] = {
    "loss": loss_picture,
    "runs": runs_picture,
    "decay": decay_picture,
    "mattered": mattered_picture,
    "memory": memory_picture,
    "completions": completions_picture,
    "norm": norm_picture,
    "windows": windows_picture,
}


def shaded(row: int, cell: str, shares: Sequence[float], theme: Theme) -> list[str]:
    """Return one line of shaded letters, and at its end an empty place for what comes next."""
    size, top = (WIDTH - 2 * MARGIN) / (len(shares) + 1), MARGIN + row * (HEIGHT - 2 * MARGIN) / len(MATTERED)
    colour, box = stroke(cell, theme).colour, f'y="{top:.1f}" width="{size:.1f}" height="{1.4 * size:.1f}"'
    letters = []
    for place, (letter, share) in enumerate(zip(READ[-len(shares) :], shares, strict=True)):
        x, look = MARGIN + place * size, f'fill="{colour}" fill-opacity="{share * strongest(colour, theme):.2f}"'
        text = f'text-anchor="middle" font-family="monospace" font-size="{0.8 * size:.1f}" fill="{theme.text}"'
        letters.append(f'<rect x="{x:.1f}" {box} {look}/>')
        letters.append(f'<text x="{x + size / 2:.1f}" y="{top + 0.97 * size:.1f}" {text}>{letter}</text>')
    return [*letters, f'<rect x="{WIDTH - MARGIN - size:.1f}" {box} fill="none" stroke="{colour}" stroke-width="2"/>']


def strokes(curve: Curve, theme: Theme, *, raw: bool, box: tuple[float, float, float]) -> list[str]:
    """Return the SVG lines of a curve inside a box of (largest step, lowest loss, highest loss)."""
    losses, look = [record.train_loss for record in curve.steps], stroke(curve.cell, theme)
    places = [record.step for record in curve.steps]
    behind = [line(scaled(places, losses, box), faint(look.colour), 1.5)] if raw else []
    return [*behind, line(scaled(places, list(smooth(losses)), box), look.colour, 3, DASH_ARRAYS.get(look.dash, ""))]


def bounds(curves: Sequence[Curve]) -> tuple[float, float, float]:
    """Return the largest step, the lowest loss, and the loss that almost all stay below: one spike must not flatten the rest."""
    losses = sorted(record.train_loss for curve in curves for record in curve.steps)
    if not losses:
        return 1, 0.0, 1.0
    return max(curve.steps[-1].step for curve in curves), losses[0], losses[int(ALMOST_ALL * (len(losses) - 1))]


def scaled(steps: Sequence[float], values: Sequence[float], box: tuple[float, float, float]) -> Points:
    """Return at most 120 points in the picture's own pixels."""
    last, low, high = box
    across, up = (WIDTH - 2 * MARGIN) / last, (HEIGHT - 2 * MARGIN) / max(high - low, 1e-9)
    return [(MARGIN + steps[i] * across, HEIGHT - MARGIN - (min(values[i], high) - low) * up) for i in thin(values, 120)]


def line(points: Points, colour: str, width: float, dashes: str = "") -> str:
    """Return one SVG polyline."""
    where = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    look = f'fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-dasharray="{dashes}" stroke-linejoin="round"'
    return f'<polyline points="{where}" {look}/>'


def placeholder(theme: Theme) -> str:
    """Return a quiet axis for a picture without a curve."""
    return line([(MARGIN, MARGIN), (MARGIN, HEIGHT - MARGIN), (WIDTH - MARGIN, HEIGHT - MARGIN)], theme.grid, 3)


def svg(lines: Sequence[str]) -> str:
    """Return a whole picture."""
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(lines)}</svg>'
