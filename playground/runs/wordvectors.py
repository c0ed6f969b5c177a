"""Where the word vectors of a run come from, by their name: looked up only by who needs them, for gensim is large."""

import importlib

from playground.language.starting import Find
from playground.settings import Settings


def found_in(host: Settings, visitor: str = "") -> Find:
    """Return what finds word vectors by name: the app's, and this visitor's own; it raises `Refusal` where there are none."""

    def find(name: str):
        sources, sets = (importlib.import_module(f"playground.vectors.{module}") for module in ("sources", "vectorset"))
        return sources.load_vectors(name, sets.Place(host, visitor)).vectors

    return find


def found_anywhere(host: Settings) -> Find:
    """Return the same for one's own machine, where a name may also be the path of a file."""

    def find(name: str):
        sources, sets = (importlib.import_module(f"playground.vectors.{module}") for module in ("sources", "vectorset"))
        return sources.find_vectors(name, sets.Place(host)).vectors

    return find
