"""What a vocabulary costs, one-hot and dense: measured where it fits, computed where it does not."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

NUMBER = 4  # bytes of a float32
FITS = 64_000_000  # bytes of an array that is made only to be measured
LEAST, MOST = 10, 1_000_000_000  # words


@dataclass(frozen=True)
class Table:
    """One way to keep a vocabulary of V words: the shape of its array for d numbers a dense word, and what it is called."""

    label: str
    formula: str
    shape: Callable[[int, int], tuple[int, ...]]


@dataclass(frozen=True)
class Memory:
    """What an array takes, in bytes, and whether one was made to find out."""

    table: Table
    numbers: int
    bytes: int
    measured: bool


TABLES: dict[str, Table] = {
    "row": Table("One word, one-hot", "V", lambda words, size: (1, words)),
    "dense-row": Table("One word, dense", "d", lambda words, size: (1, size)),
    "square": Table("Every word, one-hot", "V × V", lambda words, size: (words, words)),
    "dense": Table("Every word, dense", "V × d", lambda words, size: (words, size)),
}


def memory(name: str, words: int, size: int) -> Memory:
    """Return what a table of float32 takes for so many words and numbers a word."""
    table = TABLES[name]
    shape = table.shape(words, size)
    numbers = int(np.prod([int(side) for side in shape], dtype=object))
    if numbers * NUMBER > FITS:
        return Memory(table, numbers, numbers * NUMBER, False)
    made = np.ones(shape, np.float32)
    empty = np.ones((0,) * len(shape), np.float32)  # what every array takes besides its numbers
    return Memory(table, numbers, sys.getsizeof(made) - sys.getsizeof(empty), True)


def steps() -> tuple[int, ...]:
    """Return the sizes of a vocabulary that a slider stops at, evenly spaced on a logarithmic scale."""
    return tuple(factor * 10**power for power in range(1, 9) for factor in (1, 2, 5)) + (MOST,)


def one_hot(places: Sequence[int], words: int) -> np.ndarray:
    """Return a row (n, V) for each word, 1 at its place and 0 elsewhere."""
    rows = np.zeros((len(places), words), np.float32)
    rows[np.arange(len(places)), list(places)] = 1
    return rows


def distances(rows: np.ndarray) -> np.ndarray:
    """Return the Euclidean distance of every two rows (n, n)."""
    return np.sqrt(((rows[:, None] - rows) ** 2).sum(axis=2, dtype=np.float64))


def cosines(rows: np.ndarray) -> np.ndarray:
    """Return the cosine of every two rows (n, n), none of them zero."""
    directions = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return np.clip(directions @ directions.T, -1, 1)
