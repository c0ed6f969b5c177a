"""What every source of word vectors offers, and what is got from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.settings import Settings
from playground.text.download import Progress
from playground.vectors.blocks import Limits

if TYPE_CHECKING:  # gensim takes 75 MB, which pages without vectors do without
    from gensim.models.keyedvectors import KeyedVectors


@dataclass(frozen=True)
class VectorSet:
    """Word vectors and where they come from; the words stand in the order of their file, which is mostly by frequency."""

    name: str
    title: str
    about: str
    source: str
    licence: str
    vectors: KeyedVectors
    notes: tuple[str, ...] = ()  # what a visitor should know of the file, such as words that it held twice
    version: str = ""  # that of its offer, where the set is held open

    @property
    def key(self) -> str:
        """Return what tells this set from all others, those included that went by its name before."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True)
class Place:
    """Where vectors are looked for: the host's settings, and whose uploads ("" for nobody's)."""

    host: Settings
    visitor: str = ""

    def limits(self, own: bool = True) -> Limits:
        """Return how much of a file is read: less where a stranger brings it."""
        return Limits() if own else Limits(bytes=self.host.max_vector_bytes, words=1_000_000)


@dataclass(frozen=True)
class Offer:
    """A set that may be chosen: `load` gets it, `version` changes when what it would get does.

    What is `online` is fetched first, `size` bytes of it; `barred` says why this site does not, where it does not.
    """

    title: str
    about: str
    source: str
    licence: str
    load: Callable[[Progress], VectorSet] = field(repr=False, compare=False)
    version: str = ""
    online: bool = False
    size: int = 0
    barred: str = ""


Source = Callable[[Place], Mapping[str, Offer]]
"""What a source offers in a place, by name; it looks, and reads nothing."""
