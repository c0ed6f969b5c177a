"""The validation loss: a mean over tokens that were never trained on, read in order."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from models.language_model import LanguageModel
from playground.text.batches import Batches

ROWS, LENGTH = 32, 128  # the text is read in up to 32 parallel rows, 128 tokens at a time


@dataclass(frozen=True)
class Reading:
    """How far the validation part has been read: mean nats per token so far, tokens so far, share of the work done."""

    loss: float
    tokens: int
    share: float


def rows_of(stream: Tensor) -> Batches:
    """Return the batches in which a validation stream (L,) is read: long rows, few enough that little past is missing."""
    return Batches(stream, min(ROWS, max(1, len(stream) // (2 * LENGTH))), LENGTH, stateful=True, seed=0)


@torch.no_grad()
def read_batch(model: LanguageModel, inputs: Tensor, targets: Tensor, state):
    """Return the summed nats of a batch and the state after it, without dropout."""
    training = model.training
    model.eval()
    logits, state = model(inputs, state)
    model.train(training)
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum").item(), state


def evaluation_steps(model: LanguageModel, stream: Tensor, limit: int | None = None) -> Iterator[Reading]:
    """Yield how far we are after each batch of a token stream (L,).

    The state is carried along each row. With a `limit`, only the beginning of every row is read, about `limit` tokens in
    all, so that a quick look still sees every part of the text.
    """
    batches, state, nats, tokens = rows_of(stream), None, 0.0, 0
    count = batches.per_epoch if limit is None else min(batches.per_epoch, max(1, limit // (batches.rows * LENGTH)))
    for number in range(count):
        batch = batches.batch(number)
        summed, state = read_batch(model, batch.inputs, batch.targets, state)
        nats, tokens = nats + summed, tokens + batch.targets.numel()
        yield Reading(nats / tokens, tokens, (number + 1) / count)


def evaluate(model: LanguageModel, stream: Tensor) -> float:
    """Return the mean loss over a whole token stream (L,) in nats per token."""
    *_, last = evaluation_steps(model, stream)
    return last.loss
