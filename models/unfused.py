"""Training a cell for which torch has no kernel: forward without a graph, backwards by the cell's own formula.

Autograd would note a dozen operations a step, and add to the gradient of W_hh once a step. Here a step back is a few operations,
and W_hh gets its gradient from all steps in one product.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional as F

from models.adjoint import Formula, adjoint
from models.cells import Cell, PeepholeLSTMCell, ResetBeforeGRUCell, SimpleGRUCell, State

Gradients = list[Tensor]  # with respect to `recurrent_parameters`, in their order


def recurrent_parameters(cell: Cell) -> list[Tensor]:
    """Return every parameter but those of the input: W_hh, b_hh, and any others."""
    return [parameter for name, parameter in cell.named_parameters() if not name.endswith("_ih")]


def affine(steps: Formula, pre: Tensor) -> Gradients:
    """Return the gradients of W_hh and b_hh (gates·H, H) and (gates·H,), where pre (T, B, gates·H) is that of W_hh h + b_hh."""
    h = steps.states_of(0, len(pre), 0)
    return [pre.flatten(0, 1).T @ h.flatten(0, 1), pre.sum(dim=(0, 1))]


def affine_after_reset(steps: Formula, pre: Tensor) -> Gradients:
    """Return the same where the last H rows of W_hh read r ⊙ h."""
    h, size = steps.states_of(0, len(pre), 0), steps.cell.hidden_size
    r = steps.recurrent(h, slice(size)).add_(steps.projected[..., :size]).sigmoid_()
    gates, n = pre.flatten(0, 1).split([2 * size, size], dim=1)
    weight = torch.cat([gates.T @ h.flatten(0, 1), n.T @ (r * h).flatten(0, 1)])
    return [weight, pre.sum(dim=(0, 1))]


def affine_and_peepholes(steps: Formula, pre: Tensor) -> Gradients:
    """Return the same and the gradient of p_i, p_f and p_o (3, H)."""
    i, f, _, o = pre.chunk(4, dim=-1)
    before, after = steps.states_of(0, len(pre), 1), steps.states_of(1, len(pre) + 1, 1)
    return [*affine(steps, pre), torch.stack([(i * before).sum((0, 1)), (f * before).sum((0, 1)), (o * after).sum((0, 1))])]


WEIGHTS: dict[type[Cell], Callable[[Formula, Tensor], Gradients]] = {
    SimpleGRUCell: affine,
    ResetBeforeGRUCell: affine_after_reset,
    PeepholeLSTMCell: affine_and_peepholes,
}
"""How each cell gets the gradient of its weights from that of its pre-activations; one without an entry goes through autograd."""


class Steps(torch.autograd.Function):
    """Every step of one layer as one operation: (cell, projected, *state, *parameters) → outputs, *state."""

    @staticmethod
    def forward(ctx, cell: Cell, projected: Tensor, *rest: Tensor) -> tuple[Tensor, ...]:
        """Return the outputs (T, B, H) and the state after the last step, from W_ih x + b_ih (T, B, gates·H)."""
        states, outputs = [rest[: len(cell.state_names)]], []
        for step in projected.unbind():
            output, state = cell.step(step, states[-1])
            outputs.append(output)
            states.append(state)
        ctx.cell, ctx.states, ctx.projected = cell, states, projected
        return torch.stack(outputs), *(part.clone() for part in states[-1])

    @staticmethod
    @once_differentiable
    def backward(ctx, outputs: Tensor, *final: Tensor) -> tuple[Tensor | None, ...]:
        """Return the gradients with respect to what `forward` was given."""
        steps, flow = adjoint(ctx.cell, ctx.projected, ctx.states), final
        pre = torch.empty_like(ctx.projected)
        for t in reversed(range(len(pre))):
            back = steps.back(t, (flow[0] + outputs[t], *flow[1:]))
            flow, pre[t] = back.before, back.projected
        return None, pre, *flow, *WEIGHTS[type(ctx.cell)](steps, pre)


def run_layer(cell: Cell, x: Tensor, state: State) -> tuple[Tensor, Sequence[Tensor]]:
    """Return the outputs (B, T, H) of one cell over x (B, T, E), and its state after the last step."""
    projected = F.linear(x.transpose(0, 1), cell.weight_ih, cell.bias_ih)  # (T, B, gates·H)
    outputs, *final = Steps.apply(cell, projected, *state, *recurrent_parameters(cell))
    return outputs.transpose(0, 1), tuple(final)
