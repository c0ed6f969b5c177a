"""Histories made by hand, for tests of what is drawn."""

import math

from playground.figures.curves import Curve
from playground.language.records import DecayRecord, StepRecord, ValidationRecord


def steps(count: int, **changes) -> list[StepRecord]:
    """Return a falling loss with a spike in its middle, 100 tokens and 0.01 seconds a step."""
    records = []
    for step in range(1, count + 1):
        loss = 2 + 2 * math.exp(-step / 50) + (3 if step == count // 2 else 0)
        values = dict(train_loss=loss, gradient_norm=2.0, clipped_norm=1.0, learning_rate=0.01) | changes
        records.append(StepRecord(step, 100 * step, 0.01 * step, **values))
    return records


def curve(count: int = 100, cell: str = "gru", characters: float = 1.0) -> Curve:
    """Return a run of so many steps, validated at its end."""
    validations = [ValidationRecord(count, 100 * count, 0.01 * count, 2.2, 1000)] if count else []
    fading = {"h": [0.5 - 0.3 * back for back in range(12)] + [None]}
    decays = [DecayRecord(step, 100 * step, 0.01 * step, fading) for step in (1, count)] if count else []
    return Curve("a run", cell, steps(count), validations, characters, decays)
