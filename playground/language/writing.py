"""Sampling that tells what each token was chosen from, under any model, for text that streams, shaded by its probability."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from playground.language.generation import Sampling, banned_in, end_of, probabilities
from playground.language.predictors import Predictor
from playground.language.scoring import Candidate
from playground.text.vocabulary import END, Vocabulary

CHOSEN_FROM = 5  # candidates told of each token
REMEMBERED = {"character": 0, "word": 200}  # tokens that decide how the next is joined, where no sentence ends earlier


@dataclass(frozen=True)
class Written:
    """A token and the text it adds, with its probability.

    `log_probability` is the model's own, in nats; `drawn` is the probability that temperature, top k and top p made of it, and
    `candidates` are the likeliest tokens to draw, the likeliest first.
    """

    token: str
    text: str
    log_probability: float
    drawn: float
    candidates: tuple[Candidate, ...]


def write(predictor: Predictor, prime: str, sampling: Sampling) -> Iterator[Written]:
    """Yield token after token of a text that continues `prime`: the same as `generate` writes with the same seed.

    With `stop`, <eos> is the last token; it adds no text.
    """
    vocabulary, state = predictor.vocabulary, predictor.primed(prime)
    banned, end = np.array(banned_in(vocabulary), dtype=np.intp), end_of(vocabulary, sampling)
    before = vocabulary.prefix(prime)
    for draw in np.random.default_rng(sampling.seed).random(sampling.length).tolist():
        scores = predictor.log_probabilities(state)[0]  # (V,)
        chances = probabilities(scores, sampling, banned)
        cumulative = chances.cumsum()
        if not cumulative[-1] > 0:  # a state beyond every number: `generate` ends there too
            return
        token = int(cumulative.searchsorted(draw * cumulative[-1], side="right"))
        text = "" if token == end else vocabulary.decode([token], after=before)
        yield told(token, text, scores, chances, vocabulary)
        if token == end:
            return
        before, state = sentence(before, token, vocabulary), predictor.advance(state, np.array([token]))


def follow(predictor: Predictor, prime: str, tokens: Sequence[int]) -> Iterator[Written]:
    """Yield what `write` would tell of these tokens, had it drawn them one after the other at temperature 1.

    An <eos> at the end adds no text.
    """
    vocabulary, state, before = predictor.vocabulary, predictor.primed(prime), predictor.vocabulary.prefix(prime)
    for place, token in enumerate(tokens):
        scores = predictor.log_probabilities(state)[0]  # (V,)
        over = vocabulary.tokens[token] == END and place == len(tokens) - 1
        text = "" if over else vocabulary.decode([token], after=before)
        yield told(token, text, scores, np.exp(scores), vocabulary)
        before, state = sentence(before, token, vocabulary), predictor.advance(state, np.array([token]))


def told(token: int, text: str, scores: np.ndarray, chances: np.ndarray, vocabulary: Vocabulary) -> Written:
    """Return what is told of a token, given the model's log-probabilities and the distribution it was drawn from, both (V,)."""
    return Written(vocabulary.tokens[token], text, float(scores[token]), float(chances[token]), best(chances, vocabulary))


def best(chances: np.ndarray, vocabulary: Vocabulary) -> tuple[Candidate, ...]:
    """Return the likeliest tokens of a distribution (V,), none of them impossible."""
    top = np.argpartition(-chances, min(CHOSEN_FROM, chances.size - 1))[:CHOSEN_FROM]
    found = sorted(zip(chances[top].tolist(), top.tolist(), strict=True), key=lambda pair: -pair[0])
    return tuple(Candidate(vocabulary.tokens[number], chance) for chance, number in found if chance > 0)


def sentence(before: Sequence[int], token: int, vocabulary: Vocabulary) -> list[int]:
    """Return the tokens that decide how the next one is joined: those of the sentence so far."""
    kept = REMEMBERED[vocabulary.tokenizer]
    return [token] if vocabulary.tokens[token] == END else [*before[max(0, len(before) - kept) :], token]
