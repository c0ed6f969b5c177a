"""How far back a network's gradient reaches on its own task, before it learns, when it reaches furthest, and in the end.

What a network has learned it holds so firmly that hardly any gradient comes through any more (Bengio, Simard and Frasconi 1994):
after training a short curve does not tell a short memory. What has to have reached back is the gradient while it learned.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from playground.gradients.memory_tasks import MemoryState, memory_decay

LOOKS = 24  # times that the gradient of a network is looked at while it learns, more often at first
DIGITS = 3  # after the point of a log10
MOMENTS = {"before": "before training", "furthest": "when it reached furthest", "after": "after training"}

Shares = dict[str, np.ndarray]  # log10 of what is left of the last step's norm (T,), by state


@dataclass
class Reach:
    """What is known so far of one network: shares by moment (a key of `MOMENTS`), and the update at which they were furthest."""

    shares: dict[str, Shares] = field(default_factory=dict)
    step: int = 0
    looks: int = 0

    def due(self, progress: float) -> bool:
        """Tell whether it is time to look again, at this share of the budget."""
        return progress >= (self.looks / LOOKS) ** 1.5

    def look(self, state: MemoryState) -> None:
        """Measure the gradient over the largest gap as it is now; one that is 0 already at the last step tells nothing."""
        self.looks += 1
        decays = memory_decay(state.reader, state.task, max(state.settings.distances))
        if not all(np.isfinite(decay.middle[0]) for decay in decays.values()):
            return
        found = {name: decay.left for name, decay in decays.items()}
        self.shares.setdefault("before", found)
        self.shares["after"] = found
        if furthest(found) > furthest(self.shares.get("furthest", {})):
            self.shares["furthest"], self.step = found, state.step

    def values(self) -> dict:
        """Return everything as JSON values, None where nothing arrives."""
        return {
            "reached": self.step,
            "decay": {
                moment: {name: [writable(value) for value in curve.tolist()] for name, curve in shares.items()}
                for moment, shares in self.shares.items()
            },
        }


def furthest(shares: Mapping[str, np.ndarray]) -> float:
    """Return how much arrives at the far end in the state that brings most, as a log10; less than -∞ where nothing is known."""
    return max((float(np.nan_to_num(curve[-1], nan=-np.inf, neginf=-1e6)) for curve in shares.values()), default=-np.inf)


def writable(value: float) -> float | None:
    """Return a share as it is stored."""
    return round(value, DIGITS) if np.isfinite(value) else None
