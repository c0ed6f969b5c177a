"""How likely is this sentence? The surprise of two sentences, summed up letter by letter."""

from collections.abc import Sequence
from itertools import accumulate

from playground.figures.curves import Curve
from playground.figures.sketch import line, scaled, svg
from playground.figures.theme import Theme, mix, stroke

SHOWS = "The surprise at two sentences, summed up letter by letter: where they part, the lines do."
CELL = "lstm"
SENTENCES = "The history of the cities was long", "The history of the cities were long"
BITS: tuple[tuple[float, ...], ...] = (
    (
        2.3,
        0.1,
        0.2,
        0.2,
        5.8,
        1.6,
        1.4,
        2.0,
        0.5,
        0.7,
        0.9,
        0.5,
        2.4,
        0.3,
        0.0,
        1.5,
        0.1,
        0.1,
        0.1,
        4.0,
        4.3,
        1.7,
        1.0,
        1.9,
        0.2,
        0.7,
        4.0,
        3.0,
        0.3,
        0.0,
        5.3,
        2.4,
        2.6,
        0.2,
    ),
    (
        2.3,
        0.1,
        0.2,
        0.2,
        5.8,
        1.6,
        1.4,
        2.0,
        0.5,
        0.7,
        0.9,
        0.5,
        2.4,
        0.3,
        0.0,
        1.5,
        0.1,
        0.1,
        0.1,
        4.0,
        4.3,
        1.7,
        1.0,
        1.9,
        0.2,
        0.7,
        4.0,
        1.8,
        0.6,
        0.1,
        0.0,
        4.9,
        2.1,
        2.5,
        0.2,
    ),
)
"""Bits of each letter of both sentences under the bundled LSTM; a test reads them again."""


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return both lines; they do not depend on the curves."""
    sums = [[0.0, *accumulate(bits)] for bits in BITS]
    box, colour = (max(map(len, sums)) - 1, 0.0, max(map(max, sums))), stroke(CELL, theme).colour
    looks = ((colour, ""), (mix(colour, theme.text, 0.6), "6 4"))
    lines = zip(sums, looks, strict=True)
    return svg([line(scaled(range(len(values)), values, box), look, 3, dashes) for values, (look, dashes) in lines])
