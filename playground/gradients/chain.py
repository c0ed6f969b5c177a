"""The chain rule link by link: ∂s_T/∂s_k = Π ∂s_j/∂s_{j-1}, its factors for one sequence, and what in them shrinks it."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from models.adjoint import Adjoint
from models.cells import Cell
from models.language_model import LanguageModel
from models.recurrent import Recurrent
from playground.errors import Refusal
from playground.gradients.reverse import LOG10_2, record

LARGEST, LONGEST = 256, 200  # units, and steps


@dataclass(frozen=True)
class Chain:
    """The Jacobians J_j = ∂s_j/∂s_{j-1} of one sequence, s being the whole state (h, and c where there is one), N numbers.

    `spectra` (T, N) are the singular values of J_1 … J_T in order of time, the largest of each first. `product` (T + 1,) is
    log10 of the spectral norm of J_T ⋯ J_{T-k+1} at index k, so that index 0 is the identity's. `parts` says what the same
    product would be of one ingredient alone, log10 (T + 1,) each.
    """

    spectra: np.ndarray
    product: np.ndarray
    parts: dict[str, np.ndarray]

    @property
    def norms(self) -> np.ndarray:
        """Return the spectral norm of each Jacobian (T,)."""
        return self.spectra[:, 0]


@torch.no_grad()
def model_chain(model: LanguageModel, ids: Tensor, layer: int = -1) -> Chain:
    """Return the chain of one layer of a language model that has read ids (T,), in float64."""
    return chain(model.recurrent, model.embedding(ids).detach(), layer)


@torch.no_grad()
def chain(recurrent: Recurrent, x: Tensor, layer: int = -1) -> Chain:
    """Return the chain of one layer over inputs x (T, E); raise `Refusal` where it would take too long."""
    layer = layer % len(recurrent.cells)
    cell = recurrent.cells[layer]
    if len(x) > (room := longest_chain(cell)):
        what = f"the chain of this network is shown for up to {room} steps" if room else f"use up to {LARGEST} units"
        raise Refusal(f"A chain of {len(x)} steps takes too long: {what}.", "length")
    adjoint = record(recurrent, x[:, None]).layers[layer]
    factors = [jacobian(adjoint, t, cell).double() for t in range(len(x))]
    spectra = torch.stack([torch.linalg.svdvals(factor) for factor in factors]).numpy()
    return Chain(spectra, running_product(factors), parts(adjoint, cell, len(x)))


def longest_chain(cell: Cell) -> int:
    """Return how many steps of a cell are shown: 200 for a state of 256 numbers, 25 for one of 512, none beyond 256 units."""
    numbers = cell.hidden_size * len(cell.state_names)
    return min(LONGEST, int(LONGEST * (LARGEST / numbers) ** 3)) if cell.hidden_size <= LARGEST else 0


def jacobian(adjoint: Adjoint, t: int, cell: Cell) -> Tensor:
    """Return ∂s_{t+1}/∂s_t (N, N) of a layer's step t: row i is the gradient of the state's number i."""
    count, size = len(cell.state_names), cell.hidden_size
    rows = torch.eye(count * size, dtype=cell.weight_hh.dtype).split(size, dim=1)
    if count == 1:
        return adjoint.back(t, rows).before[0]
    return torch.cat(adjoint.back(t, rows).before, dim=1)


def spectral_norm(matrix: Tensor) -> float:
    """Return the largest singular value, from the smaller problem of its square."""
    return float(torch.linalg.eigvalsh(matrix @ matrix.T)[-1].clamp(min=0).sqrt())


def running_product(factors: list[Tensor]) -> np.ndarray:
    """Return log10 of the spectral norm of the product of the last k factors, k from 0 (T + 1,); never leaves the log scale."""
    product, power, found = torch.eye(len(factors[0]), dtype=factors[0].dtype), 0, [0.0]
    for factor in reversed(factors):
        product = product @ factor
        exponent = int(torch.frexp(product.abs().max()).exponent)
        product, power = torch.ldexp(product, torch.tensor(-exponent)), power + exponent
        norm = spectral_norm(product)
        found.append(np.log10(norm) + power * LOG10_2 if norm else -np.inf)
    return np.array(found)


def parts(adjoint: Adjoint, cell: Cell, length: int) -> dict[str, np.ndarray]:
    """Return log10 of the product of each ingredient alone (T + 1,).

    For the simple RNN, J = diag(f'(a)) W: the slopes of the activation with W left out, and W with the slopes left out. For gated
    cells the gate by which the state is kept, which is all there is of J on its straight way; the rest goes through W.
    """
    found = {name: gates_product(factor[:, 0].double()) for name, factor in adjoint.factors().items()}
    return found | ({"weights": running_product([cell.weight_hh.detach().double()] * length)} if "activation" in found else {})


def gates_product(factor: Tensor) -> np.ndarray:
    """Return log10 of the spectral norm of diag(f_T) ⋯ diag(f_{T-k+1}) (T + 1,) for factors (T, H): its largest entry."""
    logs = factor.abs().log10().flip(0).cumsum(0).amax(dim=1)
    return np.concatenate([[0.0], logs.numpy()])
