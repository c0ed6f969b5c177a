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

State = tuple[Tensor, ...]


class Cell(nn.Module, ABC):
    """One time step of a recurrent network, with its parameters in torch's own layout and names.

    `gates` is how many blocks of H rows `weight_ih` (gates·H, E) and `weight_hh` (gates·H, H) hold. `fused` is torch's kernel
    for many steps of this cell, if it has one; `numpy_step` is the same step on plain arrays, for reading one token at a time, or
    one token of each of several texts. `numpy_gates` returns what the gates let through, by `gate_names`, given
    W_ih x_t + b_ih and W_hh h_{t-1} + b_hh, each (…, gates·H).
    """

    label: ClassVar[str]
    family: ClassVar[str]
    options: ClassVar[tuple[str, ...]] = ()
    state_names: ClassVar[tuple[str, ...]] = ("h",)
    gates: ClassVar[int] = 1
    fused: ClassVar[Callable | None] = None
    numpy_step: ClassVar[Callable | None] = None
    numpy_gates: ClassVar[Callable[[np.ndarray, np.ndarray], dict[str, np.ndarray]]] = staticmethod(lambda *_: {})
    gate_names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        rows = self.gates * hidden_size
        self.weight_ih = nn.Parameter(torch.empty(rows, input_size))
        self.weight_hh = nn.Parameter(torch.empty(rows, hidden_size))
        self.bias_ih = nn.Parameter(torch.empty(rows))
        self.bias_hh = nn.Parameter(torch.empty(rows))
        self.reset_parameters()

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

    def initial_state(self, batch_size: int) -> State:
        """Return zeros, one (B, H) tensor for each name in `state_names`."""
        return tuple(self.weight_hh.new_zeros(batch_size, self.hidden_size) for _ in self.state_names)

    def forward(self, x_t: Tensor, state: State) -> tuple[Tensor, State]:
        """Take one step from the input x_t (B, E) and the state before it."""
        return self.step(F.linear(x_t, self.weight_ih, self.bias_ih), state)

    @abstractmethod
    def step(self, projected: Tensor, state: State) -> tuple[Tensor, State]:
        """Take one step from W_ih x_t + b_ih, already computed as (B, gates·H)."""


class ElmanCell(Cell):
    """A plain recurrent step, h_t = f(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh) (Elman 1990)."""

    family = "rnn"
    activation: ClassVar[Callable[[Tensor], Tensor]]

    def step(self, projected: Tensor, state: State) -> tuple[Tensor, State]:
        h = type(self).activation(projected + F.linear(state[0], self.weight_hh, self.bias_hh))
        return h, (h,)


LARGE = 500_000  # numbers in a matrix from where the time to call torch no longer counts


def product(rows: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Return rows (…, H) times a matrix (H, N), by torch where that is much work.

    NumPy has threads of its own for it, as many as there are cores. On a machine whose cores are all busy they wait for each
    other, and a step takes twenty times as long; torch uses as many as it was told to.
    """
    if rows.size == rows.shape[-1] and matrix.size < LARGE:
        return rows @ matrix
    return (torch.from_numpy(rows) @ torch.from_numpy(matrix)).numpy()


def numpy_tanh_step(projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray) -> tuple:
    """Take one tanh step on arrays: projected (…, H), state ((…, H),), weight_hh transposed to (H, H)."""
    return (np.tanh(projected + product(state[0], weight_hh) + bias_hh),)


def numpy_relu_step(projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray) -> tuple:
    """Take one ReLU step on arrays, shapes as in `numpy_tanh_step`."""
    return (np.maximum(projected + product(state[0], weight_hh) + bias_hh, 0),)


def numpy_sigmoid(x: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + e^-x) in the array of x itself, written with tanh so that no x overflows."""
    x *= 0.5
    np.tanh(x, out=x)
    x *= 0.5
    x += 0.5
    return x


def numpy_gru_step(projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray) -> tuple:
    """Take one reset-after GRU step on arrays: projected (…, 3H), state ((…, H),), weight_hh transposed to (H, 3H)."""
    (h,) = state
    size = h.shape[-1]
    recurrent = product(h, weight_hh)  # (…, 3H)
    recurrent += bias_hh
    n = recurrent[..., 2 * size :].copy()
    recurrent += projected
    gates = numpy_sigmoid(recurrent[..., : 2 * size])
    n *= gates[..., :size]
    n += projected[..., 2 * size :]
    np.tanh(n, out=n)
    after = h - n
    after *= gates[..., size:]
    after += n
    return (after,)


def numpy_lstm_step(projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray) -> tuple:
    """Take one LSTM step on arrays: projected (…, 4H), state (h, c), weight_hh transposed to (H, 4H)."""
    h, c = state
    size = h.shape[-1]
    pre = product(h, weight_hh)  # (…, 4H)
    pre += projected
    pre += bias_hh
    i_f = numpy_sigmoid(pre[..., : 2 * size])
    c = i_f[..., size:] * c + i_f[..., :size] * np.tanh(pre[..., 2 * size : 3 * size])
    return numpy_sigmoid(pre[..., 3 * size :]) * np.tanh(c), c


def numpy_gru_gates(projected: np.ndarray, recurrent: np.ndarray) -> dict[str, np.ndarray]:
    """Return reset and update gate and the new candidate state of a GRU, each (…, H)."""
    size = projected.shape[-1] // 3
    r, z = np.split(numpy_sigmoid(projected[..., : 2 * size] + recurrent[..., : 2 * size]), 2, axis=-1)
    return {"r": r, "z": z, "n": np.tanh(projected[..., 2 * size :] + r * recurrent[..., 2 * size :])}


def numpy_lstm_gates(projected: np.ndarray, recurrent: np.ndarray) -> dict[str, np.ndarray]:
    """Return input and forget gate, the new candidate and the output gate of an LSTM, each (…, H)."""
    i, f, g, o = np.split(projected + recurrent, 4, axis=-1)
    return {"i": numpy_sigmoid(i), "f": numpy_sigmoid(f), "g": np.tanh(g), "o": numpy_sigmoid(o)}


class TanhCell(ElmanCell):
    """h_t = tanh(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh) (Elman 1990)."""

    label = "RNN (tanh)"
    activation = staticmethod(torch.tanh)
    fused = staticmethod(torch.rnn_tanh)
    numpy_step = staticmethod(numpy_tanh_step)


class ReluCell(ElmanCell):
    """h_t = max(0, W_ih x_t + b_ih + W_hh h_{t-1} + b_hh) (Le et al. 2015).

    Nothing bounds this activation: started at the identity, as in the paper, the state grows without end when it is carried over
    from batch to batch. It starts at half an orthogonal matrix, with a tenth of the usual input weights.
    """

    label = "RNN (ReLU)"
    activation = staticmethod(torch.relu)
    fused = staticmethod(torch.rnn_relu)
    numpy_step = staticmethod(numpy_relu_step)

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
    numpy_step = staticmethod(numpy_gru_step)
    numpy_gates = staticmethod(numpy_gru_gates)
    gate_names = ("r", "z", "n")

    def step(self, projected: Tensor, state: State) -> tuple[Tensor, State]:
        (h,) = state
        x_r, x_z, x_n = projected.chunk(3, dim=1)  # each (B, H)
        h_r, h_z, h_n = F.linear(h, self.weight_hh, self.bias_hh).chunk(3, dim=1)
        r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
        n = torch.tanh(x_n + r * h_n)
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
    numpy_step = staticmethod(numpy_lstm_step)
    numpy_gates = staticmethod(numpy_lstm_gates)
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
        i, f, g, o = (projected + F.linear(h, self.weight_hh, self.bias_hh)).chunk(4, dim=1)  # each (B, H)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        return h, (h, c)


CELLS: dict[str, type[Cell]] = {"rnn": TanhCell, "rnn-relu": ReluCell, "gru": GRUCell, "lstm": LSTMCell}

ACTIVATIONS: dict[str, type[ElmanCell]] = {"tanh": TanhCell, "relu": ReluCell, "linear": LinearCell}
"""The simple RNN by the name of its activation."""
