"""From one language to another: a matrix that carries word vectors into another space, fitted to a list of pairs.

Mikolov, Le and Sutskever 2013 fit any matrix by least squares; Xing et al. 2015 and Smith et al. 2017 a rotation, which keeps
every angle and cannot bend the space to a short list.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from gensim.models.keyedvectors import KeyedVectors

from playground.errors import Refusal
from playground.vectors.projection import pca, unit

FOLDS = 10  # parts of a list that are held out in turn, at most
LEAST, MOST = 4, 2_000  # pairs
ASKED = 20_000  # words of the other language, the most frequent, among which a translation is looked for
TOLD = 1e-6  # of the largest singular value: smaller ones are rounding
SEPARATORS = re.compile(r"\s*(?:\t|,|;|=|→|\s)\s*")

Pairs = Sequence[tuple[str, str]]


def read_pairs(text: str, field: str = "pairs") -> list[tuple[str, str]]:
    """Return the pairs of a list, two words a line; raise `Refusal` with the line where it is otherwise."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = SEPARATORS.split(line.strip()) if line.strip() else []
        if words and len(words) != 2:
            has = "one word" if len(words) == 1 else f"{len(words)} words"
            raise Refusal(f"Line {number} has {has}: write two, such as “dog cane”.", field)
        found += [(words[0], words[1])] if words else []
    if len(found) > MOST:
        raise Refusal(f"These are {len(found):,} pairs: use up to {MOST:,}.", field)
    return list(dict.fromkeys(found))


def known_pairs(pairs: Pairs, source: KeyedVectors, target: KeyedVectors, field: str = "pairs") -> list[tuple[str, str]]:
    """Return the pairs both of whose words have vectors; raise `Refusal` where they are too few."""
    found = [(one, other) for one, other in pairs if one in source.key_to_index and other in target.key_to_index]
    if len(found) < LEAST:
        right = "name more" if len(found) == len(pairs) else "name the word of the first set first"
        known = f"Only {len(found)} of {len(pairs)} pairs have vectors on both sides"
        raise Refusal(f"{known}, and it takes {LEAST}: {right}.", field)
    return found


def shared_words(source: KeyedVectors, target: KeyedVectors, rename: Callable[[str], str] = str) -> list[tuple[str, str]]:
    """Return a pair for each word that has a namesake in the other set, the most frequent first, up to `MOST`."""
    found = ((word, rename(word)) for word in source.index_to_key)
    return [pair for pair in found if pair[1] in target.key_to_index and any(map(str.isalpha, pair[0]))][:MOST]


@dataclass(frozen=True)
class Translation:
    """A way from one space to another: centre (d,), turn by the matrix (d, e); the other space has a centre (e,) of its own."""

    centre: np.ndarray
    matrix: np.ndarray
    other: np.ndarray

    def carried(self, vectors: np.ndarray) -> np.ndarray:
        """Return vectors (n, d) of one language as directions (n, e) in the space of the other."""
        return unit((unit(vectors) - self.centre) @ self.matrix)

    def there(self, vectors: np.ndarray) -> np.ndarray:
        """Return vectors (n, e) of the other language as directions (n, e) around its centre."""
        return unit(unit(vectors) - self.other)


def rotation(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the rotation (d, e) that brings rows (n, d) nearest to rows (n, e) (orthogonal Procrustes, Schönemann 1966).

    Directions of which the rows say nothing, where they are fewer than d, are left out: any turn of them would do.
    """
    first, second = torch.from_numpy(np.asarray(one, np.float64)), torch.from_numpy(np.asarray(other, np.float64))
    left, values, right = torch.linalg.svd(first.T @ second, full_matrices=False)
    told = values > TOLD * values[0]
    return (left[:, told] @ right[told]).numpy()


def least_squares(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the matrix (d, e) that brings rows (n, d) nearest to rows (n, e), the smallest where many do."""
    first, second = torch.from_numpy(np.asarray(one, np.float64)), torch.from_numpy(np.asarray(other, np.float64))
    found = torch.linalg.lstsq(first, second, rcond=TOLD, driver="gelsd")
    return found.solution.numpy()


@dataclass(frozen=True)
class Fit:
    """One way to fit a matrix."""

    label: str
    matrix: Callable[[np.ndarray, np.ndarray], np.ndarray]


FITS: dict[str, Fit] = {
    "rotation": Fit("A rotation", rotation),
    "linear": Fit("Any matrix", least_squares),
}


def fit(one: np.ndarray, other: np.ndarray, kind: str) -> Translation:
    """Return the way from rows (n, d) to the rows (n, e) that they should become, both at length 1 and around their means."""
    first, second = unit(one).astype(np.float64), unit(other).astype(np.float64)
    centre, middle = first.mean(axis=0), second.mean(axis=0)
    return Translation(centre, FITS[kind].matrix(first - centre, second - middle), middle)


def rows(vectors: KeyedVectors, words: Sequence[str]) -> np.ndarray:
    """Return the vectors (n, d) of words."""
    return np.asarray(vectors.vectors[[vectors.key_to_index[word] for word in words]], np.float32)


def fitted(source: KeyedVectors, target: KeyedVectors, pairs: Pairs, kind: str) -> Translation:
    """Return the way that pairs of known words teach."""
    return fit(rows(source, [one for one, _ in pairs]), rows(target, [other for _, other in pairs]), kind)


def candidates(way: Translation, target: KeyedVectors) -> np.ndarray:
    """Return the directions (m, e) of the most frequent words of the other language."""
    return way.there(np.asarray(target.vectors[:ASKED], np.float32))


def translate(way: Translation, source: KeyedVectors, target: KeyedVectors, word: str, count: int) -> list[tuple[str, float]]:
    """Return the words of the other language nearest to where a word is carried, with their cosines, the nearest first."""
    cosines = candidates(way, target) @ way.carried(rows(source, [word]))[0]
    best = np.argsort(-cosines, kind="stable")[:count]
    return [(target.index_to_key[place], float(cosines[place])) for place in best]


@dataclass(frozen=True)
class Score:
    """How many of some pairs come out right: the share whose translation stands first, and among the first five."""

    first: float
    five: float
    asked: int
    places: tuple[int, ...] = ()  # of each pair's translation, 1 for the first


def score(way: Translation, source: KeyedVectors, target: KeyedVectors, pairs: Pairs) -> Score:
    """Return how a way does on pairs of known words."""
    carried = way.carried(rows(source, [one for one, _ in pairs]))
    cosines = (torch.from_numpy(carried) @ torch.from_numpy(candidates(way, target)).T).numpy()  # (n, m)
    own = (carried * way.there(rows(target, [other for _, other in pairs]))).sum(axis=1)
    places = 1 + (cosines > own[:, None] + 1e-6).sum(axis=1)
    return Score(float((places == 1).mean()), float((places <= 5).mean()), len(pairs), tuple(places.tolist()))


def held_out(source: KeyedVectors, target: KeyedVectors, pairs: Pairs, kind: str, seed: int = 0) -> Score:
    """Return how ways fitted to the other pairs do on each part of a list in turn.

    A word that stands in several pairs is held out with all of them, or it would be known beforehand.
    """
    groups: dict[str, list[int]] = {}
    for place, (one, _) in enumerate(pairs):
        groups.setdefault(one, []).append(place)
    order = list(groups.values())
    np.random.default_rng(seed).shuffle(order)
    folds = [[place for group in order[start::FOLDS] for place in group] for start in range(min(FOLDS, len(order)))]
    places = np.zeros(len(pairs), int)
    for fold in folds:
        left = set(fold)
        rest = [pair for place, pair in enumerate(pairs) if place not in left]
        way = fitted(source, target, rest, kind)
        places[fold] = score(way, source, target, [pairs[place] for place in fold]).places
    return Score(float((places == 1).mean()), float((places <= 5).mean()), len(pairs), tuple(places.tolist()))


@dataclass(frozen=True)
class Spaces:
    """The words of pairs on the plane on which both languages together spread out most: points (n, 2) of each.

    `before` by their own coordinates, `after` the first language was carried into the space of the other.
    """

    before: tuple[np.ndarray, np.ndarray]
    after: tuple[np.ndarray, np.ndarray]


def spaces(way: Translation, source: KeyedVectors, target: KeyedVectors, pairs: Pairs) -> Spaces:
    """Return where the words of pairs stand; a space of fewer dimensions has zeros for the rest."""
    one, other = rows(source, [one for one, _ in pairs]), rows(target, [other for _, other in pairs])
    size = max(one.shape[1], other.shape[1])
    own = [np.pad(unit(table), ((0, 0), (0, size - table.shape[1]))) for table in (one, other)]
    return Spaces(on_a_plane(*own), on_a_plane(way.carried(one), way.there(other)))


def on_a_plane(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return rows (n, e) of two sets as points (n, 2) by the principal components of both."""
    points = pca(np.concatenate([one, other]), 2).points
    return points[: len(one)], points[len(one) :]
