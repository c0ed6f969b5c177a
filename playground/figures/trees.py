"""The same sentence as a chain and as a tree: what is combined when, with each state's numbers, and one word's way to the end."""

from collections.abc import Collection, Sequence

import numpy as np

from playground.byhand.composing import Composer, chain_values, distinct, path, tree_values
from playground.byhand.edits import SIDES, WORD, Place
from playground.byhand.trees import Leaf, Tree, chain_depths, depths, pairs
from playground.figures import drawing as draw
from playground.figures.drawing import number
from playground.figures.theme import Theme, mix, stroke
from playground.figures.worksheet import Line, block

WIDE, HIGH, RISE, SIDE = 64.0, 27.0, 96.0, 30.0  # pixels: a number's box, from level to level, at the sides
APART, LETTER, GAP = 112.0, 9.6, 16.0  # from word to word at least, and what a longer word takes: each letter, and between two
PLACES = 2  # decimal places, as drawn
PART = "part "  # what a click on a combination chooses, before its number


def apart(words: Sequence[str]) -> float:
    """Return how far it is from word to word, so that the longest has room."""
    return max(APART, LETTER * max(map(len, words)) + GAP)


def chain_drawing(net: Composer, words: Sequence[str], chosen: int, theme: Theme) -> str:
    """Return the sentence read by a recurrent network, the chosen word's way to the last state lit."""
    states, parts, y, step = chain_values(net), [], 44.0, apart(words)
    below = y + 2 * HIGH + 60
    for t in range(1, len(words) + 1):
        x, lit = left_side(words) + (t - 1) * step, t >= chosen
        inside = [cells(states[t], (x, y), lit, theme), *badge(x + WIDE, y, t, theme)]
        inside += [
            draw.label(x + 2, y - 15, "h", theme.text, str(t), 17, anchor="start"),
            leaf(net, words, t, (x, below), t == chosen, theme),
        ]
        inside.append(draw.arrow((x + WIDE / 2, below - 4), (x + WIDE / 2, y + 2 * HIGH + 4), line_colour(t == chosen, theme), 2))
        if t > 1:
            forward = line_colour(t > chosen, theme)
            start = (x - step + WIDE + 3, y + HIGH)
            inside.append(draw.arrow(start, (x - 4, y + HIGH), forward, 2.5 if t > chosen else 1.5))
        parts.append(draw.group(inside, choose=str(t), focus=t == chosen))
    return draw.svg(full_width(words), below + 2 * HIGH + 44, parts, theme, describe_chain(words, chosen))


def describe_chain(words: Sequence[str], chosen: int) -> str:
    """Say in words how many states a chain has, and how far the chosen word is from the last."""
    steps, count = chain_depths(len(words))[chosen], len(words)
    return (
        f"A chain of {count} state{'' if count == 1 else 's'}, from left to right. From “{words[chosen - 1]}” to the last "
        f"there {'is 1 step' if steps == 1 else f'are {steps} steps'}."
    )


def tree_drawing(net: Composer, tree: Tree, words: Sequence[str], chosen: int, theme: Theme, spelled: int = 0) -> str:
    """Return the sentence combined along a tree, numbered in order, the chosen word's way to the root lit.

    `spelled` is the combination that stands beside the drawing with its numbers, 0 for none.
    """
    values, lit = tree_values(net, tree), set(path(tree, chosen))
    places, heights = positions(tree)
    top = max(heights.values(), default=0)
    at = {part: (left_side(words) + places[part] * apart(words), 34 + (top - heights[part]) * RISE) for part in places}
    order = {pair: rank for rank, pair in enumerate(pairs(tree), 1)}
    parts = [
        edge(at[child], at[pair], child in lit and pair in lit, theme) for pair in order for child in (pair.left, pair.right)
    ]
    for part, (x, y) in at.items():
        if isinstance(part, Leaf):
            cell = leaf(net, words, part.place, (x, y), part in lit, theme)
            parts.append(draw.group([cell], choose=str(part.place), focus=part.place == chosen))
        else:
            inside = [cells(values[part], (x, y), part in lit, theme), *badge(x + WIDE, y, order[part], theme)]
            if order[part] == spelled:
                inside.insert(0, draw.box(x - 6, y - 6, WIDE + 12, 2 * HIGH + 12, "none", draw.accent(theme), 2, 8))
            parts.append(draw.group(inside, choose=f"{PART}{order[part]}"))
    height = 34 + top * RISE + 2 * HIGH + 44
    return draw.svg(full_width(words), height, parts, theme, describe_tree(tree, words, chosen))


def describe_tree(tree: Tree, words: Sequence[str], chosen: int) -> str:
    """Say in words how many combinations a tree has, and how far the chosen word is from the root."""
    steps, count = depths(tree)[chosen], len(words)
    return (
        f"A tree over {count} word{'' if count == 1 else 's'}, combined in {count - 1} step{'' if count == 2 else 's'}. From "
        f"“{words[chosen - 1]}” to the root there {'is 1 step' if steps == 1 else f'are {steps} steps'}."
    )


def edge(low: tuple[float, float], high: tuple[float, float], lit: bool, theme: Theme) -> str:
    """Return the arrow from a part to what it goes into."""
    start, end = (low[0] + WIDE / 2, low[1] - 3), (high[0] + WIDE / 2, high[1] + 2 * HIGH + 4)
    return draw.arrow(start, end, line_colour(lit, theme), 2.5 if lit else 1.5)


def left_side(words: Sequence[str]) -> float:
    """Return where the first word's numbers begin, so that the word below them has room."""
    return SIDE + max(0.0, (LETTER * len(words[0]) - WIDE) / 2 - SIDE / 2)


def full_width(words: Sequence[str]) -> float:
    """Return the width of a drawing."""
    last = max(0.0, (LETTER * len(words[-1]) - WIDE) / 2)
    return left_side(words) + (len(words) - 1) * apart(words) + WIDE + max(SIDE, last + SIDE / 2)


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
        text = draw.label(x + WIDE / 2, y + (place + 0.5) * HIGH, number(value, PLACES), theme.text, size=17)
        parts.append(draw.hover(cell + text, f"{value:.10g}"))
    return "".join(parts)


def leaf(net: Composer, words: Sequence[str], place: int, corner: tuple[float, float], lit: bool, theme: Theme) -> str:
    """Return a word with its vector above it."""
    x, y = corner
    text = draw.label(x + WIDE / 2, y + 2 * HIGH + 21, words[place - 1], theme.text, size=18, weight=600 if lit else 400)
    return cells(net.x[place - 1], corner, lit, theme) + text


def badge(x: float, y: float, rank: int, theme: Theme) -> list[str]:
    """Return when a part is combined, as a number in a disc."""
    disc = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11" fill="{draw.accent(theme)}"/>'
    return [disc, draw.label(x, y, str(rank), theme.background, size=13, weight=600)]


def path_rows(tree: Tree, words: Sequence[str]) -> list[tuple[int, str, int, int]]:
    """Return each word with its number of steps to the end of the chain and to the root of the tree."""
    chain, up = chain_depths(len(words)), depths(tree)
    return [(place, word, chain[place], up[place]) for place, word in enumerate(words, 1)]


def recursive_sheet(net: Composer, words: Sequence[str], edits: Collection[Place]) -> list[Line]:
    """Return the two matrices and each distinct word's vector as the sheet of numbers takes them."""
    sides = [block(name, getattr(net, name), "W", name[1], PLACES, edits) for name in SIDES]
    lower = [word.lower() for word in words]
    vectors = [
        block(WORD, net.x[lower.index(word)], words[lower.index(word)], "", PLACES, edits, step=place)
        for place, word in enumerate(distinct(words), 1)
    ]
    return [sides, vectors]


def node_rows(net: Composer, tree: Tree, words: Sequence[str]) -> list[tuple[str, str, int, float, float]]:
    """Return every state of the chain and every part of the tree: which network, the words in it, its rank, its two numbers."""
    chain = [("chain", " ".join(words[:t]), t, *map(float, state)) for t, state in enumerate(chain_values(net)) if t]
    values = tree_values(net, tree)
    parts = ((rank, pair) for rank, pair in enumerate(pairs(tree), 1))
    return chain + [("tree", part_text(pair, words), rank, *map(float, values[pair])) for rank, pair in parts]


def part_text(part: Tree, words: Sequence[str]) -> str:
    """Return a part's words."""
    return " ".join(words[place - 1] for place in sorted(depths(part)))
