"""The word that a network reads letter by letter, small enough to be followed by hand."""

import unicodedata
from collections.abc import Sequence

from playground.errors import Refusal

LONGEST = 12  # letters of a word


def spelled(word: str) -> str:
    """Return a word with each letter as one character, accents and all (NFC)."""
    return unicodedata.normalize("NFC", word)


def check_word(word: str) -> None:
    """Raise `Refusal` unless a word has 1 to 12 letters and nothing else."""
    composed = spelled(word)
    if not composed:
        raise Refusal(f"There is no word to read: write 1 to {LONGEST} letters.", "word")
    if not composed.isalpha():
        raise Refusal(f"“{word[:20]}” is not one word of letters: leave out spaces, digits and marks.", "word")
    if len(composed) > LONGEST:
        raise Refusal(f"This word has {len(composed):,} letters: use at most {LONGEST}.", "word")


def alphabet(word: str) -> tuple[str, ...]:
    """Return the letters of a word, each once, in the order in which they appear: the network's whole vocabulary."""
    return tuple(dict.fromkeys(spelled(word)))


def numbered(word: str) -> tuple[int, ...]:
    """Return each letter's number in the word's own alphabet, 0 the first."""
    letters = alphabet(word)
    return tuple(letters.index(letter) for letter in spelled(word))


def to_predict(word: str) -> Sequence[int]:
    """Return the numbers of a word whose letters are to be predicted; raise `Refusal` where none follows another."""
    ids = numbered(word)
    if len(ids) < 2:
        raise Refusal(f"“{word}” has one letter, so no letter follows that could be predicted: use at least two.", "word")
    return ids
