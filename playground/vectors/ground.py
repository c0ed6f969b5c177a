"""The words that stand on a map, with their directions, and the pictures that are made of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from playground.vectors.projection import Quality, along, pca, quality, unit
from playground.vectors.selection import WordChoice, row_of, select

if TYPE_CHECKING:  # gensim takes 75 MB, which pages without vectors do without
    from gensim.models.keyedvectors import KeyedVectors


@dataclass(frozen=True)
class Ground:
    """Words (n) by their rows in the vectors, and what of a list the vectors do not know."""

    vectors: KeyedVectors
    rows: np.ndarray
    missing: tuple[str, ...]

    @cached_property
    def words(self) -> list[str]:
        """Return the words in the order of the map."""
        return [self.vectors.index_to_key[row] for row in self.rows]

    @cached_property
    def place(self) -> dict[str, int]:
        """Return where in that order each word stands."""
        return {word: number for number, word in enumerate(self.words)}

    @cached_property
    def directions(self) -> np.ndarray:
        """Return the vectors (n, d) at length 1."""
        return unit(self.vectors.vectors[self.rows])

    def near(self, word: str, count: int) -> list[int]:
        """Return the places of the words of the map nearest to one of them by cosine, the nearest first."""
        own = self.place[word]
        cosines = self.directions @ self.directions[own]
        cosines[own] = -np.inf
        return np.argsort(-cosines, kind="stable")[: min(count, len(cosines) - 1)].tolist()


@dataclass(frozen=True)
class Picture:
    """Points (n, k) with how well they keep neighbours, and for PCA the share of the variance along each axis."""

    points: np.ndarray
    quality: Quality
    shares: tuple[float, ...] = ()


def ground(vectors: KeyedVectors, wanted: WordChoice) -> Ground:
    """Return the words that are wanted; raise `Refusal` where they are too few, or the word is unknown."""
    found = select(vectors, wanted)
    return Ground(vectors, found.rows, found.missing)


def pca_picture(on: Ground, dimensions: int) -> Picture:
    """Return the words in the directions in which they vary most."""
    plane = pca(on.directions, dimensions)
    return Picture(plane.points, quality(on.directions, plane.points), tuple(plane.shares.tolist()))


def axes_picture(on: Ground, ends: Sequence[tuple[str, str, str]]) -> Picture:
    """Return the cosine of each word with the way from one word to another, for each axis.

    An axis is two words and the setting that a refusal is about: an unknown word, or twice the same.
    """
    points = []
    for start, end, field in ends:
        first, last = (on.vectors.vectors[row_of(on.vectors, word, field)] for word in (start, end))
        points.append(along(on.directions, first, last))
    table = np.stack(points, axis=1).astype(np.float64)
    return Picture(table, quality(on.directions, table))
