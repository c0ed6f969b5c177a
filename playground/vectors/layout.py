"""Recognise what kind of vectors a file holds from its first bytes, never from its name."""

import re
from collections import Counter

from playground.errors import Refusal
from playground.vectors.blocks import Layout, Limits

HEAD = 262_144  # bytes that are looked at
SAMPLE = 100  # lines that are counted
LONGEST_LINE = 200_000  # bytes: 4,096 numbers of fifty digits
MARK = b"\xef\xbb\xbf"  # what some editors put before UTF-8
OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
HEADER = re.compile(rb"\s*(\d{1,12})\s+(\d{1,9})[ \t\r]*")
NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
ENCODINGS = ("utf-8", "latin-1")
UNKNOWN = (
    "These are no word vectors that are known here: use GloVe's text, word2vec's text or binary, or fastText's .vec, "
    "plain, as .gz or as .zip."
)


def recognise(head: bytes, encoding: str, limits: Limits) -> Layout:
    """Return how to read a file that begins so; raise `Refusal` (field "vectors") where it is none of ours."""
    if head.startswith(OTHER_MARKS):
        raise Refusal("This file is in UTF-16: save it as UTF-8.", "vectors")
    start = len(MARK) if head.startswith(MARK) else 0
    first, end, rest = head[start:].partition(b"\n")
    header = HEADER.fullmatch(first) if end else None
    if header:
        words, dimensions = int(header[1]), int(header[2])
        check_header(words, dimensions, limits)
        kind = "word2vec-text" if is_text(rest, dimensions, words) else "word2vec-binary"
        return Layout(kind, dimensions, words, start + len(first) + 1, encoding)
    if CONTROL.search(head):
        raise Refusal(UNKNOWN, "vectors")
    return Layout("glove-text", dimensions_of(head[start:], limits), None, start, encoding)


def check_header(words: int, dimensions: int, limits: Limits) -> None:
    """Raise `Refusal` at a header that promises nothing, or more than is read."""
    if not words or not dimensions:
        raise Refusal(
            f"The header in line 1 promises {words} words of {dimensions} numbers: there is nothing to read.", "vectors"
        )
    limits.check_dimensions(dimensions)
    limits.check_words(words)


def is_text(rest: bytes, dimensions: int, words: int) -> bool:
    """Tell whether what follows a header is lines of numbers: binary numbers nearly always hold control characters."""
    if CONTROL.search(rest):
        return False
    first = fields(rest.partition(b"\n")[0])
    if len(first) > 1 and NUMBER.fullmatch(first[-1]):
        return True
    return not is_binary(rest, dimensions, words)


def is_binary(rest: bytes, dimensions: int, words: int) -> bool:
    """Tell whether so many words, each with a space and its float32 numbers behind it, end where some bytes end."""
    place = 0
    for _ in range(words):
        space = rest.find(b" ", place)
        if space < 0 or space + 1 + 4 * dimensions > len(rest):
            return False
        place = space + 1 + 4 * dimensions
    return not rest[place:].strip()


def fields(line: bytes) -> list[bytes]:
    """Return what stands between single spaces in a line without its end."""
    return line.rstrip(b"\r").rstrip(b" ").split(b" ")


def dimensions_of(text: bytes, limits: Limits) -> int:
    """Return how many numbers most of the first lines have behind their word."""
    if len(text) > LONGEST_LINE and b"\n" not in text:
        raise Refusal(UNKNOWN, "vectors")
    lines = text.split(b"\n")
    whole = [line for line in lines[:-1] or lines if line.strip()][:SAMPLE]
    if not whole:
        raise Refusal("This file holds no words: each line has a word and its numbers.", "vectors")
    counts = Counter(len(fields(line)) - 1 for line in whole)
    dimensions = counts.most_common(1)[0][0]
    if dimensions < 1:
        raise Refusal(UNKNOWN, "vectors")
    limits.check_dimensions(dimensions)
    return dimensions
