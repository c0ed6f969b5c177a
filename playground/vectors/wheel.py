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


ENGLISH, ITALIAN = "english-20", "italian-20"
FILES = {
    "film-reviews": WheelFile(
        "Film reviews (fastText)",
        "1,694 words from a sample of film reviews: a small text, so expect neighbours that share letters more than meaning.",
        "pang_lee_polarity_fasttext.vec",
        "latin-1",
    ),
    ENGLISH: WheelFile(
        "English, 20 words",
        "Numbers, animals and fruit, for the page Two languages.",
        "EN.1-10.cbow1_wind5_hs0_neg10_size300_smpl1e-05.txt",
        "utf-8",
    ),
    ITALIAN: WheelFile(
        "Italian, 20 words",
        "The same numbers, animals and fruit, for the page Two languages.",
        "IT.1-10.cbow1_wind5_hs0_neg10_size300_smpl1e-05.txt",
        "utf-8",
    ),
}
PAIRS = "OPUS_en_it_europarl_train_one2ten.txt"


def wheel(place: Place) -> dict[str, Offer]:
    """Return the sets of the wheel that are there."""
    try:
        folder = test_data()
    except Refusal:
        return {}
    return {name: offer(name, one, folder, place) for name, one in FILES.items() if (folder / one.file).is_file()}


def test_data() -> Path:
    """Return the folder of gensim's test data; raise `Refusal` where gensim came without it."""
    return gensim_folder() / "test" / "test_data"


def wheel_pairs() -> list[tuple[str, str]]:
    """Return the pairs of an English and an Italian word that come with both sets."""
    lines = (test_data() / PAIRS).read_text(encoding="utf-8").splitlines()
    return [(one, other) for one, other in (line.split() for line in lines if line.strip())]


def offer(name: str, one: WheelFile, folder: Path, place: Place) -> Offer:
    """Return the offer of one file."""
    whose = dict(source=f"gensim's test data, {one.file}", licence="distributed with gensim for tests")
    told = dict(title=one.title, about=one.about, **whose)

    def load(progress: Progress) -> VectorSet:
        found = open_vectors(folder / one.file, place.host.home, encoding=one.encoding, progress=progress)
        return VectorSet(name, **told, vectors=found.vectors, notes=found.report.notes())

    return Offer(**told, load=load)
