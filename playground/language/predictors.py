"""What every model of a text can do: say how likely each next token is, read one, and go on. Networks and n-grams alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from models.language_model import LanguageModel
from playground.controls import check, number
from playground.errors import Refusal
from playground.language.generation import Stepper
from playground.text.dataset import Dataset
from playground.text.ngram import ORDERS, NGramModel, build
from playground.text.vocabulary import END, TOKENIZERS, Vocabulary

State = Any  # what a model remembers of B texts; never changed, so that any state may be kept and gone back to


class Predictor(Protocol):
    """A model that reads B texts side by side, one token at a time."""

    vocabulary: Vocabulary

    def start(self) -> State:
        """Return the state of one text before its first token: after the end of something else, as in training."""

    def primed(self, prime: str) -> State:
        """Return the state of one text after what sampling reads before it writes (`Vocabulary.prefix`)."""

    def advance(self, state: State, tokens: np.ndarray) -> State:
        """Return the state after one more token (B,) of each text."""

    def log_probabilities(self, state: State) -> np.ndarray:
        """Return the log-probability in nats (B, V) of each next token, float64."""

    def take(self, state: State, rows: np.ndarray) -> State:
        """Return the state of some of the texts, or of one several times: rows (R,) of the B."""

    def join(self, states: Sequence[State]) -> State:
        """Return several states as one, their texts one after the other."""


class NetworkPredictor:
    """A trained network, frozen as it is now.

    A network never learned what comes first from nothing: training begins each row with a token that is given. So a text starts
    after <eos>, or where texts have none, after what most often stands before something new (`Vocabulary.prefix`).
    """

    def __init__(self, model: LanguageModel, vocabulary: Vocabulary):
        self.vocabulary, self.stepper = vocabulary, Stepper(model)
        self.first = self.primed("")

    def start(self) -> State:
        """Return the layers' states, each array (1, H)."""
        return self.first

    def primed(self, prime: str) -> State:
        """Return the states after the prefix, read from zero."""
        state = tuple(tuple(part[None] for part in layer) for layer in self.stepper.start)
        for token in self.vocabulary.prefix(prime):
            state = self.stepper.advance(np.array([token]), state)
        return state

    def advance(self, state: State, tokens: np.ndarray) -> State:
        """Return the states (B, H) after one step of all texts, one matrix product a layer."""
        return self.stepper.advance(tokens, state)

    def log_probabilities(self, state: State) -> np.ndarray:
        """Return the log-softmax of the logits (B, V)."""
        scores = self.stepper.logits(state).astype(np.float64)
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return scores

    def take(self, state: State, rows: np.ndarray) -> State:
        """Return some rows of every array."""
        return tuple(tuple(part[rows] for part in layer) for layer in state)

    def join(self, states: Sequence[State]) -> State:
        """Return the rows of every array one after the other."""
        return tuple(tuple(map(np.concatenate, zip(*layers, strict=True))) for layers in zip(*states, strict=True))


class NGramPredictor:
    """An n-gram model; a text starts as a sentence does, or where sentences have no end, as for a network."""

    def __init__(self, model: NGramModel, vocabulary: Vocabulary):
        self.vocabulary, self.model = vocabulary, model
        self.first = self.primed("")

    def start(self) -> State:
        """Return the state (1, order - 1)."""
        return self.first

    def primed(self, prime: str) -> State:
        """Return the state after the prefix; its <eos> begins a sentence."""
        state = self.model.start()
        for token in self.vocabulary.prefix(prime):
            state = self.model.advance(state, np.array([token]))
        return state

    def advance(self, state: State, tokens: np.ndarray) -> State:
        """Return the states (B, order - 1) after one more token each."""
        return self.model.advance(state, tokens)

    def log_probabilities(self, state: State) -> np.ndarray:
        """Return the logarithms of the smoothed probabilities (B, V)."""
        return np.log(self.model.probabilities(state))

    def take(self, state: State, rows: np.ndarray) -> State:
        """Return some of the rows."""
        return state[rows]

    def join(self, states: Sequence[State]) -> State:
        """Return the rows one after the other."""
        return np.concatenate(states)


def read_beginnings(predictor: Predictor, rows: Sequence[Sequence[int]]) -> State:
    """Return the state after each of many rows of tokens (R,); what several begin with is read once."""
    lengths, size = np.array([len(row) for row in rows]), len(predictor.vocabulary)
    tokens = np.zeros((len(rows), lengths.max(initial=0)), dtype=np.int64)
    for row, padded in zip(rows, tokens, strict=True):
        padded[: len(row)] = row
    state, found, places = predictor.start(), [], []
    node = np.zeros(len(rows), dtype=np.int64)  # which row of `state` has read the same as each of ours
    for length in range(tokens.shape[1] + 1):
        places.append(np.flatnonzero(lengths == length))
        found.append(predictor.take(state, node[places[-1]]))
        going = np.flatnonzero(lengths > length)
        if going.size:
            keys, node[going] = np.unique(node[going] * size + tokens[going, length], return_inverse=True)
            state = predictor.advance(predictor.take(state, keys // size), keys % size)
    return predictor.take(predictor.join(found), np.argsort(np.concatenate(places)))


@dataclass(frozen=True)
class NGramSettings:
    """Which n-grams are counted."""

    order: int = number(5, "Order", "The longest run of tokens that is counted, the predicted one included.", 1, 8, more=False)

    def __post_init__(self):
        check(self)

    def check_for(self, tokenizer: str) -> None:
        """Raise `Refusal` (field "order") where grams of such tokens are not counted that long."""
        if self.order > ORDERS[tokenizer]:
            units = f"{TOKENIZERS[tokenizer].unit}s"
            raise Refusal(f"Order cannot be {self.order} for {units}: use a whole number from 1 to {ORDERS[tokenizer]}.", "order")


def count_ngrams(dataset: Dataset, settings: NGramSettings) -> NGramPredictor:
    """Return an n-gram model of a data set's training part; raise `Refusal` (field "order") where the order is too high."""
    vocabulary = dataset.vocabulary
    settings.check_for(vocabulary.tokenizer)
    model = build(dataset.train.numpy(), len(vocabulary), settings.order, vocabulary.index.get(END))
    return NGramPredictor(model, vocabulary)
