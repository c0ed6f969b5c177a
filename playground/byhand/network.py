"""A recurrent network small enough to be followed by hand: its four matrices, and the weights it may start from."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

INPUTS = {"one-hot": "one-hot", "embedding": "embedding"}
PARAMETERS = ("Wx", "Wh", "Wy", "E")  # the order in which everything lists them
EXAMPLE = {  # a worked example that many know: the word “dogs”, three units; E is this project's own
    "Wx": ((0.6, 0.8, 0.4, 0.8), (0.2, 0.2, 0.8, 0.7), (0.9, 0.8, 0.1, 0.2)),
    "Wh": ((0.1, 0.5, 0.1), (0.5, 0.9, 0.3), (0.3, 0.2, 0.1)),
    "Wy": ((0.9, 0.8, 0.3), (0.2, 0.3, 0.4), (0.6, 0.9, 0.1), (0.5, 0.0, 0.3)),
    "E": ((0.9, -0.4, 0.3, -0.8), (0.2, 0.7, -0.6, -0.3)),
}
PLACES = 2  # decimal places of random weights, so that they can be read


@dataclass(frozen=True)
class Network:
    """h_t = tanh(W_x x_t + W_h h_{t-1}), ŷ_t = softmax(W_y h_t), without biases (Elman 1990).

    `Wx` is (H, D), `Wh` (H, H), `Wy` (V, H) and `h0` (H,). The vector x_t of letter i is column i of `E` (D, V): the identity
    where letters are one-hot, which is then no parameter.
    """

    Wx: np.ndarray
    Wh: np.ndarray
    Wy: np.ndarray
    E: np.ndarray
    h0: np.ndarray
    embedded: bool = False

    def parameters(self) -> dict[str, np.ndarray]:
        """Return what gradient descent changes, by name."""
        return {name: getattr(self, name) for name in PARAMETERS if name != "E" or self.embedded}

    def number(self, place: tuple[str, int, int]) -> float | None:
        """Return the number of a weight or of h_0 at a place, counted from 1; None at a place whose number is computed."""
        name, one, two = place
        if name in self.parameters():
            return float(getattr(self, name)[one - 1, two - 1])
        return float(self.h0[two - 1]) if (name, one) == ("h", 0) else None


def example(name: str, rows: int, columns: int, seed: int) -> np.ndarray:
    """Return the worked example's matrix (rows, columns), begun again from its first row and column where it is too small."""
    known = np.array(EXAMPLE[name])
    return known[np.arange(rows)[:, None] % known.shape[0], np.arange(columns) % known.shape[1]]


def drawn(name: str, rows: int, columns: int, seed: int) -> np.ndarray:
    """Return numbers (rows, columns) drawn evenly from -1 to 1, with two decimal places."""
    generator = np.random.default_rng((seed, PARAMETERS.index(name)))
    return generator.uniform(-1, 1, (rows, columns)).round(PLACES)


def identity(name: str, rows: int, columns: int, seed: int) -> np.ndarray:
    """Return ones on the diagonal (rows, columns), zeros elsewhere."""
    return np.eye(rows, columns)


@dataclass(frozen=True)
class Start:
    """Weights to start from: what a menu calls them, and how a matrix of a name and a size is made from a seed."""

    label: str
    make: Callable[[str, int, int, int], np.ndarray]


STARTS: dict[str, Start] = {
    "example": Start("the worked example", example),
    "random": Start("random", drawn),
    "identity": Start("identity", identity),
}


def network(letters: int, hidden_size: int, embedding_size: int | None = None, start: str = "example", seed: int = 1) -> Network:
    """Return a network of so many letters and hidden units; `embedding_size` None takes one-hot letters."""
    make, inputs = STARTS[start].make, letters if embedding_size is None else embedding_size
    sizes = {"Wx": (hidden_size, inputs), "Wh": (hidden_size, hidden_size), "Wy": (letters, hidden_size), "E": (inputs, letters)}
    found = {name: make(name, *size, seed) for name, size in sizes.items()}
    if embedding_size is None:
        found["E"] = np.eye(letters)
    return Network(**found, h0=np.zeros(hidden_size), embedded=embedding_size is not None)
