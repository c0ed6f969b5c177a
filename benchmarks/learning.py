"""What the default character GRU reaches on tiny Shakespeare, and how long that takes."""

from collections.abc import Iterator

import torch

from benchmarks.data import shakespeare
from benchmarks.table import Row
from playground.language.evaluation import evaluate
from playground.language.experiment import Experiment
from playground.language.training import begin, train
from playground.text.dataset import prepare

GOALS = {450_000: 1.8857, 3_000_000: 1.60}  # training characters: nats per character


def rows() -> Iterator[Row]:
    """Yield the validation loss and the training time for each budget; nothing where the text is not at hand."""
    torch.set_num_threads(1)
    if (corpus := shakespeare()) is None:
        print("  skipped: tiny Shakespeare is not at hand (set UNROLLED_DATA to the folder that holds text/)")
        return
    dataset = prepare(corpus, "character", 10_000, 0.1)
    for tokens, goal in GOALS.items():
        state = begin(Experiment().with_(budget=tokens, budget_unit="tokens"), dataset)
        list(train(state))
        yield Row(f"validation loss after {tokens:,} characters", evaluate(state.model, dataset.validation), "nats/char", goal)
        yield Row("its training time, one thread", state.seconds, "s")
