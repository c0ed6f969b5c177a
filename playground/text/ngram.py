"""N-gram models: interpolated modified Kneser–Ney smoothing (Chen & Goodman 1999, section 4), built by sorting in NumPy.

Every gram of k tokens has a number, its place among the sorted grams of its length. A gram's key is the number of the gram
without its last token, times V + 1, plus that token; so the grams that continue a context lie side by side.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from playground.text.kneser_ney import Level, smooth_each

ORDERS = {"character": 8, "word": 5}  # the longest grams that are counted, in tokens
MISSING = -1  # the number of a gram that never occurred


@dataclass(frozen=True)
class NGramModel:
    """Probabilities of the next of V tokens after up to `order` - 1 others.

    The number V stands for the beginning of a sentence; it is read, never predicted. `end` is the token after which a sentence
    begins, if there is one. A state is (B, order - 1) int64: the numbers of the last 1, 2, … tokens as grams, `MISSING` for those
    that never occurred.
    """

    size: int
    order: int
    end: int | None
    levels: tuple[Level, ...]

    @property
    def nbytes(self) -> int:
        """Return the memory that the model takes: all its arrays, in bytes."""
        return sum(level.nbytes for level in self.levels)

    @property
    def grams(self) -> tuple[int, ...]:
        """Return how many different grams of 1, 2, … tokens occur; the beginning of a sentence is no gram by itself."""
        seen = int(np.count_nonzero(self.levels[0].counts[: self.size]))
        return seen, *(len(level.keys) for level in self.levels[1:])

    @property
    def contexts(self) -> tuple[int, ...]:
        """Return after how many different contexts of 0, 1, 2, … tokens something was seen."""
        return 1, *(1 + int(np.count_nonzero(np.diff(level.keys // (self.size + 1)))) for level in self.levels[1:])

    def start(self) -> np.ndarray:
        """Return the state (1, order - 1) at the beginning of a sentence, or before anything where sentences have no end."""
        state = np.full((1, self.order - 1), MISSING, dtype=np.int64)
        if self.end is not None:
            state[:, :1] = self.size
        return state

    def advance(self, state: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        """Return the states (B, order - 1) after one more token each, `tokens` (B,); after `end`, a sentence begins."""
        after = np.full_like(state, MISSING)
        after[:, :1] = tokens[:, None]
        for length in range(2, self.order):
            after[:, length - 1] = self.find(length, state[:, length - 2], tokens)
        return after if self.end is None else np.where((tokens == self.end)[:, None], self.start(), after)

    def probabilities(self, state: np.ndarray) -> np.ndarray:
        """Return the distributions (B, V) of the next token."""
        chances = np.tile(self.levels[0].probability[: self.size].astype(np.float64), (len(state), 1))
        for length in range(2, self.order + 1):
            level, context = self.levels[length - 1], state[:, length - 2]
            chances *= self.backoff(length - 1, context)[:, None]
            low, high = (np.searchsorted(level.keys, (context + more) * (self.size + 1)) for more in (0, 1))
            many = np.where(context == MISSING, 0, high - low)
            rows = np.repeat(np.arange(len(state)), many)
            places = np.arange(many.sum()) + np.repeat(low - np.cumsum(many) + many, many)
            chances[rows, level.keys[places] % (self.size + 1)] = level.probability[places]
        return chances

    def log_probabilities_of(self, tokens: np.ndarray) -> np.ndarray:
        """Return the log-probability in nats (L,) of each token of a text that begins as a sentence does."""
        tokens = np.asarray(tokens, dtype=np.int64)
        before = np.concatenate([self.start()[:, 0] if self.order > 1 else [MISSING], tokens[:-1]])
        if self.end is not None:
            before[before == self.end] = self.size
        chances = self.levels[0].probability[tokens].astype(np.float64)
        contexts = before  # numbers of the grams of k - 1 tokens that end before each token
        for length in range(2, self.order + 1):
            found = self.find(length, contexts, tokens)
            chances *= self.backoff(length - 1, contexts)
            chances = np.where(found == MISSING, chances, self.levels[length - 1].probability[found])
            contexts = np.concatenate([[MISSING], found[:-1]])
        return np.log(chances)

    def find(self, length: int, contexts: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        """Return the numbers (B,) of the grams that continue contexts (B,) with tokens (B,)."""
        keys, wanted = self.levels[length - 1].keys, contexts * (self.size + 1) + tokens
        places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[places] == wanted, places, MISSING)

    def backoff(self, length: int, contexts: np.ndarray) -> np.ndarray:
        """Return the share (B,) that contexts of so many tokens leave to shorter ones; all of it for one that never occurred."""
        return np.where(contexts == MISSING, 1.0, self.levels[length - 1].backoff[contexts])


@dataclass(frozen=True)
class Measured:
    """How well a model predicts a text: mean nats per token, and how many tokens that is a mean of."""

    nats: float
    tokens: int

    @property
    def perplexity(self) -> float:
        """Return e to the mean nats per token."""
        return math.exp(self.nats)


def measure(model: NGramModel, ids: np.ndarray) -> Measured:
    """Return how well a model predicts a text (L,), every token of it."""
    return Measured(-float(model.log_probabilities_of(ids).mean()), len(ids))


def build(ids: np.ndarray, size: int, order: int, end: int | None) -> NGramModel:
    """Count every gram of up to `order` tokens in a text (L,) with token numbers below `size`, and smooth the counts.

    A sentence begins at the text's start and after each `end`; no gram reaches across a beginning. Where every sentence is
    shorter, the model's order is the length of the longest.
    """
    return next(build_each(ids, size, [order], end))


def build_each(ids: np.ndarray, size: int, orders: Sequence[int], end: int | None) -> Iterator[NGramModel]:
    """Yield what `build` returns for each order, the lowest first, in little more time than the highest takes alone."""
    stream = with_beginnings(np.asarray(ids, dtype=np.int64), size, end)
    for levels in smooth_each(stream, size, orders):
        yield NGramModel(size, len(levels), end, levels)


def with_beginnings(ids: np.ndarray, beginning: int, end: int | None) -> np.ndarray:
    """Return the stream with a token for the beginning of each sentence put in."""
    ends = np.flatnonzero(ids[:-1] == end) + 1 if end is not None else []
    return np.insert(ids, [0, *ends], beginning)
