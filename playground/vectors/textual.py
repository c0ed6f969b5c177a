"""Read vectors written as text: a word and its numbers in each line, separated by single spaces.

Lines are parsed in chunks by Arrow's CSV reader on two threads. It neither drops nor shifts anything: a chunk that does not come
out as one word and d finite numbers for each line is read again line by line, which either finds it in order (a word with a
space in it, a number with a plus) or names the line that is not.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pyarrow as pa
from pyarrow import csv

from playground.errors import Refusal
from playground.vectors.blocks import LARGEST, Block, Layout, Limits
from playground.vectors.layout import LONGEST_LINE, MARK, NUMBER, fields
from playground.vectors.packing import Bounded

CHUNK = 2_000_000  # bytes: numbers and text of one chunk stay in the processor's cache
THREADS = 2
BLANK = b" \r\n"
NOT_FINITE = {b"nan", b"inf", b"infinity"}


@dataclass(frozen=True)
class Chunk:
    """Whole lines, how many, and the number of the first (from 1)."""

    text: bytes
    lines: int
    line: int


def text_blocks(stream: Bounded, layout: Layout, limits: Limits) -> Iterator[Block]:
    """Yield the words and vectors of a text; raise `Refusal` (field "vectors") at the first line that is wrong."""
    rows, waiting = 0, deque()
    with ThreadPoolExecutor(THREADS) as readers:
        try:
            for chunk in chunks(stream, layout):
                waiting.append(readers.submit(parse, chunk, layout))
                if len(waiting) > THREADS:
                    rows += len((block := taken(waiting)).words)
                    limits.check_words(rows)
                    yield block
            while waiting:
                rows += len((block := taken(waiting)).words)
                yield block
        finally:
            readers.shutdown(wait=False, cancel_futures=True)
    limits.check_words(rows)
    layout.check_count(rows)


def taken(waiting: "deque[Future[Block]]") -> Block:
    """Return the block of the chunk that was handed in first."""
    return waiting.popleft().result()


def chunks(stream: Bounded, layout: Layout) -> Iterator[Chunk]:
    """Yield a text in whole lines; blank lines are left away at its end and refused elsewhere."""
    line, rest, blank = 1 if layout.words is None else 2, b"", 0
    stream.read(layout.start)
    while data := stream.read(CHUNK):
        cut = data.rfind(b"\n") + 1
        text, rest = (b"".join((rest, memoryview(data)[:cut])), data[cut:]) if cut else (b"", rest + data)
        lines = text.count(b"\n")
        check_length(rest, line + lines)
        rows = filled(text)
        full = lines if rows is text else rows.count(b"\n")
        if rows:
            check_gap(blank)
            yield Chunk(rows, full, line)
        if lines > full:
            blank = blank or line + full
        line += lines
    if last := filled(rest):
        check_gap(blank)
        yield Chunk(last, 1, line)


def filled(text: bytes) -> bytes:
    """Return lines without those at their end that are blank; nothing is copied where none is."""
    if text[-2:-1].strip(BLANK) and text.endswith(b"\n"):
        return text
    rows = text.rstrip(BLANK)
    return rows + b"\n" if rows else rows


def check_length(begun: bytes, number: int) -> None:
    """Raise `Refusal` where the line that has only begun is longer than a vector can be."""
    if len(begun) > LONGEST_LINE:
        raise Refusal(f"Line {number:,} is longer than {LONGEST_LINE:,} bytes: a line has one word and its numbers.", "vectors")


def check_gap(blank: int) -> None:
    """Raise `Refusal` where lines follow after a blank one."""
    if blank:
        raise Refusal(f"Line {blank:,} is blank: each line needs a word and its numbers.", "vectors")


def parse(chunk: Chunk, layout: Layout) -> Block:
    """Return the words and vectors of some lines."""
    text = chunk.text if layout.encoding == "utf-8" else chunk.text.decode(layout.encoding).encode()
    found = quick(text, chunk.lines, layout.dimensions)
    if not found and (b" \n" in text or b"\r\n" in text):
        found = quick(text.replace(b"\r\n", b"\n").replace(b" \n", b"\n"), chunk.lines, layout.dimensions)
    return found or careful(replace(chunk, text=text), layout)


def quick(text: bytes, lines: int, dimensions: int) -> Block | None:
    """Return what Arrow makes of some lines, None where it is not one word and d finite numbers for every line."""
    if text.startswith((MARK, b" ")):  # Arrow would take the first for no part of the word
        return None
    names, parsing, converting = options(dimensions)
    reading = csv.ReadOptions(use_threads=False, column_names=names, block_size=len(text) + 1)
    try:
        table = csv.read_csv(pa.py_buffer(text), reading, parsing, converting)
    except pa.ArrowInvalid:
        return None
    if table.num_rows != lines:
        return None
    words, *columns = table.to_batches()[0].columns
    vectors = pa.RecordBatch.from_arrays(columns, names[1:]).to_tensor(row_major=True).to_numpy()
    words = words.to_pylist()
    good = all(words) and vectors.min() >= -LARGEST and vectors.max() <= LARGEST  # which nan is not
    return Block(words, vectors) if good else None


@lru_cache(maxsize=16)
def options(dimensions: int) -> tuple[list[str], csv.ParseOptions, csv.ConvertOptions]:
    """Return how Arrow reads a word and d numbers: nothing is quoted, nothing means “missing”, nothing is skipped."""
    kinds = {"f0": pa.string()} | {f"f{place}": pa.float32() for place in range(1, dimensions + 1)}
    parsing = csv.ParseOptions(delimiter=" ", quote_char=False, double_quote=False, ignore_empty_lines=False)
    return list(kinds), parsing, csv.ConvertOptions(column_types=kinds, null_values=[], strings_can_be_null=False)


def careful(chunk: Chunk, layout: Layout) -> Block:
    """Return the words and vectors of some lines, each looked at by itself; raise `Refusal` at the first that is wrong."""
    lines = chunk.text.split(b"\n")[:-1]
    read = [read_line(line, number, layout) for number, line in enumerate(lines, chunk.line)]
    return Block([word for word, _ in read], np.array([vector for _, vector in read], np.float32))


def read_line(line: bytes, number: int, layout: Layout) -> tuple[str, list[float]]:
    """Return the word and the numbers of a line; what stands before its last d numbers is the word."""
    parts, dimensions = fields(line), layout.dimensions
    if not any(parts):
        check_gap(number)
    if b"" in parts[1:]:
        raise wrong(number, "has two spaces in a row", layout)
    if len(parts) <= dimensions:
        raise wrong(number, f"has {count_text(len(parts) - 1)} where {dimensions:,} are due", layout)
    extra = sum(bool(NUMBER.fullmatch(part)) for part in parts[1:-dimensions])
    if extra:
        raise wrong(number, f"has {count_text(dimensions + extra)} where {dimensions:,} are due", layout)
    try:
        word = b" ".join(parts[:-dimensions]).strip(b" ").decode("utf-8")
    except UnicodeDecodeError as error:
        byte = f"Byte {error.start + 1} of line {number:,} (0x{error.object[error.start]:02x})"
        raise Refusal(f"{byte} is not UTF-8: read the file as Latin-1, or save it as UTF-8.", "encoding") from None
    if not word:
        raise wrong(number, "has no word before its numbers", layout)
    return word, [read_number(part, number, layout) for part in parts[-dimensions:]]


def read_number(part: bytes, number: int, layout: Layout) -> float:
    """Return a finite number that fits into 32 bits."""
    if not NUMBER.fullmatch(part):
        said = part[:40].decode("utf-8", "replace")
        kind = "is not finite" if part.lower().lstrip(b"+-") in NOT_FINITE else "is no number"
        raise wrong(number, f"has “{said}”, which {kind}", layout)
    value = float(part)
    if abs(value) > LARGEST:
        raise wrong(number, f"has {part[:40].decode()}, which is too large ({LARGEST:g} at most)", layout)
    return value


def wrong(number: int, what: str, layout: Layout) -> Refusal:
    """Return the refusal of a line."""
    due = f"a word and its {layout.dimensions:,} numbers, separated by single spaces"
    promised = ", as the header promises" if layout.words is not None else ""
    return Refusal(f"Line {number:,} {what}: each line needs {due}{promised}.", "vectors")


def count_text(count: int) -> str:
    """Write how many numbers there are."""
    return f"{count:,} number{'' if count == 1 else 's'}"
