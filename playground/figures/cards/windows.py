"""Stateful or stateless: the loss by place in a window."""

from collections.abc import Sequence

from playground.figures.curves import Curve
from playground.figures.sketch import line, scaled, svg
from playground.figures.theme import Theme, mix, stroke

SHOWS = "Loss by place in a window: high after a reset and falling, low with the state carried over: {networks}."
CARRIED = (1.58, 1.57, 1.55, 1.59, 1.58, 1.60, 1.60, 1.56)
RESET = (3.00, 2.54, 2.14, 1.90, 1.74, 1.68, 1.63, 1.57)
"""Nats per character at the places of a window of 8, measured; a test measures them again."""


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the loss at each place of two windows, carried over and reset, as the bundled GRU reads its text."""
    look, steps = stroke("gru", theme), list(range(2 * len(CARRIED)))
    box = (len(steps) - 1, min(CARRIED), max(RESET))
    colours = {look.colour: CARRIED * 2, mix(look.colour, theme.text, 0.45): RESET * 2}
    return svg([line(scaled(steps, losses, box), colour, 2.5) for colour, losses in colours.items()])
