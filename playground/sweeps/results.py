"""What a comparison of runs comes to: runs that differ in their seed alone together, how good each group became, and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.errors import unknown
from playground.language.experiment import CONTROLS, Experiment, has_effect
from playground.runs.curves import RunCurves
from playground.runs.record import Run


@dataclass(frozen=True)
class Entry:
    """A run in a comparison, with its curves."""

    run: Run
    curves: RunCurves


@dataclass(frozen=True)
class Group:
    """Runs that differ in nothing but their seed."""

    experiment: Experiment  # that of the first seed
    entries: tuple[Entry, ...]

    @property
    def runs(self) -> list[Run]:
        """Return the runs, one a seed."""
        return [entry.run for entry in self.entries]

    @property
    def losses(self) -> list[float]:
        """Return the last validation loss of each run that has one, nats per token."""
        return [run.validation_loss for run in self.runs if run.validation_loss is not None]

    @property
    def finished(self) -> int:
        """Return how many of the runs came to their own end."""
        return sum(run.status == "finished" for run in self.runs)


@dataclass(frozen=True)
class Spread:
    """The mean of some numbers, and the lowest and the highest of them; none of the three where there are no numbers."""

    mean: float | None
    low: float | None
    high: float | None
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return the spread of some numbers."""
        if not len(values):
            return cls(None, None, None, 0)
        return cls(float(np.mean(values)), float(min(values)), float(max(values)), len(values))


def groups(entries: Sequence[Entry]) -> list[Group]:
    """Return the entries with those together that differ in their seed alone and read the same text, in order of appearance.

    A run and its copy have one seed, so that the copy begins another group.
    """
    found: dict[tuple, dict[int, Entry]] = {}
    for entry in entries:
        values = entry.run.experiment.flat()
        seed, again = values.pop("seed"), 0
        while seed in found.setdefault(key := (*values.values(), entry.run.text_digest, again), {}):
            again += 1
        found[key][seed] = entry
    together = [tuple(members.values()) for members in found.values()]
    return [Group(members[0].run.experiment, members) for members in together]


def differing(experiments: Sequence[Experiment], ignored: Sequence[str] = ("seed",)) -> dict[str, list[Any]]:
    """Return the settings in which some experiments differ: for each a value an experiment, None where it has no effect there."""
    flats = [one.flat() for one in experiments]
    found = {}
    for name in CONTROLS:
        values = [flat[name] if has_effect(name, one) else None for flat, one in zip(flats, experiments, strict=True)]
        if name not in ignored and len({value for value in values if value is not None}) > 1:
            found[name] = values
    return found


@dataclass(frozen=True)
class Reached:
    """When a run's validation loss was at or below a target for the first time."""

    step: float
    tokens: float
    seconds: float


def reached(curves: RunCurves, target: float) -> Reached | None:
    """Return the first validation whose loss is at or below the target (nats per token), None where there is none.

    Nothing is interpolated: it is a moment at which the loss was measured.
    """
    below = np.flatnonzero(curves.validations["validation_loss"] <= target)
    if not below.size:
        return None
    return Reached(*(float(curves.validations[name][below[0]]) for name in ("step", "tokens", "seconds")))


@dataclass(frozen=True)
class Row:
    """One group in the table of the best; losses in nats per token, speed in tokens per second, times in seconds of training."""

    group: Group
    loss: Spread
    time: Spread
    times: int  # runs that reached the target
    parameters: int
    speed: Spread

    @property
    def bits(self) -> float | None:
        """Return the mean loss in bits per character, None where the characters of a token are not known."""
        characters = self.group.runs[0].characters_per_token
        return self.loss.mean / characters / np.log(2) if characters and self.loss.mean is not None else None


def rows(entries: Sequence[Entry], target: float | None) -> list[Row]:
    """Return a row for each group, in order of appearance; without a target nothing has reached it."""
    found = []
    for group in groups(entries):
        when = [reached(entry.curves, target) for entry in group.entries] if target is not None else []
        times = [moment.seconds for moment in when if moment]
        speeds = [run.tokens_per_second for run in group.runs if run.seconds > 0]
        parameters = max(run.parameters for run in group.runs)
        found.append(Row(group, Spread.of(group.losses), Spread.of(times), len(times), parameters, Spread.of(speeds)))
    return found


def by_loss(row: Row) -> tuple:
    """Order by the mean loss per character, those without one last."""
    return (row.bits is None and row.loss.mean is None, row.bits if row.bits is not None else row.loss.mean or 0.0)


def by_time(row: Row) -> tuple:
    """Order by how many seeds reached the target, then by the mean time that took."""
    return (-row.times / len(row.group.entries), row.time.mean if row.time.mean is not None else 0.0)


ORDERS = {
    "loss": ("validation loss", by_loss),
    "time": ("time to reach the loss", by_time),
    "parameters": ("parameters", lambda row: (row.parameters, by_loss(row))),
}
"""By what the table of the best is ordered: what a menu calls it, and the key."""


def ranked(found: Sequence[Row], order: str) -> list[Row]:
    """Return rows in one of the `ORDERS`, the best first."""
    if order not in ORDERS:
        raise unknown("order", order, ORDERS, "order")
    return sorted(found, key=ORDERS[order][1])


def usual_target(entries: Sequence[Entry]) -> float | None:
    """Return a loss that at least half of the groups reached on average: the median of their mean losses, rounded up to 0.01."""
    means = [found.mean for group in groups(entries) if (found := Spread.of(group.losses)).mean is not None]
    return float(np.ceil(100 * np.median(means)) / 100) if means else None


@dataclass(frozen=True)
class Band:
    """The mean of several seeds and the lowest and highest of them (N,), where all have a value; x is a mean over seeds too."""

    x: np.ndarray
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    seeds: int


def band(tables: Sequence[Mapping[str, np.ndarray]], axis: str, values: Sequence[np.ndarray]) -> Band:
    """Return the band of several runs' values, taken at the steps that all of them have: nothing is interpolated.

    `tables` hold the columns of each run, "step" among them; `values` (N,) belong to their rows.
    """
    common = tables[0]["step"]
    for table in tables[1:]:
        common = np.intersect1d(common, table["step"])
    places = [np.searchsorted(table["step"], common) for table in tables]
    stacked = np.stack([found[place] for found, place in zip(values, places, strict=True)])  # (runs, N)
    x = np.stack([table[axis][place] for table, place in zip(tables, places, strict=True)]).mean(axis=0)
    return Band(x, stacked.mean(axis=0), stacked.min(axis=0), stacked.max(axis=0), len(tables))


@dataclass(frozen=True)
class Grid:
    """The mean loss for each pair of values of two settings: `losses` (rows, columns), not a number where no run is."""

    across: tuple[Any, ...]
    up: tuple[Any, ...]
    losses: np.ndarray
    counts: np.ndarray


def heat(entries: Sequence[Entry], across: str, up: str, loss: str = "validation_loss") -> Grid:
    """Return the mean last validation loss over all runs with each pair of values of two settings."""
    flats = [(entry.run.experiment.flat(), getattr(entry.run, loss)) for entry in entries if getattr(entry.run, loss) is not None]
    columns, lines = (tuple(ordered(name, (flat[name] for flat, _ in flats))) for name in (across, up))
    found = np.full((len(lines), len(columns)), np.nan)
    counts = np.zeros_like(found, dtype=int)
    for row, one in enumerate(lines):
        for column, other in enumerate(columns):
            here = [value for flat, value in flats if flat[up] == one and flat[across] == other]
            counts[row, column] = len(here)
            found[row, column] = np.mean(here) if here else np.nan
    return Grid(columns, lines, found, counts)


def ordered(name: str, values: Iterable[Any]) -> list[Any]:
    """Return the values of a setting, each once: names as the menu has them, numbers by size."""
    options = CONTROLS[name].options()
    return sorted(set(values), key=options.index if options else None)
