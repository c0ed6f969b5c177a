"""Patterns that a unit may follow: for each token of a text a number, such as how many brackets are open after it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from playground.errors import Refusal, unknown
from playground.language.spans import find_spans

LONGEST_EXPRESSION = 200  # characters


@dataclass(frozen=True)
class Pattern:
    """What is looked for: `of(text)` returns a number for each character (N,), as it stands once that character is read."""

    label: str
    help: str
    of: Callable[[str], np.ndarray]


def codes(text: str) -> np.ndarray:
    """Return the characters of a text as code points (N,)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def among(text: str, marks: str) -> np.ndarray:
    """Return 1 where a character is one of the marks (N,), else 0."""
    return np.isin(codes(text), codes(marks)).astype(np.int64)


def since_line_start(running: np.ndarray, text: str) -> np.ndarray:
    """Return a running sum (N,) less what it was when the line began."""
    starts = np.maximum.accumulate(np.where(among(text, "\n") > 0, np.arange(len(text)), -1))  # the last newline, or -1
    return running - np.where(starts >= 0, running[starts], 0)


def inside_quotes(text: str) -> np.ndarray:
    """Return 1 after an opening quotation mark and before the closing one of the same line."""
    straight = since_line_start(np.cumsum(among(text, '"')), text) % 2
    curly = since_line_start(np.cumsum(among(text, "“«„") - among(text, "”»")), text) > 0
    return np.maximum(straight, curly)


def bracket_depth(text: str) -> np.ndarray:
    """Return how many brackets are open; a closing bracket without an opening one counts for nothing."""
    running = np.cumsum(among(text, "([{") - among(text, ")]}"))
    return running - np.minimum(np.minimum.accumulate(running), 0)


def line_position(text: str) -> np.ndarray:
    """Return how many characters of the line have been read."""
    return since_line_start(np.arange(1, len(text) + 1), text)


def kind(test: Callable[[str], bool]) -> Callable[[str], np.ndarray]:
    """Return a pattern of single characters that pass a test."""
    return lambda text: np.array([test(character) for character in text], dtype=np.int64)


def word_start(text: str) -> np.ndarray:
    """Return 1 at the first letter of each word."""
    letters = kind(str.isalpha)(text)
    return letters * (np.concatenate([[0], letters[:-1]]) == 0)


PATTERNS: dict[str, Pattern] = {
    "brackets": Pattern("Inside brackets", "1 while a bracket is open.", lambda text: (bracket_depth(text) > 0).astype(np.int64)),
    "depth": Pattern("Bracket depth", "How many brackets are open.", bracket_depth),
    "quotes": Pattern("Inside quotation marks", "1 between the marks; a line that ends closes them.", inside_quotes),
    "position": Pattern("Position in the line", "Characters read since the line began.", line_position),
    "word-start": Pattern("Beginning of a word", "1 at the first letter of each word.", word_start),
    "vowels": Pattern("Vowels", "1 at a, e, i, o and u.", kind(lambda character: character.lower() in set("aeiou"))),
    "digits": Pattern("Digits", "1 at each digit.", kind(str.isdigit)),
    "capitals": Pattern("Capitals", "1 at each capital letter.", kind(str.isupper)),
    "spaces": Pattern("White space", "1 at spaces and line ends.", kind(str.isspace)),
}


def expression(pattern: str) -> Pattern:
    """Return the pattern of a visitor's own regular expression: 1 at every character that is part of a match."""
    return Pattern(f"/{pattern}/", "1 inside a match.", lambda text: matched(pattern, text))


def matched(pattern: str, text: str) -> np.ndarray:
    """Return 1 at every character of a match (N,); raise `Refusal` (field "pattern") where it is none, or takes too long."""
    if not pattern or len(pattern) > LONGEST_EXPRESSION:
        raise Refusal(f"Write a regular expression of 1 to {LONGEST_EXPRESSION} characters, such as [aeiou].", "pattern")
    try:
        spans = find_spans(pattern, text)
    except re.error as error:
        raise Refusal(f"“{pattern[:40]}” is no regular expression: {error}.", "pattern") from None
    if spans is None:
        raise Refusal("This regular expression takes too long: use one without a repetition inside a repetition.", "pattern")
    change = np.zeros(len(text) + 1, dtype=np.int64)
    np.add.at(change, [start for start, _ in spans], 1)
    np.add.at(change, [stop for _, stop in spans], -1)
    return np.cumsum(change[:-1])


def find_pattern(name: str) -> Pattern:
    """Return a pattern of the registry; raise `Refusal` (field "pattern") on an unknown name."""
    if name not in PATTERNS:
        raise unknown("pattern", name, PATTERNS, "pattern")
    return PATTERNS[name]


def over_tokens(pattern: Pattern, tokens: Sequence[str], tokenizer: str) -> np.ndarray:
    """Return a pattern's number for each token (T,): what it is once the token's last character is read."""
    between = {"character": "", "word": " "}[tokenizer]
    lengths = np.array([len(token) + len(between) for token in tokens])
    return pattern.of(between.join(tokens))[np.cumsum(lengths) - len(between) - 1]
