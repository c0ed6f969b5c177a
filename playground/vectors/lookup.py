"""Find what a visitor means among the words of a set: as it is written, in another case, or with a slip in it."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from playground.errors import Refusal

if TYPE_CHECKING:  # gensim takes 75 MB, which pages without vectors do without
    from gensim.models.keyedvectors import KeyedVectors

SEARCHED = 200_000  # words, the most frequent, among which close spellings are looked for
LONGEST = 60  # letters of a word that a slip is looked for in
CLOSE = 3  # spellings that are offered
MOST_WORDS = 200  # words in one list
LETTERS, TRIED = 48, 2_000  # letters that may be typed next: those that are told of, and those that are looked at
HIGHEST = chr(0x10FFFF)  # sorts behind every letter


def word_in(vectors: KeyedVectors, word: str, field: str = "word") -> str:
    """Return a word as the set spells it; raise `Refusal` with close spellings where it does not know it."""
    if known := spelling(vectors, word):
        return known
    close = close_spellings(vectors.index_to_key, word)
    hint = f"did you mean {' or '.join(close)}?" if close else "try another word, or other vectors."
    raise Refusal(f"These vectors do not know “{word[:LONGEST]}”: {hint}", field)


def spelling(vectors: KeyedVectors, word: str) -> str | None:
    """Return a word as the set spells it, None where it does not know it."""
    spellings = (word, word.lower(), word.capitalize(), word.upper())
    return next((one for one in spellings if one in vectors), None)


def words_in(vectors: KeyedVectors, text: str, field: str = "word") -> list[str]:
    """Return the words of a list, between commas or line ends, else between spaces, each once.

    A word with a space in it is one where the set knows it as one. Raises `Refusal` at the first that the set does not know.
    """
    listed = apart(vectors, text)
    if not listed:
        raise Refusal("There is no word yet: type one, such as king.", field)
    if len(listed) > MOST_WORDS:
        raise Refusal(f"These are {len(listed):,} words: use up to {MOST_WORDS}.", field)
    return list(dict.fromkeys(word_in(vectors, word, field) for word in listed))


def all_known(vectors: KeyedVectors, text: str) -> bool:
    """Tell whether `words_in` finds every word of a list, at once: no close spellings are looked for, which takes a while."""
    listed = apart(vectors, text)
    return 0 < len(listed) <= MOST_WORDS and all(spelling(vectors, word) for word in listed)


def apart(vectors: KeyedVectors, text: str) -> list[str]:
    """Return the words of a list as they are written."""
    pieces = [piece.strip() for piece in text.replace("\n", ",").split(",") if piece.strip()]
    return [part for piece in pieces for part in ([piece] if piece in vectors else piece.split())]


def close_spellings(words: list[str], word: str) -> list[str]:
    """Return the words with the fewest slips between them and a word, at most two; of those, the most frequent.

    A slip is a letter too many, one missing, another one, or two neighbours swapped (Damerau 1964, Levenshtein 1966).
    """
    typed = word.lower()
    if not 1 < len(typed) <= LONGEST:
        return []
    most = max(1, min(2, len(typed) // 3))
    near = [other for other in words[:SEARCHED] if abs(len(other) - len(typed)) <= most]
    if not near:
        return []
    slips = distances(typed, [other.lower() for other in near])
    best = [place for place in np.argsort(slips, kind="stable") if slips[place] <= most]
    return [near[place] for place in best[:CLOSE]]


def distances(word: str, others: list[str]) -> np.ndarray:
    """Return the number of slips between a word and each of the others (n,), all of them advanced together letter by letter."""
    lengths = np.array([len(other) for other in others])
    letters = np.array(others).view(np.uint32).reshape(len(others), -1)  # (n, longest), filled up with 0
    columns = letters.shape[1]
    before, row = None, np.repeat(np.arange(columns + 1, dtype=np.int16)[:, None], len(others), 1)  # (longest + 1, n)
    for place, letter in enumerate(map(ord, word), 1):
        last, before, row = before, row, np.empty_like(row)
        row[0] = place
        for column in range(1, columns + 1):
            other = before[column - 1] + (letters[:, column - 1] != letter)
            row[column] = np.minimum(other, np.minimum(before[column], row[column - 1]) + 1)
            if last is not None and column > 1:
                swapped = (letters[:, column - 2] == letter) & (letters[:, column - 1] == ord(word[place - 2]))
                row[column] = np.where(swapped, np.minimum(row[column], last[column - 2] + 1), row[column])
    return row[lengths, np.arange(len(others))]


class Suggester:
    """The words of a set in the order of the alphabet, so that those which begin as typed lie side by side."""

    def __init__(self, words: list[str]):
        self.words = words

    @cached_property
    def order(self) -> np.ndarray:
        """Return the places of the words (n,), sorted without regard to case."""
        folded = [word.lower() for word in self.words]
        return np.array(sorted(range(len(folded)), key=folded.__getitem__), np.int64)

    def suggest(self, typed: str, count: int) -> list[str]:
        """Return the words that begin so, whatever their case: the word itself first, then the most frequent."""
        begun = typed.strip().lower()
        if not begun:
            return []
        first, last = self.find(begun), self.find(begun + HIGHEST)
        places = self.order[first:last]
        if len(places) > count:
            places = np.partition(places, count - 1)[:count]
        found = [self.words[place] for place in np.sort(places)]
        same = [word for word in (typed.strip(), begun) if self.knows(word, first, last)]
        return list(dict.fromkeys([*same, *found]))[:count]

    def ahead(self, typed: str, count: int) -> dict[str, list[str]]:
        """Return what `suggest` says to what is typed, and to that with one more letter, by its letters in lower case.

        Letters after which the words are rarer than after `LETTERS` others are left out.
        """
        begun = typed.strip().lower()
        found = {letter: self.suggest(begun + letter, count) for letter in self.letters(begun)}
        return {begun: self.suggest(typed, count)} | {begun + letter: words for letter, words in found.items()}

    def letters(self, begun: str) -> list[str]:
        """Return the letters that come next in the words that begin so, those of the most frequent words first."""
        place, last, found = self.find(begun), self.find(begun + HIGHEST), {}
        while place < last and len(found) < TRIED:
            letter = self.words[self.order[place]].lower()[len(begun) : len(begun) + 1]
            after = self.find(begun + letter + HIGHEST) if letter else place + 1
            if letter:
                found[letter] = self.order[place:after].min()
            place = max(after, place + 1)
        return sorted(found, key=found.__getitem__)[:LETTERS]

    def knows(self, word: str, first: int, last: int) -> bool:
        """Tell whether a word is among some places of the alphabet, of which those spelled alike come first."""
        for place in self.order[first:last]:
            if self.words[place].lower() != word.lower():
                return False
            if self.words[place] == word:
                return True
        return False

    def find(self, begun: str) -> int:
        """Return the first place of the alphabet that does not come before some letters."""
        return bisect_left(self.order, begun, key=lambda place: self.words[place].lower())
