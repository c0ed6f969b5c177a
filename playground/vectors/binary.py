"""Read vectors in word2vec's binary form: a header line, then each word, a space, and its numbers as little-endian float32."""

from collections.abc import Iterator

import numpy as np

from playground.errors import Refusal
from playground.vectors.blocks import LARGEST, Block, Layout, Limits
from playground.vectors.packing import Bounded

CHUNK = 4_000_000  # bytes
NUMBER = 4  # bytes of a float32
LONGEST_WORD = 5_000  # bytes


def binary_blocks(stream: Bounded, layout: Layout, limits: Limits) -> Iterator[Block]:
    """Yield the words and vectors; raise `Refusal` (field "vectors") at the first byte that is wrong."""
    stream.read(layout.start)
    rows, place, rest = 0, layout.start, b""
    while rows < layout.words:
        data = stream.read(CHUNK)
        rest += data
        block, used = records(rest, layout, place, layout.words - rows)
        if block.words:
            yield block
        rows, place, rest = rows + len(block.words), place + used, rest[used:]
        if not data and rows < layout.words:
            raise Refusal(
                f"The file ends at byte {place + len(rest):,}, in the middle of word {rows + 1:,} of {layout.words:,} that its "
                "header promises: fetch it again.",
                "vectors",
            )
    check_end(stream, rest, place, layout)


def check_end(stream: Bounded, rest: bytes, place: int, layout: Layout) -> None:
    """Raise `Refusal` where anything but blank bytes follows the last word."""
    while rest:
        if rest.strip():
            at = place + len(rest) - len(rest.lstrip()) + 1
            raise Refusal(f"The header promises {layout.words:,} words, and more follows them at byte {at:,}.", "vectors")
        place, rest = place + len(rest), stream.read(CHUNK)


def records(data: bytes, layout: Layout, place: int, most: int) -> tuple[Block, int]:
    """Return the whole records at the beginning of some bytes, up to `most`, and how many bytes they take."""
    words, starts, start, size = [], [], 0, NUMBER * layout.dimensions
    while len(words) < most:
        space = data.find(b" ", start, start + LONGEST_WORD)
        if space < 0 and len(data) - start >= LONGEST_WORD:
            at = f"No word ends within {LONGEST_WORD:,} bytes of byte {place + start + 1:,}"
            raise Refusal(f"{at}: the file is damaged.", "vectors")
        if space < 0 or space + 1 + size > len(data):
            break
        words.append(word_at(data[start:space], place + start, layout.encoding))
        starts.append(space + 1)
        start = space + 1 + size
    vectors = np.empty((len(words), layout.dimensions), np.float32)
    for row, begin in enumerate(starts):
        vectors[row] = np.frombuffer(data, "<f4", layout.dimensions, begin)
    check_finite(vectors, words, [place + begin for begin in starts])
    return Block(words, vectors), start


def word_at(raw: bytes, place: int, encoding: str) -> str:
    """Return a word from its bytes; a line break before it belongs to the word before."""
    raw = raw.lstrip(b"\n")
    try:
        word = raw.decode(encoding)
    except UnicodeDecodeError:
        raise Refusal(
            f"The word at byte {place + 1:,} is not UTF-8: read the file as Latin-1, or fetch it again.", "encoding"
        ) from None
    if not word or "\n" in word:
        raise Refusal(f"At byte {place + 1:,} a word is due, and there is none: the file is damaged.", "vectors")
    return word


def check_finite(vectors: np.ndarray, words: list[str], places: list[int]) -> None:
    """Raise `Refusal` at the first number (of vectors (n, d)) that is not finite, or too large."""
    good = np.abs(vectors) <= LARGEST  # which nan is not
    if not good.all():
        row, column = np.argwhere(~good)[0]
        at = places[row] + NUMBER * column + 1
        said = f"The number at byte {at:,} (“{words[row][:40]}”, number {column + 1}) is {vectors[row, column]}"
        raise Refusal(f"{said}: only numbers up to {LARGEST:g} can be used.", "vectors")
