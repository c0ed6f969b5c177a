"""One step backwards, for any cell: through autograd, or by a formula whose factors are computed for many steps at once."""

from dataclasses import dataclass

import torch
from torch import Tensor

from models.cells import ALL, Cell, State
from models.recurrent import run_steps

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

    Making one takes the steps forwards: `projected` is (T, B, gates·H), and may be written over, `states` then holds each part
    of the T + 1 states, the initial one first, as (T + 1, B, H). `back(t, gradient)` takes the gradient (R, H) with respect to
    each part of the state after step t: R is B, a row for each sequence, or anything where B is 1. `factors()` names the
    element-wise factors (T, B, H) on the way of a state to the next, where the cell has such a way.
    """

    def __init__(self, cell: Cell, projected: Tensor, state: State):
        self.cell, self.projected = cell, projected
        self.states = self.run(state)

    def run(self, state: State) -> State:
        """Take every step forwards from a state, and return each part of the states."""
        _, states = run_steps(self.cell, self.projected.unbind(), state)
        return tuple(torch.stack(part) for part in zip(state, *states, strict=True))

    def back(self, t: int, gradient: State) -> Back:
        """Return the gradients around step t."""
        rows = len(gradient[0])
        with torch.enable_grad():
            projected, *before = (fresh(part[t], rows) for part in (self.projected, *self.states))
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


def less(whole: Tensor, share: Tensor) -> Tensor:
    """Return whole ⊙ (1 - share), in one go."""
    return torch.addcmul(whole, whole, share, value=-1)


class Formula(Adjoint):
    """The steps of one layer backwards by a formula; factors are computed for a block of steps that fits a cache."""

    def __init__(self, cell: Cell, projected: Tensor, state: State):
        super().__init__(cell, projected, state)
        self.weight = cell.weight_hh.detach()
        self.steps = max(1, BLOCK // state[0].numel())  # in a block
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
        return self.states[part][first:last]

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
