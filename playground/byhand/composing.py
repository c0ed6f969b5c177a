"""A tiny recursive network over a tree, and a recurrent one over the same words with the same two matrices.

Two parts a and b become one, p = tanh(W_l a + W_r b) (Socher et al. 2011); a recurrent network is the same with a state on the
left, h_t = tanh(W_l h_{t-1} + W_r x_t), h_0 = 0: a tree that leans to the left all the way.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from playground.byhand.edits import SIDES, WORD, Edits, Place
from playground.byhand.trees import Leaf, Tree, pairs

EXAMPLE = {"Wl": ((0.7, -0.3), (0.4, 0.6)), "Wr": ((0.5, 0.4), (-0.6, 0.8))}
SIZE = 2  # numbers of each vector


@dataclass(frozen=True)
class Composer:
    """The two matrices (D, D), and a vector for each word by its place, (T, D)."""

    Wl: np.ndarray
    Wr: np.ndarray
    x: np.ndarray

    def combine(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Return what two parts become (D,)."""
        return np.tanh(self.Wl @ left + self.Wr @ right)


def composer(words: Sequence[str], edits: Edits | None = None) -> Composer:
    """Return the usual matrices, and for each word two numbers that depend on its letters alone, but for what was edited."""
    sides, known = {name: np.array(EXAMPLE[name]) for name in SIDES}, vectors(words)
    for (name, one, two), value in (edits or {}).items():
        if has_number((name, one, two), words):
            table = known if name == WORD else sides[name]
            table[one - 1, two - 1] = value
    names = distinct(words)
    return Composer(**sides, x=known[[names.index(word.lower()) for word in words]])


def distinct(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a sentence in lower case, each once, in the order in which they appear."""
    return tuple(dict.fromkeys(word.lower() for word in words))


def vectors(words: Sequence[str]) -> np.ndarray:
    """Return the vector of each distinct word before any was edited (V, D)."""
    return np.array([vector(word) for word in distinct(words)])


def standard(place: Place, words: Sequence[str]) -> float:
    """Return the number at a place before it was edited."""
    name, one, two = place
    return float(vectors(words)[one - 1, two - 1] if name == WORD else EXAMPLE[name][one - 1][two - 1])


def has_number(place: Place, words: Sequence[str]) -> bool:
    """Tell whether there is a number at a place of the matrices, or of the words' vectors."""
    name, one, two = place
    rows = {WORD: len(distinct(words)), **dict.fromkeys(SIDES, SIZE)}
    return 1 <= one <= rows.get(name, 0) and 1 <= two <= SIZE


def vector(word: str) -> np.ndarray:
    """Return two numbers from -1 to 1 (D,), with one decimal place, the same wherever the word stands."""
    return np.random.default_rng(zlib.crc32(word.lower().encode())).uniform(-1, 1, SIZE).round(1)


def tree_values(net: Composer, tree: Tree) -> Mapping[Tree, np.ndarray]:
    """Return the vector of every leaf and pair of a tree."""
    found: dict[Tree, np.ndarray] = {Leaf(place): x for place, x in enumerate(net.x, 1)}
    for pair in pairs(tree):
        found[pair] = net.combine(found[pair.left], found[pair.right])
    return found


def chain_values(net: Composer) -> list[np.ndarray]:
    """Return h_0 to h_T of the recurrent network."""
    states = [np.zeros(net.x.shape[1])]
    for x in net.x:
        states.append(net.combine(states[-1], x))
    return states


def path(tree: Tree, place: int) -> list[Tree]:
    """Return the parts that a word goes into, itself first and the whole last."""
    if isinstance(tree, Leaf):
        return [tree] if tree.place == place else []
    inside = path(tree.left, place) or path(tree.right, place)
    return [*inside, tree] if inside else []
