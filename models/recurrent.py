"""Time is a loop: layers of one cell, run step by step or by torch's fused kernel, on the same parameters."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.cells import Cell, State

LayerStates = tuple[State, ...]  # one state for each layer, lowest first


@dataclass(frozen=True)
class Unrolled:
    """Every intermediate value of a pass over T steps.

    `outputs` is (B, T, H); `states[t][layer]` is the state after step t; `final` is `states[-1]`.
    """

    outputs: Tensor
    states: tuple[LayerStates, ...]

    @property
    def final(self) -> LayerStates:
        """Return the states after the last step."""
        return self.states[-1]


class Recurrent(nn.Module):
    """A stack of equal cells, each reading the outputs of the one below, with dropout between layers."""

    def __init__(self, cells: list[Cell], dropout: float = 0.0):
        super().__init__()
        self.cells, self.dropout = nn.ModuleList(cells), dropout

    def initial_state(self, batch_size: int) -> LayerStates:
        """Return zero states for every layer."""
        return tuple(cell.initial_state(batch_size) for cell in self.cells)

    def forward(self, x: Tensor, state: LayerStates | None = None) -> tuple[Tensor, LayerStates]:
        """Return the outputs (B, T, H) for inputs x (B, T, E) and the final states, by the fastest path there is."""
        state = state or self.initial_state(x.shape[0])
        if type(self.cells[0]).fused is None:
            unrolled = self.unroll(x, state)
            return unrolled.outputs, unrolled.final
        return self.run_fused(x, state)

    def run_fused(self, x: Tensor, state: LayerStates) -> tuple[Tensor, LayerStates]:
        """Return what `unroll` would, from one call of torch's kernel, which shows no state but the last."""
        weights = [weight for cell in self.cells for weight in cell.weights()]
        stacked = [torch.stack(layers) for layers in zip(*state, strict=True)]  # one (L, B, H) for each state name
        hidden = stacked[0] if len(stacked) == 1 else stacked
        fused = type(self.cells[0]).fused
        output, *final = fused(x, hidden, weights, True, len(self.cells), self.dropout, self.training, False, True)
        return output, tuple(zip(*final, strict=True))

    def unroll(self, x: Tensor, state: LayerStates | None = None) -> Unrolled:
        """Run one cell call after another and keep every state, so that each is part of the autograd graph."""
        state, inputs, columns = state or self.initial_state(x.shape[0]), x, []
        for layer, cell in enumerate(self.cells):
            inputs = F.dropout(inputs, self.dropout, self.training) if layer else inputs
            inputs, states = unroll_layer(cell, inputs, state[layer])
            columns.append(states)
        return Unrolled(inputs, tuple(zip(*columns, strict=True)))


def unroll_layer(cell: Cell, x: Tensor, state: State) -> tuple[Tensor, list[State]]:
    """Return the outputs (B, T, H) of one cell over x (B, T, E), and its state after each step."""
    outputs, states = run_steps(cell, cell.project(x).unbind(dim=1), state)
    return torch.stack(outputs, dim=1), states


def run_steps(cell: Cell, projected: Iterable[Tensor], state: State) -> tuple[list[Tensor], list[State]]:
    """Return the output and the state after each step, from W_ih x_t + b_ih (B, gates·H) of every step."""
    outputs, states = [], []
    for step in projected:
        output, state = cell.step(step, state)
        outputs.append(output)
        states.append(state)
    return outputs, states
