"""A map of a model's word embeddings before and after training, and the neighbours of each word in both."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.language_model import LanguageModel

DRAWN, NEIGHBOURS, DIGITS = 120, 5, 4  # words on the map, neighbours told of each, digits of a place on the map


@dataclass(frozen=True)
class WordMap:
    """The most frequent words of a vocabulary, in the order of their frequency.

    `before` and `after` are places (N, 2) in one plane, `turned` each vector's cosine with itself before training. The nearest
    words are those with the largest cosine in the whole vocabulary. `share` is the part of the spread of the trained vectors
    that the plane shows.
    """

    words: tuple[str, ...]
    before: tuple[tuple[float, float], ...]
    after: tuple[tuple[float, float], ...]
    turned: tuple[float, ...]
    near_before: tuple[tuple[str, ...], ...]
    near_after: tuple[tuple[str, ...], ...]
    share: float


def table_of(model: LanguageModel) -> np.ndarray:
    """Return a copy of a model's embeddings (V, E)."""
    return model.embedding.weight.detach().numpy().copy()


def word_map(tokens: Sequence[str], before: np.ndarray, after: np.ndarray) -> WordMap:
    """Return the map of a vocabulary's embeddings (V, E) before and after training.

    The plane is that in which the drawn words' trained vectors differ most (their first two principal components); both
    tables are moved so that the drawn words' mean is its middle. Marks and numbers are left out.
    """
    words = np.array([number for number, token in enumerate(tokens) if token.isalpha()])
    drawn = words[:DRAWN]
    centred = after[drawn] - after[drawn].mean(axis=0)
    _, spread, axes = np.linalg.svd(centred, full_matrices=False)
    plane = axes[:2].T  # (E, 2)
    first = (before[drawn] - before[drawn].mean(axis=0)) @ plane
    return WordMap(
        words=tuple(tokens[number] for number in drawn),
        before=places(first),
        after=places(centred @ plane),
        turned=tuple(round(float(one), DIGITS) for one in (unit(before[drawn]) * unit(after[drawn])).sum(axis=1)),
        near_before=nearest(tokens, words, drawn, before),
        near_after=nearest(tokens, words, drawn, after),
        share=round(float((spread[:2] ** 2).sum() / max((spread**2).sum(), 1e-12)), DIGITS),
    )


def places(points: np.ndarray) -> tuple[tuple[float, float], ...]:
    """Return points (N, 2) as pairs."""
    return tuple((round(float(x), DIGITS), round(float(y), DIGITS)) for x, y in points)


def unit(rows: np.ndarray) -> np.ndarray:
    """Return rows (N, E) of length 1."""
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def nearest(tokens: Sequence[str], words: np.ndarray, asked: np.ndarray, table: np.ndarray) -> tuple[tuple[str, ...], ...]:
    """Return for each word that is asked for the words nearest to it, without itself, the nearest first."""
    cosines = unit(table[asked]) @ unit(table[words]).T  # (N, W)
    cosines[asked[:, None] == words] = -np.inf
    found = np.argsort(-cosines, axis=1, kind="stable")[:, : min(NEIGHBOURS, len(words) - 1)]
    return tuple(tuple(tokens[words[place]] for place in row) for row in found)
