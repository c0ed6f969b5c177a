"""Many runs as lines on one pair of axes: what is measured, smoothed, over which seeds, and thinned for a picture.

Nothing is made up on the way: a raw point is a record of the run, a smooth one the mean of its neighbours, and thinning
leaves points out but never the lowest and the highest of a stretch. Losses stay in nats per token until they are drawn, so
that means are of nats, and a perplexity is e to the power of a mean.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from playground.figures.series import smooth, thin_rows
from playground.runs.curves import RunCurves, Table
from playground.sweeps.results import Entry, band, groups
from playground.sweeps.sweep import setting_name

MOST_POINTS, FEWEST_POINTS = 1500, 60  # of one line
ALL_POINTS = 16_000  # of the smooth lines of one figure
STRETCHES = 200  # over which a speed is taken
AXES = ("step", "tokens", "seconds")


@dataclass(frozen=True)
class Metric:
    """Something that is measured along a run: `values` are the columns of the three axes and `value`, finite numbers alone."""

    label: str
    values: Callable[[RunCurves], Table]
    loss: bool = False  # nats per token, to be read in some unit
    smoothed: bool = True


def column(table: Table, name: str, low: float = -np.inf) -> Table:
    """Return one column of a table beside the three axes, without values that are not finite or not above `low`."""
    kept = np.isfinite(table[name]) & (table[name] > low)
    if kept.all():
        return {axis: table[axis] for axis in AXES} | {"value": table[name]}  # without a copy
    return {axis: table[axis][kept] for axis in AXES} | {"value": table[name][kept]}


def speed(curves: RunCurves) -> Table:
    """Return tokens trained on per second, over equal stretches of the run; at a restart of the clock there is none."""
    steps = curves.steps
    marks = np.unique(np.linspace(0, len(steps["step"]) - 1, min(STRETCHES, len(steps["step"]))).astype(int))
    at = {axis: steps[axis][marks] for axis in AXES}
    spans = np.diff(at["seconds"])
    moved = spans > 0
    found = np.divide(np.diff(at["tokens"]), spans, out=np.zeros_like(spans), where=moved)
    return {axis: at[axis][1:][moved] for axis in AXES} | {"value": found[moved]}


METRICS: dict[str, Metric] = {
    "validation": Metric("Validation loss", lambda curves: column(curves.validations, "validation_loss"), True, smoothed=False),
    "training": Metric("Training loss", lambda curves: column(curves.steps, "train_loss"), True),
    "norm": Metric("Gradient norm", lambda curves: column(curves.steps, "gradient_norm", 0.0)),
    "speed": Metric("Tokens per second", speed),
}


@dataclass(frozen=True)
class Line:
    """One line: raw values (N,) and smooth ones, over several seeds their mean with the lowest and the highest of them.

    `rank` counts the lines of one cell; `characters` are those of a token, 0 where they are not known.
    """

    key: str
    name: str
    cell: str
    rank: int
    characters: float
    seeds: int
    x: np.ndarray
    raw: np.ndarray
    even: np.ndarray
    low: np.ndarray
    high: np.ndarray


def lines_of(entries: Sequence[Entry], metric: str, axis: str, share: float, together: bool) -> list[Line]:
    """Return the lines of some runs; `together` makes one of those that differ in their seed alone, `share` is smoothed over.

    A run without a value yet has no line. Seeds are taken at the steps that all of them have; where there are none (their
    budget was a time, say), each has a line of its own.
    """
    found: list[Line] = []
    ranks: dict[str, int] = {}
    sets = [group.entries for group in groups(entries)] if together else [(entry,) for entry in entries]
    series = series_of(entries, METRICS[metric], share)
    for members in sets:
        cell = members[0].run.experiment.model.cell
        for part in split([series[entry.run.id] for entry in members]):
            rank = ranks[cell] = ranks.get(cell, -1) + 1
            if part:
                found.append(line(part, axis, rank))
    return found


@dataclass(frozen=True)
class Series:
    """What was measured along one run: the columns of the three axes and `value`, and the smooth values (N,)."""

    entry: Entry
    table: Table
    even: np.ndarray


def series_of(entries: Sequence[Entry], metric: Metric, share: float) -> dict[str, Series]:
    """Return the series of some runs by their id."""
    tables = {entry.run.id: metric.values(entry.curves) for entry in entries}
    even = partial(smooth, share=share) if share and metric.smoothed else lambda values: values
    return {entry.run.id: Series(entry, tables[entry.run.id], even(tables[entry.run.id]["value"])) for entry in entries}


def split(members: Sequence[Series]) -> list[list[Series]]:
    """Return the runs of one group that share a line: all that have values, or each alone where few steps are common to them."""
    known = [one for one in members if len(one.even)]
    if len(known) < 2:
        return [known]
    steps = [one.table["step"] for one in known]
    common = steps[0]
    for other in steps[1:]:
        common = np.intersect1d(common, other)
    return [known] if 2 * len(common) >= min(map(len, steps)) else [[one] for one in known]


def line(members: Sequence[Series], axis: str, rank: int) -> Line:
    """Return the line of one run, or of several that differ in their seed."""
    tables, first = [one.table for one in members], members[0].entry.run
    about = (
        first.id,
        name_of([one.entry for one in members]),
        first.experiment.model.cell,
        rank,
        first.characters_per_token,
        len(members),
    )
    if len(members) == 1:
        even = members[0].even
        return Line(*about, tables[0][axis], tables[0]["value"], even, even, even)
    raw = band(tables, axis, [table["value"] for table in tables])
    if all(one.even is one.table["value"] for one in members):
        return Line(*about, raw.x, raw.mean, raw.mean, raw.low, raw.high)
    even = band(tables, axis, [one.even for one in members])
    return Line(*about, raw.x, raw.mean, even.mean, even.low, even.high)


def name_of(members: Sequence[Entry]) -> str:
    """Return the name of a run, or of several seeds together."""
    if len(members) == 1:
        return members[0].run.name
    names = [entry.run.name.rsplit(" · seed ", 1)[0] for entry in members]
    known = names[0] if len(set(names)) == 1 else setting_name(members[0].run.experiment, ())
    return f"{known} · {len(members)} seeds"


def room(lines: int) -> int:
    """Return how many points each of so many lines may have."""
    return max(FEWEST_POINTS, min(MOST_POINTS, ALL_POINTS // max(1, lines)))


def thinned(line: Line, name: str, limit: int) -> tuple[np.ndarray, np.ndarray]:
    """Return at most `limit` points of one of a line's series (`raw`, `even`, `low`, `high`), its extremes among them."""
    return thinned_lines([line], name, limit)[0]


def thinned_lines(lines: Sequence[Line], name: str, limit: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the same of each of some lines, those of one length in one go."""
    lengths, found = {}, {}
    for place, line in enumerate(lines):
        lengths.setdefault(len(line.x), []).append(place)
    for same in lengths.values():
        values = [getattr(lines[place], name) for place in same]
        for place, one, kept in zip(same, values, thin_rows(np.stack(values), limit), strict=True):
            found[place] = lines[place].x[kept], one[kept]
    return [found[place] for place in range(len(lines))]


def tokenizers(entries: Sequence[Entry]) -> list[str]:
    """Return the tokenizers of some runs, each once: where there are several, losses compare in bits per character alone."""
    return list(dict.fromkeys(entry.run.experiment.text.tokenizer for entry in entries))
