"""A sentence as a binary tree: typed with brackets, or built by a rule; and the order in which its parts are combined."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Union

from playground.byhand.parsing import parse
from playground.errors import Refusal

MOST_WORDS, LONGEST_WORD = 16, 20
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
PIECE = re.compile(rf"[()\[\]]|{WORD.pattern}")
OPENING, CLOSING = "([", ")]"


@dataclass(frozen=True)
class Leaf:
    """A word, by its place in the sentence, counted from 1."""

    place: int


@dataclass(frozen=True)
class Pair:
    """Two neighbouring parts combined into one."""

    left: "Tree"
    right: "Tree"


Tree = Union[Leaf, Pair]  # noqa: UP007 - a name in quotes cannot be joined by |


def words_of(sentence: str) -> tuple[str, ...]:
    """Return the words of a sentence without marks and brackets; raise `Refusal` unless there are 1 to 16, none too long."""
    words = tuple(WORD.findall(sentence))
    if not words:
        raise Refusal(f"There is no word to combine: write 1 to {MOST_WORDS} words.", "sentence")
    if len(words) > MOST_WORDS:
        raise Refusal(f"This sentence has {len(words):,} words: use at most {MOST_WORDS}.", "sentence")
    if long := [word for word in words if len(word) > LONGEST_WORD]:
        raise Refusal(f"“{long[0][:30]}…” is too long to be drawn: use words of at most {LONGEST_WORD} letters.", "sentence")
    return words


def has_brackets(sentence: str) -> bool:
    """Tell whether a sentence says its own tree."""
    return any(mark in sentence for mark in OPENING + CLOSING)


def bracketed(sentence: str) -> Tree:
    """Return the tree that brackets spell; more than two parts are joined from the left.

    Raises `Refusal` where a bracket is left open.
    """
    open_parts: list[list[Tree]] = [[]]
    place = 0
    for piece in PIECE.findall(sentence):
        if piece in OPENING:
            open_parts.append([])
        elif piece in CLOSING:
            if len(open_parts) == 1:
                raise Refusal("A bracket is closed here that was never opened: write one “(” for each “)”.", "sentence")
            if parts := open_parts.pop():
                open_parts[-1].append(reduce(Pair, parts))
        else:
            place += 1
            open_parts[-1].append(Leaf(place))
    if len(open_parts) > 1:
        raise Refusal("A bracket is opened here and never closed: write one “)” for each “(”.", "sentence")
    return reduce(Pair, open_parts[0])


def leaning_left(words: Sequence[str]) -> Tree:
    """Return the tree that joins each word to all before it: what a recurrent network does."""
    return reduce(Pair, leaves(words))


def leaning_right(words: Sequence[str]) -> Tree:
    """Return the tree that joins each word to all after it."""
    return reduce(lambda right, left: Pair(left, right), reversed(leaves(words)))


def balanced(words: Sequence[str]) -> Tree:
    """Return the tree that halves the sentence again and again."""
    return halved(leaves(words))


def halved(parts: Sequence[Leaf]) -> Tree:
    """Return the tree that halves these leaves."""
    middle = (len(parts) + 1) // 2
    return parts[0] if len(parts) == 1 else Pair(halved(parts[:middle]), halved(parts[middle:]))


def parsed(words: Sequence[str]) -> Tree:
    """Return the tree that a small grammar of English finds."""
    return grown(parse(words))


def grown(spans) -> Tree:
    """Return nested pairs of places as a tree."""
    return Leaf(spans) if isinstance(spans, int) else Pair(grown(spans[0]), grown(spans[1]))


def leaves(words: Sequence[str]) -> list[Tree]:
    """Return each word as a tree of its own."""
    return [Leaf(place) for place in range(1, len(words) + 1)]


@dataclass(frozen=True)
class Builder:
    """A way to make a tree of words, and what a menu calls it."""

    label: str
    build: Callable[[Sequence[str]], Tree]


BUILDERS: dict[str, Builder] = {
    "grammar": Builder("a small grammar", parsed),
    "balanced": Builder("halving", balanced),
    "right": Builder("leaning right", leaning_right),
    "left": Builder("leaning left", leaning_left),
}


def tree_of(sentence: str, builder: str = "grammar") -> Tree:
    """Return the tree of a sentence: that of its own brackets, where there are none the builder's."""
    words = words_of(sentence)
    return bracketed(sentence) if has_brackets(sentence) else BUILDERS[builder].build(words)


def pairs(tree: Tree) -> Iterator[Pair]:
    """Yield the pairs of a tree in the order in which they can be combined: parts before the whole, left before right."""
    if isinstance(tree, Pair):
        yield from pairs(tree.left)
        yield from pairs(tree.right)
        yield tree


def depths(tree: Tree, depth: int = 0) -> dict[int, int]:
    """Return by place how many steps lie between each word and the root."""
    if isinstance(tree, Leaf):
        return {tree.place: depth}
    return depths(tree.left, depth + 1) | depths(tree.right, depth + 1)


def chain_depths(count: int) -> dict[int, int]:
    """Return by place how many steps lie between each word of so many and the last state of a recurrent network."""
    return {place: count - place + 1 for place in range(1, count + 1)}


def written(tree: Tree, words: Sequence[str]) -> str:
    """Return a tree with brackets, as it can be typed."""
    if isinstance(tree, Leaf):
        return words[tree.place - 1]
    return f"({written(tree.left, words)} {written(tree.right, words)})"
