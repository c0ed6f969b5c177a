"""One step backwards: how a gradient flows from the state after a time step to the state before it, parameters left aside.

For a cell in `ADJOINTS` this is its own formula, whatever does not depend on the gradient being computed for many steps at
once; any other cell goes through autograd, more slowly. A cell that derives from one of these has its own `step`, so
it needs its own entry.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from models.cells import (
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
from models.steps_back import Adjoint, Back, Formula, less


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
    """The reset-after GRU backwards: everything but z ⊙ h passes through the pre-activations of r, z and n.

    On the way forwards r, z and n are left in place of `projected`, and U_n h + b' is kept beside them.
    """

    def __init__(self, cell: Cell, projected: Tensor, state: State):
        self.inner = projected.new_empty(*projected.shape[:-1], cell.hidden_size)
        super().__init__(cell, projected, state)
        to_r, to_z, to_n = self.weight.split(cell.hidden_size, dim=-2)
        self.weight = torch.cat([to_n, to_r, to_z], dim=-2)  # in the order of the first three slopes

    def run(self, state: State) -> State:
        """Take every step forwards from a state, and return h before and after each."""
        (h,), two, found = state, 2 * self.cell.hidden_size, [state[0]]
        for gates, inner in zip(self.projected.unbind(), self.inner.unbind(), strict=True):
            read = self.cell.through(h)
            inner.copy_(read[:, two:])
            r, z = gates[:, :two].add_(read[:, :two]).sigmoid_().chunk(2, dim=1)
            n = gates[:, two:].addcmul_(r, inner).tanh_()
            h = torch.lerp(n, h, z)
            found.append(h)
        return (torch.stack(found),)

    def factors_of(self, first: int, last: int) -> tuple[Tensor, ...]:
        """Return z (steps, B, H) and the slopes (steps, B, 4, H) of U_n h + b', r, z and n."""
        h, inner = self.states_of(first, last, 0), self.inner[first:last]
        r, z, n = self.projected[first:last].chunk(3, dim=-1)
        slopes = h.new_empty(*h.shape[:2], 4, h.shape[2])
        to_inner, to_r, to_z, to_n = slopes.unbind(dim=2)
        torch.mul(1 - z, 1 - n * n, out=to_n)
        torch.mul(to_n, r, out=to_inner)
        torch.mul(less(to_inner, r), inner, out=to_r)
        torch.mul(less(z, z), h - n, out=to_z)
        return z, slopes

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
    """The LSTM backwards: c passes by the forget gate, h through the pre-activations of i, f, g and o.

    On the way forwards i, f, g and o are left in place of `projected`.
    """

    def run(self, state: State) -> State:
        """Take every step forwards from a state, and return h and c before and after each."""
        h, c = (part.new_empty(len(self.projected) + 1, *part.shape) for part in state)
        h[0], c[0] = state
        for t, gates in enumerate(self.projected.unbind()):
            i, f, g, o = self.open(gates, h[t], c[t])
            torch.addcmul(f * c[t], i, g, out=c[t + 1])
            self.let_out(o, c[t + 1])
            torch.mul(o, torch.tanh(c[t + 1]), out=h[t + 1])
        return h, c

    def open(self, gates: Tensor, h: Tensor, c: Tensor) -> Sequence[Tensor]:
        """Return i, f, g and o (B, H), in place of W_ih x_t + b_ih (B, 4H), from the state before a step."""
        two, three = 2 * self.cell.hidden_size, 3 * self.cell.hidden_size
        gates.add_(self.cell.through(h))
        gates[:, :two].sigmoid_()
        gates[:, two:three].tanh_()
        return gates.chunk(4, dim=1)

    def let_out(self, o: Tensor, c: Tensor) -> None:
        """Finish o (B, H) in place, given the c after the step."""
        o.sigmoid_()

    def factors_of(self, first: int, last: int) -> tuple[Tensor, ...]:
        """Return ∂c'/∂c and ∂h/∂c' (steps, B, H), and the slopes (steps, B, 4, H) of i, f, g with respect to c' and of o to h."""
        c, bent = self.states_of(first, last, 1), torch.tanh(self.states_of(first + 1, last + 1, 1))
        i, f, g, o = self.projected[first:last].chunk(4, dim=-1)
        slopes = c.new_empty(*c.shape[:2], 4, c.shape[2])
        to_i, to_f, to_g, to_o = slopes.unbind(dim=2)
        for gate, beside, slope in ((i, g, to_i), (f, c, to_f), (o, bent, to_o)):
            torch.mul(less(gate, gate), beside, out=slope)
        to_g.copy_(less(i, g * g))
        return f, less(o, bent * bent), slopes

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
        return {"forget gate": self.projected.chunk(4, dim=-1)[1]}


class PeepholeLSTMAdjoint(LSTMAdjoint):
    """The LSTM with peepholes backwards: the old c also acts through i and f, the new one through o."""

    def open(self, gates: Tensor, h: Tensor, c: Tensor) -> Sequence[Tensor]:
        """Return i, f, g and what o reads of h and x."""
        i, f, _, _ = gates.chunk(4, dim=1)
        p_i, p_f, _ = self.cell.weight_ch
        i.addcmul_(p_i, c)
        f.addcmul_(p_f, c)
        return super().open(gates, h, c)

    def let_out(self, o: Tensor, c: Tensor) -> None:
        """Finish o, which sees the new c."""
        o.addcmul_(self.cell.weight_ch[2], c).sigmoid_()

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


@torch.no_grad()
def adjoint(cell: Cell, projected: Tensor, state: State) -> Adjoint:
    """Run a layer and return its steps backwards, by the cell's own formula where there is one; shapes as in `Adjoint`."""
    return ADJOINTS.get(type(cell), Adjoint)(cell, projected, state)
