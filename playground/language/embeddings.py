"""A word model that starts from word vectors learned elsewhere, kept as they are or trained on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch

from models.language_model import LanguageModel
from playground.errors import Refusal
from playground.text.vocabulary import Vocabulary

TOLD = 20  # missing words that are named


class Vectors(Protocol):
    """Word vectors by word: a dict of arrays will do, and so will gensim's KeyedVectors."""

    def __contains__(self, word: str) -> bool:
        """Tell whether there is a vector of a word."""

    def __getitem__(self, word: str) -> np.ndarray:
        """Return the vector (E,) of a word."""


@dataclass(frozen=True)
class Coverage:
    """How many words of a vocabulary have a vector, and the most frequent that have none."""

    found: int
    words: int
    missing: tuple[str, ...]


def start_from(model: LanguageModel, vocabulary: Vocabulary, vectors: Vectors) -> Coverage:
    """Put word vectors in place of the random ones at the input, before training; changes `model`.

    A word without a vector, in its own spelling or in small letters, keeps its random one. All vectors are multiplied by one
    number, so that they are as long as random ones on average and the learning rate fits both. Raises `Refusal` (field
    "embedding_size") where the vectors have another length, or no word is found.
    """
    words = spellings(vocabulary.tokens, vectors)
    if not words:
        raise Refusal("None of this text's words has a vector: choose vectors of its language.", "embedding")
    rows = np.stack([np.asarray(vectors[word], dtype=np.float32) for word in words.values()])  # (N, E)
    check(rows, model.config.embedding_size)
    weight, numbers = model.embedding.weight, torch.tensor(list(words))
    with torch.no_grad():
        scale = weight[numbers].square().mean().sqrt() / max(float(np.sqrt(np.mean(rows**2))), 1e-12)
        weight[numbers] = torch.from_numpy(rows) * scale
    return coverage(vocabulary.tokens, vectors)


def coverage(tokens: Sequence[str], vectors: Vectors) -> Coverage:
    """Return how many words of a vocabulary have a vector, in their own spelling or in small letters."""
    known = spellings(tokens, vectors)
    missing = [token for number, token in enumerate(tokens) if number not in known]
    return Coverage(len(known), len(tokens), tuple(missing[:TOLD]))


def spellings(tokens: Sequence[str], vectors: Vectors) -> dict[int, str]:
    """Return how the vectors spell each token that they have, by its number."""
    return {number: spelling for number, token in enumerate(tokens) if (spelling := spelled(token, vectors))}


def spelled(token: str, vectors: Vectors) -> str | None:
    """Return how the vectors spell a token, or None where they do not have it."""
    return next((word for word in (token, token.lower()) if word in vectors), None)


def check(rows: np.ndarray, size: int) -> None:
    """Raise `Refusal` where vectors (N, E) do not fit a model, or are no numbers."""
    if rows.shape[1] != size:
        numbers = rows.shape[1]
        raise Refusal(
            f"Embedding size cannot be {size:,} with vectors of {numbers:,} numbers: use {numbers:,}.", "embedding_size"
        )
    if not np.isfinite(rows).all():
        raise Refusal("Some of these vectors are not finite numbers: choose other vectors.", "embedding")
