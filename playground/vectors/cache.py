"""Vectors as three files that a process maps into its memory: read once, opened at once, shared by all.

A folder holds `vectors.npy` (n, d), `words.txt` (a word a line, the most frequent first) and `about.json`. Bundled sets are such
folders (float16 or float32). What was read from a file is kept as one under the digest of that file's bytes, with
`norms.npy`; a folder appears whole or not at all.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from playground.errors import Refusal
from playground.text.download import keep
from playground.vectors.blocks import Block

if TYPE_CHECKING:  # gensim takes 75 MB, which pages without vectors do without
    from gensim.models.keyedvectors import KeyedVectors

MATRIX, WORDS, ABOUT, NORMS = "vectors.npy", "words.txt", "about.json", "norms.npy"
ROWS = 10_000  # of a matrix in memory at once
DRAFT, STALE = ".draft-", 86_400.0  # seconds after which a draft was left by a process that is gone


@dataclass(frozen=True)
class Report:
    """What reading a file found: `format` is a key of `FORMATS`, `packing` plain, gzip or zip; `duplicates` were left out."""

    format: str
    packing: str
    encoding: str
    words: int
    dimensions: int
    duplicates: int
    bytes: int

    def notes(self) -> tuple[str, ...]:
        """Return what a visitor should know of the file besides its words."""
        many = "1 word stands" if self.duplicates == 1 else f"{self.duplicates:,} words stand"
        return (f"{many} there more than once: the first of each counts.",) if self.duplicates else ()


def keyed(words: list[str], vectors: np.ndarray, norms: np.ndarray) -> KeyedVectors:
    """Return gensim's KeyedVectors over vectors (n, d) as they are, without a copy.

    A vector of zeros has no direction; its length is told as 1, so that its cosine with anything is 0 and not a division by zero.
    """
    from playground.vectors.mapped import MappedVectors

    found = MappedVectors(words, vectors, np.where(norms > 0, norms, np.float32(1)))
    found.expandos = {"count": np.arange(len(words), 0, -1)}  # as gensim does where a file has no counts
    return found


def open_folder(folder: Path) -> KeyedVectors:
    """Return the vectors of a folder; raise `Refusal` (field "vectors") where its files do not belong together.

    float32 is mapped into memory and read-only: all processes share one copy. float16 is widened in memory.
    """
    try:
        vectors = np.load(folder / MATRIX, mmap_mode="r")
        words = (folder / WORDS).read_bytes().decode("utf-8").removesuffix("\n").split("\n")
        norms = np.load(folder / NORMS) if (folder / NORMS).is_file() else None
    except (OSError, ValueError, EOFError):
        raise damaged(folder) from None
    if vectors.ndim != 2 or vectors.dtype.kind != "f" or not vectors.shape[1]:
        raise damaged(folder)
    if not len(vectors) == len(words) == (len(words) if norms is None else len(norms)):
        raise damaged(folder)
    matrix = np.asarray(vectors, np.float32)
    return keyed(words, matrix, np.linalg.norm(matrix, axis=1) if norms is None else norms)


def damaged(folder: Path) -> Refusal:
    """Return the refusal of a folder that does not hold what it should."""
    return Refusal(f"The vectors in {folder.name} are damaged: read them anew from their file.", "vectors")


def about(folder: Path) -> dict:
    """Return what a folder says about its vectors, nothing where it says nothing."""
    with suppress(OSError, ValueError):
        if isinstance(said := json.loads((folder / ABOUT).read_text("utf-8")), dict):
            return said
    return {}


def report_of(folder: Path) -> Report:
    """Return what reading found when a folder was written; raise `Refusal` where it does not say so."""
    try:
        return Report(**about(folder))
    except TypeError:
        raise damaged(folder) from None


def made(folder: Path) -> Path:
    """Return a folder, made where it is not there; raise `Refusal` where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"The folder {folder} cannot be made ({error.strerror}): set PLAYGROUND_HOME to another.") from None
    return folder


class Draft:
    """A folder that is being written: words that come a second time are left out and counted. Remove it in any case."""

    def __init__(self, home: Path):
        sweep(made(home))
        self.folder = Path(tempfile.mkdtemp(dir=home, prefix=DRAFT))
        self.words: list[str] = []
        self.norms = np.empty(0, np.float32)
        self.duplicates = 0

    def write(self, blocks: Iterable[Block]) -> None:
        """Write every block; at most one of them is in memory."""
        norms, hashes = [], []
        with (self.folder / MATRIX).open("wb") as file:
            file.write(header(0, 0))
            for block in blocks:
                norms.append(np.linalg.norm(block.vectors, axis=1))
                hashes.append(np.fromiter(map(hash, block.words), np.int64, len(block.words)))
                file.write(np.ascontiguousarray(block.vectors))
                self.words += block.words
            if not self.words:
                raise Refusal("This file holds no words: each line has a word and its numbers.", "vectors")
            file.seek(0)
            file.write(header(len(self.words), block.vectors.shape[1]))
        self.norms = np.concatenate(norms)
        if repeated(np.concatenate(hashes)):
            self.keep_firsts()
        (self.folder / WORDS).write_bytes("\n".join(self.words).encode("utf-8"))
        np.save(self.folder / NORMS, self.norms)

    def keep_firsts(self) -> None:
        """Write the matrix anew with the first row of each word, a block at a time."""
        firsts = dict(zip(reversed(self.words), range(len(self.words) - 1, -1, -1), strict=True))
        rows = np.sort(np.fromiter(firsts.values(), np.int64, len(firsts)))
        self.duplicates = len(self.words) - len(rows)
        self.words, self.norms = [self.words[row] for row in rows], self.norms[rows]
        matrix, thinned = np.load(self.folder / MATRIX, mmap_mode="r"), self.folder / "thinned.npy"
        with thinned.open("wb") as file:
            file.write(header(len(rows), matrix.shape[1]))
            for start in range(0, len(rows), ROWS):
                file.write(matrix[rows[start : start + ROWS]])
        os.replace(thinned, self.folder / MATRIX)

    def finish(self, target: Path, report: Report) -> KeyedVectors:
        """Put the folder where it belongs, and return its vectors; who came first has put the same there."""
        keep(self.folder / ABOUT, json.dumps(asdict(report), indent=1).encode())
        with suppress(OSError):
            os.rename(self.folder, target)
        vectors, norms = np.load(target / MATRIX, mmap_mode="r"), np.load(target / NORMS)
        return keyed(self.words, np.asarray(vectors), norms)

    def remove(self) -> None:
        """Leave nothing behind where the folder was not finished."""
        shutil.rmtree(self.folder, ignore_errors=True)


def repeated(hashes: np.ndarray) -> bool:
    """Tell whether two of the hashes (n,) are equal, as they are where a word comes twice."""
    ordered = np.sort(hashes)
    return bool((ordered[1:] == ordered[:-1]).any())


def header(rows: int, dimensions: int) -> bytes:
    """Return the beginning of a .npy file of float32 (n, d); numpy pads it, so it is as long for any n and d."""
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, dict(descr="<f4", fortran_order=False, shape=(rows, dimensions)))
    return file.getvalue()


def sweep(home: Path) -> None:
    """Remove drafts of processes that are gone."""
    for left in home.glob(f"{DRAFT}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
