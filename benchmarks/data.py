"""Data for the benchmarks: tiny Shakespeare where it is found, else a text that every install has."""

import os
from pathlib import Path

from playground.settings import settings
from playground.text.corpora import Corpus, corpus_from_file, load_corpus
from playground.text.dataset import Dataset, prepare

FOLDER = Path(os.environ.get("UNROLLED_DATA", Path(__file__).parents[2] / "shared" / "data"))


def shakespeare() -> Corpus | None:
    """Return tiny Shakespeare from the data folder, or None."""
    path = FOLDER / "text" / "tinyshakespeare.txt"
    return corpus_from_file(path, 10_000_000) if path.exists() else None


def characters() -> Dataset:
    """Return the characters of tiny Shakespeare, or of the bundled encyclopedia, split 90/10."""
    return prepare(shakespeare() or load_corpus("wikipedia", settings().home), "character", 10_000, 0.1)
