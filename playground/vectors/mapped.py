"""gensim's KeyedVectors, opened without a dict of its words: of 400,000 that takes longer than all the rest."""

from __future__ import annotations

from typing import Any

import numpy as np
from gensim.models.keyedvectors import KeyedVectors

PATIENCE = 4  # times that all words are looked through before a dict of them is made: together they take about as long


class MappedVectors(KeyedVectors):
    """Words (n), vectors (n, d) as they are, without a copy, and their lengths (n,).

    A word is looked for in the list, the most frequent first, until a dict would have been quicker. Who asks for `key_to_index`
    gets the dict, and what is saved or copied is a plain KeyedVectors.
    """

    def __init__(self, words: list[str], vectors: np.ndarray, norms: np.ndarray):
        self.index, self.looked = None, 0
        super().__init__(vectors.shape[1])
        self.index_to_key, self.next_index, self.index = words, len(words), None
        self.vectors, self.norms = vectors, norms

    @property
    def key_to_index(self) -> dict[str, int]:
        """Return the place of each word."""
        if self.index is None:
            self.index = dict(zip(self.index_to_key, range(len(self.index_to_key)), strict=True))
        return self.index

    @key_to_index.setter
    def key_to_index(self, index: dict[str, int]) -> None:
        self.index = index

    def get_index(self, key: Any, default: int | None = None) -> int:
        """Return the place of a word as gensim does; raise KeyError where it is not there and nothing stands in for it."""
        if self.index is not None or not isinstance(key, str) or self.looked > PATIENCE * len(self.index_to_key):
            return super().get_index(key, default)
        try:
            place = self.index_to_key.index(key)
        except ValueError:
            self.looked += len(self.index_to_key)
            if default is None:
                raise KeyError(f"Key '{key}' not present") from None
            return default
        self.looked += place
        return place

    def __reduce__(self) -> tuple:
        """Return how to make this anew: as a plain KeyedVectors, so that whoever loads it needs gensim alone."""
        state = {name: value for name, value in self.__dict__.items() if name not in ("index", "looked")}
        return KeyedVectors, (self.vector_size,), state | {"key_to_index": self.key_to_index}
