"""Plain facts that the teaching corpus is written from: countries, states, families, jobs, and the forms of words.

Each file beside this module holds one kind of thing, a thing a line: its forms in columns, “-” where there is none, and last its
cues, the words that tell it apart from others of its kind.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
GROUPS = ("countries", "states", "family", "pronouns", "adjectives", "verbs", "nouns", "jobs")
MISSING = "-"
ROLES = {
    "country": "countries",
    "capital": "capitals",
    "nationality": "peoples and languages",
    "language": "peoples and languages",
    "currency": "currencies",
    "state": "states",
    "state_capital": "cities",
    "city": "cities",
    "he": "family, male",
    "they_he": "family, male",
    "she": "family, female",
    "they_she": "family, female",
    "plain": "adjectives",
    "opposite": "adjectives",
    "comparative": "comparatives",
    "superlative": "superlatives",
    "adverb": "adverbs",
    "opposite_adverb": "adverbs",
    "verb": "verbs",
    "verbs": "verbs",
    "doing": "verbs in -ing",
    "did": "verbs, past",
    "one": "nouns",
    "many": "plurals",
    "job": "jobs",
    "work": "what jobs make",
    "place": "places of jobs",
}
"""What the words in a column are called in a legend."""


@dataclass(frozen=True)
class Fact:
    """One thing: its words by role (several where one state has several cities), and the words that tell it apart."""

    group: str
    forms: dict[str, tuple[str, ...]]
    cues: tuple[str, ...]

    def words(self) -> Iterator[tuple[str, str]]:
        """Yield every role with one of its words."""
        for role, words in self.forms.items():
            for word in words:
                yield role, word


@lru_cache(maxsize=1)
def facts() -> tuple[Fact, ...]:
    """Return every fact, in the order of the files."""
    return tuple(fact for group in GROUPS for fact in read_group(group))


def read_group(group: str) -> Iterator[Fact]:
    """Yield the facts of one file; its first line names the columns."""
    first, *lines = (FOLDER / f"{group}.txt").read_text(encoding="utf-8").splitlines()
    *roles, _ = cells(first.removeprefix("#"))
    for line in lines:
        *words, cues = cells(line)
        forms = {role: tuple(word.split()) for role, word in zip(roles, words, strict=True) if word != MISSING}
        yield Fact(group, forms, tuple(cues.split()))


def cells(line: str) -> list[str]:
    """Return the columns of a line."""
    return [cell.strip() for cell in line.split("|")]


def templates() -> Iterator[tuple[str, str]]:
    """Yield every sentence with gaps, beside the group whose facts fill it."""
    for line in (FOLDER / "templates.txt").read_text(encoding="utf-8").splitlines()[1:]:
        group, sentence = cells(line)
        yield group, sentence


@lru_cache(maxsize=1)
def categories() -> dict[str, str]:
    """Return what kind of word each word of the facts is, in lower case; the first role counts."""
    found: dict[str, str] = {}
    for fact in facts():
        for role, word in fact.words():
            found.setdefault(word.lower(), ROLES[role])
    return found
