"""Recurrent cells: one time step each. `CELLS` is what every menu, test and document reads.

A cell is a module with `initial_state(batch_size)` and `forward(x_t, state) -> (output, state)`, where `state` is a tuple
of tensors named by `state_names`. Symbols follow the equations: `x_t` is (B, E), `h` and `c` are (B, H).

To add a cell: write a class here and enter it in `CELLS`. Nothing else needs to change.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models import arrays

State = tuple[Tensor, ...]
ALL = slice(None)


class Cell(nn.Module, ABC):
    """One time step of a recurrent network, with its parameters in torch's own layout and names.

    `gates` is how many blocks of H rows `weight_ih` (gates·H, E) and `weight_hh` (gates·H, H) hold. `fused` is torch's kernel
    for many steps of this cell, if it has one; `numpy_step` is the same step on plain arrays, for reading one token at a time, or
    one token of each of several texts. `numpy_gates` returns what the gates let through, by `gate_names`. Both take
    W_ih x_t + b_ih (…, gates·H), the state before the step, and `array_weights` as arrays.
    """

    label: ClassVar[str]
    family: ClassVar[str]
    options: ClassVar[tuple[str, ...]] = ()
    state_names: ClassVar[tuple[str, ...]] = ("h",)
    gates: ClassVar[int] = 1
    fused: ClassVar[Callable | None] = None
    numpy_step: ClassVar[Callable | None] = None
    numpy_gates: ClassVar[Callable[..., dict[str, np.ndarray]]] = staticmethod(lambda *_: {})
    gate_names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.add_parameters(self.gates * hidden_size)
        self.reset_parameters()

    def add_parameters(self, rows: int) -> None:
        """Make room for the parameters, those of all gates one below the other."""
        self.weight_ih = nn.Parameter(torch.empty(rows, self.input_size))
        self.weight_hh = nn.Parameter(torch.empty(rows, self.hidden_size))
        self.bias_ih = nn.Parameter(torch.empty(rows))
        self.bias_hh = nn.Parameter(torch.empty(rows))

    def reset_parameters(self) -> None:
        """Draw orthogonal recurrent and Glorot-uniform input weights, gate by gate, and zero biases (Saxe et al. 2014)."""
        for block in self.weight_hh.split(self.hidden_size):
            nn.init.orthogonal_(block)
        for block in self.weight_ih.split(self.hidden_size):
            nn.init.xavier_uniform_(block)
        nn.init.zeros_(self.bias_ih)
        nn.init.zeros_(self.bias_hh)

    def weights(self) -> list[Tensor]:
        """Return the parameters in the order torch's fused kernels take them."""
        return [self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh]

    def array_weights(self) -> list[Tensor]:
        """Return what a step takes besides the input and the state: W_hh transposed to (H, gates·H), b_hh, and any others."""
        return [self.weight_hh.T, self.bias_hh]

    def initial_state(self, batch_size: int) -> State:
        """Return zeros, one (B, H) tensor for each name in `state_names`."""
        return tuple(self.weight_hh.new_zeros(batch_size, self.hidden_size) for _ in self.state_names)

    def forward(self, x_t: Tensor, state: State) -> tuple[Tensor, State]:
        """Take one step from the input x_t (B, E) and the state before it."""
        return self.step(self.project(x_t), state)

    def project(self, x: Tensor) -> Tensor:
        """Return W_ih x + b_ih (…, gates·H) for inputs x (…, E): all that a step makes of its input."""
        return F.linear(x, self.weight_ih, self.bias_ih)

    def through(self, h: Tensor, rows: slice = ALL) -> Tensor:
        """Return W_hh h + b_hh (…, gates·H) for h (…, H), or some of its rows: all that a step makes of the h before it."""
        if rows is ALL:
            return F.linear(h, self.weight_hh, self.bias_hh)
        return F.linear(h, self.weight_hh[rows], self.bias_hh[rows])

    @abstractmethod
    def step(self, projected: Tensor, state: State) -> tuple[Tensor, State]:
        """Take one step from W_ih x_t + b_ih, already computed as (B, gates·H); W_hh is met by `through` alone."""


class ElmanCell(Cell):
    """A plain recurrent step, h_t = f(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh) (Elman 1990)."""

    family = "rnn"
    activation: ClassVar[Callable[[Tensor], Tensor]]

    def step(self, projected: Tensor, state: State) -> tuple[Tensor, State]:
        h = type(self).activation(projected + self.through(state[0]))
        return h, (h,)


class TanhCell(ElmanCell):
    """h_t = tanh(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh) (Elman 1990)."""

    label = "RNN (tanh)"
    activation = staticmethod(torch.tanh)
    fused = staticmethod(torch.rnn_tanh)
    numpy_step = staticmethod(arrays.tanh_step)


class ReluCell(ElmanCell):
    """h_t = max(0, W_ih x_t + b_ih + W_hh h_{t-1} + b_hh) (Le et al. 2015).

    Nothing bounds this activation: started at the identity, as in the paper, the state grows without end when it is carried over
    from batch to batch. It starts at half an orthogonal matrix, with a tenth of the usual input weights.
    """

    label = "RNN (ReLU)"
    activation = staticmethod(torch.relu)
    fused = staticmethod(torch.rnn_relu)
    numpy_step = staticmethod(arrays.relu_step)

    def reset_parameters(self) -> None:
        """Initialise as every cell, then shrink, so that the state stays small at first."""
        super().reset_parameters()
        with torch.no_grad():
            self.weight_hh.mul_(0.5)
            self.weight_ih.mul_(0.1)


class LinearCell(ElmanCell):
    """h_t = W_ih x_t + b_ih + W_hh h_{t-1} + b_hh: no activation, so that ∂h_t/∂h_{t-1} is W_hh itself. Not for training."""

    label = "RNN (linear)"
    activation = staticmethod(torch.clone)


class GRUCell(Cell):
    """Gated recurrent unit, reset *after* the matrix product as in torch and cuDNN (Cho et al. 2014, eq. 5-8, variant).

    r = σ(W_r x + U_r h + b), z = σ(W_z x + U_z h + b), n = tanh(W_n x + b + r ⊙ (U_n h + b')), h' = (1 - z) ⊙ n + z ⊙ h.
    """

    label, family, gates = "GRU", "gru", 3
    fused = staticmethod(torch.gru)
    numpy_step = staticmethod(arrays.gru_step)
    numpy_gates = staticmethod(arrays.gru_gates)
    gate_names = ("r", "z", "n")

    def step(self, projected: Tensor, state: State) -> tuple[Tensor, State]:
        (h,) = state
        x_r, x_z, x_n = projected.chunk(3, dim=1)  # each (B, H)
        h_r, h_z, h_n = self.through(h).chunk(3, dim=1)
        r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
        n = torch.tanh(x_n + r * h_n)
        h = n + z * (h - n)
        return h, (h,)


class SimpleGRUCell(Cell):
    """A GRU with the update gate alone: the whole old state is read for the new one (as in Ravanelli et al. 2018, with tanh).

    z = σ(W_z x + U_z h + b), n = tanh(W_n x + U_n h + b), h' = (1 - z) ⊙ n + z ⊙ h.
    """

    label, family, gates = "GRU (simplified)", "gru", 2
    numpy_step = staticmethod(arrays.simple_gru_step)
    numpy_gates = staticmethod(arrays.simple_gru_gates)
    gate_names = ("z", "n")

    def step(self, projected: Tensor, state: State) -> tuple[Tensor, State]:
        (h,) = state
        z, n = (projected + self.through(h)).chunk(2, dim=1)  # each (B, H)
        n = torch.tanh(n)
        h = n + torch.sigmoid(z) * (h - n)
        return h, (h,)


class ResetBeforeGRUCell(Cell):
    """Gated recurrent unit, reset *before* the matrix product, as first published (Cho et al. 2014, eq. 5-8).

    r = σ(W_r x + U_r h + b), z = σ(W_z x + U_z h + b), n = tanh(W_n x + U_n (r ⊙ h) + b), h' = (1 - z) ⊙ n + z ⊙ h. It is not
    `GRUCell` with other numbers: U_n mixes the units after the reset here, before it there.
    """

    label, family, gates = "GRU (reset before)", "gru", 3
    numpy_step = staticmethod(arrays.reset_before_gru_step)
    numpy_gates = staticmethod(arrays.reset_before_gru_gates)
    gate_names = ("r", "z", "n")

    def step(self, projected: Tensor, state: State) -> tuple[Tensor, State]:
        (h,), two = state, 2 * self.hidden_size
        gates = projected[:, :two] + self.through(h, slice(two))
        r, z = torch.sigmoid(gates).chunk(2, dim=1)  # each (B, H)
        n = torch.tanh(projected[:, two:] + self.through(r * h, slice(two, None)))
        h = n + z * (h - n)
        return h, (h,)


class LSTMCell(Cell):
    """Long short-term memory with a forget gate (Hochreiter & Schmidhuber 1997; Gers et al. 2000).

    i, f, o = σ(W x + U h + b), g = tanh(W_g x + U_g h + b_g), c' = f ⊙ c + i ⊙ g, h' = o ⊙ tanh(c'). `forget_bias` is what the
    forget gate's bias starts at: at 0 the cell halves its memory at each step, at 3 it keeps 95 % (Jozefowicz et al. 2015).
    """

    label, family, gates = "LSTM", "lstm", 4
    options = ("forget_bias",)
    state_names = ("h", "c")
    fused = staticmethod(torch.lstm)
    numpy_step = staticmethod(arrays.lstm_step)
    numpy_gates = staticmethod(arrays.lstm_gates)
    gate_names = ("i", "f", "g", "o")

    def __init__(self, input_size: int, hidden_size: int, forget_bias: float = 1.0):
        self.forget_bias = forget_bias
        super().__init__(input_size, hidden_size)

    def reset_parameters(self) -> None:
        """Initialise as every cell, then open the forget gate by `forget_bias`."""
        super().reset_parameters()
        with torch.no_grad():
            self.bias_ih[self.hidden_size : 2 * self.hidden_size] = self.forget_bias

    def step(self, projected: Tensor, state: State) -> tuple[Tensor, State]:
        h, c = state
        i, f, g, o = (projected + self.through(h)).chunk(4, dim=1)  # each (B, H)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        return h, (h, c)


class PeepholeLSTMCell(LSTMCell):
    """An LSTM whose gates also see the cell state (Gers et al. 2002): i and f the old c, o the new c', each unit its own.

    i, f = σ(W x + U h + p ⊙ c + b), g = tanh(W_g x + U_g h + b_g), c' = f ⊙ c + i ⊙ g, o = σ(W_o x + U_o h + p_o ⊙ c' + b_o),
    h' = o ⊙ tanh(c'). `weight_ch` (3, H) holds p_i, p_f and p_o.
    """

    label = "LSTM (peepholes)"
    fused = None
    numpy_step = staticmethod(arrays.peephole_lstm_step)
    numpy_gates = staticmethod(arrays.peephole_lstm_gates)

    def add_parameters(self, rows: int) -> None:
        """Make room for the peepholes too."""
        super().add_parameters(rows)
        self.weight_ch = nn.Parameter(torch.empty(3, self.hidden_size))

    def reset_parameters(self) -> None:
        """Initialise as an LSTM, and the peepholes as small as the recurrent weights: ±1/√H."""
        super().reset_parameters()
        nn.init.uniform_(self.weight_ch, -(self.hidden_size**-0.5), self.hidden_size**-0.5)

    def array_weights(self) -> list[Tensor]:
        """Return the weights of a step, the peepholes last."""
        return [*super().array_weights(), self.weight_ch]

    def step(self, projected: Tensor, state: State) -> tuple[Tensor, State]:
        h, c = state
        i, f, g, o = (projected + self.through(h)).chunk(4, dim=1)  # each (B, H)
        p_i, p_f, p_o = self.weight_ch
        c = torch.sigmoid(f + p_f * c) * c + torch.sigmoid(i + p_i * c) * torch.tanh(g)
        h = torch.sigmoid(o + p_o * c) * torch.tanh(c)
        return h, (h, c)


CELLS: dict[str, type[Cell]] = {
    "rnn": TanhCell,
    "rnn-relu": ReluCell,
    "gru": GRUCell,
    "gru-simple": SimpleGRUCell,
    "gru-before": ResetBeforeGRUCell,
    "lstm": LSTMCell,
    "lstm-peephole": PeepholeLSTMCell,
}
COMMON = tuple(name for name, cell in CELLS.items() if cell.fused)
"""The cells that a page draws at first where it draws several: those that torch has too."""

ACTIVATIONS: dict[str, type[ElmanCell]] = {"tanh": TanhCell, "relu": ReluCell, "linear": LinearCell}
"""The simple RNN by the name of its activation."""
