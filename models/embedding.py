"""What stands for a token at the input. `EMBEDDINGS` is what every menu, test and document reads."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Embedding(nn.Embedding):
    """A row of E numbers for each of V tokens, x = E[token]."""

    def through(self, matrix: Tensor) -> Tensor:
        """Return what each token becomes (V, N) behind a matrix (N, E)."""
        return self.weight @ matrix.T


class OneHot(nn.Module):
    """No embedding: a token is V numbers, 1 at its own place and 0 elsewhere, so that each picks a column of the next matrix."""

    def __init__(self, size: int):
        super().__init__()
        self.size = size
        self.register_buffer("one", torch.ones(()), persistent=False)  # tells the type of number that the model computes in

    def forward(self, ids: Tensor) -> Tensor:
        """Return one row (…, V) for each token id (…)."""
        return F.one_hot(ids, self.size).to(self.one.dtype)

    def through(self, matrix: Tensor) -> Tensor:
        """Return what each token becomes (V, N) behind a matrix (N, V)."""
        return matrix.T


def learned(tokens: int, size: int) -> nn.Module:
    """Return an embedding that training changes."""
    return Embedding(tokens, size)


@dataclass(frozen=True)
class EmbeddingKind:
    """One way to begin: `make(V, E)` returns the module; `one_hot` has no E, and `vectors` are put in before training."""

    label: str
    make: Callable[[int, int], nn.Module]
    one_hot: bool = False
    vectors: bool = False


def kept(tokens: int, size: int) -> nn.Module:
    """Return an embedding that training leaves alone."""
    made = Embedding(tokens, size)
    made.weight.requires_grad_(False)
    return made


EMBEDDINGS: dict[str, EmbeddingKind] = {
    "random": EmbeddingKind("Random vectors, learned", learned),
    "fine-tuned": EmbeddingKind("Word vectors, learned further", learned, vectors=True),
    "frozen": EmbeddingKind("Word vectors, kept as they are", kept, vectors=True),
    "one-hot": EmbeddingKind("One-hot, no embedding", lambda tokens, size: OneHot(tokens), one_hot=True),
}
