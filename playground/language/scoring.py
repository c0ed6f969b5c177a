"""How likely is a text? The chain rule, log P(y_1 … y_T) = Σ log P(y_t | y_1 … y_{t-1}), token by token, under any model."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from playground.errors import Refusal
from playground.language.predictors import Predictor
from playground.text.vocabulary import TOKENIZERS, Vocabulary

MOST_TOKENS = 10_000  # in all texts scored together: a second or two
CELLS = 4_000_000  # probabilities held at a time: how many texts are read side by side times V


@dataclass(frozen=True)
class Candidate:
    """A token that could come next, and its probability."""

    token: str
    probability: float


@dataclass(frozen=True)
class TokenScore:
    """One token of a text, as the model knows it and as it was written; its log-probability in nats; the likeliest ones there."""

    token: str
    written: str
    log_probability: float
    candidates: tuple[Candidate, ...] = ()

    @property
    def bits(self) -> float:
        """Return how surprising the token is: 0 bits for a certain one, 1 for one of two that are equally likely."""
        return -self.log_probability / math.log(2)


@dataclass(frozen=True)
class SentenceScore:
    """A text and the scores of its tokens; what ends it is not scored."""

    text: str
    tokens: tuple[TokenScore, ...]

    @property
    def log_probability(self) -> float:
        """Return the log-probability of the whole text in nats."""
        return math.fsum(token.log_probability for token in self.tokens)

    @property
    def bits_per_token(self) -> float:
        """Return the mean surprise in bits."""
        return -self.log_probability / len(self.tokens) / math.log(2)

    @property
    def bits_per_character(self) -> float:
        """Return the surprise in the unit in which models with different tokenizers compare."""
        return -self.log_probability / len(self.text) / math.log(2)

    @property
    def perplexity(self) -> float:
        """Return e to the mean nats per token: between how many equally likely tokens the model chose, on average."""
        return math.exp(-self.log_probability / len(self.tokens))


def score(predictor: Predictor, sentences: Sequence[str], top: int = 0) -> list[SentenceScore]:
    """Return the scores of several texts, each read from the start, with the `top` likeliest tokens at each place.

    Raises `Refusal` where a text holds no token, or all of them together too many.
    """
    vocabulary = predictor.vocabulary
    pieces = [TOKENIZERS[vocabulary.tokenizer].split(sentence, vocabulary.index) for sentence in sentences]
    check_lengths(pieces)
    rows = [vocabulary.encode(piece) for piece in pieces]
    results = read_rows(predictor, rows, top)
    return [
        SentenceScore(sentence, tuple(token_scores(vocabulary, row, piece, result)))
        for sentence, row, piece, result in zip(sentences, rows, pieces, results, strict=True)
    ]


def check_lengths(pieces: Sequence[Sequence[str]]) -> None:
    """Raise `Refusal` where a text is empty, or there is too much to read while somebody waits."""
    if not pieces or not all(pieces):
        raise Refusal("There is an empty sentence: write at least one word in each.", "text")
    total = sum(map(len, pieces))
    if total > MOST_TOKENS:
        raise Refusal(f"These texts are too long with {total:,} tokens: use at most {MOST_TOKENS:,} at a time.", "text")


@dataclass(frozen=True)
class RowScores:
    """The log-probability (T,) of each token of one row, and the numbers and log-probabilities (T, top) of the likeliest."""

    tokens: np.ndarray
    best: np.ndarray
    best_scores: np.ndarray


def read_rows(predictor: Predictor, rows: Sequence[Sequence[int]], top: int = 0) -> list[RowScores]:
    """Return the scores of rows of token numbers, read side by side; the longest first, so that short ones drop out."""
    top, width = min(top, len(predictor.vocabulary)), max(1, CELLS // len(predictor.vocabulary))
    order = sorted(range(len(rows)), key=lambda number: -len(rows[number]))
    results: dict[int, RowScores] = {}
    for first in range(0, len(order), width):
        together = order[first : first + width]
        results |= zip(together, read_together(predictor, [rows[number] for number in together], top), strict=True)
    return [results[number] for number in range(len(rows))]


def read_together(predictor: Predictor, rows: Sequence[Sequence[int]], top: int) -> Iterator[RowScores]:
    """Yield the scores of rows that come longest first."""
    lengths = np.array([len(row) for row in rows])
    scores = np.zeros((len(rows), lengths.max(initial=0)))  # (B, T)
    best, best_scores = np.zeros((*scores.shape, top), np.int64), np.zeros((*scores.shape, top))
    state = predictor.take(predictor.start(), np.zeros(len(rows), np.int64))
    for place in range(scores.shape[1]):
        alive = np.arange(np.count_nonzero(lengths > place))
        state = predictor.take(state, alive)
        chances, tokens = predictor.log_probabilities(state), np.array([rows[row][place] for row in alive])
        scores[alive, place] = chances[alive, tokens]
        best[alive, place], best_scores[alive, place] = likeliest(chances, top)
        state = predictor.advance(state, tokens)
    for row, length in enumerate(lengths):
        yield RowScores(scores[row, :length], best[row, :length], best_scores[row, :length])


def likeliest(scores: np.ndarray, top: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers and the scores (B, top) of the highest scores of each row (B, V), the highest first."""
    rows = np.arange(len(scores))[:, None]  # places by rows and columns: a third of what take_along_axis costs small arrays
    found = np.argpartition(-scores, min(top, scores.shape[1] - 1), axis=1)[:, :top]
    values = scores[rows, found]
    order = np.argsort(-values, axis=1, kind="stable")
    return found[rows, order], values[rows, order]


def token_scores(vocabulary: Vocabulary, row: Sequence[int], pieces: Sequence[str], scores: RowScores) -> Iterator[TokenScore]:
    """Yield what is told of each token of a row."""
    for place, (number, written) in enumerate(zip(row, pieces, strict=True)):
        best = zip(scores.best[place], np.exp(scores.best_scores[place]), strict=True)
        candidates = tuple(Candidate(vocabulary.tokens[other], float(chance)) for other, chance in best)
        yield TokenScore(vocabulary.tokens[number], written, float(scores.tokens[place]), candidates)


@dataclass(frozen=True)
class PairScore:
    """Two texts that differ in little, and which of them the model holds for likelier: it is right about `good`."""

    good: SentenceScore
    bad: SentenceScore

    @property
    def right(self) -> bool:
        """Tell whether the good text is strictly likelier than the bad one."""
        return self.good.log_probability > self.bad.log_probability


def read_pairs(text: str) -> list[tuple[str, str]]:
    """Return the pairs in a text, one a line: the good sentence, “ / ” or a tab, and the bad one; raise `Refusal` otherwise."""
    pairs = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = [part.strip() for part in (line.split("\t") if "\t" in line else line.split(" / "))]
        if not line.strip():
            continue
        if len(parts) != 2 or not all(parts):
            raise Refusal(f"Line {number} is no pair: write the good sentence, “ / ” and the bad one.", "pairs")
        pairs.append((parts[0], parts[1]))
    return pairs


def score_pairs(predictor: Predictor, pairs: Sequence[tuple[str, str]]) -> list[PairScore]:
    """Return the scores of pairs of a good and a bad text, all read side by side."""
    scores = score(predictor, [sentence for pair in pairs for sentence in pair])
    return [PairScore(good, bad) for good, bad in zip(scores[::2], scores[1::2], strict=True)]


def accuracy(pairs: Sequence[PairScore]) -> float:
    """Return the share of pairs whose good text is the likelier one; a tie is not right."""
    return sum(pair.right for pair in pairs) / len(pairs)


def after(predictor: Predictor, context: str, answers: Sequence[str]) -> list[float]:
    """Return the probability of each answer right after a text: what a short window cannot tell, a memory may."""
    vocabulary = predictor.vocabulary
    before, answered = vocabulary.encode_text(context), [vocabulary.encode_text(answer) for answer in answers]
    check_lengths(answered)
    results = read_rows(predictor, [before + answer for answer in answered])
    return [math.exp(result.tokens[len(before) :].sum()) for result in results]
