"""Small experiments that a page shows side by side: clipping a gradient that explodes, and carrying the state over or not."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from models.cells import CELLS
from models.language_model import LanguageModel
from playground.controls import Described, check, choice, number
from playground.errors import Refusal
from playground.gradients.untrained import seeded
from playground.language.evaluation import ROWS
from playground.language.experiment import Experiment
from playground.language.optimisation import CLIPPINGS
from playground.language.records import StepRecord
from playground.language.training import begin, update
from playground.text.batches import Batches
from playground.text.dataset import Dataset

SMALL = Experiment().with_(hidden_size=64, embedding_size=32, batch_size=16, schedule="constant")
MOST_POSITIONS, MOST_TOKENS = 512, 65_536
WITHIN = 0.05  # nats: losses that lie closer say nothing of what a memory is worth


@dataclass(frozen=True)
class Exploding(Described):
    """A network started from weights that are too large, trained the same way but for its clipping.

    A ReLU has no bound, so that its loss runs away; a tanh saturates, and only its gradients grow.
    """

    cell: str = choice("rnn-relu", "Cell", "How one step combines the new token with what is remembered.", CELLS)
    scale: float = number(
        3.0, "Initialisation scale", "Recurrent weights are multiplied by this.", 0.1, 10.0, step=0.5, more=False
    )
    learning_rate: float = number(0.1, "Learning rate", "Size of each update.", 1e-5, 10.0, step=0.005, more=False)
    clip_at: float = number(1.0, "Clip at", "The largest norm, or value, a gradient may keep.", 1e-3, 100.0, step=0.5, more=False)
    steps: int = number(60, "Steps", "Updates of the weights.", 1, 120, step=10)
    seed: int = number(1, "Seed", "Same seed, same run.", 0, 2**31 - 1)

    def __post_init__(self):
        check(self)

    def experiment(self, clipping: str) -> Experiment:
        """Return the experiment with one kind of clipping; SGD, since Adam divides a large gradient by itself."""
        how = {"learning_rate": self.learning_rate, "clip_at": self.clip_at, "seed": self.seed, "budget": self.steps}
        return SMALL.with_(cell=self.cell, clipping=clipping, optimizer="sgd", **how)


def exploding(settings: Exploding, dataset: Dataset, clipping: str) -> Iterator[StepRecord]:
    """Yield the updates of one run, equal at the start for every kind of clipping; the last may have no finite loss."""
    state = begin(settings.experiment(clipping), dataset)
    with torch.no_grad():
        for cell in state.model.recurrent.cells:
            cell.weight_hh.mul_(settings.scale)
    while not state.finished():
        record = update(state)
        yield record
        if not np.isfinite([record.train_loss, record.gradient_norm]).all():
            return


def explosions(settings: Exploding, dataset: Dataset) -> dict[str, list[StepRecord]]:
    """Return the updates by kind of clipping: the same seed and the same batches with and without it."""
    found = {}
    for clipping in CLIPPINGS:
        with seeded(settings.seed):  # torch's generator belongs to all visitors of a process
            found[clipping] = list(exploding(settings, dataset, clipping))
    return found


@dataclass(frozen=True)
class Outcome:
    """How one run went: `lost_at` is the first step with no finite loss or gradient, `lost` which of the two, None if never.

    The norm is the largest before clipping (infinite where one was), the loss the last one that is finite, nats per token.
    """

    largest_norm: float
    loss: float | None
    lost_at: int | None
    lost: str | None


def outcome(steps: Sequence[StepRecord]) -> Outcome:
    """Return how a run of one update or more went."""
    norms = [record.gradient_norm for record in steps if not math.isnan(record.gradient_norm)]
    losses = [record.train_loss for record in steps if math.isfinite(record.train_loss)]
    bad = [record for record in steps if not (math.isfinite(record.train_loss) and math.isfinite(record.gradient_norm))]
    lost = ("gradient" if math.isfinite(bad[0].train_loss) else "loss") if bad else None
    return Outcome(max(norms, default=math.nan), losses[-1] if losses else None, bad[0].step if bad else None, lost)


@dataclass(frozen=True)
class Memory:
    """What a window begins with: the state after the window that was read before it (`carry`), in the text's order or any."""

    carry: bool
    shuffled: bool


MEMORIES = {
    "carried": Memory(carry=True, shuffled=False),
    "reset": Memory(carry=False, shuffled=False),
    "shuffled": Memory(carry=True, shuffled=True),
}


@torch.no_grad()
def loss_by_position(
    model: LanguageModel, stream: Tensor, length: int, *, carry: bool, shuffled: bool = False, tokens: int = MOST_TOKENS
) -> np.ndarray:
    """Return the mean loss at each place of a window (T,), nats per token, over up to `tokens` tokens of a stream (L,).

    The state goes on from the window that was read before (`carry`) or starts at zero in each. Windows are read in the order of
    the text, or in a random one (`shuffled`), where a carried state is the memory of another place. All read the same tokens.
    """
    batches, whole = windows(stream, length, tokens)
    order = np.random.default_rng(0).permutation(whole) if shuffled else range(whole)
    sums, count, state = 0, 0, None
    for index in order:
        batch = batches.batch(int(index))
        logits, state = model(batch.inputs, state if carry else None)
        nats = F.cross_entropy(logits.flatten(0, 1), batch.targets.flatten(), reduction="none").view(batch.targets.shape)
        sums, count = sums + nats.double().sum(dim=0).numpy(), count + len(nats)
    return sums / count


def windows(stream: Tensor, length: int, tokens: int = MOST_TOKENS) -> tuple[Batches, int]:
    """Return the batches in which windows of a stream (L,) are read, and how many of them are full and are read.

    There are as many rows as leave four windows to each, of up to `tokens` tokens in all.
    """
    if not 1 <= length <= MOST_POSITIONS:
        raise Refusal(f"Windows have from 1 to {MOST_POSITIONS} tokens, not {length}.", "length")
    rows = min(ROWS, max(1, min(len(stream) - 1, tokens) // (4 * length)))
    batches = Batches(stream, rows, length, stateful=True, seed=0)
    return batches, max(1, min((batches.row_length - 1) // length, tokens // (rows * length)))


def loss_by_memory(model: LanguageModel, stream: Tensor, length: int, tokens: int = MOST_TOKENS) -> dict[str, np.ndarray]:
    """Return `loss_by_position` (T,) for each entry of `MEMORIES`."""
    return {
        name: loss_by_position(model, stream, length, carry=how.carry, shuffled=how.shuffled, tokens=tokens)
        for name, how in MEMORIES.items()
    }


def caught_up(carried: np.ndarray, reset: np.ndarray, within: float = WITHIN) -> int | None:
    """Return after how many tokens a window that starts at zero stays within 0.05 nats of one that does not, None if never."""
    apart = np.flatnonzero(reset - carried >= within)
    read = int(apart[-1]) + 1 if apart.size else 0
    return read if read < len(reset) else None


def truncations(experiment: Experiment, lengths: tuple[int, ...]) -> dict[int, Experiment]:
    """Return the same run at several truncation lengths with as many tokens in each batch, to be trained by whoever asks.

    Rows times steps stay the same, so that every run makes as many updates from as many tokens.
    """
    tokens = experiment.training.batch_size * experiment.training.sequence_length
    sizes = {length: max(1, tokens // length) for length in lengths}
    return {length: experiment.with_(sequence_length=length, batch_size=rows) for length, rows in sizes.items()}
