"""How much of a loss's gradient is left after each step back: ‖∂L_T/∂h_t‖, the loss being taken at the last step alone.

A sum of losses over all steps would hide the decay. Norms are L2 over the units of a state; over a batch they are averaged
(the mean of one norm for each sequence, each with its own loss). Curves are log10, so that none underflows, and index 0 is the
last step.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from models.language_model import LanguageModel
from models.recurrent import LayerStates, Recurrent
from playground.errors import Refusal
from playground.gradients.reverse import LOG10_2, record

LONGEST = 500  # steps of a curve
LARGEST_WORK = 1e11  # floating-point operations of one answer, some seconds
HALF, ONE_PERCENT, RISE = np.log10(0.5), -2.0, np.log10(1.1)

Curves = dict[str, np.ndarray]  # log10 norms by name of the state


@dataclass(frozen=True)
class Decay:
    """One curve over several seeds: `curves` (S, T) are log10 norms, the last step first, -∞ where nothing at all arrives."""

    curves: np.ndarray

    @cached_property
    def middle(self) -> np.ndarray:
        """Return log10 of the geometric mean over the seeds (T,)."""
        return self.curves.mean(axis=0)

    @property
    def low(self) -> np.ndarray:
        """Return the lowest curve at each step (T,)."""
        return self.curves.min(axis=0)

    @property
    def high(self) -> np.ndarray:
        """Return the highest curve at each step (T,)."""
        return self.curves.max(axis=0)

    @property
    def norms(self) -> np.ndarray:
        """Return the geometric mean itself (T,): true down to 1e-307, 0 below."""
        return 10.0**self.middle

    @property
    def left(self) -> np.ndarray:
        """Return log10 of the share that is left of the norm at the last step (T,)."""
        return self.middle - self.middle[0]

    @property
    def half_life(self) -> float | None:
        """Return after how many steps the norm is first half of what it was at the last step, None if never."""
        return crossing(self.left, HALF)

    @property
    def steps_to_1_percent(self) -> float | None:
        """Return after how many steps 1 % is left, None if never."""
        return crossing(self.left, ONE_PERCENT)

    @property
    def rises_first(self) -> bool:
        """Tell whether the norm is more than a tenth larger somewhere before the half-life than at the last step."""
        until = len(self.left) if self.half_life is None else int(self.half_life) + 1
        return bool(self.left[:until].max() > RISE)

    @cached_property
    def slope(self) -> float | None:
        """Return the least-squares change of log10 norm in a step back: log10 |w| for a linear recurrence h_t = w h_{t-1}."""
        steps = np.flatnonzero(np.isfinite(self.middle))
        return float(np.polyfit(steps, self.middle[steps], 1)[0]) if steps.size > 1 else None


def crossing(left: np.ndarray, level: float) -> float | None:
    """Return the first place at which a curve (T,) that begins at 0 is down at a level, between steps on a straight line."""
    below = np.flatnonzero(left <= level)
    if not below.size:
        return None
    after = int(below[0])
    before, here = left[after - 1], left[after]
    return float(after) if here == -np.inf else after - 1 + float((before - level) / (before - here))


def mean_norm(log10_norms: np.ndarray) -> np.ndarray:
    """Return log10 of the mean over the first axis of numbers given by their log10, without leaving the log scale."""
    largest = log10_norms.max(axis=0)
    base = np.where(np.isfinite(largest), largest, 0.0)
    with np.errstate(divide="ignore"):
        return np.log10((10.0 ** (log10_norms - base)).mean(axis=0)) + base


def check_work(operations: float) -> None:
    """Raise `Refusal` where so many floating-point operations keep everybody waiting."""
    if operations > LARGEST_WORK:
        times = operations / LARGEST_WORK
        raise Refusal(f"This takes {times:.1f} times longer than allowed: use fewer steps, units, sequences or seeds.", "length")


@torch.no_grad()
def trace(
    recurrent: Recurrent, x: Tensor, loss: Callable[[Tensor], Tensor], state: LayerStates | None = None, layer: int = -1
) -> Curves:
    """Return log10 ‖∂L_T/∂s_t‖ (B, T) for every state s of one layer, by name, from inputs x (B, T, E).

    `loss` gives the gradient (B, H) of each sequence's loss with respect to its last output (B, H). `total` derivatives are
    meant: what reaches c through h of the same step is counted.
    """
    tape, layer = record(recurrent, x.transpose(0, 1).contiguous(), state), layer % len(recurrent.cells)
    last, gradient = len(tape.outputs) - 1, loss(tape.outputs[-1])
    moments = tape.backwards(lambda t: gradient if t == last else None, lowest=layer)
    norms, powers = zip(*((moment.states[0].norms(), moment.states[0].power) for moment in moments), strict=True)
    power = torch.stack(powers, dim=-1) * LOG10_2  # (B, T)
    curves = [(torch.stack(part, dim=-1).double().log10() + power).numpy() for part in zip(*norms, strict=True)]
    return dict(zip(recurrent.cells[0].state_names, curves, strict=True))


def model_trace(model: LanguageModel, ids: Tensor, targets: Tensor, state: LayerStates | None = None, layer: int = -1) -> Curves:
    """Return `trace` (B, T) of a language model that has read ids (B, T) and is asked for targets (B,); dropout is left out."""

    def loss(h: Tensor) -> Tensor:
        return cross_entropy_gradient(model.output(h), targets) @ model.output.weight

    return trace(model.recurrent, model.embedding(ids).detach(), loss, state, layer)


def cross_entropy_gradient(logits: Tensor, targets: Tensor) -> Tensor:
    """Return softmax(logits) - onehot(targets) (B, V): the gradient of each row's own loss."""
    gradient = torch.softmax(logits, dim=-1)
    gradient[torch.arange(len(targets)), targets] -= 1
    return gradient


def windows(stream: Tensor, count: int, length: int, turn: int = 0, longest: int = 0) -> tuple[Tensor, Tensor]:
    """Return inputs (B, T) and what follows each (B,): B windows of T tokens, evenly spread over a stream (L,).

    B and T are `count` and `length`, or fewer where the stream is short. Each `turn` gives other windows. Up to a length of
    `longest`, or half of the stream, windows end at the same places: a longer one has the same loss and more before it.
    """
    length = min(length, len(stream) - 1)
    before = max(0, min(longest, len(stream) // 2) - length)  # tokens that the longest windows would read besides
    room = len(stream) - length - before  # windows there are
    count = min(count, room)
    starts = (torch.arange(count) * room // count + turn * 97) % room + before
    places = starts[:, None] + torch.arange(length)
    return stream[places], stream[starts + length]


def model_work(model: LanguageModel, length: int) -> float:
    """Return about how many floating-point operations one sequence of so many steps takes, there and back."""
    return 4.0 * length * sum(part.numel() for part in model.recurrent.parameters())


def model_decay(
    model: LanguageModel, stream: Tensor, length: int, batch: int, turns: int = 1, layer: int = -1
) -> dict[str, Decay]:
    """Return the decay of a trained model on real tokens, by state: `turns` batches of windows, each a curve of the band.

    Every window begins with a zero state. The pass is in float64, whatever the model is in. Raises `Refusal` where it would take
    too long.
    """
    check_work(turns * batch * model_work(model, min(length, len(stream))))
    exact = deepcopy(model).double()
    curves = [model_trace(exact, *windows(stream, batch, length, turn, LONGEST), layer=layer) for turn in range(turns)]
    return {name: Decay(np.stack([mean_norm(curve[name]) for curve in curves])) for name in curves[0]}
