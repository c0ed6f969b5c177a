"""A small network as it reads a word: cyclic, one box with a loop, or unrolled, one column a step; the step in focus is lit."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from playground.byhand.forward import Step
from playground.byhand.network import Network
from playground.figures import drawing as draw
from playground.figures.drawing import number
from playground.figures.theme import Theme, mix, stroke

WIDE, PITCH, SIDE, TOP = 62.0, 158.0, 34.0, 40.0  # pixels: a cell, from column to column, at the sides, above
GAP, FOOT = 66.0, 58.0  # between two vectors, and below the last
ROOMY = 6  # entries up to which a cell is tall
GLOW = 0.08  # of the accent behind the step in focus


@dataclass(frozen=True)
class Reading:
    """A network, the word that it reads, what every step gives, and which (vector, step, place) are held by hand."""

    net: Network
    word: str
    letters: tuple[str, ...]
    steps: tuple[Step, ...]
    held: Collection[tuple[str, int, int]] = ()
    places: int = 2

    def state(self, t: int) -> np.ndarray:
        """Return h_t (H,), h_0 before the first step."""
        return self.steps[t - 1].h if t else self.net.h0

    def places_of(self, name: str) -> int:
        """Return how many decimal places a vector's numbers have: none where x is a 1 among zeros."""
        whole = name == "x" and not self.net.embedded and not any(held[0] == "x" for held in self.held)
        return 0 if whole else self.places

    def shape(self, name: str) -> str:
        """Write the shape of a matrix: 3×4."""
        return "×".join(map(str, getattr(self.net, name).shape))


@dataclass(frozen=True)
class Look:
    """How one step is drawn: in focus or beside it."""

    theme: Theme
    lit: bool

    @property
    def line(self) -> str:
        """Return the colour of arrows."""
        return stroke("rnn", self.theme).colour if self.lit else mix(self.theme.muted, self.theme.background, 0.45)

    @property
    def words(self) -> str:
        """Return the colour of words and numbers."""
        return self.theme.text if self.lit else self.theme.muted

    @property
    def thick(self) -> float:
        """Return the width of lines in pixels."""
        return 2.5 if self.lit else 1.5


def tall(count: int) -> float:
    """Return the height of each cell of a vector of so many, pixels."""
    return 27.0 if count <= ROOMY else 20.0


def vector(
    reading: Reading, name: str, t: int, values: np.ndarray, corner: tuple[float, float], look: Look, labels: Sequence[str] = ()
) -> str:
    """Return a vector as a column of cells, each with its number; what is held by hand has a thick frame."""
    (x, y), height, parts = corner, tall(len(values)), []
    frame = stroke("rnn", look.theme).colour if look.lit and name == "h" else mix(look.theme.grid, look.theme.muted, 0.4)
    for place, value in enumerate(values):
        top = y + place * height
        held = (name, t, place + 1) in reading.held
        fill = draw.shade(value * (1.0 if look.lit else 0.55), look.theme)
        cell = draw.box(x, top, WIDE, height, fill, draw.accent(look.theme) if held else frame, 3 if held else 1, 3)
        weight = 600 if look.lit and name == "y" and value == values.max() else 400
        text = draw.label(
            x + WIDE / 2, top + height / 2, number(value, reading.places_of(name)), look.words, size=15, weight=weight
        )
        parts.append(draw.hover(cell + text, f"{value:.10g}"))
        if labels:
            parts.append(draw.label(x - 11, top + height / 2, labels[place], look.words, size=13))
    return "".join(parts)


def inputs(reading: Reading) -> Sequence[str]:
    """Return what stands beside the entries of x_t: the letters where they are one-hot."""
    return () if reading.net.embedded else reading.letters


@dataclass(frozen=True)
class Rows:
    """Where the three vectors of a step begin and end on the page, from the top: ŷ, h and x."""

    y: float
    y_end: float
    h: float
    h_end: float
    x: float
    x_end: float

    @property
    def middle(self) -> float:
        """Return the height of the state's middle."""
        return (self.h + self.h_end) / 2


def rows_of(reading: Reading) -> Rows:
    """Return the heights of the vectors."""
    step = reading.steps[0]
    y_end = TOP + len(step.y) * tall(len(step.y))
    h = y_end + GAP
    h_end = h + len(step.h) * tall(len(step.h))
    x = h_end + GAP
    return Rows(TOP, y_end, h, h_end, x, x + len(step.x) * tall(len(step.x)))


def column(reading: Reading, t: int, x: float, rows: Rows, look: Look) -> list[str]:
    """Return one step: its three vectors and the arrows between them, with the matrices that the arrows multiply by."""
    step, centre = reading.steps[t - 1], x + WIDE / 2
    parts = [
        vector(reading, "y", t, step.y, (x, rows.y), look, reading.letters),
        vector(reading, "h", t, step.h, (x, rows.h), look),
        vector(reading, "x", t, step.x, (x, rows.x), look, inputs(reading)),
        draw.label(centre, rows.y - 15, "ŷ", look.words, str(t), 16),
        draw.label(x + 4, rows.h - 13, "h", look.words, str(t), 16, "start"),
        draw.label(centre, rows.x_end + 18, "x", look.words, str(t), 16),
        draw.label(centre, rows.x_end + 40, f"“{reading.word[t - 1]}”", look.words, size=18, weight=600 if look.lit else 400),
    ]
    for name, low, high in (("Wx", rows.x, rows.h_end), ("Wy", rows.h, rows.y_end)):
        parts.append(draw.arrow((centre, low - 3), (centre, high + 4), look.line, look.thick))
        parts.append(matrix_name(reading, name, centre + 9, (low + high) / 2, look, "start"))
    return parts


def matrix_name(reading: Reading, name: str, x: float, y: float, look: Look, anchor: str = "middle", apart: float = 0) -> str:
    """Return a matrix's name, with its shape where its step is in focus; `apart` leaves room for an arrow between the two."""
    title = draw.label(x, y - max(apart, 8 * look.lit), "W", look.words, name[1], 15, anchor, 600 if look.lit else 400)
    shape = draw.label(x, y + max(apart, 10), reading.shape(name), look.theme.muted, size=12, anchor=anchor)
    return title + (shape if look.lit else "")


def unrolled(reading: Reading, focus: int, theme: Theme) -> str:
    """Return the network once for each letter, the same three matrices at every step."""
    rows, parts = rows_of(reading), []
    for t in range(len(reading.steps) + 1):
        x, look = SIDE + t * PITCH, Look(theme, t == focus)
        if t == 0:
            first = Look(theme, focus == 1)
            parts.append(vector(reading, "h", 0, reading.net.h0, (x, rows.h), first))
            parts.append(draw.label(x + 4, rows.h - 13, "h", first.words, "0", 16, "start"))
            continue
        inside = [glow(x, rows, theme)] if look.lit else []
        inside += [draw.arrow((x - PITCH + WIDE + 3, rows.middle), (x - 4, rows.middle), look.line, look.thick)]
        inside += [matrix_name(reading, "Wh", x - (PITCH - WIDE) / 2, rows.middle, look, apart=16)]
        inside += column(reading, t, x, rows, look)
        parts.append(draw.group([*inside, shield(x, rows)], choose=str(t), focus=look.lit))
    width, alt = 2 * SIDE + WIDE + len(reading.steps) * PITCH, describe(reading, focus, "Unrolled")
    return draw.svg(width, rows.x_end + FOOT, parts, theme, alt)


def glow(x: float, rows: Rows, theme: Theme) -> str:
    """Return the light behind the step in focus."""
    colour = draw.accent(theme)
    left, height = x - PITCH + WIDE + 1, rows.x_end + FOOT - 8
    return draw.box(left, 4, PITCH + 24, height, mix(theme.background, colour, GLOW), mix(theme.background, colour, 0.5), 1, 12)


def shield(x: float, rows: Rows) -> str:
    """Return an invisible box over a step, so that a click anywhere on it is taken."""
    return f'<rect x="{x - 30:.0f}" y="0" width="{WIDE + 60:.0f}" height="{rows.x_end + FOOT:.0f}" fill="transparent"/>'


def cyclic(reading: Reading, focus: int, theme: Theme) -> str:
    """Return the network as one box whose state comes back to it, at the step in focus."""
    rows, look, x = rows_of(reading), Look(theme, True), 250.0
    right, kept = x + WIDE, x + WIDE + 150
    height = rows.h_end - rows.h
    over, under = rows.h + 0.22 * height, rows.h_end - 0.22 * height
    before = Look(theme, False)
    parts = column(reading, focus, x, rows, look)
    parts += [vector(reading, "h", focus - 1, reading.state(focus - 1), (kept, rows.h), before)]
    parts += [draw.label(kept + WIDE / 2, rows.h - 13, "h", before.words, str(focus - 1), 16)]
    parts += [draw.label(kept + WIDE / 2, rows.h_end + 16, "from the step before", theme.muted, size=12)]
    parts += [draw.curve(f"M{right + 3:.0f} {over:.0f}L{kept - 9:.0f} {over:.0f}", before.line, 1.5, "5 4")]
    parts += [draw.tip((kept - 3, over), (1, 0), 8, before.line)]
    parts += [draw.label((right + kept) / 2, over - 12, "kept for the next step", theme.muted, size=12)]
    parts += [draw.arrow((kept - 3, under), (right + 4, under), look.line, look.thick)]
    parts += [matrix_name(reading, "Wh", (right + kept) / 2, under + 22, look)]
    parts += strip(reading, focus, rows.x_end + FOOT + 12, theme, x + WIDE / 2)
    return draw.svg(620, rows.x_end + FOOT + 44, parts, theme, describe(reading, focus, "Cyclic"))


def strip(reading: Reading, focus: int, y: float, theme: Theme, middle: float) -> list[str]:
    """Return the word in a row, the letter in focus lit; a click on a letter goes there."""
    wide, parts = 34.0, []
    left = max(8.0, middle - wide * len(reading.word) / 2)
    for t, letter in enumerate(reading.word, 1):
        look, x = Look(theme, t == focus), left + (t - 1) * wide
        fill = mix(theme.background, draw.accent(theme), 0.16) if look.lit else theme.background
        tile = draw.box(x, y - 14, wide - 4, 28, fill, draw.accent(theme) if look.lit else theme.grid)
        parts.append(draw.group([tile, draw.label(x + wide / 2 - 2, y, letter, look.words, size=17)], choose=str(t)))
    return parts


DRAWINGS: dict[str, Callable[[Reading, int, Theme], str]] = {"unrolled": unrolled, "cyclic": cyclic}


def describe(reading: Reading, focus: int, kind: str) -> str:
    """Say in words what a drawing shows: the step in focus with its letter, its state and what it expects."""
    step = reading.steps[focus - 1]
    state, best = ", ".join(number(value, reading.places) for value in step.h), int(step.y.argmax())
    shapes = ", ".join(f"W_{name[1]} {reading.shape(name)}" for name in ("Wx", "Wh", "Wy"))
    return (
        f"{kind} drawing of a network that reads “{reading.word}” ({shapes}). Step {focus} of {len(reading.steps)} is in focus: "
        f"it reads “{reading.word[focus - 1]}”, its state becomes ({state}), and it expects “{reading.letters[best]}” with "
        f"{100 * step.y[best]:.0f} %."
    )
