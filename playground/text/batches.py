"""Cut a stream of token ids into batches; any batch can be made again from its number alone."""

from dataclasses import dataclass

import torch
from torch import Tensor

REST = 32  # a row starts afresh once in so many batches, or in B where B is more


@dataclass(frozen=True)
class Batch:
    """`inputs` and `targets` (B, T): a target is the token after its input. `fresh` (B,) marks rows that start from zero."""

    inputs: Tensor
    targets: Tensor
    fresh: Tensor


@dataclass(frozen=True)
class Batches:
    """The batches of one text: `stream` (L,) cut into B rows, each read from left to right, T tokens a batch.

        stream  a b c d e f g h i j k l        B = 2, T = 2
        rows    a b c d e f │ g h i j k l
        batch 0 [a b | g h], batch 1 [c d | i j], …

    Stateful batches follow each other along the rows, so that the state can be carried over. One row in turn starts from a zero
    state all the same, about every thousand tokens, so that the network also learns to begin: a sample begins with nothing.
    Stateless batches are the same windows in an order shuffled anew each epoch, each from a zero state.
    """

    stream: Tensor
    batch_size: int
    sequence_length: int
    stateful: bool
    seed: int

    @property
    def rows(self) -> int:
        """Return B, or fewer where the text is too short for B rows of two tokens."""
        return max(1, min(self.batch_size, len(self.stream) // 2))

    @property
    def row_length(self) -> int:
        """Return the number of tokens in each row, the target of its last input included."""
        return len(self.stream) // self.rows

    @property
    def per_epoch(self) -> int:
        """Return how many batches read the text once; the last may be shorter than T."""
        return max(1, -(-(self.row_length - 1) // self.sequence_length))

    def batch(self, number: int) -> Batch:
        """Return the batch with this number, counted over all epochs from 0."""
        epoch, index = divmod(number, self.per_epoch)
        if self.stateful:
            turn = torch.arange(self.rows) == number % max(self.rows, REST)
            return self.window(index, turn if index else torch.ones_like(turn))
        order = torch.randperm(self.per_epoch, generator=torch.Generator().manual_seed(self.seed + epoch))
        return self.window(int(order[index]), torch.ones(self.rows, dtype=torch.bool))

    def window(self, index: int, fresh: Tensor) -> Batch:
        """Return the batch of each row's window number `index`."""
        rows = self.stream[: self.rows * self.row_length].view(self.rows, self.row_length)
        start = index * self.sequence_length
        stop = min(start + self.sequence_length, self.row_length - 1)
        return Batch(rows[:, start:stop], rows[:, start + 1 : stop + 1], fresh)
