"""The vectors that a visitor brings: their numbers lie in the cache, and a note of the visitor's says which are theirs."""

import json
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from playground.errors import Refusal
from playground.text.download import Progress, keep, quiet
from playground.vectors.cache import DRAFT, about, made, open_folder, report_of
from playground.vectors.files import FOLDER, open_vectors
from playground.vectors.vectorset import Offer, Place, VectorSet

OWN, NOTES = "own-", "own"
YOURS = "Your own file; nobody else sees it."
KEPT = 10  # sets of one visitor; the oldest go first
VISITOR = re.compile("[0-9a-f]{64}")


def uploads(place: Place) -> dict[str, Offer]:
    """Return the visitor's own sets by name, the newest first."""
    return {note.stem: offer for note in notes(place) if (offer := offer_of(note, place))}


def notes(place: Place) -> list[Path]:
    """Return the notes of a visitor, the newest first."""
    if not VISITOR.fullmatch(place.visitor):
        return []
    return sorted(folder_of(place).glob(f"{OWN}*.json"), key=lambda note: note.stat().st_mtime, reverse=True)


def folder_of(place: Place) -> Path:
    """Return where a visitor's notes lie."""
    return place.host.home / FOLDER / NOTES / place.visitor


def offer_of(note: Path, place: Place) -> Offer | None:
    """Return the offer that a note tells of, None where its numbers are gone."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads(note.read_text("utf-8"))
        folder, told = place.host.home / FOLDER / Path(said["folder"]).name, told_of(said["title"], said.get("about", YOURS))

        def load(progress: Progress) -> VectorSet:
            return VectorSet(note.stem, **told, vectors=open_folder(folder), notes=report_of(folder).notes())

        return Offer(**told, load=load, version=folder.name) if about(folder) else None
    return None


def told_of(title: str, about: str) -> dict[str, str]:
    """Return what is told of an upload."""
    return dict(title=title, about=about, source="your own file", licence="as you have it")


def keep_upload(data: bytes, title: str, place: Place, encoding: str = "utf-8", progress: Progress = quiet) -> str:
    """Read a visitor's file, keep it as theirs, and return its name; raise `Refusal` as `open_vectors` does."""
    if not VISITOR.fullmatch(place.visitor):
        raise Refusal("Vectors can only be kept for a visitor who is known: reload the page.", "vectors")
    home = place.host.home
    with tempfile.NamedTemporaryFile(dir=made(home / FOLDER), prefix=DRAFT) as file:
        file.write(data)
        file.flush()
        found = open_vectors(Path(file.name), home, place.limits(own=False), encoding, progress)
    return note_down(found.folder.name, Path(title).name, place)


def note_down(folder: str, title: str, place: Place, told: str = YOURS) -> str:
    """Note that what lies in a folder of the cache is a visitor's, and return the name it goes by; the oldest of theirs go."""
    name = f"{OWN}{folder.split('-')[1][:16]}"
    said = {"title": title[:80] or "Your vectors", "about": told, "folder": folder}
    keep(folder_of(place) / f"{name}.json", json.dumps(said).encode())
    for old in notes(place)[KEPT:]:
        old.unlink(missing_ok=True)
    return name


def forget_upload(name: str, place: Place) -> None:
    """Forget one of the visitor's own sets; its numbers go when the cache needs room."""
    for note in notes(place):
        if note.stem == name:
            note.unlink(missing_ok=True)
