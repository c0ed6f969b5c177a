"""Tokenizers, and the vocabulary that turns their tokens into numbers and back."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from playground.errors import Refusal, unknown
from playground.text.words import END, UNKNOWN, join_words, split_words

NEWLINE = "\n"


class Tokens(Protocol):
    """The tokens of one text, held in the way that suits its tokenizer."""

    def counts(self) -> dict[str, int]:
        """Return how often each token occurs."""

    def ids(self, index: Mapping[str, int]) -> np.ndarray:
        """Return each token's number (L,) int64, 0 for one that the index does not hold."""


class Characters:
    """A text as Unicode code points (L,), one a character: millions are counted and looked up without a string for each."""

    def __init__(self, text: str):
        self.codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)

    def counts(self) -> dict[str, int]:
        """Return how often each character occurs."""
        found = np.bincount(self.codes)
        return {chr(code): int(found[code]) for code in np.flatnonzero(found)}

    def ids(self, index: Mapping[str, int]) -> np.ndarray:
        """Return each character's number (L,) int64; a newline is <eos> where the index knows no newline."""
        known = {ord(token): number for token, number in index.items() if len(token) == 1}
        known.setdefault(ord(NEWLINE), index.get(END, 0))
        table = np.zeros(1 + max(max(known), self.codes.max(initial=0)), dtype=np.int64)
        table[list(known)] = list(known.values())
        return table[self.codes]


class Words:
    """A text as a list of words."""

    def __init__(self, text: str):
        self.tokens = split_words(text)

    def counts(self) -> dict[str, int]:
        """Return how often each word occurs."""
        return Counter(self.tokens)

    def ids(self, index: Mapping[str, int]) -> np.ndarray:
        """Return each word's number (L,) int64."""
        return np.fromiter((index.get(token, 0) for token in self.tokens), dtype=np.int64, count=len(self.tokens))


@dataclass(frozen=True)
class Tokenizer:
    """How a text is cut into tokens and put together again.

    `split(text, known)` keeps the known words whole; `read` does the same for a whole text, quickly. `cut(text, place)` is a
    place close before where no token is cut in two. `line_end` is what ends a line so that an <eos> follows.
    `characters` are those of a token where all have as many, else 0.
    """

    label: str
    help: str
    unit: str
    split: Callable[..., list[str]]
    join: Callable[[Sequence[str]], str]
    read: Callable[[str], Tokens]
    cut: Callable[[str, int], int]
    line_end: str
    characters: float = 0.0


def split_characters(text: str, known: Container[str] = ()) -> list[str]:
    """Return every character of a text, its newlines as <eos> where only <eos> is known."""
    if END in known and NEWLINE not in known:
        return [END if character == NEWLINE else character for character in text]
    return list(text)


def join_characters(tokens: Sequence[str]) -> str:
    """Return the characters as one text, a newline for <eos>."""
    return "".join(NEWLINE if token == END else token for token in tokens)


def word_start(text: str, place: int) -> int:
    """Return the last place up to `place` that follows white space; `place` itself where there is none within 200 characters."""
    for position in range(place, max(place - 200, 0), -1):
        if text[position - 1].isspace():
            return position
    return place


TOKENIZERS: dict[str, Tokenizer] = {
    "character": Tokenizer(
        label="Characters",
        help="One token a character: few tokens, spelling must be learned.",
        unit="character",
        split=split_characters,
        join=join_characters,
        read=Characters,
        cut=lambda text, place: place,
        line_end="\n",
        characters=1.0,
    ),
    "word": Tokenizer(
        label="Words",
        help="One token a word in lower case, a number or a punctuation mark; rare words become <unk>.",
        unit="word",
        split=split_words,
        join=join_words,
        read=Words,
        cut=word_start,
        line_end="\n\n",
    ),
}


@dataclass(frozen=True)
class Vocabulary:
    """The tokens a model knows; a token's number is its place. The first is <unk>, the second <eos> where texts end with one."""

    tokenizer: str
    tokens: tuple[str, ...]

    @classmethod
    def from_counts(cls, tokenizer: str, counts: Mapping[str, int], size: int) -> "Vocabulary":
        """Return the `size` most frequent tokens, <unk> and <eos> among them, ties in order of spelling."""
        special = (UNKNOWN, END) if END in counts else (UNKNOWN,)
        ordinary = sorted(counts.keys() - special, key=lambda token: (-counts[token], token))
        return cls(tokenizer, special + tuple(ordinary[: max(0, size - len(special))]))

    @classmethod
    def from_json(cls, values: Mapping) -> "Vocabulary":
        """Return the vocabulary that `to_json` wrote; raise `Refusal` where it is damaged."""
        tokenizer, tokens = values.get("tokenizer"), values.get("tokens")
        if not isinstance(tokenizer, str) or tokenizer not in TOKENIZERS:
            raise unknown("tokenizer", str(tokenizer), TOKENIZERS, "tokenizer")
        whole = isinstance(tokens, list) and tokens[:1] == [UNKNOWN] and all(isinstance(token, str) and token for token in tokens)
        if not whole or len(set(tokens)) < len(tokens):
            raise Refusal("This vocabulary is damaged: use a list of different tokens that begins with <unk>.", "vocabulary")
        return cls(tokenizer, tuple(tokens))

    def to_json(self) -> dict:
        """Return the vocabulary as plain JSON values."""
        return {"tokenizer": self.tokenizer, "tokens": list(self.tokens)}

    @cached_property
    def index(self) -> dict[str, int]:
        """Return the number of each token."""
        return {token: number for number, token in enumerate(self.tokens)}

    def __len__(self) -> int:
        return len(self.tokens)

    def encode(self, tokens: Iterable[str]) -> list[int]:
        """Return each token's number, 0 (<unk>) for those not known."""
        return [self.index.get(token, 0) for token in tokens]

    def encode_text(self, text: str) -> list[int]:
        """Return the numbers of a text's tokens."""
        return self.encode(TOKENIZERS[self.tokenizer].split(text, self.index))

    def decode(self, ids: Iterable[int], after: Sequence[int] = ()) -> str:
        """Return the text that `ids` stand for, <eos> as a newline; `after` is what was written before and is not repeated."""
        join, before = TOKENIZERS[self.tokenizer].join, [self.tokens[number] for number in after]
        return join(before + [self.tokens[number] for number in ids])[len(join(before)) :]

    def prefix(self, prime: str) -> list[int]:
        """Return what to read before sampling, never empty: the prime after the end of something else, as in training.

        Without <eos> and without a prime, that is a line end or the end of a sentence, whichever is more frequent in the text.
        """
        start = [self.index[token] for token in (END,) if token in self.index]
        return start + self.encode_text(prime) or self.opening()

    def opening(self) -> list[int]:
        """Return what most often stands before something new."""
        endings = [ending for ending in (NEWLINE, ". ", ".") if set(ending) <= self.index.keys()]
        if not endings:
            return [min(1, len(self) - 1)]
        return self.encode(min(endings, key=lambda ending: self.index[ending[0]]))
