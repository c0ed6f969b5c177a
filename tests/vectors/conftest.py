"""Tiny files of vectors, made in the test."""

import gzip
import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

DATA = Path(os.environ.get("UNROLLED_DATA", Path(__file__).parents[3] / "shared" / "data"))
ROWS = {"king": [3.0, 1.0, 0.0], "queen": [3.0, -1.0, 0.5], "man": [1.0, 1.25, 0.0], "woman": [1.0, -1.0, 0.5]}


def text(rows, header: bool = False, end: str = "\n", before: str = "") -> bytes:
    """Return words and numbers as a file of text; a word may stand several times."""
    pairs = list(rows.items() if isinstance(rows, dict) else rows)
    lines = [f"{len(pairs)} {len(pairs[0][1])}"] * header + [" ".join([word, *map(repr, numbers)]) for word, numbers in pairs]
    return (before + "".join(line + end for line in lines)).encode()


def binary(rows, line_end: bytes = b"\n") -> bytes:
    """Return words and numbers in word2vec's binary form."""
    pairs = list(rows.items())
    records = (word.encode() + b" " + np.array(numbers, "<f4").tobytes() + line_end for word, numbers in pairs)
    return f"{len(pairs)} {len(pairs[0][1])}\n".encode() + b"".join(records)


def zipped(*members, **how) -> bytes:
    """Return a zip of (name, bytes) pairs."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


PACKED = {"plain": lambda data: data, "gzip": gzip.compress, "zip": lambda data: zipped(("vectors.txt", data))}


@pytest.fixture
def opened(tmp_path):
    """Open bytes as a file of vectors whose name says nothing."""
    from playground.vectors.files import open_vectors

    def opened(data: bytes, **options):
        path = tmp_path / "some-file"
        path.write_bytes(data)
        return open_vectors(path, tmp_path / "home", **options)

    return opened


def same(vectors, rows) -> bool:
    """Tell whether vectors hold these words in this order, with these numbers."""
    expected = np.array(list(rows.values()), np.float32)
    return vectors.index_to_key == list(rows) and np.array_equal(vectors.vectors, expected)
