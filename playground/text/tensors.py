"""From sentences to tensors: tokens, their numbers, a batch with padding and its mask, one-hot rows and embeddings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.errors import Refusal
from playground.text.vocabulary import TOKENIZERS, Vocabulary
from playground.text.words import END, UNKNOWN

PAD = "<pad>"
MOST_SENTENCES, MOST_TOKENS = 6, 60


@dataclass(frozen=True)
class Batch:
    """Several sentences side by side: `tokens` as cut, `known` as the vocabulary has them, both filled up to T with <pad>.

    `ids` and `mask` are (B, T); <pad> has the number V, after the last of the vocabulary's, and the mask is 0 there.
    """

    tokens: tuple[tuple[str, ...], ...]
    known: tuple[tuple[str, ...], ...]
    ids: np.ndarray
    mask: np.ndarray
    vocabulary_size: int

    @property
    def lengths(self) -> list[int]:
        """Return how many tokens each sentence has."""
        return self.mask.sum(axis=1).tolist()

    @property
    def unknown(self) -> int:
        """Return how many tokens the vocabulary does not have."""
        return sum(token == UNKNOWN for row in self.known for token in row)


def with_end(vocabulary: Vocabulary) -> Vocabulary:
    """Return a vocabulary that has <eos>, second after <unk>."""
    if END in vocabulary.index:
        return vocabulary
    return Vocabulary(vocabulary.tokenizer, (UNKNOWN, END, *vocabulary.tokens[1:]))


def cut(sentence: str, vocabulary: Vocabulary, end: bool) -> list[str]:
    """Return the tokens of one sentence, with <eos> after the last if asked for."""
    tokens = [token for token in TOKENIZERS[vocabulary.tokenizer].split(sentence.strip(), vocabulary.index) if token != END]
    return [*tokens, END] if end else tokens


def make_batch(sentences: Sequence[str], vocabulary: Vocabulary, end: bool) -> Batch:
    """Return a batch of sentences, each with <eos> at its end if asked for; raise `Refusal` ("text") at none or too many."""
    given = [sentence for sentence in sentences if sentence.strip()]
    if not 1 <= len(given) <= MOST_SENTENCES:
        raise Refusal(f"These are {len(given)} sentences: write one to {MOST_SENTENCES}, each on a line of its own.", "text")
    rows, size = [cut(sentence, vocabulary, end) for sentence in given], len(vocabulary)
    longest = max(map(len, rows))
    if not 1 <= longest <= MOST_TOKENS:
        raise Refusal(f"The longest sentence has {longest:,} tokens: use one to {MOST_TOKENS} in each.", "text")
    ids = np.full((len(rows), longest), size)  # (B, T)
    for row, tokens in zip(ids, rows, strict=True):
        row[: len(tokens)] = vocabulary.encode(tokens)
    names = (*vocabulary.tokens, PAD)
    known = tuple(tuple(names[number] for number in row) for row in ids)
    padded = tuple((*tokens, *(PAD for _ in range(longest - len(tokens)))) for tokens in rows)
    return Batch(padded, known, ids, (ids != size).astype(int), size)


def one_hot(ids: np.ndarray, size: int) -> np.ndarray:
    """Return the rows (T, V) of one sentence's numbers (T,): a single 1 in each, none where there is padding."""
    return (ids[:, None] == np.arange(size)).astype(int)


def embedding_table(size: int, width: int, seed: int) -> np.ndarray:
    """Return a table (V + 1, E) drawn from N(0, 1), as an embedding is before training; the row of <pad> is zero."""
    table = np.random.default_rng(seed).standard_normal((size + 1, width))
    table[size] = 0.0
    return table


CODE = """import torch
from torch import nn
from torch.nn.functional import one_hot

lengths = {lengths}
ids = torch.tensor({ids})  # (B, T) = {batch}
mask = ids != {size}                    # <pad> has the number {size}
hot = one_hot(ids, {size} + 1)[..., :-1]  # (B, T, V): <pad> has no 1
embedding = nn.Embedding({size} + 1, {width}, padding_idx={size})
x = embedding(ids)                      # (B, T, E)
packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
"""


def code(batch: Batch, width: int) -> str:
    """Return the lines of PyTorch that make these very tensors."""
    parts = dict(lengths=batch.lengths, ids=batch.ids.tolist(), batch=batch.ids.shape, size=batch.vocabulary_size, width=width)
    return CODE.format(**parts)
