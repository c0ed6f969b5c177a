"""The forward pass of a small network, every number of it kept, in double precision."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from playground.byhand.edits import VECTORS, Edits
from playground.byhand.network import Network

PRINTED = {"h": (0.54, 0.20, 0.72), "y": (0.32, 0.21, 0.24, 0.22)}  # what the worked example prints of its first step
PAPER = 2  # decimal places of the worked example


@dataclass(frozen=True)
class Step:
    """One time step: what each product, sum, tanh and softmax gives.

    `x` (D,); `u` = W_x x_t, `v` = W_h h_{t-1}, `a` = u + v and `h` = tanh(a), each (H,); `z` = W_y h_t and `y` = softmax(z),
    each (V,).
    """

    x: np.ndarray
    u: np.ndarray
    v: np.ndarray
    a: np.ndarray
    h: np.ndarray
    z: np.ndarray
    y: np.ndarray


def softmax(z: np.ndarray) -> np.ndarray:
    """Return e^z / Σ e^z over the last axis, safe from overflow."""
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def log_softmax(z: np.ndarray) -> np.ndarray:
    """Return log(softmax(z)) over the last axis, finite for every finite z."""
    shifted = z - z.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def forward(
    net: Network, ids: Sequence[int], held: Edits | None = None, rounded: Callable[[np.ndarray], np.ndarray] = np.asarray
) -> tuple[Step, ...]:
    """Read letters by their numbers and return every step; what is `held` replaces what was computed, and all after it follows.

    `rounded` is applied to each result before it is used, as who calculates on paper does.
    """
    steps: list[Step] = []
    for t, letter in enumerate(ids, 1):
        before = steps[-1].h if steps else net.h0
        found: dict[str, np.ndarray] = {}
        for name, compute in COMPUTED.items():
            found[name] = hold(rounded(compute(net, letter, before, found)), name, t, held or {})
        steps.append(Step(**found))
    return tuple(steps)


COMPUTED: dict[str, Callable[[Network, int, np.ndarray, Mapping[str, np.ndarray]], np.ndarray]] = {
    "x": lambda net, letter, before, found: net.E[:, letter],
    "u": lambda net, letter, before, found: net.Wx @ found["x"],
    "v": lambda net, letter, before, found: net.Wh @ before,
    "a": lambda net, letter, before, found: found["u"] + found["v"],
    "h": lambda net, letter, before, found: np.tanh(found["a"]),
    "z": lambda net, letter, before, found: net.Wy @ found["h"],
    "y": lambda net, letter, before, found: softmax(found["z"]),
}
assert tuple(COMPUTED) == VECTORS


def hold(values: np.ndarray, name: str, t: int, held: Edits) -> np.ndarray:
    """Return a vector with the entries that are held at this step."""
    mine = {place - 1: value for (of, step, place), value in held.items() if (of, step) == (name, t)}
    if not mine:
        return values
    values = values.copy()
    values[list(mine)] = list(mine.values())
    return values


def on_paper(net: Network, ids: Sequence[int]) -> tuple[Step, ...]:
    """Return the steps as they come out where every result is rounded to two places before it is used."""
    return forward(net, ids, rounded=half_up)


def half_up(values: np.ndarray, places: int = PAPER) -> np.ndarray:
    """Round as people do, halves away from zero; what binary numbers miss of a half counts as one."""
    scale = 10**places
    return np.sign(values) * np.floor(np.abs(values) * scale + 0.5 + 1e-9) / scale


def step_loss(step: Step, target: int) -> float:
    """Return -ln ŷ of the letter that follows, in nats; infinite where its probability was held at 0."""
    with np.errstate(divide="ignore"):
        return float(-np.log(step.y[target]))
