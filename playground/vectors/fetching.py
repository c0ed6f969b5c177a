"""Fetch a large file from its public address: resumed where it was cut, checked, there only when it is whole."""

import fcntl
import hashlib
import http.client
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from playground.errors import Refusal
from playground.text.download import Progress, quiet
from playground.vectors.cache import made

BLOCK = 262_144  # bytes
PART = ".part"


@dataclass(frozen=True)
class Remote:
    """A file at a public address, `size` bytes long, that is known by its md5."""

    title: str
    url: str
    size: int
    md5: str
    timeout: float = 15.0  # seconds without a byte
    patience: float = 3_600.0  # seconds in all


def fetch_file(remote: Remote, target: Path, progress: Progress = quiet) -> Path:
    """Return where a file lies, fetched if it is not there yet; raise `Refusal` (field "vectors") where it cannot be had.

    What arrived of it before stays beside its place, and fetching goes on from there.
    """
    if target.is_file() and target.stat().st_size == remote.size:
        return target
    part = made(target.parent) / (target.name + PART)
    with alone(part, remote) as file:
        receive(remote, file, progress)
        if file.tell() < remote.size:
            raise refusal(
                remote, f"arrived incomplete ({file.tell():,} of {remote.size:,} bytes): try again, and it goes on from there"
            )
        file.seek(0)
        if hashlib.file_digest(file, "md5").hexdigest() != remote.md5:
            part.unlink()
            raise refusal(remote, "was not fetched: what its address sends is not the expected file")
        os.replace(part, target)
    return target


@contextmanager
def alone(part: Path, remote: Remote) -> Iterator[BinaryIO]:
    """Open what has arrived of a file so that nobody else adds to it meanwhile."""
    with part.open("ab+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise refusal(remote, "is being fetched for somebody else right now: try again in a minute") from None
        yield file


def receive(remote: Remote, file: BinaryIO, progress: Progress) -> None:
    """Add to a file what is missing of it, one byte more than expected at most."""
    ends, start = time.monotonic() + remote.patience, file.seek(0, os.SEEK_END)
    if start > remote.size:
        start = file.truncate(0)
    if start == remote.size:
        return
    try:
        with closing(opened(remote, start)) as response:
            if start and response.status != http.HTTPStatus.PARTIAL_CONTENT:
                file.truncate(0)  # it sends all of it again
            add(response, file, remote, progress, ends)
    except urllib.error.HTTPError as error:
        raise refusal(remote, f"could not be fetched: its address answers with error {error.code}") from None
    except (OSError, http.client.HTTPException):
        if file.tell() == start:
            reason = "could not be fetched: there seems to be no internet connection. Other vectors work without one"
            raise refusal(remote, reason) from None


def opened(remote: Remote, start: int) -> http.client.HTTPResponse:
    """Ask for a file from a byte on."""
    headers = {"Range": f"bytes={start}-"} if start else {}
    return urllib.request.urlopen(urllib.request.Request(remote.url, headers=headers), timeout=remote.timeout)


def add(response: http.client.HTTPResponse, file: BinaryIO, remote: Remote, progress: Progress, ends: float) -> None:
    """Write what comes to the end of a file, until it is one byte too long or patience is at an end."""
    done = file.seek(0, os.SEEK_END)
    while done <= remote.size and time.monotonic() < ends and (block := response.read1(min(BLOCK, remote.size + 1 - done))):
        done += file.write(block)
        progress(min(done, remote.size), remote.size)
    file.flush()


def refusal(remote: Remote, reason: str) -> Refusal:
    """Return why a file cannot be had."""
    return Refusal(f"{remote.title} {reason}.", "vectors")
