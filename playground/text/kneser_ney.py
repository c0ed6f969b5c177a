"""Count grams by sorting and smooth the counts: interpolated Kneser–Ney with three discounts (Chen & Goodman 1999, eq. 23-26)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

STANDARD_DISCOUNTS = np.array([0.5, 1.0, 1.5])  # for counts 1, 2 and more, where a text is too small to estimate them
NONE = -1  # stands at places where no gram of this length ends


@dataclass(frozen=True)
class Level:
    """All grams of one length, by number. `keys` int64, sorted; `counts` int32: how often each occurs in the text.

    `probability` float32: of the gram's last token after the others. `backoff` float32: the share of probability that the gram,
    as a context, leaves to the shorter context; empty at the highest order.
    """

    keys: np.ndarray
    counts: np.ndarray
    probability: np.ndarray
    backoff: np.ndarray

    @property
    def nbytes(self) -> int:
        """Return the bytes of all four arrays."""
        return self.keys.nbytes + self.counts.nbytes + self.probability.nbytes + self.backoff.nbytes


@dataclass(frozen=True)
class Grams:
    """The distinct grams of one length while counting, by number (G,).

    `ending` (L,) is the number of the gram that ends at each place of the stream. `suffixes` are the numbers of the grams without
    their first token, and `begins` marks those that begin with the beginning of a sentence.
    """

    keys: np.ndarray
    counts: np.ndarray
    ending: np.ndarray
    suffixes: np.ndarray
    begins: np.ndarray


def smooth_each(stream: np.ndarray, size: int, orders: Sequence[int]) -> Iterator[tuple[Level, ...]]:
    """Yield the levels 1 to n of a model for each order n, the lowest first; what they have in common is counted once.

    In the stream (L,), the number `size` is the beginning of a sentence. Where no gram is as long as an order, the longest there
    are take its place, and no more models follow.
    """
    grams, shorter, shared = single_tokens(stream, size), np.full(1, 1 / size), ()
    for length in range(1, max(orders) + 1):
        longer = extend(grams, stream, size) if length < max(orders) else None
        longest = longer is None or not longer.keys.size
        if length in orders or longest:
            last, _, left = smoothed(grams, adjusted(grams, None, size), shorter, size)
            yield *leaving(shared, left), last
        if longest:
            return
        level, shorter, left = smoothed(grams, adjusted(grams, longer, size), shorter, size)
        shared, grams = (*leaving(shared, left), level), longer


def smoothed(grams: Grams, counts: np.ndarray, shorter: np.ndarray, size: int) -> tuple[Level, np.ndarray, np.ndarray]:
    """Return a level without backoff, its probabilities (G,) in full precision, and what each context has left.

    `counts` (G,) are discounted, `shorter` are the probabilities of the grams one token shorter.
    """
    contexts = grams.keys // (size + 1)
    shares, left = discount(counts, contexts, len(shorter))
    chances = shares + left[contexts] * shorter[grams.suffixes]
    level = Level(grams.keys, grams.counts.astype(np.int32), chances.astype(np.float32), np.empty(0, np.float32))
    return level, chances, left


def leaving(levels: tuple[Level, ...], left: np.ndarray) -> tuple[Level, ...]:
    """Return levels of which the last knows what it leaves, as a context, to the shorter one."""
    return (*levels[:-1], *(replace(level, backoff=left.astype(np.float32)) for level in levels[-1:]))


def single_tokens(stream: np.ndarray, size: int) -> Grams:
    """Return the grams of length 1: every token that there is, seen or not, and the beginning of a sentence."""
    keys = np.arange(size + 1)
    return Grams(keys, np.bincount(stream, minlength=size + 1), stream, np.zeros_like(keys), keys == size)


def extend(grams: Grams, stream: np.ndarray, size: int) -> Grams:
    """Return the grams one token longer; none reaches across the beginning of a sentence."""
    places = np.flatnonzero((grams.ending[:-1] != NONE) & (stream[1:] != size)) + 1  # (P,) where a longer gram ends
    keys, counts, firsts, numbers = distinct(grams.ending[places - 1] * (size + 1) + stream[places])
    ending = np.full(len(stream), NONE)
    ending[places] = numbers
    return Grams(keys, counts, ending, grams.ending[places[firsts]], grams.begins[keys // (size + 1)])


def distinct(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the different keys sorted, how often each occurs, a place of each, and for each place the number of its key."""
    order = np.argsort(keys)
    ordered = keys[order]
    firsts = np.flatnonzero(np.diff(ordered, prepend=-1))
    counts = np.diff(firsts, append=len(keys))
    numbers = np.empty_like(keys)
    numbers[order] = np.repeat(np.arange(len(firsts)), counts)
    return ordered[firsts], counts, order[firsts], numbers


def adjusted(grams: Grams, longer: Grams | None, size: int) -> np.ndarray:
    """Return what is discounted: below the highest order, how many different tokens stand before each gram.

    Nothing stands before the beginning of a sentence, so a gram that begins with one keeps its plain count. By itself, the
    beginning is never predicted and counts nothing.
    """
    if longer is None:
        counts = grams.counts
    else:
        counts = np.where(grams.begins, grams.counts, np.bincount(longer.suffixes, minlength=len(grams.keys)))
    return np.where(grams.keys == size, 0, counts)


def discount(counts: np.ndarray, contexts: np.ndarray, total_contexts: int) -> tuple[np.ndarray, np.ndarray]:
    """Return each gram's share of its context after discounting, and what each context has left: 1 where nothing follows."""
    taken = np.concatenate([[0.0], discounts(counts)])[np.minimum(counts, 3)]
    sums = np.bincount(contexts, counts, total_contexts)
    left = np.where(sums > 0, np.bincount(contexts, taken, total_contexts), 1.0)
    sums = np.maximum(sums, 1.0)
    return (counts - taken) / sums[contexts], left / sums


def discounts(counts: np.ndarray) -> np.ndarray:
    """Return what is taken from counts of 1, of 2 and of 3 or more (Chen & Goodman 1999, eq. 26)."""
    n = np.bincount(np.minimum(counts, 5), minlength=6)[1:5].astype(float)  # how many grams were counted 1, 2, 3 and 4 times
    if not n.all():
        return STANDARD_DISCOUNTS
    usual = n[0] / (n[0] + 2 * n[1])
    estimated = np.arange(1, 4) - np.arange(2, 5) * usual * n[1:] / n[:3]
    return estimated if np.all(estimated > 0) else STANDARD_DISCOUNTS
