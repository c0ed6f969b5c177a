"""Which words stand on a map: the most frequent, those around a word, or a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from playground.controls import Described, check, choice, number, text
from playground.errors import Refusal
from playground.vectors.lookup import word_in

if TYPE_CHECKING:  # gensim takes 75 MB, which pages without vectors do without
    from gensim.models.keyedvectors import KeyedVectors

MOST, LEAST = 20_000, 3
LIST_LENGTH = 20_000  # characters
SEPARATORS = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class Selection:
    """The rows (m) of the chosen words in their vectors, and what of a list was not found there."""

    rows: np.ndarray
    missing: tuple[str, ...] = ()


def frequent(vectors: KeyedVectors, wanted: WordChoice) -> Selection:
    """Return the most frequent words, leaving out numbers and marks; they come first in every file of vectors."""
    rows = []
    for row, word in enumerate(vectors.index_to_key):
        if any(map(str.isalpha, word)):
            rows.append(row)
            if len(rows) == wanted.words:
                break
    return Selection(np.array(rows, int))


def around(vectors: KeyedVectors, wanted: WordChoice) -> Selection:
    """Return a word and those nearest to it by cosine, the most frequent first."""
    row = row_of(vectors, wanted.around, "around")
    cosines = vectors.vectors @ vectors.vectors[row] / vectors.norms
    cosines[row] = np.inf
    count = min(wanted.words, len(cosines))
    return Selection(np.sort(np.argpartition(-cosines, count - 1)[:count]))


def listed(vectors: KeyedVectors, wanted: WordChoice) -> Selection:
    """Return the words of a list, each once, in its order."""
    words = list(dict.fromkeys(word for word in SEPARATORS.split(wanted.listed) if word))
    rows = {word: find_row(vectors, word) for word in words}
    known = list(dict.fromkeys(row for row in rows.values() if row is not None))
    return Selection(np.array(known[: wanted.words], int), tuple(word for word, row in rows.items() if row is None))


def find_row(vectors: KeyedVectors, word: str) -> int | None:
    """Return the row of a word as it is written, else in lower case, None where the vectors do not know it."""
    rows = vectors.key_to_index
    return rows.get(word, rows.get(word.lower()))


def row_of(vectors: KeyedVectors, word: str, field: str) -> int:
    """Return the row of a word; raise `Refusal` with close spellings where the vectors do not know it."""
    word = word.strip()
    if not word:
        raise Refusal("Write a word: none is there.", field)
    return vectors.get_index(word_in(vectors, word[:100], field))


@dataclass(frozen=True)
class Choice:
    """One way to choose words."""

    label: str
    select: Callable[[KeyedVectors, WordChoice], Selection]


CHOICES: dict[str, Choice] = {
    "frequent": Choice("The most frequent", frequent),
    "around": Choice("Around a word", around),
    "list": Choice("A list of mine", listed),
}


@dataclass(frozen=True)
class WordChoice(Described):
    """Which words of which vectors are shown."""

    vectors: str = text("teaching", "Vectors", "Which vectors are shown.", more=False)
    choose: str = choice("frequent", "Words", "Which words stand on the map.", CHOICES, more=False)
    words: int = number(2_000, "How many", "Words on the map, at most.", 10, MOST, step=500, more=False)
    around: str = text("king", "Around", "The word whose neighbourhood is shown.", more=False)
    listed: str = text("", "My list", "Words, separated by spaces, commas or new lines.", more=False)

    def __post_init__(self):
        check(self)
        if len(self.listed) > LIST_LENGTH:
            raise Refusal(f"This list has {len(self.listed):,} characters: use at most {LIST_LENGTH:,}.", "listed")


def select(vectors: KeyedVectors, wanted: WordChoice) -> Selection:
    """Return the rows of the words that are wanted; raise `Refusal` where they are too few, or the word is unknown."""
    found = CHOICES[wanted.choose].select(vectors, wanted)
    if len(found.rows) < LEAST:
        named = f" ({', '.join(found.missing[:3])} are not in these vectors)" if found.missing else ""
        raise Refusal(f"A map needs at least {LEAST} words that the vectors know{named}: name more.", "listed")
    return found
