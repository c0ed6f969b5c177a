"""Analogies: a is to b as c is to …, answered by arithmetic with directions, and the plane in which it can be drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from playground.errors import Refusal
from playground.vectors.similarity import best, cosines, unit

if TYPE_CHECKING:  # gensim takes 75 MB, which pages without vectors do without
    from gensim.models.keyedvectors import KeyedVectors

EPSILON = 1e-6  # keeps 3CosMul from dividing by nothing (Levy and Goldberg use 0.001, gensim this)


@dataclass(frozen=True)
class Answer:
    """A word that may answer: its score by the chosen method, and the distance of its direction from the point b − a + c."""

    word: str
    score: float
    distance: float


@dataclass(frozen=True)
class Method:
    """One way to answer: `scores(vectors, directions (3, d) of a, b and c)` gives a number for every word of the set (n,)."""

    label: str
    formula: str
    scores: Callable[[KeyedVectors, np.ndarray], np.ndarray]


def add_scores(vectors: KeyedVectors, directions: np.ndarray) -> np.ndarray:
    """Return the cosine of every word with b − a + c (Mikolov, Yih, Zweig 2013)."""
    target = goal(directions)
    length = np.linalg.norm(target)
    if not length > 1e-6:
        raise Refusal("For these words b − a + c is nothing: choose others.", "a")
    return cosines(vectors, target / length)


def multiply_scores(vectors: KeyedVectors, directions: np.ndarray) -> np.ndarray:
    """Return cos(b)·cos(c) / (cos(a) + ε) for every word, each cosine moved to 0…1 (Levy, Goldberg 2014, equation 4)."""
    a, b, c = ((1 + cosines(vectors, direction)) / 2 for direction in directions)
    return b * c / (a + np.float32(EPSILON))


METHODS: dict[str, Method] = {
    "3cosadd": Method("3CosAdd", r"\cos(d,\; b - a + c)", add_scores),
    "3cosmul": Method("3CosMul", r"\frac{\cos(d, b)\,\cos(d, c)}{\cos(d, a) + \varepsilon}", multiply_scores),
}


def goal(directions: np.ndarray) -> np.ndarray:
    """Return the point b − a + c (d,) of the directions of a, b and c (3, d)."""
    a, b, c = directions
    return b - a + c


@dataclass(frozen=True)
class Solution:
    """What may be d, the best first, and how a, b and c themselves would have scored."""

    answers: tuple[Answer, ...]
    asked: tuple[Answer, ...]


def solve(vectors: KeyedVectors, words: Sequence[str], count: int, method: str = "3cosadd") -> Solution:
    """Return what d may be in “a is to b as c is to d”; a, b and c are left out of the answers, and told beside them.

    By 3CosAdd this is what gensim's `most_similar` returns, by 3CosMul what its `most_similar_cosmul` does.
    """
    directions = unit(vectors, words)
    scores = METHODS[method].scores(vectors, directions)
    asked = [vectors.get_index(word) for word in words]
    places = [*asked, *best(scores, count, asked)]
    apart = np.linalg.norm(vectors.vectors[places] / vectors.norms[places, None] - goal(directions), axis=1)
    told = zip((vectors.index_to_key[place] for place in places), scores[places].tolist(), apart.tolist(), strict=True)
    found = [Answer(*one) for one in told]
    return Solution(tuple(found[len(asked) :]), tuple(found[: len(asked)]))


def analogy(vectors: KeyedVectors, words: Sequence[str], count: int, method: str = "3cosadd") -> list[Answer]:
    """Return what d may be in “a is to b as c is to d”, the best first, as `solve` finds it."""
    return list(solve(vectors, words, count, method).answers)


@dataclass(frozen=True)
class Reason:
    """What the score of a word is made of: the cosines of its angles to a, b and c."""

    word: str
    to_a: float
    to_b: float
    to_c: float


def reasons(vectors: KeyedVectors, words: Sequence[str], candidates: Sequence[str]) -> list[Reason]:
    """Return the cosines of a candidate with a, b and c: 3CosAdd scores it cos(b) − cos(a) + cos(c), over |b − a + c|."""
    cosines = unit(vectors, candidates) @ unit(vectors, words).T  # (candidates, 3)
    return [Reason(word, *row) for word, row in zip(candidates, cosines.tolist(), strict=True)]


@dataclass(frozen=True)
class Spot:
    """A word in the plane of a, b and c: its place there, and how far its direction lies from that plane."""

    word: str
    x: float
    y: float
    off: float


@dataclass(frozen=True)
class Parallelogram:
    """The words a, b and c, the point b − a + c, which lies in their plane, and the answers as seen from straight above it."""

    a: Spot
    b: Spot
    c: Spot
    goal: Spot
    answers: tuple[Spot, ...]


def parallelogram(vectors: KeyedVectors, words: Sequence[str], answers: Sequence[str]) -> Parallelogram:
    """Return the plane through the directions of a, b and c, in which lengths and angles are true; a lies at its origin.

    Raises `Refusal` (field "a") where the three lie on one line, through which there is no single plane.
    """
    directions = unit(vectors, words).astype(np.float64)
    first = directions[1] - directions[0]
    second = directions[2] - directions[0]
    across = scaled(first)
    up = scaled(second - second @ across * across)
    points = np.vstack([directions, goal(directions), unit(vectors, answers).astype(np.float64)]) - directions[0]
    plane = points @ np.stack([across, up], axis=1)  # (4 + answers, 2)
    off = np.sqrt(np.maximum(0.0, (points**2).sum(axis=1) - (plane**2).sum(axis=1)))
    names = [*words, "", *answers]
    spots = [Spot(name, *place, away) for name, place, away in zip(names, plane.tolist(), off.tolist(), strict=True)]
    return Parallelogram(*spots[:4], tuple(spots[4:]))


def scaled(arrow: np.ndarray) -> np.ndarray:
    """Return an arrow at length 1; raise `Refusal` where it has none."""
    length = np.linalg.norm(arrow)
    if not length > 1e-6:
        raise Refusal("There is no parallelogram where two of the words are the same: choose three words.", "a")
    return arrow / length
