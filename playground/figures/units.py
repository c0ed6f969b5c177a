"""The units a loss is read in, and the axes it is drawn along."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

LARGEST = 700.0  # e^709 is the last finite power


@dataclass(frozen=True)
class LossUnit:
    """One way to read a loss: `convert` takes nats per token, one or an array of them, and characters per token."""

    label: str
    short: str
    axis: str
    convert: Callable[[float, float], float]
    needs_characters: bool = False

    def named(self, characters: float) -> str:
        """Return the unit's short name; a token that is always one character is called what it is."""
        return self.short.replace("token", "char") if characters == 1 else self.short

    def spelled(self, characters: float) -> str:
        """Return the unit in words, as a switch or an axis says it."""
        return self.label.replace("token", "character") if characters == 1 else self.label

    def title(self, characters: float) -> str:
        """Return what an axis in this unit is called."""
        return self.axis.format(unit=self.spelled(characters), token="character" if characters == 1 else "token")

    def number(self, nats: float, characters: float) -> str:
        """Write a loss in this unit without naming it, always to three decimals, so that digits do not dance."""
        value = self.convert(nats, characters)
        return f"{value:.3f}" if abs(value) < 100 else short_number(value)


def bits(nats: float, characters: float) -> float:
    """Return bits per character: the one unit in which runs with different tokenizers compare."""
    return nats / characters / math.log(2)


LOSS_UNITS: dict[str, LossUnit] = {
    "nats": LossUnit("nats per token", "nats/token", "loss ({unit})", lambda nats, characters: nats),
    "bits": LossUnit("bits per character", "bits/char", "loss ({unit})", bits, needs_characters=True),
    "perplexity": LossUnit(
        "perplexity", "perplexity", "perplexity (e^loss, per {token})", lambda nats, characters: np.exp(np.minimum(nats, LARGEST))
    ),
}

AXES = {"step": "step", "tokens": "tokens trained on", "seconds": "seconds of training"}
AXIS_OF_BUDGET = {"steps": "step", "tokens": "tokens", "seconds": "seconds"}


def usable(unit: str, characters: float) -> LossUnit:
    """Return the unit of that name, or nats where it needs a number of characters per token that is not known."""
    chosen = LOSS_UNITS[unit]
    return LOSS_UNITS["nats"] if chosen.needs_characters and not characters > 0 else chosen


def short_number(value: float) -> str:
    """Write a number in three or four significant digits, with thousands separated: 1.583, 12.3, 4,210, 1.2e+09."""
    if not math.isfinite(value):
        return "–"
    if abs(value) >= 1e9:
        return f"{value:.1e}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def loss_text(nats: float | None, unit: LossUnit, characters: float) -> str:
    """Write a loss with its unit, or a dash where there is none yet."""
    return "–" if nats is None else f"{unit.number(nats, characters)} {unit.named(characters)}"


def peak_text(lines: Sequence[Sequence[float]]) -> str:
    """Say, behind an axis's title, how high a peak is that the axis leaves out."""
    return f" · a peak of {short_number(max(max(line) for line in lines if line))} is above"
