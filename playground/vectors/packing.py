"""Open a file of vectors whatever it is packed in: plain, gzip or zip, never reading further than a limit."""

import gzip
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from playground.errors import Refusal

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
PICKLES = tuple(bytes([0x80, protocol]) for protocol in range(2, 6))  # how Python's pickles begin since 2003
RESOURCES = "__MACOSX/"  # what one system puts beside each file of a zip
DAMAGED = (OSError, EOFError, ValueError, RuntimeError, LookupError, struct.error, zlib.error, zipfile.BadZipFile)
PICKLED = (
    "This is a Python pickle, which can run any program when it is opened, so it is never read here: save the vectors with "
    "save_word2vec_format and open that file."
)


class Bounded:
    """A stream that is read from its beginning and refuses to give more than `limit` bytes."""

    def __init__(self, stream: BinaryIO, file: BinaryIO, limit: int, packed: bool):
        self.stream, self.file, self.limit, self.packed = stream, file, limit, packed
        self.count = 0
        self.kept = b""

    def position(self) -> int:
        """Return how many bytes of the file itself were read."""
        return self.file.tell()

    def peek(self, size: int) -> bytes:
        """Return up to `size` of the next bytes and leave them there."""
        while len(self.kept) < size and (more := self.take(size - len(self.kept))):
            self.kept += more
        return self.kept[:size]

    def read(self, size: int) -> bytes:
        """Return up to `size` of the next bytes, none at the end; raise `Refusal` past the limit and where they are damaged."""
        if self.kept:
            given, self.kept = self.kept[:size], self.kept[size:]
            return given
        return self.take(size)

    def take(self, size: int) -> bytes:
        """Return the next bytes of the stream itself."""
        try:
            data = self.stream.read(size)
        except DAMAGED:
            raise Refusal(f"This archive is damaged after {self.count:,} unpacked bytes: fetch it again.", "vectors") from None
        self.count += len(data)
        if self.count > self.limit:
            what = "unpacks to more than" if self.packed else "is larger than"
            raise Refusal(f"This file {what} {self.limit / 1e6:,.0f} MB, the most that is read here.", "vectors")
        return data


@contextmanager
def unpacked(path: Path, limit: int) -> Iterator[tuple[Bounded, str]]:
    """Open a file; yield what is in it, as a stream of at most `limit` bytes, and what it was packed in.

    Raises `Refusal` (field "vectors") at an archive that cannot be one set of vectors, and at a pickle, which is never opened.
    """
    with opened(path) as file:
        magic = file.read(4)
        file.seek(0)
        packing = next((name for start, name in ((GZIP, "gzip"), (ZIP, "zip")) if magic.startswith(start)), "plain")
        with STREAMS[packing](file) as stream:
            bounded = Bounded(stream, file, limit, packing != "plain")
            check_beginning(bounded.peek(4))
            yield bounded, packing


def opened(path: Path) -> BinaryIO:
    """Open a file; raise `Refusal` where that cannot be done."""
    try:
        return path.open("rb")
    except OSError as error:
        raise Refusal(f"{path.name} cannot be read ({error.strerror}): choose a file of word vectors.", "vectors") from None


def check_beginning(magic: bytes) -> None:
    """Raise `Refusal` where what was unpacked is empty, a pickle, or packed once more."""
    if not magic:
        raise Refusal("This file is empty: a file of word vectors has a word and its numbers in each line.", "vectors")
    if magic.startswith(PICKLES):
        raise Refusal(PICKLED, "vectors")
    if magic.startswith((GZIP, ZIP)):
        raise Refusal("This archive holds another archive: unpack it once and choose what is inside.", "vectors")


def member(file: BinaryIO) -> BinaryIO:
    """Open the one file that a zip holds; raise `Refusal` where it holds none, several, or one with a suspicious name."""
    try:
        archive = zipfile.ZipFile(file)
        return archive.open(only_member(archive))
    except Refusal:
        raise
    except DAMAGED:
        raise Refusal("This zip is damaged: fetch it again, or pack it anew.", "vectors") from None


def only_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the one file of a zip."""
    found = [item for item in archive.infolist() if not item.is_dir() and not item.filename.startswith(RESOURCES)]
    if any(item.filename.endswith((".pkl", ".pickle")) for item in found):
        raise Refusal(PICKLED, "vectors")
    if len(found) != 1:
        names = ", ".join(PurePosixPath(item.filename).name[:40] for item in found[:4])
        held = f"{len(found):,} files ({names}{' …' if len(found) > 4 else ''})" if found else "no file"
        raise Refusal(f"This zip holds {held}: unpack it and choose one file, or pack that one alone.", "vectors")
    check_member(found[0])
    return found[0]


def check_member(item: zipfile.ZipInfo) -> None:
    """Raise `Refusal` at a name that points out of the archive, a password, or a rare kind of compression."""
    path = PurePosixPath(item.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise Refusal("The file in this zip has an absolute path or one with “..”: pack the file anew, by its name.", "vectors")
    if item.flag_bits & 1:
        raise Refusal("This zip is locked with a password: unpack it and choose what is inside.", "vectors")
    if item.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refusal("This zip is packed in a rare way: pack the file anew, as an ordinary zip or gzip.", "vectors")


STREAMS: dict[str, Callable[[BinaryIO], AbstractContextManager[BinaryIO]]] = {
    "plain": nullcontext,
    "gzip": lambda file: gzip.GzipFile(fileobj=file, mode="rb"),
    "zip": member,
}
