"""An update of the weights, as `train()` makes it, in turn with the bare loop in the same process."""

from collections.abc import Iterator
from statistics import median

import torch

from benchmarks.bare import bare_loop
from benchmarks.data import characters
from benchmarks.table import Row
from playground.language.experiment import Experiment
from playground.language.records import StepRecord
from playground.language.training import begin, train

STEPS, ROUNDS = 150, 5


def ours(experiment: Experiment, dataset) -> float:
    """Return tokens per second of the engine's own loop."""
    state = begin(experiment.with_(budget=STEPS), dataset)
    last = [record for record in train(state) if isinstance(record, StepRecord)][-1]
    return last.tokens / last.seconds  # training alone, as every figure of ours is


def rows() -> Iterator[Row]:
    """Yield the throughput of both, and the median of the ratios round by round."""
    torch.set_num_threads(1)
    experiment, dataset = Experiment(), characters()
    pairs = [(ours(experiment, dataset), bare_loop(experiment, dataset, STEPS)) for _ in range(ROUNDS + 1)][1:]
    yield Row("training, default GRU, one thread", median(a for a, _ in pairs), "tokens/s")
    yield Row("bare PyTorch loop, same sizes, one thread", median(b for _, b in pairs), "tokens/s")
    yield Row("ratio", median(a / b for a, b in pairs), "×", 0.95, more_is_better=True)
