"""The same sentence as a chain and as a tree: what is combined when, with each state's numbers, and one word's way to the end."""

from collections.abc import Sequence

import numpy as np

from playground.byhand.composing import Composer, chain_values, path, tree_values
from playground.byhand.trees import Leaf, Tree, chain_depths, depths, pairs
from playground.figures import drawing as draw
from playground.figures.drawing import number
from playground.figures.theme import Theme, mix, stroke

WIDE, HIGH, APART, RISE, SIDE = 58.0, 22.0, 104.0, 84.0, 26.0  # pixels: a number's box, from word to word, from level to level


def chain_drawing(net: Composer, words: Sequence[str], chosen: int, theme: Theme) -> str:
    """Return the sentence read by a recurrent network, the chosen word's way to the last state lit."""
    states, parts, y, below = chain_values(net), [], 40.0, 40.0 + 2 * HIGH + 60
    for t in range(1, len(words) + 1):
        x, lit = SIDE + (t - 1) * APART, t >= chosen
        inside = [cells(states[t], (x, y), lit, theme), *badge(x + WIDE, y, t, theme)]
        inside += [
            draw.label(x + 2, y - 13, "h", theme.text, str(t), anchor="start"),
            leaf(net, words, t, (x, below), t == chosen, theme),
        ]
        inside.append(draw.arrow((x + WIDE / 2, below - 4), (x + WIDE / 2, y + 2 * HIGH + 4), line_colour(t == chosen, theme), 2))
        if t > 1:
            forward = line_colour(t > chosen, theme)
            inside.append(draw.arrow((x - APART + WIDE + 3, y + HIGH), (x - 4, y + HIGH), forward, 2.5 if t > chosen else 1.5))
        parts.append(draw.group(inside, choose=str(t)))
    steps = chain_depths(len(words))[chosen]
    alt = f"A chain of {len(words)} states, from left to right. From “{words[chosen - 1]}” to the last there are {steps} steps."
    return draw.svg(2 * SIDE + (len(words) - 1) * APART + WIDE + 14, below + 2 * HIGH + 40, parts, theme, alt)


def tree_drawing(net: Composer, tree: Tree, words: Sequence[str], chosen: int, theme: Theme) -> str:
    """Return the sentence combined along a tree, numbered in order, the chosen word's way to the root lit."""
    values, lit = tree_values(net, tree), set(path(tree, chosen))
    places, heights = positions(tree)
    top = max(heights.values(), default=0)
    at = {part: (SIDE + places[part] * APART, 30 + (top - heights[part]) * RISE) for part in places}
    order, parts = {pair: rank for rank, pair in enumerate(pairs(tree), 1)}, []
    for pair in order:
        for child in (pair.left, pair.right):
            (x1, y1), (x2, y2) = at[child], at[pair]
            on = child in lit and pair in lit
            start, end = (x1 + WIDE / 2, y1 - 3), (x2 + WIDE / 2, y2 + 2 * HIGH + 4)
            parts.append(draw.arrow(start, end, line_colour(on, theme), 2.5 if on else 1.5))
    for part, (x, y) in at.items():
        if isinstance(part, Leaf):
            cell = leaf(net, words, part.place, (x, y), part in lit, theme)
            parts.append(draw.group([cell], choose=str(part.place)))
        else:
            parts += [cells(values[part], (x, y), part in lit, theme), *badge(x + WIDE, y, order[part], theme)]
    steps = depths(tree)[chosen]
    alt = (
        f"A tree over {len(words)} words, combined in {len(order)} steps. From “{words[chosen - 1]}” to the root there are "
        f"{steps} step{'' if steps == 1 else 's'}."
    )
    height = 30 + top * RISE + 2 * HIGH + 40
    return draw.svg(2 * SIDE + (len(words) - 1) * APART + WIDE + 14, height, parts, theme, alt)


def positions(tree: Tree) -> tuple[dict[Tree, float], dict[Tree, int]]:
    """Return where each part stands across, in words, and how many levels above the words."""
    if isinstance(tree, Leaf):
        return {tree: tree.place - 1.0}, {tree: 0}
    (left, left_up), (right, right_up) = positions(tree.left), positions(tree.right)
    across = (left[tree.left] + right[tree.right]) / 2
    return {**left, **right, tree: across}, {**left_up, **right_up, tree: 1 + max(left_up[tree.left], right_up[tree.right])}


def line_colour(lit: bool, theme: Theme) -> str:
    """Return the colour of an arrow."""
    return stroke("rnn", theme).colour if lit else mix(theme.muted, theme.background, 0.45)


def cells(values: np.ndarray, corner: tuple[float, float], lit: bool, theme: Theme) -> str:
    """Return a vector as a column of numbers."""
    (x, y), parts = corner, []
    for place, value in enumerate(values):
        frame = line_colour(lit, theme) if lit else theme.grid
        cell = draw.box(x, y + place * HIGH, WIDE, HIGH, draw.shade(value, theme), frame, 2 if lit else 1, 3)
        text = draw.label(x + WIDE / 2, y + (place + 0.5) * HIGH, number(value), theme.text)
        parts.append(draw.hover(cell + text, f"{value:.10g}"))
    return "".join(parts)


def leaf(net: Composer, words: Sequence[str], place: int, corner: tuple[float, float], lit: bool, theme: Theme) -> str:
    """Return a word with its vector above it."""
    x, y = corner
    size = 16 if len(words[place - 1]) <= 10 else 11
    text = draw.label(x + WIDE / 2, y + 2 * HIGH + 18, words[place - 1], theme.text, size=size, weight=600 if lit else 400)
    return cells(net.x[place - 1], corner, lit, theme) + text


def badge(x: float, y: float, rank: int, theme: Theme) -> list[str]:
    """Return when a part is combined, as a number in a disc."""
    disc = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10" fill="{draw.accent(theme)}"/>'
    return [disc, draw.label(x, y, str(rank), theme.background, size=12, weight=600)]


def path_rows(tree: Tree, words: Sequence[str]) -> list[tuple[int, str, int, int]]:
    """Return each word with its number of steps to the end of the chain and to the root of the tree."""
    chain, up = chain_depths(len(words)), depths(tree)
    return [(place, word, chain[place], up[place]) for place, word in enumerate(words, 1)]
