"""The questions that a visitor brings: checked, kept under their name, and read again by whoever asks them of vectors."""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from playground.errors import Refusal
from playground.text.download import keep
from playground.vectors.questions import QuestionSet, decoded, questions_named, read_questions
from playground.vectors.uploads import OWN, VISITOR
from playground.vectors.vectorset import Place

FOLDER = "questions"
KEPT = 5  # files of one visitor; the oldest go first
MOST_SECTIONS = 200  # more than a figure has room for


def folder_of(place: Place) -> Path:
    """Return where a visitor's questions lie."""
    return place.host.home / FOLDER / place.visitor


def own_questions(place: Place) -> dict[str, str]:
    """Return the titles of a visitor's own questions by name, the newest first."""
    return {path.stem: read(path)["title"] for path in files(place) if read(path)}


def files(place: Place) -> list[Path]:
    """Return the files of a visitor's questions, the newest first."""
    if not VISITOR.fullmatch(place.visitor):
        return []
    return sorted(folder_of(place).glob(f"{OWN}*.json"), key=lambda path: path.stat().st_mtime, reverse=True)


def read(path: Path) -> dict[str, str]:
    """Return the title and the text of a file, nothing where it is damaged."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads(path.read_text("utf-8"))
        return {name: str(said[name]) for name in ("title", "text")}
    return {}


def keep_questions(data: bytes, title: str, place: Place) -> str:
    """Check a visitor's file of questions, keep it as theirs, and return its name; raise `Refusal` (field "questions")."""
    if not VISITOR.fullmatch(place.visitor):
        raise Refusal("Questions can only be kept for a visitor who is known: reload the page.", "questions")
    text = decoded(data)
    check_sections(read_questions(text, title))
    name = OWN + hashlib.sha256(data).hexdigest()[:16]
    said = {"title": Path(title).name[:80] or "Your questions", "text": text}
    keep(folder_of(place) / f"{name}.json", json.dumps(said).encode())
    for old in files(place)[KEPT:]:
        old.unlink(missing_ok=True)
    return name


def check_sections(found: QuestionSet) -> None:
    """Raise `Refusal` where questions have more sections than can be shown, or two by one name."""
    if len(found.sections) > MOST_SECTIONS:
        raise Refusal(f"These questions have {len(found.sections):,} sections: use up to {MOST_SECTIONS}.", "questions")
    names = [section.name for section in found.sections]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Refusal(f"Two sections are called “{twice}”: give each a name of its own.", "questions")


def find_questions(name: str, place: Place) -> QuestionSet:
    """Return questions by name, those that come with the app or a visitor's own; raise `Refusal` (field "questions")."""
    if not name.startswith(OWN):
        return questions_named(name)
    said = next((read(path) for path in files(place) if path.stem == name), {})
    if not said:
        raise Refusal("These questions are kept for the browser that brought them: bring the file here to ask them.", "questions")
    return read_questions(said["text"], said["title"])
