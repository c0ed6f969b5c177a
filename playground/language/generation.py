"""Sampling text from a model, one token at a time, on plain arrays: several times faster than calling torch for one step."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
import torch

from models.arrays import product
from models.cells import Cell
from models.language_model import LanguageModel
from playground.controls import check, number, toggle
from playground.text.vocabulary import END, UNKNOWN, Vocabulary


@dataclass(frozen=True)
class Sampling:
    """How the next token is drawn. Temperature 0 always takes the likeliest token."""

    length: int = number(400, "Length", "Tokens to write.", 1, 20_000, step=100, more=False)
    temperature: float = number(0.8, "Temperature", "Below 1 plays safe, above 1 takes risks.", 0.0, 5.0, step=0.1, more=False)
    top_k: int = number(0, "Top k", "Draw from the k likeliest tokens only; 0 for all.", 0, 50_000)
    top_p: float = number(1.0, "Top p", "Draw from the likeliest tokens that share this much probability.", 0.0, 1.0, step=0.05)
    stop: bool = toggle(False, "Stop at <eos>", "End with the first <eos>, where the text has one, however long it may be.")
    seed: int = number(0, "Seed", "Same seed, same text.", 0, 2**31 - 1)

    def __post_init__(self):
        check(self)


class TorchStep:
    """One time step of a layer through the cell itself: for cells that have no step on arrays."""

    def __init__(self, cell: Cell):
        self.cell = cell

    def __call__(self, projected: np.ndarray, state: tuple) -> tuple:
        """Return the state after a step from W_ih x_t + b_ih (…, gates·H); its first array is the output."""
        with torch.no_grad():
            tensors = tuple(torch.from_numpy(np.atleast_2d(array)) for array in state)
            _, after = self.cell.step(torch.from_numpy(np.atleast_2d(projected)), tensors)
        return tuple(tensor.numpy().reshape(array.shape) for tensor, array in zip(after, state, strict=True))


class NumpyStep:
    """One time step of a layer by the cell's own formula on arrays."""

    def __init__(self, cell: Cell):
        self.step = type(cell).numpy_step
        self.weights = [array(part) for part in cell.array_weights()]

    def __call__(self, projected: np.ndarray, state: tuple) -> tuple:
        """Return the state after a step from W_ih x_t + b_ih (…, gates·H); its first array is the output."""
        return self.step(projected, state, *self.weights)


def array(tensor: torch.Tensor) -> np.ndarray:
    """Return a contiguous copy of a tensor's numbers, so that training on does not change them under our feet."""
    return np.array(tensor.detach().numpy(), order="C")


class Stepper:
    """A model frozen for reading one token at a time: `step` returns the next token's logits and the new state.

    The first layer's input projection is computed once for every token of the vocabulary, so that a step looks it up.
    """

    def __init__(self, model: LanguageModel):
        cells = model.recurrent.cells
        self.projected = array(model.projected())  # (V, gates·H)
        self.inputs = [(array(cell.weight_ih.T), array(cell.bias_ih)) for cell in cells[1:]]
        self.steps = [NumpyStep(cell) if type(cell).numpy_step else TorchStep(cell) for cell in cells]
        self.output, self.bias = array(model.output.weight.T), array(model.output.bias)  # (H, V), (V,)
        self.start = tuple(tuple(array(part[0]) for part in layer) for layer in model.recurrent.initial_state(1))

    def step(self, token: int, state: tuple) -> tuple[np.ndarray, tuple]:
        """Return the logits (V,) of what follows `token`, and the state after reading it."""
        state = self.advance(token, state)
        return self.logits(state), state

    def advance(self, tokens: int | np.ndarray, state: tuple) -> tuple:
        """Return the state after reading one token, or of several texts (B, H) after one token (B,) each."""
        after = [self.steps[0](self.projected[tokens], state[0])]
        for step, (weight, bias), below in zip(self.steps[1:], self.inputs, state[1:], strict=True):
            after.append(step(product(after[-1][0], weight) + bias, below))
        return tuple(after)

    def logits(self, state: tuple) -> np.ndarray:
        """Return the logits (…, V) of what follows."""
        return product(state[-1][0], self.output) + self.bias

    def read(self, tokens: list[int]) -> tuple[np.ndarray, tuple]:
        """Return the logits after a whole prefix, at least one token long, and the state."""
        state = self.start
        for token in tokens:
            logits, state = self.step(token, state)
        return logits, state


def probabilities(logits: np.ndarray, sampling: Sampling, banned: list[int]) -> np.ndarray:
    """Return the distribution (V,) to draw from: temperature, then top k, then top p (Holtzman et al. 2020)."""
    chances = weigh(logits, sampling.temperature, banned)
    chances /= chances.sum()
    if 0 < sampling.top_k < chances.size:
        chances = keep(chances, np.argpartition(-chances, sampling.top_k - 1)[: sampling.top_k])
    if sampling.top_p < 1:
        order = np.argsort(-chances, kind="stable")
        enough = int(np.searchsorted(np.cumsum(chances[order]), sampling.top_p)) + 1
        chances = keep(chances, order[:enough])
    return chances


def weigh(logits: np.ndarray, temperature: float, banned: list[int]) -> np.ndarray:
    """Return e^(logits / temperature), scaled so that the largest is 1 (V,); only the largest is left at temperature 0."""
    scores = logits.astype(np.float64)
    scores[banned] = -np.inf
    scores -= scores.max()
    if temperature == 0:
        return (np.arange(scores.size) == scores.argmax()).astype(np.float64)
    scores /= temperature
    return np.exp(scores, out=scores)


def keep(chances: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Return the distribution restricted to the kept tokens, summing to 1 again."""
    masked = np.zeros_like(chances)
    masked[kept] = chances[kept]
    return masked / masked.sum()


def generate_ids(stepper: Stepper, prefix: list[int], sampling: Sampling, banned: list[int]) -> Iterator[int]:
    """Yield `sampling.length` token ids that continue a prefix of at least one token; fewer where a state overflows."""
    draws, banned = np.random.default_rng(sampling.seed).random(sampling.length).tolist(), np.array(banned, dtype=np.intp)
    logits, state = stepper.read(prefix)
    plain = sampling.top_k == 0 and sampling.top_p == 1  # then nothing but the sum is missing, and a draw needs none
    for draw in draws:
        chances = weigh(logits, sampling.temperature, banned) if plain else probabilities(logits, sampling, banned)
        cumulative = chances.cumsum()
        if not cumulative[-1] > 0:  # a state beyond every number, as that of an exploded network: nothing more can be told
            return
        token = int(cumulative.searchsorted(draw * cumulative[-1], side="right"))
        yield token
        logits, state = stepper.step(token, state)


def until(ids: Iterator[int], end: int | None) -> Iterator[int]:
    """Yield token ids up to the first that is `end`, which is left out; all of them for None."""
    return takewhile(lambda token: token != end, ids)


def end_of(vocabulary: Vocabulary, sampling: Sampling) -> int | None:
    """Return the token at which writing ends before its length is reached, if there is one."""
    return vocabulary.index.get(END) if sampling.stop else None


def banned_in(vocabulary: Vocabulary) -> list[int]:
    """Return the tokens that are never written: <unk>, where there is anything else."""
    return [vocabulary.index[UNKNOWN]] if len(vocabulary) > 1 else []


def generate(model: LanguageModel, vocabulary: Vocabulary, prime: str, sampling: Sampling) -> str:
    """Return text that continues `prime` (not repeated); <unk> is never drawn. The same seed gives the same text."""
    prefix = vocabulary.prefix(prime)
    ids = generate_ids(Stepper(model), prefix, sampling, banned_in(vocabulary))
    return vocabulary.decode(list(until(ids, end_of(vocabulary, sampling))), after=prefix)
