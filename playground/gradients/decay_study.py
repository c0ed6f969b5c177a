"""The decay of large untrained networks, computed by a worker: each network in turn, each curve told as soon as it is known."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.cells import ACTIVATIONS, CELLS, COMMON, Cell
from playground.controls import text
from playground.errors import Refusal
from playground.gradients.lines import Line, drawn_as, variants
from playground.gradients.memory_study import parse_cells
from playground.gradients.trace import Decay
from playground.gradients.untrained import Untrained, draw_network, traces

AT_ONCE, MOST = 5e9, 5e11  # floating-point operations: about a second, and what a worker takes on
PACE = 3e9  # operations a second, networks of 64 units and more
DIGITS = 6  # after the point of a log10


@dataclass(frozen=True)
class DecayStudySettings(Untrained):
    """Which cells' curves are wanted, each variant of them with these settings."""

    cells: str = text(",".join(COMMON), "Cells", "Which are drawn; an LSTM once for each of three forget biases.", more=False)

    def __post_init__(self):
        super().__post_init__()
        parse_cells(self.cells)
        if self.total > MOST:
            times = self.total / MOST
            raise Refusal(
                f"This takes {times:.1f} times longer than allowed: use fewer steps, units, sequences or seeds.", "length"
            )

    def untrained(self) -> Untrained:
        """Return what all networks have in common, as a network of the first cell."""
        shared = {name: value for name, value in self.flat().items() if name in Untrained.controls()}
        return Untrained(**shared | {"cell": parse_cells(self.cells)[0]})

    @property
    def kind(self) -> type[Cell]:
        """Return the class of the first cell: each cell is measured by its own work."""
        return {**CELLS, "rnn": ACTIVATIONS[self.activation]}[parse_cells(self.cells)[0]]

    @property
    def kinds(self) -> dict[str, tuple[int, Untrained]]:
        """Return every network that is wanted with its rank among those of its cell, by name."""
        each = (enumerate(variants(self.untrained(), cell).items()) for cell in parse_cells(self.cells))
        return {name: (rank, kind) for one in each for rank, (name, kind) in one}

    @property
    def total(self) -> float:
        """Return about how many floating-point operations all curves take."""
        return sum(kind.operations for _, kind in self.kinds.values())

    @property
    def expected_seconds(self) -> float:
        """Return the seconds that all curves take together."""
        return self.total / PACE


def decay_study(settings: DecayStudySettings, desk: Any = None) -> Iterator[dict]:
    """Trace every network of every kind, yielding how far it is after each, and each kind's curves in slots of their own."""
    done = 0.0
    for name, (rank, kind) in settings.kinds.items():
        curves = []
        for number in range(kind.seeds):
            curves += traces([draw_network(kind, kind.seed + number)])
            done += kind.operations / kind.seeds
            yield {"progress": done / settings.total}
        for state in curves[0]:
            told = [[writable(value) for value in curve[state].tolist()] for curve in curves]
            about = {"name": name, "cell": drawn_as(kind), "rank": rank, "state": state}
            yield {"slot": f"{name} {state}", **about, "curves": told}


def writable(value: float) -> float | None:
    """Return a logarithm as JSON holds it, None for that of 0."""
    return round(value, DIGITS) if math.isfinite(value) else None


def told_lines(events: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Return the curves that a study has told so far."""
    whole = [event for event in events if "curves" in event]
    return [Line(*(event[part] for part in ("name", "cell", "state", "rank")), Decay(read(event["curves"]))) for event in whole]


def read(curves: Sequence[Sequence[float | None]]) -> np.ndarray:
    """Return curves (S, T) that were told as JSON."""
    return np.array([[-np.inf if value is None else value for value in curve] for curve in curves])
