"""What is left to do of a sweep: which points start anew, which go on from where they ended, which are over."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.runs.record import STATUSES, Run
from playground.sweeps.shelf import StoredSweep

OVER = ("hopeless", "refused")  # reasons after which a run that could be resumed is not


@dataclass(frozen=True)
class Task:
    """One point that is left to do; `run` is the run to go on with, None for one that has not begun."""

    place: int
    run: Run | None = None


def remaining(sweep: StoredSweep, runs: Mapping[int, Run]) -> list[Task]:
    """Return what is left of a sweep, what has begun first, so that a sweep that was stopped ends as it would have ended."""
    begun = [Task(place, run) for place, run in runs.items() if can_go_on(run)]
    fresh = [Task(place) for place in range(len(sweep.points)) if place not in runs]
    return begun + fresh


def can_go_on(run: Run) -> bool:
    """Tell whether a run of a sweep has more to do."""
    return STATUSES[run.status].resumable and run.reason not in OVER
