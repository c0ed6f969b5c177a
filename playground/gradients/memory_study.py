"""How far several kinds of network remember, over several seeds: trained in turn, each told as soon as it is known."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from models.cells import CELLS
from playground.controls import Described, as_in, check, text
from playground.errors import Refusal, unknown
from playground.gradients.memory_tasks import (
    GapBand,
    GapScore,
    MemoryScore,
    MemorySettings,
    MemoryState,
    MemoryStep,
    bands,
    begin_memory,
    below_chance,
    train_memory,
)
from playground.gradients.reach import Reach
from playground.gradients.trace import Decay

MOST_NETWORKS, LARGEST_SEED = 20, 9_999
BESIDES = 1.4  # of the time of training, with the tests and the looks at the gradient in between


@dataclass(frozen=True)
class MemoryStudySettings(Described):
    """Which cells learn which task with which seeds; every network learns all the gaps, for the same time."""

    task: str = as_in(MemorySettings, "task", "copy")
    cells: str = text("rnn,gru,lstm", "Cells", "What remembers, by commas.", more=False)
    seeds: str = text("1,2,3", "Seeds", "One network each, by commas: the band is what they differ by.", more=False)
    gaps: str = as_in(MemorySettings, "gaps")
    seconds: float = as_in(MemorySettings, "seconds", 5.0)
    steps: int = as_in(MemorySettings, "steps")
    hidden_size: int = as_in(MemorySettings, "hidden_size")
    batch_size: int = as_in(MemorySettings, "batch_size")
    learning_rate: float = as_in(MemorySettings, "learning_rate")
    initialisation: str = as_in(MemorySettings, "initialisation")
    forget_bias: float = as_in(MemorySettings, "forget_bias")

    def __post_init__(self):
        check(self)
        if len(self.networks) > MOST_NETWORKS:
            most = f"choose cells and seeds for at most {MOST_NETWORKS}"
            raise Refusal(f"These are {len(self.networks)} networks: {most}.", "seeds")

    @cached_property
    def networks(self) -> list[MemorySettings]:
        """Return the settings of each network, the first seed of every cell first."""
        shared = {name: value for name, value in self.flat().items() if name not in ("cells", "seeds")}
        return [
            MemorySettings(cell=cell, seed=seed, **shared) for seed in parse_seeds(self.seeds) for cell in parse_cells(self.cells)
        ]

    @property
    def expected_seconds(self) -> float:
        """Return the seconds that all networks take together at most."""
        return BESIDES * self.seconds * len(self.networks)


def parse_cells(raw: str) -> list[str]:
    """Return cells written as “rnn,lstm”, each once; raise `Refusal` at one that there is not."""
    if not raw.strip():
        raise Refusal("No cell is left: choose at least one.", "cells")
    found = dict.fromkeys(part.strip() for part in raw.split(",", MOST_NETWORKS))
    for name in found:
        if name not in CELLS:
            raise unknown("cell", name[:60], CELLS, "cells")
    return list(found)


def parse_seeds(raw: str) -> list[int]:
    """Return seeds written as “1,2,3”, sorted and each once; raise `Refusal` where they are not whole numbers up to 9,999."""
    parts = [part.strip() for part in raw.split(",", MOST_NETWORKS)]
    if not all(part.isascii() and part.isdecimal() and len(part) <= 6 and int(part) <= LARGEST_SEED for part in parts):
        right = f"write up to {MOST_NETWORKS} whole numbers from 0 to {LARGEST_SEED:,}, such as 1,2,3"
        raise Refusal(f"Seeds cannot be “{raw[:40]}”: {right}.", "seeds")
    return sorted({int(part) for part in parts})


def memory_study(settings: MemoryStudySettings, desk: Any = None) -> Iterator[dict]:
    """Train every network, yielding how far it is after each update, and now and then its scores, in a slot of its own.

    Beside its scores stands how far the gradient of its own task reached over the largest gap; the last event of a network says
    that it is `trained`.
    """
    for number, one in enumerate(settings.networks):
        state, reach = begin_memory(one), Reach()
        reach.look(state)
        for record in train_memory(state):
            if reach.due(state.progress()):
                reach.look(state)
            if not isinstance(record, MemoryStep):
                last = record
                yield {**values(state, record), **reach.values(), "trained": False}
            yield {"progress": (number + state.progress()) / len(settings.networks)}
        reach.look(state)
        told = {**values(state, last), **reach.values(), "trained": True}
        yield {**told, "progress": (number + 1) / len(settings.networks)}


def values(state: MemoryState, found: MemoryScore) -> dict:
    """Return the scores of one network as JSON values."""
    settings = state.settings
    names = {"slot": f"{settings.cell} {settings.seed}", "cell": settings.cell, "seed": settings.seed}
    return {**names, "step": found.step, "seconds": found.seconds, "scores": [vars(one) for one in found.scores]}


Events = Iterable[Mapping[str, Any]]


def bands_of(events: Events) -> dict[str, list[GapBand]]:
    """Return the accuracy by gap of each cell over the seeds so far, from a study's events."""
    found: dict[str, list[MemoryScore]] = {}
    for event in events:
        scores = tuple(GapScore(**one) for one in event["scores"])
        found.setdefault(event["cell"], []).append(MemoryScore(event["step"], event["seconds"], scores))
    return {cell: bands(scores) for cell, scores in found.items()}


def decays_of(events: Events, moment: str = "furthest") -> dict[str, dict[str, Decay]]:
    """Return the decay of each cell by state at a moment of `MOMENTS`, as shares of the last step's, a curve a seed."""
    found: dict[str, dict[str, list]] = {}
    for event in events:
        for name, curve in event["decay"].get(moment, {}).items():
            levels = [-np.inf if level is None else level for level in curve]
            found.setdefault(event["cell"], {}).setdefault(name, []).append(levels)
    return {cell: {name: Decay(np.array(curves)) for name, curves in states.items()} for cell, states in found.items()}


@dataclass(frozen=True)
class Reversed:
    """A network that answers wrongly more often than luck explains, over one gap."""

    cell: str
    seed: int
    score: GapScore


def reversed_answers(events: Events, chance: float) -> list[Reversed]:
    """Return every network and gap that is below chance, from a study's events."""
    return [
        Reversed(event["cell"], event["seed"], GapScore(**one))
        for event in events
        for one in event["scores"]
        if below_chance(one["accuracy"], chance)
    ]
