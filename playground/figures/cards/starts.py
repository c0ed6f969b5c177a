"""Embeddings in the model: loss against data size for four inputs, as it comes with the app."""

import math
from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import DASH_ARRAYS, line, scaled, svg
from playground.figures.starts import start_look
from playground.figures.theme import Theme

SHOWS = "Loss of a word model against how much text it has, for random vectors, word vectors and one-hot input."
SIZES = (4_000, 10_000, 25_000, 60_000)
NATS = {
    "random": (5.276, 4.879, 4.553, 4.433),
    "fine-tuned": (5.177, 4.779, 4.491, 4.384),
    "frozen": (5.201, 4.821, 4.560, 4.460),
    "one-hot": (5.541, 5.084, 4.839, 4.732),
}
"""Nats per word of each input by size, measured; a test holds them against the answer that ships."""


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return each input's line."""
    everything = [loss for losses in NATS.values() for loss in losses]
    places = [math.log(size / SIZES[0]) for size in SIZES]
    box, lines = (places[-1], min(everything), max(everything)), []
    for name, losses in NATS.items():
        look = start_look(name, "gru", theme)
        lines.append(line(scaled(places, losses, box), look.colour, 3, DASH_ARRAYS.get(look.dash, "")))
    return svg(lines)
