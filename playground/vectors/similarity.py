"""How near words are to each other: by the angle between their vectors, or by the distance of their points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from playground.errors import Refusal

if TYPE_CHECKING:  # gensim takes 75 MB, which pages without vectors do without
    from gensim.models.keyedvectors import KeyedVectors

BLOCK = 1024  # scores of which only the highest is looked at first
SPARE = 20  # more words than are asked for, of which the exact distance decides


@dataclass(frozen=True)
class Neighbour:
    """A word with the cosine of its angle to what was asked for (−1 to 1) and the distance of its point from it."""

    word: str
    similarity: float
    distance: float


@dataclass(frozen=True)
class Angle:
    """Two words by their vectors: the cosine of the angle between them, the angle in degrees, and how long each is."""

    one: str
    other: str
    cosine: float
    degrees: float
    lengths: tuple[float, float]


@dataclass(frozen=True)
class Measure:
    """One way to say what is near: `scores(vectors, words)` gives a number for every word of the set (n,), higher for nearer."""

    label: str
    short: str
    scores: Callable[[KeyedVectors, Sequence[str]], np.ndarray]


def unit(vectors: KeyedVectors, words: Sequence[str]) -> np.ndarray:
    """Return the vectors of words at length 1 (n, d); raise `Refusal` at one that is all zeros, which points nowhere."""
    places = [vectors.get_index(word) for word in words]
    found = vectors.vectors[places] / vectors.norms[places, None]
    for word, row in zip(words, found, strict=True):
        if not row.any():
            raise Refusal(f"The vector of “{word}” is all zeros, so it points nowhere: use another word.", "word")
    return found


def mean_direction(vectors: KeyedVectors, words: Sequence[str]) -> np.ndarray:
    """Return the mean of the directions of some words, at length 1 (d,)."""
    mean = unit(vectors, words).mean(axis=0)
    length = np.linalg.norm(mean)
    if not length > 1e-6:
        raise Refusal("These words point in opposite directions, so their mean points nowhere: leave one of them out.", "word")
    return mean / length


def cosines(vectors: KeyedVectors, direction: np.ndarray) -> np.ndarray:
    """Return the cosine of every word's angle to a direction of length 1 (n,)."""
    found = vectors.vectors @ direction.astype(np.float32)
    found /= vectors.norms
    return found


def cosine_scores(vectors: KeyedVectors, words: Sequence[str]) -> np.ndarray:
    """Return the cosine with the mean direction of some words, as gensim's `most_similar` does."""
    return cosines(vectors, mean_direction(vectors, words))


def euclidean_scores(vectors: KeyedVectors, words: Sequence[str]) -> np.ndarray:
    """Return minus half the squared distance from the mean point of some words, but for what is the same for all.

    |v − q|² = |v|² − 2 v·q + |q|², and the order does not depend on |q|.
    """
    found = vectors.vectors @ mean_point(vectors, words)
    found -= vectors.norms**2 / 2
    return found


def mean_point(vectors: KeyedVectors, words: Sequence[str]) -> np.ndarray:
    """Return the mean of the vectors of some words as they are (d,)."""
    return vectors.vectors[[vectors.get_index(word) for word in words]].mean(axis=0)


MEASURES: dict[str, Measure] = {
    "cosine": Measure("angle (cosine)", "cosine", cosine_scores),
    "euclidean": Measure("distance (Euclid)", "distance", euclidean_scores),
}


def best(scores: np.ndarray, count: int, without: Sequence[int]) -> list[int]:
    """Return the places of the highest scores (n,), the highest first and the first of equals, without some places."""
    most = min(len(scores), count + len(set(without)))
    near = np.flatnonzero(scores >= reached(scores, most))
    found = near[np.argsort(-scores[near], kind="stable")][:most].tolist()
    return [place for place in found if place not in without][:count]


def reached(scores: np.ndarray, most: int) -> np.ndarray:
    """Return a number that so many of the scores (n,) reach at least, and not many more: among the peaks of blocks of them.

    The m-th highest of some scores is never above the m-th highest of all. This is four times faster than to look among all.
    """
    blocks = len(scores) // BLOCK
    peaks = scores[: blocks * BLOCK].reshape(blocks, BLOCK).max(axis=1) if blocks >= most else scores
    return np.partition(peaks, -most)[-most]


def neighbours(vectors: KeyedVectors, words: Sequence[str], count: int, measure: str = "cosine") -> list[Neighbour]:
    """Return the words nearest to the mean of some words, the nearest first; those words themselves are left out.

    By cosine this is what gensim's `most_similar` returns.
    """
    without = [vectors.get_index(word) for word in words]
    places = best(MEASURES[measure].scores(vectors, words), count + SPARE, without)
    direction, point = mean_direction(vectors, words), mean_point(vectors, words)
    near = vectors.vectors[places]
    angles = near @ direction / vectors.norms[places]
    apart = np.linalg.norm(near - point, axis=1)
    found = [
        Neighbour(vectors.index_to_key[place], float(cosine), float(distance))
        for place, cosine, distance in zip(places, angles, apart, strict=True)
    ]
    return sorted(found, key=ORDERS[measure])[:count]


ORDERS: dict[str, Callable[[Neighbour], float]] = {
    "cosine": lambda one: -one.similarity,
    "euclidean": lambda one: one.distance,
}


def angle(vectors: KeyedVectors, one: str, other: str) -> Angle:
    """Return the angle between two words."""
    first, second = unit(vectors, [one, other]).astype(np.float64)
    # the halves of a rhombus: exact for small angles too, where the cosine alone is not
    radians = 2 * np.arctan2(np.linalg.norm(first - second), np.linalg.norm(first + second))
    lengths = tuple(float(vectors.norms[vectors.get_index(word)]) for word in (one, other))
    return Angle(one, other, float(np.cos(radians)), float(np.degrees(radians)), lengths)


def similarities(vectors: KeyedVectors, words: Sequence[str]) -> np.ndarray:
    """Return the cosine of each word with each (n, n)."""
    directions = unit(vectors, words)
    return np.clip(directions @ directions.T, -1, 1)


def odd_one_out(vectors: KeyedVectors, words: Sequence[str]) -> list[Neighbour]:
    """Return words by how near they are to the mean of them all, the odd one last, as gensim's `doesnt_match` finds it.

    Raises `Refusal` (field "word") where there are fewer than three.
    """
    if len(words) < 3:
        raise Refusal("To find the odd one out takes three words or more, with commas between them.", "word")
    direction, point = mean_direction(vectors, words), mean_point(vectors, words)
    angles = unit(vectors, words) @ direction
    apart = np.linalg.norm(vectors.vectors[[vectors.get_index(word) for word in words]] - point, axis=1)
    found = (Neighbour(*one) for one in zip(words, angles.tolist(), apart.tolist(), strict=True))
    return sorted(found, key=lambda one: -one.similarity)
