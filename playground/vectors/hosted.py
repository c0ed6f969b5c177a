"""The vectors that a host puts into the folder `PLAYGROUND_VECTORS`: every file in it is offered to all visitors."""

import os
import re
from pathlib import Path

from playground.text.download import Progress
from playground.vectors.files import open_vectors
from playground.vectors.vectorset import Offer, Place, VectorSet

HOSTED, MOST = "host-", 200  # files of a folder


def hosted(place: Place) -> dict[str, Offer]:
    """Return the host's files by names made of theirs; hidden files and folders are not among them."""
    if not place.host.vectors:
        return {}
    folder = Path(place.host.vectors).expanduser()
    files = sorted(path for path in folder.glob("[!.]*") if path.is_file() and os.access(path, os.R_OK))
    named = {HOSTED + re.sub(r"[^\w.-]+", "-", path.name): path for path in files[:MOST]}
    return {name: offer(name, path, place) for name, path in named.items()}


def offer(name: str, path: Path, place: Place) -> Offer:
    """Return the offer of one file."""
    told = dict(title=path.name, about="A file of this site.", source=path.name, licence="ask this site's host")

    def load(progress: Progress) -> VectorSet:
        found = open_vectors(path, place.host.home, place.limits(), "utf-8", progress)
        return VectorSet(name, **told, vectors=found.vectors, notes=found.report.notes())

    state = path.stat()
    return Offer(**told, load=load, version=f"{state.st_size}-{state.st_mtime_ns}")
