"""A cell that reads a sequence with everything in sight: every value of every equation, and gates that are held open or shut."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from models.cells import CELLS, Cell
from playground.cells.recipes import ORDER, RECIPES, Values


def name_of(cell: Cell) -> str:
    """Return the registry's name of a cell."""
    return next(name for name, kind in CELLS.items() if kind is type(cell))


def array(tensor: Tensor) -> np.ndarray:
    """Return a parameter in float64."""
    return tensor.detach().double().numpy()


@dataclass(frozen=True)
class Parts:
    """The weights of a cell, cut gate by gate, in float64: input (H, E), recurrent (H, H), two biases (H,), peepholes (H,)."""

    name: str
    into: Mapping[str, tuple[np.ndarray, np.ndarray]]
    across: Mapping[str, tuple[np.ndarray, np.ndarray]]
    peepholes: Mapping[str, np.ndarray]
    hidden_size: int

    @classmethod
    def of(cls, cell: Cell) -> "Parts":
        """Cut up a cell."""
        name = name_of(cell)
        cut = lambda weight, bias: dict(  # noqa: E731
            zip(
                ORDER[name],
                zip(np.split(array(weight), cell.gates), np.split(array(bias), cell.gates), strict=True),
                strict=True,
            )
        )
        peep = dict(zip("ifo", array(cell.weight_ch), strict=True)) if hasattr(cell, "weight_ch") else {}
        return cls(name, cut(cell.weight_ih, cell.bias_ih), cut(cell.weight_hh, cell.bias_hh), peep, cell.hidden_size)


@dataclass(frozen=True)
class Holding:
    """A gate that is held at a value from 0 (shut) to 1 (open) from step `since` on, counted from 0, in rows from `row` on."""

    gate: str
    value: float
    since: int = 0
    row: int = 0

    def later(self, steps: int) -> "Holding":
        """Return the same for a reading that begins so many steps later."""
        return replace(self, since=self.since - steps)


def read(
    cell: Cell | Parts, x: np.ndarray, holding: Holding | None = None, only: Sequence[str] = (), start: Values | None = None
) -> Values:
    """Return every value of every equation over inputs x (T, B, E): (T, B, H) each, by name.

    `only` names those that are wanted, where they are not all: to keep the others takes as long as to compute them.
    `start` is the state before the first step, (B, H) by name, where it is not zero; x may then be (T, 1, E), the same for all.
    """
    parts = cell if isinstance(cell, Parts) else Parts.of(cell)
    projected = {name: product(x, weight) + bias for name, (weight, bias) in parts.into.items()}  # (T, B, H) each
    names = CELLS[parts.name].state_names
    state = start or {name: np.zeros((x.shape[1], parts.hidden_size)) for name in names}
    kept = []
    for t in range(len(x)):
        held = holding if holding and t >= holding.since else None
        values = step(parts, {name: rows[t] for name, rows in projected.items()}, state, held)
        state = {name: values[f"{name}'"] for name in names}
        kept.append({name: values[name] for name in only} if only else values)
    return {name: np.stack([values[name] for values in kept]) for name in kept[0]}


def product(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return W x (…, H) for inputs x (…, E), all at once by torch: NumPy's threads wait for each other on a busy machine."""
    return (torch.from_numpy(x) @ torch.from_numpy(weight).T).numpy()


def step(parts: Parts, projected: Mapping[str, np.ndarray], state: Mapping[str, np.ndarray], held: Holding | None) -> Values:
    """Return every value of one step (B, H) from W_ih x + b_ih of each gate and the state before; a held gate has its value."""
    values = dict(state) | {f"peep_{name}": weight for name, weight in parts.peepholes.items()}
    for name, (weight, bias) in parts.across.items():
        values |= {f"x_{name}": projected[name], f"u_{name}": product(state["h"], weight) + bias}
    weight, bias = parts.across[list(parts.across)[-1]]
    values["reset"] = lambda v: product(v["r"] * v["h"], weight) + bias  # of the cell that resets before the product
    for equation in RECIPES[parts.name]:
        values[equation.name] = equation.value(values)
        if held and equation.name == held.gate:
            values[equation.name] = values[equation.name].copy()
            values[equation.name][held.row :] = held.value
    return {
        **{name: value for name, value in values.items() if not name.startswith("peep_") and name != "reset"},
        **{f"-{name}": -values[name] for name in ("x_z", "u_z") if name in values},
    }
