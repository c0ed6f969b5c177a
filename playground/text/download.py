"""Fetch a text from its public address: bounded, checked, and kept only when it is whole."""

import hashlib
import http.client
import os
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playground.errors import Refusal

Progress = Callable[[int, int], None]  # bytes read so far, bytes in all
BLOCK = 65_536  # bytes


@dataclass(frozen=True)
class Download:
    """A file at a public address, `size` bytes long, that is known by its sha256."""

    title: str
    url: str
    size: int
    sha256: str
    timeout: float = 10.0  # seconds without a byte
    patience: float = 120.0  # seconds in all


def quiet(done: int, total: int) -> None:
    """Report progress to nobody."""


def fetch(download: Download, target: Path, progress: Progress = quiet) -> bytes:
    """Return the file, from `target` where it lies there whole, else from its address; raise `Refusal` without internet."""
    if target.is_file() and is_right(download, kept := target.read_bytes()):
        return kept
    data = receive(download, progress)
    if len(data) < download.size:
        raise Refusal(f"{download.title} arrived incomplete ({len(data):,} of {download.size:,} bytes): try again.", "corpus")
    if not is_right(download, data):
        raise Refusal(f"{download.title} was not fetched: what its address sends is not the expected file.", "corpus")
    keep(target, data)
    return data


def is_right(download: Download, data: bytes) -> bool:
    """Tell whether these are the bytes that were expected."""
    return hashlib.sha256(data).hexdigest() == download.sha256


def receive(download: Download, progress: Progress) -> bytes:
    """Return what the address sends, one byte more than expected at most."""
    data = bytearray()
    try:
        for block in blocks(download):
            data += block
            progress(min(len(data), download.size), download.size)
    except urllib.error.HTTPError as error:
        raise Refusal(f"{download.title} could not be fetched: its address answers with error {error.code}.", "corpus") from None
    except http.client.IncompleteRead as error:
        data += error.partial
    except (OSError, http.client.HTTPException):
        raise no_internet(download) from None
    return bytes(data)


def blocks(download: Download) -> Iterator[bytes]:
    """Yield the file piece by piece; raise `TimeoutError` when patience is at an end."""
    ends = time.monotonic() + download.patience
    left = download.size + 1
    with urllib.request.urlopen(download.url, timeout=download.timeout) as response:
        while left and (block := response.read(min(BLOCK, left))):
            left -= len(block)
            yield block
            if time.monotonic() > ends:
                raise TimeoutError


def no_internet(download: Download) -> Refusal:
    """Return the refusal for somebody who is offline."""
    reason = "there seems to be no internet connection. Every other text works without one."
    return Refusal(f"{download.title} could not be fetched: {reason}", "corpus")


def keep(target: Path, data: bytes) -> None:
    """Write a file so that others see all of it or nothing, also when two processes write it at once."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(draft, target)
    except BaseException:
        os.unlink(draft)
        raise
