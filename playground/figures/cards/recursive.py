"""Recurrent and recursive: a sentence as a tree."""

from collections.abc import Sequence

from playground.byhand.trees import Leaf, tree_of
from playground.figures.curves import Curve
from playground.figures.drawing import accent
from playground.figures.sketch import HEIGHT, WIDTH, line, svg
from playground.figures.theme import Theme, mix, stroke
from playground.figures.trees import positions

SHOWS = "A sentence of six words as a tree: its parts are combined pair by pair, up to one root."


def draw(curves: Sequence[Curve], theme: Theme) -> str:
    """Return the tree of a plain sentence."""
    places, heights = positions(tree_of("the cat sat on the mat"))
    rise, apart = (HEIGHT - 36) / max(heights.values()), (WIDTH - 60) / 5
    at = {part: (30 + apart * places[part], HEIGHT - 18 - rise * heights[part]) for part in places}
    edges = [(part, child) for part in at if not isinstance(part, Leaf) for child in (part.left, part.right)]
    lines = [line([at[child], at[part]], mix(theme.muted, theme.background, 0.3), 2.5) for part, child in edges]
    for part, (x, y) in at.items():
        colour = stroke("rnn", theme).colour if isinstance(part, Leaf) else accent(theme)
        lines.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="{colour}"/>')
    return svg(lines)
