"""Stopping the hopeless early: the median rule (Golovin et al. 2017, “Google Vizier”, section 3.2.1)."""

from collections.abc import Sequence
from statistics import median

from playground.figures.units import AXIS_OF_BUDGET
from playground.language.records import ValidationRecord

ENOUGH = 3  # finished runs before any is judged
GRACE = 2  # validations of a run before it is judged

Losses = Sequence[tuple[float, float]]  # (budget used, loss) at each validation, in order


def losses_of(validations: Sequence[ValidationRecord], budget_unit: str, characters: float) -> list[tuple[float, float]]:
    """Return a run's validation losses against the budget used, per character so that tokenizers can be compared."""
    field = AXIS_OF_BUDGET[budget_unit]
    return [(getattr(one, field), one.validation_loss / (characters or 1.0)) for one in validations]


def hopeless(mine: Losses, finished: Sequence[Losses]) -> bool:
    """Tell whether a run's best loss so far is worse than the median of what the finished runs averaged up to the same point.

    Nobody is judged before three runs have finished, nor at a first validation.
    """
    if len(mine) < GRACE:
        return False
    here = mine[-1][0]
    averages = [sum(known) / len(known) for run in finished if (known := [loss for at, loss in run if at <= here])]
    return len(averages) >= ENOUGH and min(loss for _, loss in mine) > median(averages)
