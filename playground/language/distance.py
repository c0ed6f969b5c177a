"""What a short window cannot see: a verb that agrees with a noun far to its left, and how sure a model is of it from there.

Of “the cats near the old house by the towers were” a 5-gram sees “house by the towers” and can only guess.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from playground.language.predictors import Predictor
from playground.language.scoring import read_rows
from playground.text.agreement import ANIMALS, BE, FEELS, PEOPLE, noun, place
from playground.text.vocabulary import TOKENIZERS

PHRASES, SENTENCES = 6, 40  # phrases between noun and verb at most, and sentences asked at each number of them


@dataclass(frozen=True)
class Question:
    """A sentence up to its verb, the verb that agrees and the one that does not; `distance` is in words, noun to verb."""

    before: str
    right: str
    wrong: str
    distance: int


@dataclass(frozen=True)
class Answer:
    """How sure a model is of the right verb, on average over sentences of about this distance in words.

    `probability` is of the right verb among all tokens, `share` of the two verbs alone, where 0.5 is guessing.
    """

    phrases: int
    distance: float
    probability: float
    share: float


def questions(phrases: int, count: int = SENTENCES, seed: int = 0) -> list[Question]:
    """Return sentences with so many phrases between the noun and its verb, each of either number: they tell nothing of it."""
    draw = random.Random(1000 * seed + phrases)
    return [question(draw, phrases, bool(number % 2)) for number in range(count)]


def question(draw: random.Random, phrases: int, plural: bool) -> Question:
    """Return one sentence up to its verb."""
    subject = noun(draw, draw.choice((PEOPLE, ANIMALS)), plural)
    between = " ".join(place(draw, draw.random() < 0.5) for _ in range(phrases))
    verbs = draw.choice(BE)
    before = f"{subject} {between}".strip()
    return Question(before, verbs[plural], verbs[not plural], len(between.split()) + 1)


def sentences(count: int, seed: int) -> str:
    """Return so many sentences with each number of phrases, one a line: what a model learns before it is asked, other ones."""
    draw = random.Random(seed)
    asked = [one for phrases in range(PHRASES + 1) for one in questions(phrases, count, seed)]
    return "".join(f"{one.before} {one.right} {draw.choice(FEELS)} .\n" for one in asked)


SUBJECT = "the cats"
ON_THE_WAY = (
    *("near the old house", "by the tower", "behind the gate"),
    *("beside the barn", "near the wall", "by the bridge"),
)


def growing(phrases: int) -> Question:
    """Return one sentence with so many phrases between its noun, of which there are many, and the verb: all others are single."""
    between = " ".join(ON_THE_WAY[:phrases])
    return Question(f"{SUBJECT} {between}".strip(), "were", "was", len(between.split()) + 1)


def by_distance(predictor: Predictor, most: int = PHRASES, count: int = SENTENCES, seed: int = 0) -> Iterator[Answer]:
    """Yield how sure a model is of the verb with 0, 1, … phrases between noun and verb, once it knows such sentences."""
    for phrases in range(most + 1):
        asked = questions(phrases, count, seed)
        right = verb_probabilities(predictor, asked, [one.right for one in asked])
        wrong = verb_probabilities(predictor, asked, [one.wrong for one in asked])
        distance = float(np.mean([one.distance for one in asked]))
        yield Answer(phrases, distance, float(right.mean()), float((right / (right + wrong)).mean()))


def verb_probabilities(predictor: Predictor, asked: Sequence[Question], verbs: Sequence[str]) -> np.ndarray:
    """Return the probability (Q,) of each verb, and the space after it where tokens are characters, given what stands before."""
    vocabulary = predictor.vocabulary
    split, space = TOKENIZERS[vocabulary.tokenizer].split, " " if vocabulary.tokenizer == "character" else ""
    before = [vocabulary.encode(split(one.before + space, vocabulary.index)) for one in asked]
    rows = [row + vocabulary.encode(split(verb + space, vocabulary.index)) for row, verb in zip(before, verbs, strict=True)]
    scores = read_rows(predictor, rows)
    return np.exp([score.tokens[len(row) :].sum() for score, row in zip(scores, before, strict=True)])
