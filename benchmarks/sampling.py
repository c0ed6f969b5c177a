"""Characters per second of the fast sampler, in turn with a loop that calls the modules one step at a time."""

import time
from collections.abc import Iterator
from statistics import median

import torch

from benchmarks.data import characters
from benchmarks.table import Row
from models.cells import CELLS
from models.language_model import LanguageModel
from playground.language.experiment import Experiment
from playground.language.generation import Sampling, Stepper, generate_ids
from playground.text.dataset import Dataset

LENGTH, ROUNDS = 1000, 5
MODULES = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}


def ours(model: LanguageModel) -> float:
    """Return characters per second, the making of the stepper included."""
    started = time.perf_counter()
    list(generate_ids(Stepper(model), [1], Sampling(length=LENGTH), []))
    return LENGTH / (time.perf_counter() - started)


@torch.no_grad()
def plain(model: LanguageModel, module: torch.nn.Module) -> float:
    """Return characters per second of the loop in every tutorial: embed, one step of the module, softmax, multinomial."""
    token, state, started = torch.tensor([[1]]), None, time.perf_counter()
    for _ in range(LENGTH):
        hidden, state = module(model.embedding(token), state)
        chances = torch.softmax(model.output(hidden[:, -1]) / 0.8, dim=-1)
        token = torch.multinomial(chances, 1)
        token.item()
    return LENGTH / (time.perf_counter() - started)


def pair(cell: str, dataset: Dataset) -> tuple[float, float]:
    """Return our figure and the plain loop's, measured in turn."""
    model = LanguageModel(Experiment().with_(cell=cell).model.config(len(dataset.vocabulary))).eval()
    module = MODULES[cell](model.config.embedding_size, model.config.hidden_size, batch_first=True)
    pairs = [(ours(model), plain(model, module)) for _ in range(ROUNDS)]
    return median(a for a, _ in pairs), median(b for _, b in pairs)


def rows() -> Iterator[Row]:
    """Yield both figures and their ratio for each cell that has a torch module."""
    torch.set_num_threads(1)
    dataset = characters()
    for cell in MODULES:
        mine, theirs = pair(cell, dataset)
        yield Row(f"sampling, {CELLS[cell].label}, 256 units, one thread", mine, "characters/s")
        yield Row("plain loop over the torch module", theirs, "characters/s")
        yield Row("ratio", mine / theirs, "×", 5.0, more_is_better=True)
