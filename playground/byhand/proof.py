"""The same gradient by two other ways: torch's autograd, and central differences of the loss."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import torch

from playground.byhand.backward import Backward
from playground.byhand.forward import log_softmax
from playground.byhand.network import Network

STEP = 1e-5  # how far a weight is moved to either side

Gradients = dict[str, np.ndarray]


def by_autograd(known: Backward) -> Gradients:
    """Return ∂L/∂W of every parameter as torch's autograd finds it in double precision."""
    tensors = {name: torch.tensor(matrix, requires_grad=True) for name, matrix in known.net.parameters().items()}
    E = tensors.get("E", torch.tensor(known.net.E))
    h, loss = torch.tensor(known.net.h0), torch.zeros((), dtype=torch.float64)
    for letter, target, counts in zip(known.ids, known.ids[1:], known.counts, strict=False):
        h = torch.tanh(tensors["Wx"] @ E[:, letter] + tensors["Wh"] @ h)
        loss = loss - counts * torch.log_softmax(tensors["Wy"] @ h, dim=0)[target]
    loss.backward()
    return {name: tensor.grad.numpy() for name, tensor in tensors.items()}


def by_differences(known: Backward, step: float = STEP) -> Gradients:
    """Return (L(w + step) - L(w - step)) / (2 · step) for every single weight w."""
    return {name: differences(known, name, step) for name in known.net.parameters()}


def differences(known: Backward, name: str, step: float) -> np.ndarray:
    """Return the central difference for each entry of a parameter, all moved networks computed at once."""
    matrix = getattr(known.net, name)
    moves = step * np.eye(matrix.size).reshape(matrix.size, *matrix.shape)
    ends = [many_losses(replace(known.net, **{name: matrix + side * moves}), known.ids, known.counts) for side in (1, -1)]
    return ((ends[0] - ends[1]) / (2 * step)).reshape(matrix.shape)


def many_losses(nets: Network, ids: Sequence[int], counts: np.ndarray) -> np.ndarray:
    """Return the loss (P,) of P networks, of which some parameter is (P, …) and the others are shared."""
    h, loss = nets.h0[:, None], 0.0
    for letter, target, count in zip(ids, ids[1:], counts, strict=False):
        h = np.tanh(nets.Wx @ nets.E[..., letter : letter + 1] + nets.Wh @ h)  # (P, H, 1)
        loss = loss - count * log_softmax((nets.Wy @ h)[..., 0])[..., target]
    return loss


def largest_difference(one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray]) -> float:
    """Return the largest difference between two gradients, over every weight."""
    return max(float(np.abs(matrix - other[name]).max()) for name, matrix in one.items())
