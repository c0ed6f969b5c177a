"""The registry of everything that word vectors come from. A new source is a function of a `Place`, and its line here.

`load_vectors("teaching", Place(settings()))` returns a `VectorSet`; its `vectors` are gensim's KeyedVectors.
"""

from pathlib import Path

from playground.errors import unknown
from playground.text.download import Progress, quiet
from playground.vectors.bundled import bundled
from playground.vectors.catalogue import catalogue
from playground.vectors.files import open_vectors
from playground.vectors.hosted import hosted
from playground.vectors.uploads import uploads
from playground.vectors.vectorset import Offer, Place, Source, VectorSet
from playground.vectors.wheel import wheel

VECTOR_SOURCES: dict[str, Source] = {
    "bundled": bundled,
    "uploads": uploads,
    "hosted": hosted,
    "wheel": wheel,
    "catalogue": catalogue,
}


def offers(place: Place) -> dict[str, Offer]:
    """Return everything that may be chosen in a place, by name."""
    return {name: offer for source in VECTOR_SOURCES.values() for name, offer in source(place).items()}


def load_vectors(name: str, place: Place, progress: Progress = quiet) -> VectorSet:
    """Return a set by its name; raise `Refusal` (field "vectors") where there is none, or it cannot be had."""
    known = offers(place)
    if name not in known:
        raise unknown("set of vectors", name, known, "vectors")
    return known[name].load(progress)


def find_vectors(name: str, place: Place, encoding: str = "utf-8", progress: Progress = quiet) -> VectorSet:
    """Return a set by its name, or the vectors of a file by its path: for the command line, where files are one's own."""
    path = Path(name).expanduser()
    if name in offers(place) or not path.exists():
        return load_vectors(name, place, progress)
    found = open_vectors(path, place.host.home, place.limits(), encoding, progress)
    return VectorSet(name, path.name, "", str(path), "as you have it", found.vectors, found.report.notes())
