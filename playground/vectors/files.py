"""Open a file of word vectors: recognised by its content, checked to the last number, read once and then mapped into memory."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playground.errors import Refusal, unknown
from playground.text.download import Progress, keep, quiet
from playground.vectors.binary import binary_blocks
from playground.vectors.blocks import Block, Layout, Limits
from playground.vectors.cache import ABOUT, Draft, Report, open_folder, report_of
from playground.vectors.layout import ENCODINGS, HEAD, recognise
from playground.vectors.packing import Bounded, opened, unpacked
from playground.vectors.textual import text_blocks

if TYPE_CHECKING:  # gensim takes 75 MB, which pages without vectors do without
    from gensim.models.keyedvectors import KeyedVectors

ONES_OWN = Limits()  # of files on one's own machine
FOLDER, KNOWN = "vectors", "known"
RACE = 2.0  # seconds: a file that is younger may change again without its time telling so


@dataclass(frozen=True)
class Format:
    """One way to write vectors down, and its reader."""

    label: str
    blocks: Callable[[Bounded, Layout, Limits], Iterator[Block]]


FORMATS: dict[str, Format] = {
    "glove-text": Format("GloVe text", text_blocks),
    "word2vec-text": Format("word2vec text or fastText .vec", text_blocks),
    "word2vec-binary": Format("word2vec binary", binary_blocks),
}


@dataclass(frozen=True)
class VectorFile:
    """The vectors of a file, what reading it found, and the folder in which both are kept."""

    vectors: KeyedVectors
    report: Report
    folder: Path


@dataclass(frozen=True)
class Request:
    """A file that is to be read: where it is, where what is in it is kept, and how."""

    path: Path
    folder: Path
    size: int  # bytes of the file
    limits: Limits
    encoding: str
    progress: Progress

    def target(self, digest: str) -> Path:
        """Return the folder for what is in a file with this digest; the size comes first, to be found without one."""
        return self.folder / f"{self.size}-{digest[:32]}-{self.encoding}"

    def may_be_kept(self) -> bool:
        """Tell whether a file of this size was read before; only then is it worth while to wait for the digest."""
        return any(self.folder.glob(f"{self.size}-*-{self.encoding}"))


def open_vectors(
    path: Path, home: Path, limits: Limits = ONES_OWN, encoding: str = "utf-8", progress: Progress = quiet
) -> VectorFile:
    """Return the vectors of a file, from the cache under `home` where its content was read before.

    Raises `Refusal` where it cannot be used: field "encoding" where its words are not in that encoding, else "vectors".
    """
    if encoding not in ENCODINGS:
        raise unknown("encoding", encoding, ENCODINGS, "encoding")
    request = Request(path, home / FOLDER, size_of(path), limits, encoding, progress)
    with ThreadPoolExecutor(1) as hashing:
        digest = hashing.submit(digest_of, path, request.folder)
        known = kept(request.target(digest.result())) if request.may_be_kept() else None
        return known or read_anew(request, digest)


def size_of(path: Path) -> int:
    """Return the bytes of a file; raise `Refusal` where it cannot be read."""
    with opened(path) as file:
        return os.fstat(file.fileno()).st_size


def kept(folder: Path) -> VectorFile | None:
    """Return what was kept in a folder; what is damaged is thrown away."""
    if not folder.is_dir():
        return None
    try:
        found = VectorFile(open_folder(folder), report_of(folder), folder)
        os.utime(folder / ABOUT)  # when it was last of use
        return found
    except (Refusal, OSError):
        shutil.rmtree(folder, ignore_errors=True)
        return None


def read_anew(request: Request, digest: Future[str]) -> VectorFile:
    """Read a file and keep what is in it; where it is refused nothing is left behind."""
    draft = Draft(request.folder)
    try:
        with unpacked(request.path, request.limits.bytes) as (stream, packing):
            layout = recognise(stream.peek(HEAD), request.encoding, request.limits)
            blocks = FORMATS[layout.format].blocks(stream, layout, request.limits)
            draft.write(told(blocks, stream, request))
        found = (len(draft.words), layout.dimensions, draft.duplicates, request.size)
        report = Report(layout.format, packing, request.encoding, *found)
        target = request.target(digest.result())
        return VectorFile(draft.finish(target, report), report, target)
    finally:
        draft.remove()


def told(blocks: Iterator[Block], stream: Bounded, request: Request) -> Iterator[Block]:
    """Pass blocks on, telling after each how far into the file reading is."""
    for block in blocks:
        request.progress(min(stream.position(), request.size), request.size)
        yield block


def digest_of(path: Path, folder: Path) -> str:
    """Return the sha256 of a file; one that has not changed since it was last asked for is not read again."""
    with opened(path) as file:
        found = os.fstat(file.fileno())
        state = {"size": found.st_size, "time": found.st_mtime_ns, "inode": found.st_ino}
        note = folder / KNOWN / f"{hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:32]}.json"
        with suppress(OSError, ValueError, AttributeError):
            known = json.loads(note.read_text("utf-8"))
            if {name: known.get(name) for name in state} == state:
                return str(known["digest"])
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if time.time() - found.st_mtime > RACE:
        with suppress(OSError):
            keep(note, json.dumps({**state, "digest": digest}).encode())
    return digest
