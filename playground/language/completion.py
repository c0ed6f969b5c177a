"""Completions of a word that is being typed, each with its probability given all that is typed.

A character model spells words to their end by beam search: P(word | typed) = P(its next letters, then no further letter | typed).
A word model knows which words begin as typed: P(word | typed) = P(word | words before) / Σ P(words that begin so | words before).
Where nothing of a word is typed yet, both keep the probability that no word follows; it is no completion and is not listed.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from playground.language.predictors import Predictor, State
from playground.language.scoring import CELLS, likeliest
from playground.text.vocabulary import TOKENIZERS
from playground.text.words import LETTER

WIDTH = 12  # beginnings of words that are kept at each letter
LONGEST = 20  # letters that a completion may add
IN_WORD = re.compile(rf"{LETTER}|['’]")
BEGUN = {unit: re.compile(rf"{LETTER}(?:{LETTER}|[{marks}])*\Z") for unit, marks in (("character", "'’"), ("word", "'’-"))}
STAND_IN = "Qzx", "qzx"  # for a word that is only begun, with and without a capital


@dataclass(frozen=True)
class Completion:
    """A whole word, what is still to be typed of it, and its probability given all that is typed."""

    text: str
    rest: str
    probability: float


class Completer(Protocol):
    """Proposes words under one model."""

    predictor: Predictor

    def split(self, text: str) -> tuple[list[int], str]:
        """Return the tokens to be read of a text, and the word begun at its end, "" where there is none."""

    def complete(self, state: State, begun: Sequence[str], count: int) -> list[list[Completion]]:
        """Return the likeliest completions of begun words (B,), the likeliest first; `state` is that of B texts."""


def begun_word(text: str, tokenizer: str) -> str:
    """Return the word at the end of a text that may go on, "" where there is none."""
    found = BEGUN[tokenizer].search(text[-2 * LONGEST :])
    return found[0] if found else ""


def portions(texts: int, each: int) -> Iterator[np.ndarray]:
    """Yield the numbers of texts that are completed together, where each takes so many probabilities."""
    together = max(1, CELLS // each)
    for first in range(0, texts, together):
        yield np.arange(first, min(first + together, texts))


class CharacterCompleter:
    """Spells words with a model of characters. `width` beginnings are kept at each letter; with all kept, the search is exact."""

    def __init__(self, predictor: Predictor, width: int = WIDTH, longest: int = LONGEST):
        self.predictor, self.width, self.longest = predictor, width, longest
        tokens = predictor.vocabulary.tokens
        inside = np.array([IN_WORD.fullmatch(token) is not None for token in tokens])
        self.letters, self.ends = np.flatnonzero(inside), np.flatnonzero(~inside)

    def split(self, text: str) -> tuple[list[int], str]:
        """Return every character's number, and the letters at the end."""
        return self.predictor.vocabulary.encode_text(text), begun_word(text, "character")

    def complete(self, state: State, begun: Sequence[str], count: int) -> list[list[Completion]]:
        """Return the likeliest words found, the begun one itself among them where it may end here."""
        tokens, size = self.predictor.vocabulary.tokens, len(self.predictor.vocabulary)
        completions: list[list[Completion]] = []
        for rows in portions(len(begun), self.width * size):
            found = spell(self, self.predictor.take(state, rows), np.array([begun[row] != "" for row in rows]), count)
            spelled = [[("".join(tokens[n] for n in word), chance) for word, chance in words] for words in found]
            completions += [
                [Completion(begun[row] + rest, rest, chance) for rest, chance in words]
                for row, words in zip(rows, spelled, strict=True)
            ]
        return completions


@dataclass(frozen=True)
class Best:
    """The best finds of each of Q searches so far: their log-probabilities (Q, n), and their letters (Q, n, depth), -1 after."""

    scores: np.ndarray
    words: np.ndarray

    def top(self, count: int) -> "Best":
        """Return the `count` best of each search, the best first."""
        places, scores = likeliest(self.scores, min(count, self.scores.shape[1]))
        return Best(scores, self.words[np.arange(len(places))[:, None], places])

    def joined(self, other: "Best") -> "Best":
        """Return the finds of both, whose letters may be one longer."""
        (total, mine, depth), words = self.words.shape, other.words
        both = np.full((total, mine + words.shape[1], words.shape[2]), -1, np.int64)
        both[:, :mine, :depth], both[:, mine:] = self.words, words
        return Best(np.concatenate([self.scores, other.scores], axis=1), both)


def spell(how: CharacterCompleter, state: State, begun: np.ndarray, count: int) -> list[list[tuple[tuple[int, ...], float]]]:
    """Return for each of Q texts up to `count` ways to go on to the end of a word: its letters and its probability.

    All searches and all their beginnings are one matrix product a letter. A beginning that is less likely than `count` finished
    words cannot lead to a better one and is dropped.
    """
    total, predictor = len(begun), how.predictor
    opened = Best(np.zeros((total, 1)), np.zeros((total, 1, 0), np.int64))
    done = Best(np.full((total, 0), -np.inf), np.zeros((total, 0, 0), np.int64))
    for depth in range(how.longest + 1):
        alive = opened.scores > -np.inf
        if not alive.any():
            break
        chances = np.full((*alive.shape, len(predictor.vocabulary)), -np.inf)  # (Q, n, V)
        chances[alive] = predictor.log_probabilities(state) + opened.scores[alive][:, None]
        ended = np.logaddexp.reduce(chances[:, :, how.ends], axis=2, initial=-np.inf)
        if depth == 0:
            ended[~begun] = -np.inf
        done = done.joined(Best(ended, opened.words)).top(count)
        opened, state = longer_words(how, opened, chances, enough(done, count), state)
    return [
        [(tuple(word[word >= 0].tolist()), float(np.exp(score))) for score, word in zip(*pair, strict=True) if score > -np.inf]
        for pair in zip(done.scores, done.words, strict=True)
    ]


def enough(done: Best, count: int) -> np.ndarray:
    """Return the score (Q,) that a beginning must exceed to be of use."""
    return done.scores[:, count - 1] if done.scores.shape[1] >= count else np.full(len(done.scores), -np.inf)


def longer_words(
    how: CharacterCompleter, opened: Best, chances: np.ndarray, least: np.ndarray, state: State
) -> tuple[Best, State]:
    """Return the beginnings (Q, width) that are one letter longer, and the states of those worth going on with."""
    total, width, _ = chances.shape
    scores = chances[:, :, how.letters].reshape(total, -1)
    places, scores = likeliest(scores, min(how.width, scores.shape[1]))
    scores[scores <= least[:, None]] = -np.inf
    parents, letters = places // len(how.letters), how.letters[places % len(how.letters)]
    each = np.arange(total)[:, None]
    words = np.concatenate([opened.words[each, parents], letters[:, :, None]], axis=2)
    rows = np.full((total, width), -1)
    rows[opened.scores > -np.inf] = np.arange(np.count_nonzero(opened.scores > -np.inf))
    kept = scores > -np.inf
    state = how.predictor.take(state, rows[each, parents][kept])
    return Best(scores, words), how.predictor.advance(state, letters[kept])


class WordCompleter:
    """Looks begun words up among the words that a model of words knows."""

    def __init__(self, predictor: Predictor):
        self.predictor = predictor
        words = [(token.lower(), number) for number, token in enumerate(predictor.vocabulary.tokens) if re.match(LETTER, token)]
        self.spellings, self.numbers = zip(*sorted(words), strict=True) if words else ((), ())

    def split(self, text: str) -> tuple[list[int], str]:
        """Return the numbers of the whole words, and the word begun; “. ” ends a sentence unless a small letter follows."""
        vocabulary, begun = self.predictor.vocabulary, begun_word(text, "word")
        stand_in = STAND_IN[begun[:1].islower()]
        pieces = TOKENIZERS[vocabulary.tokenizer].split(text[: len(text) - len(begun)] + stand_in, vocabulary.index)
        last = max(place for place, piece in enumerate(pieces) if piece.lower().endswith(stand_in.lower()))
        return vocabulary.encode(pieces[:last]), begun

    def complete(self, state: State, begun: Sequence[str], count: int) -> list[list[Completion]]:
        """Return the likeliest words of the vocabulary that begin so, their probabilities among all that do."""
        completions: list[list[Completion]] = []
        for rows in portions(len(begun), len(self.predictor.vocabulary)):
            scores = self.predictor.log_probabilities(self.predictor.take(state, rows))
            completions += [self.among(chances, begun[row], count) for row, chances in zip(rows, scores, strict=True)]
        return completions

    def among(self, scores: np.ndarray, begun: str, count: int) -> list[Completion]:
        """Return the completions of one begun word, given the log-probability (V,) of every word."""
        numbers, tokens = self.beginning(begun), self.predictor.vocabulary.tokens
        if not numbers.size:
            return []
        total = np.logaddexp.reduce(scores[numbers]) if begun else 0.0
        best, values = likeliest(scores[numbers][None], min(count, len(numbers)))
        rests = [tokens[numbers[place]][len(begun) :] for place in best[0]]
        chances = np.exp(values[0] - total).tolist()
        return [Completion(begun + rest, rest, chance) for rest, chance in zip(rests, chances, strict=True)]

    def beginning(self, begun: str) -> np.ndarray:
        """Return the numbers of the words that begin so, in whatever case."""
        small = begun.lower().replace("’", "'")
        low, high = bisect_left(self.spellings, small), bisect_right(self.spellings, small + chr(0x10FFFF))
        return np.array(self.numbers[low:high], dtype=np.int64)


COMPLETERS = {"character": CharacterCompleter, "word": WordCompleter}


def completer(predictor: Predictor) -> Completer:
    """Return what proposes words under a model, whatever its tokens are."""
    return COMPLETERS[predictor.vocabulary.tokenizer](predictor)
