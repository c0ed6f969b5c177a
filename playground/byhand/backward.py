"""Backpropagation through time as the sum it is: a contribution for each loss and each earlier step (Werbos 1990).

With L = Σ_t L_t and L_t = -ln ŷ_t[next letter], each matrix W inside the recurrence gets

    ∂L/∂W = Σ_t Σ_{k≤t} ∂L_t/∂ŷ_t · ∂ŷ_t/∂h_t · ∂h_t/∂h_k · ∂h_k/∂W,   ∂h_t/∂h_k = Π_{j=k+1..t} diag(1 - h_j²) W_h,

where ∂h_k/∂W lets W act at step k alone. Steps are counted from 1, losses are in nats.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

import numpy as np

from playground.byhand.forward import Step, forward, log_softmax
from playground.byhand.network import Network

COUNTED = {"every": "at every letter", "last": "at the last letter alone"}
INSIDE = ("Wh", "Wx", "E")  # what acts at every step; W_y acts after the last one
MOST_UPDATES = 300

Key = tuple[int, int]  # the step t of a loss, and the step k at which the weights act


def losses(steps: Sequence[Step], ids: Sequence[int]) -> np.ndarray:
    """Return the loss of each letter that is followed by another, nats (T,)."""
    return np.array([-log_softmax(step.z)[target] for step, target in zip(steps, ids[1:], strict=False)])


def weights_of(counted: str, count: int) -> np.ndarray:
    """Return 1 for each loss that counts and 0 for the others (T,)."""
    return np.array([float(counted == "every" or t == count) for t in range(1, count + 1)])


@dataclass(frozen=True)
class Backward:
    """One word's backward pass: its steps and losses, and every factor of every contribution."""

    net: Network
    ids: tuple[int, ...]
    steps: tuple[Step, ...]
    losses: np.ndarray
    counts: np.ndarray

    @property
    def loss(self) -> float:
        """Return the sum of the losses that count, nats."""
        return float(self.losses @ self.counts)

    def pairs(self) -> list[Key]:
        """Return every (t, k) of a loss that counts."""
        return [(t, k) for t in range(1, len(self.steps) + 1) if self.counts[t - 1] for k in range(1, t + 1)]

    # the factors, as the equation names them

    def of_prediction(self, t: int) -> np.ndarray:
        """Return ∂L_t/∂ŷ_t (V,): -1/ŷ at the letter that follows, 0 elsewhere; infinite where ŷ is 0."""
        y, target = self.steps[t - 1].y, self.ids[t]
        with np.errstate(divide="ignore"):
            return np.where(np.arange(len(y)) == target, -1 / y[target], 0.0)

    def of_state(self, t: int) -> np.ndarray:
        """Return ∂ŷ_t/∂h_t (V, H), the softmax's slope times W_y."""
        y = self.steps[t - 1].y
        return (np.diag(y) - np.outer(y, y)) @ self.net.Wy

    def through_time(self, t: int, k: int) -> np.ndarray:
        """Return ∂h_t/∂h_k (H, H), the product of the steps' Jacobians between."""
        product = np.eye(len(self.net.h0))
        for j in range(t, k, -1):
            product = product @ self.jacobian(j)
        return product

    def jacobian(self, j: int) -> np.ndarray:
        """Return ∂h_j/∂h_{j-1} (H, H) = diag(1 - h_j²) W_h."""
        return (1 - self.steps[j - 1].h ** 2)[:, None] * self.net.Wh

    # what arrives, and what it does to the weights

    @cached_property
    def errors(self) -> np.ndarray:
        """Return ∂L_t/∂z_t (T, V) = ŷ_t minus the one-hot letter that follows: what the first two factors come to at z_t."""
        y = np.array([step.y for step in self.steps])
        return y - np.eye(y.shape[1])[list(self.ids[1:])]

    def arriving(self, t: int, k: int) -> np.ndarray:
        """Return ∂L_t/∂h_k (H,)."""
        return self.errors[t - 1] @ self.net.Wy @ self.through_time(t, k)

    def contribution(self, name: str, t: int, k: int) -> np.ndarray:
        """Return what the loss at t says of a parameter's use at step k, in the parameter's shape."""
        if name == "Wy":
            return np.outer(self.errors[t - 1], self.steps[t - 1].h) if t == k else np.zeros_like(self.net.Wy)
        step = self.steps[k - 1]
        before = self.steps[k - 2].h if k > 1 else self.net.h0
        of_sum = self.arriving(t, k) * (1 - step.h**2)  # ∂L_t/∂a_k (H,)
        letter = np.eye(len(self.net.Wy))[self.ids[k - 1]]
        return {
            "Wh": lambda: np.outer(of_sum, before),
            "Wx": lambda: np.outer(of_sum, step.x),
            "E": lambda: np.outer(self.net.Wx.T @ of_sum, letter),
        }[name]()

    def contributions(self, name: str) -> dict[Key, np.ndarray]:
        """Return every contribution to a parameter by (t, k); for W_y those with k = t, since it acts after the last step."""
        return self.apart[name]

    @cached_property
    def apart(self) -> dict[str, dict[Key, np.ndarray]]:
        """Return every contribution to every parameter."""
        keys = {name: [(t, k) for t, k in self.pairs() if name in INSIDE or t == k] for name in self.net.parameters()}
        return {name: {key: self.contribution(name, *key) for key in found} for name, found in keys.items()}

    @cached_property
    def totals(self) -> dict[str, np.ndarray]:
        """Return ∂L/∂W for every parameter, each the sum of its contributions."""
        return {name: sum(self.contributions(name).values()) for name in self.net.parameters()}

    def norms_back(self, t: int) -> np.ndarray:
        """Return ‖∂L_t/∂h_k‖ for k = t, t-1, …, 1 (t,)."""
        return np.array([np.linalg.norm(self.arriving(t, k)) for k in range(t, 0, -1)])


def backward(net: Network, ids: Sequence[int], counted: str = "every") -> Backward:
    """Read all letters but the last, compare each prediction with the letter that follows, and go back from there."""
    steps = forward(net, ids[:-1])
    return Backward(net, tuple(ids), steps, losses(steps, ids), weights_of(counted, len(ids) - 1))


def gradients(net: Network, ids: Sequence[int], counts: np.ndarray) -> tuple[tuple[Step, ...], dict[str, np.ndarray]]:
    """Return the steps, and ∂L/∂W for every parameter by one sweep back: T steps in place of T² contributions."""
    steps = forward(net, ids[:-1])
    found = {name: np.zeros_like(matrix) for name, matrix in net.parameters().items()}
    arriving = np.zeros_like(net.h0)
    for k in range(len(steps), 0, -1):
        step, before = steps[k - 1], steps[k - 2].h if k > 1 else net.h0
        error = step.y * counts[k - 1]
        error[ids[k]] -= counts[k - 1]
        found["Wy"] += np.outer(error, step.h)
        of_sum = (arriving + error @ net.Wy) * (1 - step.h**2)
        found["Wx"] += np.outer(of_sum, step.x)
        found["Wh"] += np.outer(of_sum, before)
        if net.embedded:
            found["E"][:, ids[k - 1]] += net.Wx.T @ of_sum
        arriving = of_sum @ net.Wh
    return steps, found


def updated(net: Network, found: dict[str, np.ndarray], rate: float) -> Network:
    """Return the network after one update of gradient descent, W - rate · ∂L/∂W."""
    return replace(net, **{name: getattr(net, name) - rate * gradient for name, gradient in found.items()})


@dataclass(frozen=True)
class Descent:
    """What gradient descent did: N updates, so N + 1 networks, the first before any.

    `losses` (N + 1, T) nats, `predictions` (N + 1, V) after the last letter read, `nets` the networks themselves.
    """

    losses: np.ndarray
    predictions: np.ndarray
    counts: np.ndarray
    nets: tuple[Network, ...]

    @property
    def totals(self) -> np.ndarray:
        """Return the loss that is brought down (N + 1,), nats."""
        return self.losses @ self.counts


def descend(net: Network, ids: Sequence[int], rate: float, updates: int, counted: str = "every") -> Descent:
    """Repeat the same update and return how the losses and the last prediction went."""
    counts, seen = weights_of(counted, len(ids) - 1), []
    for known, steps, _ in islice(descent(net, ids, rate, counts), updates + 1):
        seen.append((losses(steps, ids), steps[-1].y, known))
    found, predictions, nets = zip(*seen, strict=True)
    return Descent(np.array(found), np.array(predictions), counts, nets)


def descent(
    net: Network, ids: Sequence[int], rate: float, counts: np.ndarray
) -> Iterator[tuple[Network, tuple[Step, ...], dict[str, np.ndarray]]]:
    """Yield the network, what it computes and its gradients, before any update and then after each."""
    while True:
        steps, found = gradients(net, ids, counts)
        yield net, steps, found
        net = updated(net, found, rate)
