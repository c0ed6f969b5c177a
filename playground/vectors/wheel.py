"""Vectors that lie in gensim's wheel, made for its own tests: small, but there in every install."""

from dataclasses import dataclass
from pathlib import Path

from playground.errors import Refusal
from playground.text.corpora import gensim_folder
from playground.text.download import Progress
from playground.vectors.files import open_vectors
from playground.vectors.vectorset import Offer, Place, VectorSet


@dataclass(frozen=True)
class WheelFile:
    """One file of the wheel."""

    title: str
    about: str
    file: str
    encoding: str


FILES = {
    "film-reviews": WheelFile(
        "Film reviews (fastText)",
        "1,694 words from a sample of film reviews: a small text, so expect neighbours that share letters more than meaning.",
        "pang_lee_polarity_fasttext.vec",
        "latin-1",
    ),
}


def wheel(place: Place) -> dict[str, Offer]:
    """Return the sets of the wheel that are there."""
    try:
        folder = gensim_folder() / "test" / "test_data"
    except Refusal:
        return {}
    return {name: offer(name, one, folder, place) for name, one in FILES.items() if (folder / one.file).is_file()}


def offer(name: str, one: WheelFile, folder: Path, place: Place) -> Offer:
    """Return the offer of one file."""
    whose = dict(source=f"gensim's test data, {one.file}", licence="distributed with gensim for tests")
    told = dict(title=one.title, about=one.about, **whose)

    def load(progress: Progress) -> VectorSet:
        found = open_vectors(folder / one.file, place.host.home, encoding=one.encoding, progress=progress)
        return VectorSet(name, **told, vectors=found.vectors, notes=found.report.notes())

    return Offer(**told, load=load)
