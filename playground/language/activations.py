"""What every unit of a network does while it reads: states and gates, token by token, and which unit follows a pattern."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import product
from models.cells import Cell
from models.language_model import LanguageModel
from playground.errors import Refusal
from playground.language.generation import Stepper, array
from playground.text.vocabulary import TOKENIZERS, Vocabulary

ROWS = 64  # stretches of a long text that are read side by side, each from its own beginning
STRETCH = 1_000  # tokens in each, at least: what a unit counts is lost where one begins
MOST = 30_000_000  # values kept of one recording, 2 bytes each
STEPS = 64  # steps computed at full precision before they are packed away
LARGEST = 60_000.0  # what a 16-bit number can hold, nearly
CHUNK = 4096  # tokens correlated at a time

NAMES = {
    "h": "hidden state",
    "c": "cell state",
    "r": "reset gate",
    "z": "update gate",
    "n": "candidate state",
    "i": "input gate",
    "f": "forget gate",
    "g": "candidate",
    "o": "output gate",
}


@dataclass(frozen=True)
class Series:
    """One kind of number that each unit of a layer has at each step; `name` is a key of `NAMES`."""

    layer: int
    name: str


@dataclass(frozen=True)
class Recording:
    """A text's tokens as written, and each series recorded: (T, H) float16, the values after reading each token."""

    tokens: tuple[str, ...]
    values: dict[Series, np.ndarray]


def all_series(model: LanguageModel) -> list[Series]:
    """Return everything that can be recorded of a model, layer by layer: states first, then gates."""
    return [
        Series(layer, name)
        for layer, cell in enumerate(model.recurrent.cells)
        for name in (*type(cell).state_names, *type(cell).gate_names)
    ]


def record(model: LanguageModel, vocabulary: Vocabulary, text: str, wanted: Sequence[Series]) -> Recording:
    """Return what the wanted series do while a text is read, as much of it as memory allows.

    A long text is read in stretches side by side; each begins as a text of its own, after `Vocabulary.prefix`. Raises `Refusal`
    (field "text") where there is nothing to read.
    """
    longest = MOST // (model.config.hidden_size * len(wanted))
    tokens = TOKENIZERS[vocabulary.tokenizer].split(text[: 16 * longest], vocabulary.index)[:longest]
    if not tokens:
        raise Refusal("There is nothing to read: write some text.", "text")
    rows = min(ROWS, max(1, len(tokens) // STRETCH))
    tokens = tokens[: len(tokens) // rows * rows]
    ids = np.array(vocabulary.encode(tokens)).reshape(rows, -1)  # (R, T / R)
    return Recording(tuple(tokens), run(model, ids, vocabulary.prefix(""), wanted))


def run(model: LanguageModel, ids: np.ndarray, opening: Sequence[int], wanted: Sequence[Series]) -> dict[Series, np.ndarray]:
    """Return every wanted series (T, H) over rows of tokens (R, T / R), row after row."""
    stepper, (rows, length) = Stepper(model), ids.shape
    state = tuple(tuple(np.repeat(part[None], rows, axis=0) for part in layer) for layer in stepper.start)
    for token in opening:
        state = stepper.advance(np.full(rows, token), state)
    packed = {series: np.empty((rows, length, model.config.hidden_size), np.float16) for series in wanted}
    for first in range(0, length, STEPS):
        columns = ids[:, first : first + STEPS].T  # (S, R)
        states = [state]
        for tokens in columns:
            states.append(stepper.advance(tokens, states[-1]))
        for series, values in packed.items():
            computed = np.clip(values_of(model, stepper, series, columns, states), -LARGEST, LARGEST)  # (S, R, H)
            values[:, first : first + STEPS] = computed.swapaxes(0, 1)
        state = states[-1]
    return {series: values.reshape(rows * length, -1) for series, values in packed.items()}


def values_of(model: LanguageModel, stepper: Stepper, series: Series, columns: np.ndarray, states: list) -> np.ndarray:
    """Return one series (S, R, H) over some steps, given the states before the first and after each of them."""
    cell: Cell = model.recurrent.cells[series.layer]
    if series.name in cell.state_names:
        return np.stack([state[series.layer][cell.state_names.index(series.name)] for state in states[1:]])
    if series.layer:
        weight, bias = stepper.inputs[series.layer - 1]
        projected = product(np.stack([state[series.layer - 1][0] for state in states[1:]]), weight) + bias
    else:
        projected = stepper.projected[columns]
    before = tuple(map(np.stack, zip(*(state[series.layer] for state in states[:-1]), strict=True)))
    return type(cell).numpy_gates(projected, before, *map(array, cell.array_weights()))[series.name]


@dataclass(frozen=True)
class UnitMatch:
    """How closely a unit follows a pattern: Pearson's correlation over the tokens of a text, from -1 to 1."""

    unit: int
    correlation: float


def rank_units(values: np.ndarray, pattern: np.ndarray) -> list[UnitMatch]:
    """Return every unit of a series (T, H), the one that follows a pattern (T,) most closely first, in either direction.

    Raises `Refusal` (field "pattern") where the pattern is the same at every token. A unit that never changes has correlation 0.
    """
    if pattern.min() == pattern.max():
        raise Refusal(
            "This pattern is the same everywhere in this text: choose another pattern, or a text that has it.", "pattern"
        )
    return ranked(correlations(values, pattern[None])[0])


def ranked(found: np.ndarray) -> list[UnitMatch]:
    """Return the units of some correlations (H,), the strongest first."""
    return [UnitMatch(int(unit), float(found[unit])) for unit in np.argsort(-np.abs(found), kind="stable")]


def correlations(values: np.ndarray, patterns: np.ndarray) -> np.ndarray:
    """Return Pearson's correlation (P, H) of every unit of a series (T, H) with every pattern (P, T), 0 where one is constant."""
    count, first = len(values), values[0].astype(np.float64)
    centred = patterns - patterns.mean(axis=1, keepdims=True, dtype=np.float64)  # (P, T)
    total, squares = np.zeros((2, values.shape[1]))  # Σ x and Σ x² about the first value of each unit
    products = np.zeros((len(patterns), values.shape[1]))  # Σ x p
    for start in range(0, count, CHUNK):
        part = values[start : start + CHUNK].astype(np.float64) - first
        total, squares = total + part.sum(axis=0), squares + np.einsum("th,th->h", part, part)
        products += product(np.ascontiguousarray(centred[:, start : start + CHUNK]), part)
    deviation = np.sqrt(np.maximum(squares - total**2 / count, 0))  # (H,)
    spread = np.sqrt((centred**2).sum(axis=1))[:, None] * deviation
    moving = spread > 1e-9 * count
    return np.where(moving, products / np.where(moving, spread, 1), 0.0)


@dataclass(frozen=True)
class Firing:
    """A place where a unit fires: its token, the tokens around it, and the unit's value after reading it."""

    place: int
    before: tuple[str, ...]
    token: str
    after: tuple[str, ...]
    value: float


def firings(recording: Recording, series: Series, unit: int, count: int = 8, around: int = 40, sign: int = 1) -> list[Firing]:
    """Return the places where a unit is highest, or with `sign` -1 lowest, no two of them within `around` tokens."""
    column = recording.values[series][:, unit].astype(np.float32)
    found: list[int] = []
    for place in np.argsort(-sign * column, kind="stable").tolist():
        if len(found) == count:
            break
        if all(abs(place - other) > around for other in found):
            found.append(place)
    return [firing(recording.tokens, place, float(column[place]), around) for place in found]


def firing(tokens: Sequence[str], place: int, value: float, around: int) -> Firing:
    """Return one place with what stands around it."""
    before, after = tokens[max(0, place - around) : place], tokens[place + 1 : place + 1 + around]
    return Firing(place, tuple(before), tokens[place], tuple(after), value)
