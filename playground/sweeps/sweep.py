"""What a sweep is: settings that stay, a grid of settings that vary, and how many seeds each combination gets."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import product
from typing import Any

from models.cells import CELLS
from playground.controls import Control, Described, check, controls, number, show, text, toggle
from playground.errors import Refusal, unknown
from playground.language.experiment import CONTROLS, Experiment, TextSettings, has_effect
from playground.sweeps.matching import matched

MOST_RUNS = 1000  # of one sweep, wherever it runs
MOST_VALUES = 30  # of one setting
LONGEST_GRID = 4000  # characters
SHORT = {"learning_rate": "rate", "sequence_length": "length", "batch_size": "batch", "embedding_size": "embedding"} | {
    "forget_bias": "forget bias",
    "clip_at": "clip",
}

Axes = dict[str, tuple[Any, ...]]
Sizes = Callable[[TextSettings], int]


def read_grid(grid: str) -> Axes:
    """Return the values of each setting in a grid such as “cell=gru,lstm; layers=1,2”; raise `Refusal` where one is wrong."""
    if len(grid) > LONGEST_GRID:
        raise Refusal(f"This grid is too long: write it in {LONGEST_GRID:,} characters.", "grid")
    found: Axes = {}
    for part in filter(str.strip, grid.split(";")):
        name, _, values = part.partition("=")
        name = name.strip()
        if name in found:
            raise Refusal(f"“{name}” stands in the grid twice: list all of its values in one place.", "grid")
        found[name] = read_values(name, values.split(","))
    return found


def read_values(name: str, raw: list[str]) -> tuple[Any, ...]:
    """Return the values of one setting of a grid, each checked."""
    if name not in CONTROLS:
        raise unknown("setting", name, CONTROLS, "grid")
    if name == "seed":
        raise Refusal("Seeds are not part of the grid: say how many seeds each combination gets.", "grid")
    values = tuple(dict.fromkeys(value_of(name, one) for one in raw if one.strip()))
    if not 1 <= len(values) <= MOST_VALUES:
        raise Refusal(f"{CONTROLS[name].label} has {len(values)} values in the grid: give 1 to {MOST_VALUES}.", "grid")
    return values


def value_of(name: str, raw: str) -> Any:
    """Return one value, read and checked; what is wrong with it is said of the grid."""
    try:
        value = CONTROLS[name].parse(raw.strip())
        CONTROLS[name].check(value)
    except Refusal as refusal:
        raise Refusal(f"In the grid: {refusal}", "grid") from None
    return value


def write_grid(axes: Mapping[str, tuple[Any, ...]]) -> str:
    """Return a grid as text, which `read_grid` reads back."""
    return "; ".join(f"{name}={','.join(map(spelled, values))}" for name, values in axes.items())


def spelled(value: Any) -> str:
    """Return a value as a grid, a file and a URL spell it; `Control.parse` reads it back."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class GridSettings:
    """What a sweep adds to the settings of a run."""

    grid: str = text("cell=rnn,gru,lstm", "Grid", "Settings that vary, such as “cell=gru,lstm; layers=1,2”.", more=False)
    seeds: int = number(3, "Seeds each", "Runs of each combination, with one seed after the other.", 1, 20, more=False)
    parameters: int = number(
        *(0, "Parameters each", "0 leaves sizes alone; else hidden sizes are chosen so that every model has about so many."),
        *(0, 1_000_000_000),
        step=50_000,
        more=False,
    )
    stop_early: bool = toggle(False, "Stop the hopeless early", "End a run that is behind the median of those that finished.")
    name: str = text("", "Name", "What you call this sweep.")

    def __post_init__(self):
        check(self)
        if "hidden_size" in read_grid(self.grid) and self.parameters:
            raise Refusal("Hidden sizes cannot both vary and be matched: take one of the two out.", "parameters")
        if len(self.name) > 120:
            raise Refusal("This name is too long: use at most 120 characters.", "name")


@dataclass(frozen=True)
class Sweep(Described):
    """A whole sweep; two equal ones give the same runs with the same losses."""

    base: Experiment = field(default_factory=Experiment)
    own: GridSettings = field(default_factory=GridSettings)

    def __post_init__(self):
        if self.count > MOST_RUNS:
            raise Refusal(f"This grid has {self.count:,} runs: leave out values until there are at most {MOST_RUNS:,}.", "grid")

    def flat(self) -> dict[str, Any]:
        """Return every setting by its name."""
        return self.base.flat() | {item.name: getattr(self.own, item.name) for item in fields(GridSettings)}

    @classmethod
    def controls(cls) -> dict[str, Control]:
        """Return every control by name."""
        return {**controls(GridSettings), **CONTROLS}

    def with_(self, **changes: Any) -> "Sweep":
        """Return a copy with some settings changed; raise `Refusal` where a value is wrong."""
        own = {name: value for name, value in changes.items() if name in controls(GridSettings)}
        rest = {name: value for name, value in changes.items() if name not in own}
        return replace(self, base=self.base.with_(**rest), own=replace(self.own, **own))

    @property
    def axes(self) -> Axes:
        """Return the values of each setting that varies, in the order in which they are written."""
        return read_grid(self.own.grid)

    @property
    def count(self) -> int:
        """Return how many runs the grid has, before those are left out that differ in nothing."""
        return math.prod(len(values) for values in self.axes.values()) * self.own.seeds

    @property
    def title(self) -> str:
        """Return the sweep's name, or one that says what it varies."""
        return self.own.name.strip() or default_title(self.axes)


USUAL_SWEEP = Sweep(Experiment().with_(hidden_size=128, embedding_size=64, budget=400.0))
"""What the page opens with: three cells, three seeds each, small enough for a minute or two."""


def default_title(axes: Axes) -> str:
    """Name a sweep by what varies: “RNN (tanh), GRU, LSTM”, or “cell × layers”."""
    if list(axes) == ["cell"]:
        return ", ".join(CELLS[cell].label for cell in axes["cell"])
    return " × ".join(CONTROLS[name].label.lower() for name in axes) or "One setting"


def combinations(sweep: Sweep, vocabulary: Sizes | None = None) -> list[Experiment]:
    """Return one experiment for each combination of the grid, with the first seed; those that differ in nothing once.

    `vocabulary` gives the tokens of a text; it is asked only where sizes are matched.
    Raises `Refusal` where a combination is impossible.
    """
    found = []
    for values in product(*sweep.axes.values()):
        one = sweep.base.with_(**dict(zip(sweep.axes, values, strict=True)))
        if sweep.own.parameters and vocabulary:
            one = replace(one, model=matched(one.model, vocabulary(one.text), sweep.own.parameters))
        found.append(effective(one))
    return list(dict.fromkeys(found))


def effective(experiment: Experiment) -> Experiment:
    """Return an experiment in which every setting without effect stands at its default."""
    idle = [name for name in CONTROLS if not has_effect(name, experiment)]
    return experiment.with_(**{name: CONTROLS[name].default for name in idle})


def points(sweep: Sweep, vocabulary: Sizes | None = None) -> list[Experiment]:
    """Return every run of a sweep: all combinations with the first seed, then with the next, so that each is seen early."""
    first, found = sweep.base.training.seed, combinations(sweep, vocabulary)
    return [one.with_(seed=first + number) for number in range(sweep.own.seeds) for one in found]


def point_name(sweep: Sweep, experiment: Experiment) -> str:
    """Name a run of a sweep by its cell, its size, what else varies, and its seed; one that is the whole sweep, by its name."""
    if sweep.own.name and not sweep.axes and sweep.own.seeds == 1:
        return sweep.own.name[:120]
    seeds = [f"seed {experiment.training.seed}"] * (sweep.own.seeds > 1)
    return " · ".join([setting_name(experiment, sweep.axes), *seeds])


def setting_name(experiment: Experiment, varied: Iterable[str]) -> str:
    """Name settings by their cell and size, and by those of the settings that vary which have an effect on them."""
    values = experiment.flat()
    told = [name for name in varied if name not in ("cell", "hidden_size", "seed") and has_effect(name, experiment)]
    said = [f"{SHORT.get(name, CONTROLS[name].label.lower())} {CONTROLS[name].name_of(values[name])}" for name in told]
    return " · ".join([f"{CELLS[values['cell']].label} {show(values['hidden_size'])}", *said])
