"""What n-grams cost and what they are worth as their order grows: every order of one text, measured."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.text.dataset import Dataset
from playground.text.ngram import ORDERS, build_each, measure
from playground.text.vocabulary import END


@dataclass(frozen=True)
class OrderMeasure:
    """What is told of the n-grams of one order.

    `grams` are the different runs of so many tokens, `contexts` the different runs of one less after which something was seen;
    `memory_bytes` those of all arrays, shorter grams included; `nats` the mean loss per token of the validation part; `seconds`
    of counting and smoothing, from the text on.
    """

    order: int
    grams: int
    contexts: int
    memory_bytes: int
    nats: float
    seconds: float

    @property
    def perplexity(self) -> float:
        """Return e to the mean loss."""
        return math.exp(self.nats)


def measure_orders(dataset: Dataset) -> Iterator[OrderMeasure]:
    """Yield the measures of each order from 1, as far as any gram of the training part is that long."""
    vocabulary, ids, validation = dataset.vocabulary, dataset.train.numpy(), dataset.validation.numpy()
    orders = range(1, ORDERS[vocabulary.tokenizer] + 1)
    seconds, started = 0.0, time.perf_counter()
    for model in build_each(np.asarray(ids), len(vocabulary), orders, vocabulary.index.get(END)):
        seconds += time.perf_counter() - started
        nats = measure(model, validation).nats
        yield OrderMeasure(model.order, model.grams[-1], model.contexts[-1], model.nbytes, nats, seconds)
        started = time.perf_counter()
