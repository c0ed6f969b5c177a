"""Backwards through all layers and steps, with the gradients of many losses side by side, each with a scale of its own.

Gradients through time span hundreds of orders of magnitude. Each row is brought near 1 every few steps and its power of two is
counted beside it, so that nothing underflows to zero, in float32 either.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from models.adjoint import Adjoint, adjoint
from models.cells import State
from models.recurrent import LayerStates, Recurrent

EVERY = 4  # steps between two looks at the scale; in these few, float32 has room for a factor of 10^-9 in each
NEVER = -(2.0**40)  # the power of two of a row that has met no gradient yet
LOG10_2 = math.log10(2)


@dataclass(frozen=True)
class Scaled:
    """Tensors with R rows; row r stands for its numbers times 2^power[r], power (R,) being whole numbers in float64."""

    parts: State
    power: Tensor

    def joined(self, other: "Scaled") -> "Scaled":
        """Return the rows of both, one after the other."""
        parts = tuple(torch.cat(pair) for pair in zip(self.parts, other.parts, strict=True))
        return Scaled(parts, torch.cat([self.power, other.power]))

    def plus(self, other: Tensor, power: Tensor) -> "Scaled":
        """Return the sum of the first part and `other`, which has powers of its own, each row at the larger power."""
        common = torch.maximum(self.power, power)
        mine, its = (torch.exp2(part - common)[:, None].to(other.dtype) for part in (self.power, power))
        first, *rest = (part * mine for part in self.parts)
        return Scaled((torch.addcmul(first, other, its), *rest), common)

    def norms(self) -> tuple[Tensor, ...]:
        """Return the L2 norm of each row of each part, (R,) each, without the powers."""
        return tuple(torch.linalg.vector_norm(part, dim=-1) for part in self.parts)

    def near_one(self) -> "Scaled":
        """Return the same numbers with powers changed so that the largest of each row lies between 1/2 and 1."""
        largest = torch.stack([part.abs().amax(dim=-1) for part in self.parts]).amax(dim=0)  # (R,)
        exponent = torch.frexp(largest).exponent
        factor = torch.exp2(-exponent.to(largest.dtype))[:, None]
        return Scaled(tuple(part * factor for part in self.parts), self.power + exponent)


def started(rows: Tensor, parts: int) -> Scaled:
    """Return a gradient (R, H) with respect to h, with zeros for the other parts of the state."""
    return Scaled((rows, *(torch.zeros_like(rows) for _ in range(parts - 1))), rows.new_zeros(len(rows), dtype=torch.float64))


def nothing(like: Tensor, parts: int) -> Scaled:
    """Return rows that have met no gradient yet."""
    zeros = started(torch.zeros_like(like), parts)
    return Scaled(zeros.parts, zeros.power + NEVER)


@dataclass(frozen=True)
class Moment:
    """The gradients at step t: with respect to the state after it, for each layer asked for, and to x_t (R, E)."""

    t: int
    states: tuple[Scaled, ...]
    inputs: Scaled | None


@dataclass(frozen=True)
class Tape:
    """A pass over inputs (T, B, E), kept so that it can be gone through backwards: `outputs` is (T, B, H)."""

    recurrent: Recurrent
    outputs: Tensor
    layers: tuple[Adjoint, ...]

    def backwards(self, losses: Callable[[int], Tensor | None], lowest: int = 0, inputs: bool = False) -> Iterator[Moment]:
        """Yield every step from the last to the first.

        `losses(t)` gives the gradients (R, H) with respect to the output of step t of the losses that begin there, or None;
        their rows come after those already there. Layers below `lowest` are left out; `inputs` asks for those with respect to x.
        """
        flows: list[Scaled | None] = [None] * len(self.layers)
        for t in reversed(range(len(self.outputs))):
            states, passed = self.step(t, flows, losses(t), lowest, inputs)
            yield Moment(t, states, passed)

    def step(
        self, t: int, flows: list, new: Tensor | None, lowest: int, inputs: bool
    ) -> tuple[tuple[Scaled, ...], Scaled | None]:
        """Take one step back in every layer, the highest first; changes `flows`."""
        found, passed = [], None
        for layer in reversed(range(lowest, len(self.layers))):
            flow = self.arrive(flows[layer], new, passed)
            back = self.layers[layer].back(t, flow.parts)
            found.append(Scaled(back.total, flow.power))
            before = Scaled(back.before, flow.power)
            flows[layer] = before if t % EVERY else before.near_one()
            if layer > lowest or inputs:
                passed = Scaled((back.projected @ self.recurrent.cells[layer].weight_ih.detach(),), flow.power)
        return tuple(reversed(found)), passed if inputs else None

    def arrive(self, flow: Scaled | None, new: Tensor | None, passed: Scaled | None) -> Scaled:
        """Return what reaches a layer at one step: from the step after it, from new losses (the top one), or from above."""
        parts = len(self.recurrent.cells[0].state_names)
        if new is not None:
            rows = started(new, parts) if passed is None else nothing(new, parts)
            flow = rows if flow is None else flow.joined(rows)
        return flow if passed is None else flow.plus(passed.parts[0], passed.power)


@torch.no_grad()
def record(recurrent: Recurrent, x: Tensor, state: LayerStates | None = None) -> Tape:
    """Run layers over inputs x (T, B, E), without dropout, and keep what a pass backwards needs."""
    state, layers = state or recurrent.initial_state(x.shape[1]), []
    for cell, before in zip(recurrent.cells, state, strict=True):
        layers.append(adjoint(cell, cell.project(x), before))  # (T, B, gates·H)
        x = layers[-1].states[0][1:]
    return Tape(recurrent, x, tuple(layers))
