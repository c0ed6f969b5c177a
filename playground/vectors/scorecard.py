"""How many analogy questions vectors answer, section by section, and how well their angles agree with people's judgement.

The rules are those of gensim's `evaluate_word_analogies` and `evaluate_word_pairs`: case does not count; of words that differ in
case alone the first one is meant; only the first `restrict` words take part, as answers too; a question with a word that is not
among them is not asked; a, b and c cannot be the answer. Many questions are one matrix product.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from playground.vectors.questions import Pair, Section

if TYPE_CHECKING:  # gensim takes 75 MB, which pages without vectors do without
    from gensim.models.keyedvectors import KeyedVectors

RESTRICT = 300_000  # words, as in gensim
BATCH, ROWS = 512, 2_048  # questions and words in one matrix product, whose scores stay in a core's cache
CANDIDATES = 5  # how many of the best answers gensim looks at for one that is not a, b or c in another case


@dataclass(frozen=True)
class SectionScore:
    """How many questions of a section were asked, how many of those answered right, and how many it has."""

    name: str
    correct: int
    questions: int
    all: int

    @property
    def accuracy(self) -> float | None:
        """Return the share of right answers, None where no question could be asked."""
        return self.correct / self.questions if self.questions else None


@dataclass(frozen=True)
class Scorecard:
    """The score of every section, and how much of the work is done (0 to 1): a section grows while it is being asked."""

    sections: tuple[SectionScore, ...]
    done: float = 1.0

    @property
    def all(self) -> SectionScore:
        """Return the score over all sections."""
        totals = (sum(getattr(one, name) for one in self.sections) for name in ("correct", "questions", "all"))
        return SectionScore("all", *totals)


@dataclass(frozen=True)
class Agreement:
    """How similarities of vectors go with people's: Pearson's and Spearman's correlation (None where there are too few pairs)."""

    pearson: float | None
    spearman: float | None
    pairs: int
    all: int


class Words:
    """The words that take part: which place a spelling in any case means, and the directions at length 1 (R, d)."""

    def __init__(self, vectors: KeyedVectors, restrict: int):
        self.vectors = vectors
        self.words = vectors.index_to_key[:restrict]
        upper = [word.upper() for word in self.words]
        self.place = {word: place for place, word in reversed(list(enumerate(upper)))}
        self.meant = torch.tensor([self.place[word] for word in upper])  # (R,): the first word that differs in case alone

    def directions(self) -> Tensor:
        """Return the vectors at length 1."""
        count = len(self.words)
        return torch.from_numpy(self.vectors.vectors[:count] / self.vectors.norms[:count, None])

    def places(self, words: Sequence[str]) -> np.ndarray:
        """Return the place of each word (n,), −1 where it does not take part; most words come many times."""
        place = {word: self.place.get(word.upper(), -1) for word in set(words)}
        return np.fromiter(map(place.__getitem__, words), np.int64, len(words))


def score_analogies(vectors: KeyedVectors, sections: Sequence[Section], restrict: int = RESTRICT) -> Iterator[Scorecard]:
    """Yield the scorecard as it grows, the last one whole: answers by 3CosAdd, as gensim asks for them."""
    words = Words(vectors, restrict)
    places = words.places([word for section in sections for question in section.questions for word in question]).reshape(-1, 4)
    owner = np.repeat(np.arange(len(sections)), [len(section.questions) for section in sections])
    asked = np.flatnonzero((places >= 0).all(axis=1))
    right = np.zeros(len(places), bool)
    directions = words.directions()
    for start in range(0, len(asked), BATCH):
        some = asked[start : start + BATCH]
        right[some] = answered(directions, words.meant, torch.from_numpy(places[some])).numpy()
        if start + BATCH < len(asked):
            yield card(sections, owner, asked[: start + BATCH], right, (start + BATCH) / len(asked))
    yield card(sections, owner, asked, right, 1.0)


def card(sections: Sequence[Section], owner: np.ndarray, asked: np.ndarray, right: np.ndarray, done: float) -> Scorecard:
    """Return the score of every section over the questions that were asked so far."""
    questions = np.bincount(owner[asked], minlength=len(sections)).tolist()
    correct = np.bincount(owner[asked], weights=right[asked], minlength=len(sections)).tolist()
    found = zip(sections, correct, questions, strict=True)
    return Scorecard(tuple(SectionScore(one.name, int(good), count, len(one.questions)) for one, good, count in found), done)


def answered(directions: Tensor, meant: Tensor, questions: Tensor) -> Tensor:
    """Return whether each question (n, 4 places) is answered right (n,), among words with these directions (R, d)."""
    a, b, c, expected = questions.T
    goals = torch.nn.functional.normalize(directions[b] - directions[a] + directions[c], dim=1)  # (n, d)
    found = best_answers(directions, goals, questions[:, :3])
    given = meant[found]
    for row in (given[:, None] == questions[:, :3]).any(dim=1).nonzero().flatten().tolist():
        given[row] = careful_answer(directions, meant, goals[row], questions[row, :3])
    return given == expected


def best_answers(directions: Tensor, goals: Tensor, given: Tensor) -> Tensor:
    """Return for each goal (n, d) the place of the word nearest by angle, the words given (n, 3) being left out."""
    best = torch.full((len(goals),), -torch.inf)
    found = torch.zeros(len(goals), dtype=torch.long)
    for start in range(0, len(directions), ROWS):
        scores = goals @ directions[start : start + ROWS].T  # (n, rows)
        row, column = ((given >= start) & (given < start + ROWS)).nonzero().T
        scores[row, given[row, column] - start] = -torch.inf
        place = torch.from_numpy(scores.numpy().argmax(axis=1))  # a quarter of the time that torch takes
        value = scores.gather(1, place[:, None])[:, 0]
        better = value > best
        best, found = torch.where(better, value, best), torch.where(better, place + start, found)
    return found


def careful_answer(directions: Tensor, meant: Tensor, goal: Tensor, given: Tensor) -> int:
    """Return the answer where the best one is a, b or c in another case: the next of five that is not, else the fifth."""
    scores = directions @ goal
    scores[given] = -torch.inf
    answers = meant[scores.topk(min(CANDIDATES, len(scores))).indices].tolist()
    return next((answer for answer in answers if answer not in given.tolist()), answers[-1])


def score_pairs(vectors: KeyedVectors, pairs: Sequence[Pair], restrict: int = RESTRICT) -> Agreement:
    """Return how the cosines of pairs of words go with people's scores."""
    words = Words(vectors, restrict)
    places = words.places([word for pair in pairs for word in (pair.one, pair.other)]).reshape(-1, 2)
    asked = np.flatnonzero((places >= 0).all(axis=1))
    people = np.array([pair.score for pair in pairs])[asked]
    found = vectors.vectors[places[asked]] / vectors.norms[places[asked]][:, :, None]  # (pairs, 2, d)
    cosines = (found[:, 0] * found[:, 1]).sum(axis=1).astype(np.float64)
    return Agreement(correlation(people, cosines), correlation(ranks(people), ranks(cosines)), len(asked), len(pairs))


def correlation(one: np.ndarray, other: np.ndarray) -> float | None:
    """Return Pearson's correlation of two series, None where one of them does not vary."""
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def ranks(values: np.ndarray) -> np.ndarray:
    """Return the rank of each value, equal ones sharing the mean of their ranks."""
    _, group, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count - 1) / 2)[group]
