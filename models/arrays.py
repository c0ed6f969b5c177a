"""The cells' steps on plain NumPy arrays: for reading one token at a time, several times faster than calling torch."""

import numpy as np
import torch

LARGE = 500_000  # numbers in a matrix from where the time to call torch no longer counts


def product(rows: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Return rows (…, H) times a matrix (H, N), by torch where that is much work.

    NumPy has threads of its own for it, as many as there are cores. On a machine whose cores are all busy they wait for each
    other, and a step takes twenty times as long; torch uses as many as it was told to.
    """
    if rows.size == rows.shape[-1] and matrix.size < LARGE:
        return rows @ matrix
    return (torch.from_numpy(rows) @ torch.from_numpy(matrix)).numpy()


def tanh_step(projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray) -> tuple:
    """Take one tanh step on arrays: projected (…, H), state ((…, H),), weight_hh transposed to (H, H)."""
    return (np.tanh(projected + product(state[0], weight_hh) + bias_hh),)


def relu_step(projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray) -> tuple:
    """Take one ReLU step on arrays, shapes as in `tanh_step`."""
    return (np.maximum(projected + product(state[0], weight_hh) + bias_hh, 0),)


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + e^-x) in the array of x itself, written with tanh so that no x overflows."""
    x *= 0.5
    np.tanh(x, out=x)
    x *= 0.5
    x += 0.5
    return x


def gru_step(projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray) -> tuple:
    """Take one reset-after GRU step on arrays: projected (…, 3H), state ((…, H),), weight_hh transposed to (H, 3H)."""
    (h,) = state
    size = h.shape[-1]
    recurrent = product(h, weight_hh)  # (…, 3H)
    recurrent += bias_hh
    n = recurrent[..., 2 * size :].copy()
    recurrent += projected
    gates = sigmoid(recurrent[..., : 2 * size])
    n *= gates[..., :size]
    n += projected[..., 2 * size :]
    np.tanh(n, out=n)
    after = h - n
    after *= gates[..., size:]
    after += n
    return (after,)


def lstm_step(projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray) -> tuple:
    """Take one LSTM step on arrays: projected (…, 4H), state (h, c), weight_hh transposed to (H, 4H)."""
    h, c = state
    size = h.shape[-1]
    pre = product(h, weight_hh)  # (…, 4H)
    pre += projected
    pre += bias_hh
    i_f = sigmoid(pre[..., : 2 * size])
    c = i_f[..., size:] * c + i_f[..., :size] * np.tanh(pre[..., 2 * size : 3 * size])
    return sigmoid(pre[..., 3 * size :]) * np.tanh(c), c


def simple_gru_step(projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray) -> tuple:
    """Take one step of a GRU without a reset gate on arrays: projected (…, 2H), state ((…, H),), weight_hh (H, 2H)."""
    (h,), found = state, simple_gru_gates(projected, state, weight_hh, bias_hh)
    return (found["n"] + found["z"] * (h - found["n"]),)


def reset_before_gru_step(projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray) -> tuple:
    """Take one reset-before GRU step on arrays, shapes as in `gru_step`."""
    (h,), found = state, reset_before_gru_gates(projected, state, weight_hh, bias_hh)
    return (found["n"] + found["z"] * (h - found["n"]),)


def peephole_lstm_step(
    projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray, weight_ch: np.ndarray
) -> tuple:
    """Take one step of an LSTM with peepholes on arrays, shapes as in `lstm_step`; weight_ch is (3, H)."""
    h, c = state
    i, f, g, o = np.split(product(h, weight_hh) + projected + bias_hh, 4, axis=-1)
    after = sigmoid(f + weight_ch[1] * c) * c + sigmoid(i + weight_ch[0] * c) * np.tanh(g)
    return sigmoid(o + weight_ch[2] * after) * np.tanh(after), after


def gru_gates(projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray) -> dict[str, np.ndarray]:
    """Return reset and update gate and the new candidate state of a GRU, each (…, H)."""
    (x_r, x_z, x_n), recurrent = np.split(projected, 3, axis=-1), product(state[0], weight_hh) + bias_hh
    h_r, h_z, h_n = np.split(recurrent, 3, axis=-1)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    return {"r": r, "z": z, "n": np.tanh(x_n + r * h_n)}


def simple_gru_gates(projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray) -> dict[str, np.ndarray]:
    """Return the update gate and the new candidate state of a GRU without a reset gate, each (…, H)."""
    z, n = np.split(product(state[0], weight_hh) + projected + bias_hh, 2, axis=-1)
    return {"z": sigmoid(z), "n": np.tanh(n)}


def reset_before_gru_gates(
    projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray
) -> dict[str, np.ndarray]:
    """Return reset and update gate and the new candidate state of a reset-before GRU, each (…, H)."""
    (h,), two = state, 2 * state[0].shape[-1]
    r, z = np.split(sigmoid(product(h, weight_hh[:, :two]) + projected[..., :two] + bias_hh[:two]), 2, axis=-1)
    return {"r": r, "z": z, "n": np.tanh(product(r * h, weight_hh[:, two:]) + projected[..., two:] + bias_hh[two:])}


def lstm_gates(projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray) -> dict[str, np.ndarray]:
    """Return input and forget gate, the new candidate and the output gate of an LSTM, each (…, H)."""
    i, f, g, o = np.split(product(state[0], weight_hh) + projected + bias_hh, 4, axis=-1)
    return {"i": sigmoid(i), "f": sigmoid(f), "g": np.tanh(g), "o": sigmoid(o)}


def peephole_lstm_gates(
    projected: np.ndarray, state: tuple, weight_hh: np.ndarray, bias_hh: np.ndarray, weight_ch: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the same of an LSTM with peepholes; its output gate looks at the cell state after the step."""
    h, c = state
    i, f, g, o = np.split(product(h, weight_hh) + projected + bias_hh, 4, axis=-1)
    i, f, g = sigmoid(i + weight_ch[0] * c), sigmoid(f + weight_ch[1] * c), np.tanh(g)
    return {"i": i, "f": f, "g": g, "o": sigmoid(o + weight_ch[2] * (f * c + i * g))}
