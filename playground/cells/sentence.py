"""A network that reads a sentence with its gates in sight, and what a gate that is held does to what it remembers and expects."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch

from models.language_model import LanguageModel
from playground.cells.reading import Holding, Parts, array, read
from playground.cells.recipes import Values
from playground.errors import Refusal
from playground.text.vocabulary import TOKENIZERS, Vocabulary

LONGEST = 160  # tokens
OTHERS = 12  # tokens that stand in turn for the one whose trace is followed


@dataclass(frozen=True)
class Reading:
    """Every value of every equation of the lowest layer while a text is read, (T, H) each by name, and its tokens as written."""

    tokens: tuple[str, ...]
    values: Values


@dataclass(frozen=True)
class Trace:
    """What is left of one token in the state: how far the states lie apart where that token is another, as a share of the
    distance just after it (K,), by the name of the state; K counts the steps from that token on, itself included."""

    left: dict[str, np.ndarray]

    def after(self, name: str) -> float:
        """Return the share that is left at the end."""
        return float(self.left[name][-1])


@dataclass(frozen=True)
class Followed:
    """A token that was followed: what is left of it, and the text's h as it is read meanwhile."""

    trace: Trace
    reading: Reading


@dataclass(frozen=True)
class Expected:
    """What the network expects: the mean loss of the tokens after a place in nats, None if none follows; the likeliest next."""

    loss: float | None
    next: tuple[tuple[str, float], ...]


def tokens_of(vocabulary: Vocabulary, text: str) -> list[str]:
    """Return the tokens of a text; raise `Refusal` (field "text") where there are none, or too many."""
    found = TOKENIZERS[vocabulary.tokenizer].split(text, vocabulary.index)
    if not found:
        raise Refusal("There is nothing to read: write at least one letter.", "text")
    if len(found) > LONGEST:
        raise Refusal(f"This text has {len(found):,} tokens: use up to {LONGEST}.", "text")
    return found


class Reader:
    """A model of one layer that reads one text; `read` and `follow` are float64 and begin as training does."""

    def __init__(self, model: LanguageModel, vocabulary: Vocabulary, text: str):
        self.vocabulary, self.cell = vocabulary, model.recurrent.cells[0]
        self.parts = Parts.of(self.cell)
        self.tokens = tokens_of(vocabulary, text)
        self.opening = vocabulary.prefix("")
        self.ids = np.array([*self.opening, *vocabulary.encode(self.tokens)])
        embedding = model.embedding(torch.arange(len(vocabulary)))  # (V, E)
        self.embedding, self.output, self.bias = map(array, (embedding, model.output.weight, model.output.bias))

    def read(self, holding: Holding | None = None) -> Reading:
        """Return every value over the text; `holding.since` counts from the text's first token."""
        held = holding and holding.later(-len(self.opening))
        found = read(self.parts, self.embedding[self.ids][:, None], held)
        return Reading(tuple(self.tokens), {name: values[len(self.opening) :, 0] for name, values in found.items()})

    @cached_property
    def plain(self) -> Reading:
        """Return every value over the text as trained, read once."""
        return self.read()

    def follow(self, place: int, holding: Holding | None = None) -> list[Followed]:
        """Follow the token at a place, counted from 0, as trained, and then with a gate held if one is.

        A trace is the root mean square, over others in the token's stead, of the states' distance. Nothing is held before it.
        """
        ids = self.ids[len(self.opening) + place :]
        others = [number for number in spread(len(self.vocabulary), OTHERS) if number != ids[0]]
        ways, first = 2 if holding else 1, np.array([ids[0], *others])  # (R,), the text itself first
        held = holding and replace(holding.later(place), row=len(first))
        found = self.states(np.tile(first, ways), ids[1:], place, held)
        return [
            self.followed({name: np.split(rows, ways, axis=1)[way] for name, rows in found.items()}, place) for way in range(ways)
        ]

    def states(self, first: np.ndarray, rest: np.ndarray, place: int, held: Holding | None) -> Values:
        """Return the states (K, R, H) after each of these tokens (R,) at a place, and after the rest of the text (K - 1,)."""
        names = type(self.cell).state_names
        only, start = [f"{name}'" for name in names], {}
        for name in names:
            start[name] = np.repeat(self.plain.values[name][place][None], len(first), axis=0)
        found = read(self.parts, self.embedding[first][None], held, only, start)
        if not len(rest):
            return found
        start = {name: found[f"{name}'"][-1] for name in names}
        after = read(self.parts, self.embedding[rest][:, None], held and held.later(1), only, start)
        return {name: np.concatenate([found[name], after[name]]) for name in only}

    def followed(self, states: Values, place: int) -> Followed:
        """Return what is left of a token in states (K, R, H), those of the text itself first, and how the text is read."""
        left = {}
        for name in type(self.cell).state_names:
            own = states[f"{name}'"]
            apart = np.sqrt(((own[:, 1:] - own[:, :1]) ** 2).sum(axis=2).mean(axis=1))  # (K,)
            left[name] = apart / apart[0] if apart[0] else apart
        outputs = np.concatenate([self.plain.values["h'"][:place], states["h'"][:, 0]])
        return Followed(Trace(left), Reading(tuple(self.tokens), {"h'": outputs}))

    def expected(self, reading: Reading, place: int, count: int = 3) -> Expected:
        """Return the mean loss of the tokens after a place, and the likeliest tokens after the text."""
        logits = reading.values["h'"] @ self.output.T + self.bias  # (T, V)
        chances = log_softmax(logits)
        ids = self.ids[len(self.opening) :]
        losses = -chances[np.arange(place, len(ids) - 1), ids[place + 1 :]]
        best = np.argsort(-chances[-1], kind="stable")[:count]
        likeliest = tuple((self.vocabulary.tokens[number], float(np.exp(chances[-1, number]))) for number in best)
        return Expected(float(losses.mean()) if losses.size else None, likeliest)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Return the log-probabilities (…, V) of logits."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def spread(size: int, count: int) -> list[int]:
    """Return so many whole numbers below `size`, evenly spread, each once."""
    return sorted({int(number) for number in np.linspace(0, size - 1, min(size, count))})


def liveliest(reading: Reading, names: Sequence[str], count: int) -> list[int]:
    """Return the units whose gates and states vary most over the text, in their own order."""
    spreads = np.stack([reading.values[name].std(axis=0) for name in names])  # (G, H)
    scale = np.maximum(spreads.max(axis=1, keepdims=True), 1e-12)
    return sorted(np.argsort(-(spreads / scale).sum(axis=0), kind="stable")[:count].tolist())
