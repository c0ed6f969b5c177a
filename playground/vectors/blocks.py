"""What every reader of vectors yields, and how much any of them takes in."""

from dataclasses import dataclass

import numpy as np

from playground.errors import Refusal

LARGEST = 1e15  # the squares of larger numbers would not add up in 32 bits


@dataclass(frozen=True)
class Limits:
    """How much of a file is read: bytes when unpacked, words, and numbers a word."""

    bytes: int = 20_000_000_000
    words: int = 6_000_000
    dimensions: int = 4_096

    def check_dimensions(self, dimensions: int) -> None:
        """Raise `Refusal` where vectors are longer than is read here."""
        if dimensions > self.dimensions:
            raise Refusal(f"These vectors have {dimensions:,} numbers each: at most {self.dimensions:,} are read.", "vectors")

    def check_words(self, words: int) -> None:
        """Raise `Refusal` where there are more words than are read here."""
        if words > self.words:
            most = f"{self.words:,}"
            raise Refusal(f"This file has more than {most} words, the most that are read here: keep its first {most}.", "vectors")


@dataclass(frozen=True)
class Block:
    """Some words in the order of the file, and their vectors (n, d), float32 and all finite."""

    words: list[str]
    vectors: np.ndarray


@dataclass(frozen=True)
class Layout:
    """What the beginning of a file says: its kind (a key of `FORMATS`), numbers a word, the words promised (None: no header),
    the bytes before the first word, and the encoding of the words."""

    format: str
    dimensions: int
    words: int | None
    start: int
    encoding: str

    def check_count(self, rows: int) -> None:
        """Raise `Refusal` where the file does not hold what its header promises."""
        if self.words is not None and rows != self.words:
            raise Refusal(f"The header in line 1 promises {self.words:,} words, and the file holds {rows:,}.", "vectors")
