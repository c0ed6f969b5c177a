"""How a run begins: from random numbers, or from word vectors that it names."""

from collections.abc import Callable
from typing import Any

from playground.errors import Refusal
from playground.language.experiment import Experiment
from playground.language.training import TrainingState, begin
from playground.text.dataset import Dataset
from playground.text.vocabulary import TOKENIZERS

Find = Callable[[str], Any]
"""Returns the word vectors of a name, with a `vector_size`, as gensim's KeyedVectors have one."""


def fitted(experiment: Experiment, find: Find) -> Experiment:
    """Return an experiment with an embedding as long as the vectors that it starts from.

    Raises `Refusal` (field "vectors" or "tokenizer") where there are no such vectors, or they cannot stand for its tokens.
    """
    if not experiment.model.wants_vectors:
        return experiment
    if TOKENIZERS[experiment.text.tokenizer].characters:
        raise Refusal("Word vectors stand for words: choose words as tokens, or another input.", "tokenizer")
    return experiment.with_(embedding_size=int(find(experiment.model.vectors).vector_size))


def begin_with(experiment: Experiment, dataset: Dataset, find: Find) -> TrainingState:
    """Return a run's state before its first update, with the vectors in place that it asks for."""
    experiment = fitted(experiment, find)
    return begin(experiment, dataset, find(experiment.model.vectors) if experiment.model.wants_vectors else None)
