"""One step backwards: how a gradient flows from the state after a time step to the state before it, parameters left aside.

For a cell in `ADJOINTS` this is its own formula, whatever does not depend on the gradient being computed for many steps at
once; any other cell goes through autograd, more slowly. A cell that derives from one of these has its own `step`, so
it needs its own entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from models.cells import (
    ALL,
    Cell,
    GRUCell,
    LinearCell,
    LSTMCell,
    PeepholeLSTMCell,
    ReluCell,
    ResetBeforeGRUCell,
    SimpleGRUCell,
    State,
    TanhCell,
)

BLOCK = 100_000  # numbers of one factor in a block of steps


@dataclass(frozen=True)
class Back:
    """The gradient of R losses around one step, each tensor with R rows.

    `total` is with respect to the state after the step, what reaches c by way of h included; `before` to the state before it;
    `projected` (R, gates·H) to W_ih x_t + b_ih.
    """

    total: State
    before: State
    projected: Tensor


class Adjoint:
    """The steps of one layer backwards, by autograd through `cell.step`: for any cell whose output is its state's first part.

    `projected` is (T, B, gates·H), and `states` holds T + 1 states, the initial one first. `back(t, gradient)` takes the
    gradient (R, H) with respect to each part of the state after step t: R is B, a row for each sequence, or anything where B
    is 1. `factors()` names the element-wise factors (T, B, H) on the way of a state to the next, where the cell has such a way.
    """

    def __init__(self, cell: Cell, projected: Tensor, states: Sequence[State]):
        self.cell, self.projected, self.states = cell, projected, states

    def back(self, t: int, gradient: State) -> Back:
        """Return the gradients around step t."""
        rows = len(gradient[0])
        with torch.enable_grad():
            projected, *before = (fresh(part, rows) for part in (self.projected[t], *self.states[t]))
            _, after = self.cell.step(projected, tuple(before))
            wanted = [*after, *before, projected]
            found = torch.autograd.grad(after, wanted, gradient, materialize_grads=True)
        return Back(found[: len(after)], found[len(after) : -1], found[-1])

    def factors(self) -> dict[str, Tensor]:
        """Return nothing: what happens within this cell is not known here."""
        return {}


def fresh(part: Tensor, rows: int) -> Tensor:
    """Return a copy of (B, N) with that many rows, as a leaf of a new graph."""
    return part.detach().expand(rows, -1).clone().requires_grad_()


class Formula(Adjoint):
    """The steps of one layer backwards by a formula; factors are computed for a block of steps that fits a cache."""

    def __init__(self, cell: Cell, projected: Tensor, states: Sequence[State]):
        super().__init__(cell, projected, states)
        self.weight = cell.weight_hh.detach()
        self.steps = max(1, BLOCK // states[0][0].numel())  # in a block
        self.block, self.known = -1, ()

    def factors_of(self, first: int, last: int) -> tuple[Tensor, ...]:
        """Return the factors of steps `first` to `last` (not included), each (steps, B, …)."""
        raise NotImplementedError

    def at(self, t: int) -> tuple[Tensor, ...]:
        """Return the factors of step t, each (B, …)."""
        block, place = divmod(t, self.steps)
        if block != self.block:
            first = block * self.steps
            self.block, self.known = block, self.factors_of(first, min(first + self.steps, len(self.projected)))
        return tuple(factor[place] for factor in self.known)

    def states_of(self, first: int, last: int, part: int) -> Tensor:
        """Return one part of the states before steps `first` to `last` (not included) as (steps, B, H)."""
        return torch.stack([state[part] for state in self.states[first:last]])

    def recurrent(self, h: Tensor, rows: slice = ALL) -> Tensor:
        """Return W_hh h + b_hh for h (steps, B, H), or some of its rows."""
        return self.cell.through(h, rows).detach()

    def carried(self, pre: Tensor, beside: Tensor | None = None, rows: slice = ALL) -> Tensor:
        """Return pre (R, …) times W_hh, or some of its rows, with what goes `beside` it (R, H) added.

        Weights (N, …, H) are those of N networks side by side: the rows are theirs in turn, as many each.
        """
        weight = self.weight if rows is ALL else self.weight[..., rows, :]
        if weight.dim() == 2:
            return pre @ weight if beside is None else torch.addmm(beside, pre, weight)
        pre = pre.unflatten(0, (len(weight), -1))  # (N, R / N, …)
        product = torch.bmm(pre, weight).flatten(0, 1)
        return product if beside is None else product.add_(beside)


class ElmanAdjoint(Formula):
    """∂h_t/∂h_{t-1} = diag(f'(a_t)) W_hh, where f' follows from h_t alone."""

    slopes = {TanhCell: lambda h: 1 - h * h, ReluCell: lambda h: (h > 0).to(h.dtype), LinearCell: torch.ones_like}

    def factors_of(self, first: int, last: int) -> tuple[Tensor, ...]:
        """Return f'(a_t) (steps, B, H)."""
        return (self.slopes[type(self.cell)](self.states_of(first + 1, last + 1, 0)),)

    def back(self, t: int, gradient: State) -> Back:
        """Return the gradients around step t."""
        (slope,) = self.at(t)
        pre = gradient[0] * slope
        return Back(gradient, (self.carried(pre),), pre)

    def factors(self) -> dict[str, Tensor]:
        """Return the slope of the activation."""
        return {"activation": self.factors_of(0, len(self.projected))[0]}


class GRUAdjoint(Formula):
    """The reset-after GRU backwards: everything but z ⊙ h passes through the pre-activations of r, z and n."""

    def __init__(self, cell: Cell, projected: Tensor, states: Sequence[State]):
        super().__init__(cell, projected, states)
        to_r, to_z, to_n = self.weight.split(cell.hidden_size, dim=-2)
        self.weight = torch.cat([to_n, to_r, to_z], dim=-2)  # in the order of the first three slopes

    def factors_of(self, first: int, last: int) -> tuple[Tensor, ...]:
        """Return z (steps, B, H) and the slopes (steps, B, 4, H) of U_n h + b', r, z and n."""
        h, given = self.states_of(first, last, 0), self.projected[first:last]
        (x_r, x_z, x_n), (h_r, h_z, inner) = given.chunk(3, dim=-1), self.recurrent(h).chunk(3, dim=-1)
        r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
        n = torch.tanh(x_n + r * inner)
        to_n = (1 - z) * (1 - n * n)
        to_inner = to_n * r
        return z, torch.stack([to_inner, to_inner * (1 - r) * inner, (h - n) * z * (1 - z), to_n], dim=2)

    def back(self, t: int, gradient: State) -> Back:
        """Return the gradients around step t."""
        (h,), (z, slopes) = gradient, self.at(t)
        pre = h[:, None] * slopes  # (R, 4, H)
        return Back(gradient, (self.carried(pre[:, :3].flatten(1), h * z),), pre[:, 1:].flatten(1))

    def factors(self) -> dict[str, Tensor]:
        """Return the update gate, by which h is kept."""
        return {"update gate": self.factors_of(0, len(self.projected))[0]}


class SimpleGRUAdjoint(Formula):
    """The GRU without a reset gate backwards: everything but z ⊙ h passes through the pre-activations of z and n."""

    def factors_of(self, first: int, last: int) -> tuple[Tensor, ...]:
        """Return z (steps, B, H) and the slopes (steps, B, 2, H) of z and n."""
        h = self.states_of(first, last, 0)
        z, n = self.recurrent(h).add_(self.projected[first:last]).chunk(2, dim=-1)
        z, n = torch.sigmoid(z), torch.tanh(n)
        return z, torch.stack([(h - n) * z * (1 - z), (1 - z) * (1 - n * n)], dim=2)

    def back(self, t: int, gradient: State) -> Back:
        """Return the gradients around step t."""
        (h,), (z, slopes) = gradient, self.at(t)
        pre = (h[:, None] * slopes).flatten(1)  # (R, 2H)
        return Back(gradient, (self.carried(pre, h * z),), pre)

    def factors(self) -> dict[str, Tensor]:
        """Return the update gate, by which h is kept."""
        return {"update gate": self.factors_of(0, len(self.projected))[0]}


class ResetBeforeGRUAdjoint(Formula):
    """The reset-before GRU backwards: n sees r ⊙ h, so that its gradient meets the reset gate after U_n."""

    def factors_of(self, first: int, last: int) -> tuple[Tensor, ...]:
        """Return z, r and h (steps, B, H), and the slopes (steps, B, H) of r with respect to r ⊙ h, of z and of n."""
        h, two = self.states_of(first, last, 0), 2 * self.cell.hidden_size
        given = self.projected[first:last]
        r, z = self.recurrent(h, slice(two)).add_(given[..., :two]).sigmoid_().chunk(2, dim=-1)
        n = torch.tanh(self.recurrent(r * h, slice(two, None)).add_(given[..., two:]))
        return z, r, h * r * (1 - r), (h - n) * z * (1 - z), (1 - z) * (1 - n * n)

    def back(self, t: int, gradient: State) -> Back:
        """Return the gradients around step t."""
        (h,), (z, r, to_r, to_z, to_n), two = gradient, self.at(t), 2 * self.cell.hidden_size
        n = h * to_n
        read = self.carried(n, rows=slice(two, None))  # with respect to r ⊙ h
        gates = torch.cat([read * to_r, h * to_z], dim=1)
        before = self.carried(gates, torch.addcmul(h * z, read, r), slice(two))
        return Back(gradient, (before,), torch.cat([gates, n], dim=1))

    def factors(self) -> dict[str, Tensor]:
        """Return the update gate, by which h is kept."""
        return {"update gate": self.factors_of(0, len(self.projected))[0]}


class LSTMAdjoint(Formula):
    """The LSTM backwards: c passes by the forget gate, h through the pre-activations of i, f, g and o."""

    def gates(self, first: int, last: int) -> tuple[Tensor, ...]:
        """Return i, f, g and o, each (steps, B, H)."""
        pre = self.recurrent(self.states_of(first, last, 0)).add_(self.projected[first:last])
        g = torch.tanh(pre.chunk(4, dim=-1)[2])
        i, f, _, o = pre.sigmoid_().chunk(4, dim=-1)
        return i, f, g, o

    def factors_of(self, first: int, last: int) -> tuple[Tensor, ...]:
        """Return ∂c'/∂c and ∂h/∂c' (steps, B, H), and the slopes (steps, B, 4, H) of i, f, g with respect to c' and of o to h."""
        c, bent = self.states_of(first, last, 1), torch.tanh(self.states_of(first + 1, last + 1, 1))
        i, f, g, o = self.gates(first, last)
        slopes = [g * i * (1 - i), c * f * (1 - f), i * (1 - g * g), bent * o * (1 - o)]
        return f, o * (1 - bent * bent), torch.stack(slopes, dim=2)

    def back(self, t: int, gradient: State) -> Back:
        """Return the gradients around step t."""
        (h, c), (kept, c_of_h, slopes) = gradient, self.at(t)
        c = torch.addcmul(c, h, c_of_h)
        pre = slopes.new_empty(len(h), *slopes.shape[1:])  # (R, 4, H)
        torch.mul(c[:, None], slopes[:, :3], out=pre[:, :3])
        torch.mul(h, slopes[:, 3], out=pre[:, 3])
        return Back((h, c), (self.carried(pre.flatten(1)), c * kept), pre.flatten(1))

    def factors(self) -> dict[str, Tensor]:
        """Return the forget gate, by which c is kept."""
        return {"forget gate": self.gates(0, len(self.projected))[1]}


class PeepholeLSTMAdjoint(LSTMAdjoint):
    """The LSTM with peepholes backwards: the old c also acts through i and f, the new one through o."""

    def gates(self, first: int, last: int) -> tuple[Tensor, ...]:
        """Return i, f, g and o, each (steps, B, H)."""
        c, after = self.states_of(first, last, 1), self.states_of(first + 1, last + 1, 1)
        i, f, g, o = self.recurrent(self.states_of(first, last, 0)).add_(self.projected[first:last]).chunk(4, dim=-1)
        p_i, p_f, p_o = self.cell.weight_ch.detach()
        return torch.sigmoid(i + p_i * c), torch.sigmoid(f + p_f * c), torch.tanh(g), torch.sigmoid(o + p_o * after)

    def factors_of(self, first: int, last: int) -> tuple[Tensor, ...]:
        """Return the same as of an LSTM, with what goes through the peepholes in ∂c'/∂c and ∂h/∂c'."""
        f, c_of_h, slopes = super().factors_of(first, last)
        p_i, p_f, p_o = self.cell.weight_ch.detach()
        return f + p_i * slopes[:, :, 0] + p_f * slopes[:, :, 1], c_of_h + p_o * slopes[:, :, 3], slopes


ADJOINTS: dict[type[Cell], type[Adjoint]] = {
    TanhCell: ElmanAdjoint,
    ReluCell: ElmanAdjoint,
    LinearCell: ElmanAdjoint,
    GRUCell: GRUAdjoint,
    SimpleGRUCell: SimpleGRUAdjoint,
    ResetBeforeGRUCell: ResetBeforeGRUAdjoint,
    LSTMCell: LSTMAdjoint,
    PeepholeLSTMCell: PeepholeLSTMAdjoint,
}


def adjoint(cell: Cell, projected: Tensor, states: Sequence[State]) -> Adjoint:
    """Return the steps of a layer backwards, by the cell's own formula where there is one; shapes as in `Adjoint`."""
    return ADJOINTS.get(type(cell), Adjoint)(cell, projected, states)
