"""The rival: the loop a practitioner would write, with nn.GRU, Adam, clipping and a running loss."""

import time

import torch
from torch import nn
from torch.nn import functional as F

from playground.language.experiment import Experiment
from playground.text.dataset import Dataset


def bare_loop(experiment: Experiment, dataset: Dataset, steps: int) -> float:
    """Return tokens per second of a plain PyTorch loop with the sizes of an experiment (one GRU layer, state carried over)."""
    sizes, how, vocabulary = experiment.model, experiment.training, len(dataset.vocabulary)
    embedding, output = nn.Embedding(vocabulary, sizes.embedding_size), nn.Linear(sizes.hidden_size, vocabulary)
    gru = nn.GRU(sizes.embedding_size, sizes.hidden_size, batch_first=True)
    parameters = [*embedding.parameters(), *gru.parameters(), *output.parameters()]
    optimizer = torch.optim.Adam(parameters, how.learning_rate)
    rows = dataset.train[: len(dataset.train) // how.batch_size * how.batch_size].view(how.batch_size, -1)
    state, losses, started = None, [], time.perf_counter()
    for step in range(steps):
        start = step * how.sequence_length % (rows.shape[1] - how.sequence_length - 1)
        x, y = rows[:, start : start + how.sequence_length], rows[:, start + 1 : start + 1 + how.sequence_length]
        hidden, state = gru(embedding(x), state)
        state = state.detach()
        loss = F.cross_entropy(output(hidden).flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, how.clip_at)
        optimizer.step()
        losses.append(loss.item())
    return steps * how.batch_size * how.sequence_length / (time.perf_counter() - started)
