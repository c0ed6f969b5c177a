"""Sizes that match: the hidden size with which a model has about so many parameters."""

from dataclasses import replace
from functools import lru_cache

from models.cells import CELLS
from models.skeleton import parameter_count
from playground.controls import controls
from playground.errors import Refusal
from playground.language.experiment import ModelSettings

TOLERANCE = 0.02  # how far a matched model may be off, as a share of what was asked for


def matched(model: ModelSettings, vocabulary_size: int, parameters: int) -> ModelSettings:
    """Return the same model with the hidden size that comes closest to so many parameters.

    Raises `Refusal` (field "parameters") where the closest is more than 2 % off: small models grow in larger leaps.
    """
    size = closest_size(replace(model, hidden_size=1), vocabulary_size, parameters)
    found = count(model, vocabulary_size, size)
    if abs(found - parameters) > TOLERANCE * parameters:
        label = CELLS[model.cell].label
        raise Refusal(
            f"No hidden size gives {label} {parameters:,} parameters within {TOLERANCE:.0%} (the closest has {found:,}): "
            "ask for more of them, or for a smaller embedding.",
            "parameters",
        )
    return replace(model, hidden_size=size)


@lru_cache(maxsize=1024)
def closest_size(model: ModelSettings, vocabulary_size: int, parameters: int) -> int:
    """Return the hidden size whose model comes closest, by halving: parameters grow with the hidden size."""
    limits = controls(ModelSettings)["hidden_size"]
    low, high = int(limits.low), int(limits.high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if count(model, vocabulary_size, middle) <= parameters else (low, middle)
    return min((low, high), key=lambda size: abs(count(model, vocabulary_size, size) - parameters))


@lru_cache(maxsize=4096)
def count(model: ModelSettings, vocabulary_size: int, hidden_size: int) -> int:
    """Return the parameters of a model with this hidden size."""
    return parameter_count(replace(model, hidden_size=hidden_size).config(vocabulary_size))
