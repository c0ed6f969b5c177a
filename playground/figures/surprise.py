"""Text in which every token is shaded by how surprising it was: what the browser needs to draw it and to answer a pointer."""

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from playground.figures.series import rounded
from playground.figures.shading import strongest
from playground.figures.theme import Theme, channels, stroke
from playground.language.scoring import Candidate, SentenceScore
from playground.language.writing import Written
from playground.text.places import Place

MOST_BITS = 10.0  # a token of one in 1,024 or less has the strongest shade
LEAST, MOST = "certain", "one in 1,000"


@dataclass(frozen=True)
class Piece:
    """A token in a text: what stands before it that belongs to none, what it adds, and its probability by the model's account.

    `drawn` is the probability that it was drawn with, None where it was not drawn; `candidates` the likeliest tokens there.
    """

    lead: str
    text: str
    token: str
    log_probability: float
    drawn: float | None
    candidates: tuple[Candidate, ...]

    @property
    def bits(self) -> float:
        """Return how surprising the token is."""
        return -self.log_probability / math.log(2)


@dataclass(frozen=True)
class ShadedText:
    """A text under one model; `key` changes when it is another text, not when more of the same is there."""

    key: str
    title: str
    facts: str
    cell: str
    pieces: Sequence[Piece]
    prime: str = ""
    done: bool = True


def written_pieces(written: Iterable[Written]) -> list[Piece]:
    """Return the tokens of a text as a model wrote it."""
    return [Piece("", one.text, one.token, one.log_probability, one.drawn, one.candidates) for one in written]


def scored_pieces(score: SentenceScore, places: Sequence[Place]) -> list[Piece]:
    """Return the tokens of a text that was scored, given where each stands in it."""
    pieces, before = [], 0
    for one, (start, stop) in zip(score.tokens, places, strict=True):
        parts = score.text[before:start], score.text[start:stop]
        pieces.append(Piece(*parts, one.token, one.log_probability, None, one.candidates))
        before = stop
    return pieces


def shade(bits: float) -> float:
    """Return how strongly a token is shaded, 0 to 1."""
    return rounded(min(1.0, max(0.0, bits / MOST_BITS)))


def sheet(texts: Sequence[ShadedText], theme: Theme, *, streams: bool = False) -> dict[str, Any]:
    """Return texts as JSON values; `version` changes when anything in them does, `streams` lets one see them come.

    A token is [lead, text, token, shade, probability, drawn with, [[candidate, probability], …]].
    """
    values = {"texts": [panel(text, theme) for text in texts], "streams": streams, "least": LEAST, "most": MOST}
    return values | {"version": hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]}


def panel(text: ShadedText, theme: Theme) -> dict[str, Any]:
    """Return one text as JSON values."""
    colour = stroke(text.cell, theme).colour
    look = dict(colour=channels(colour), strongest=strongest(colour, theme))
    known = dict(key=text.key, title=text.title, facts=text.facts, prime=text.prime, done=text.done)
    return known | look | {"tokens": [token_values(piece) for piece in text.pieces]}


def token_values(piece: Piece) -> list:
    """Return one token as JSON values."""
    drawn = None if piece.drawn is None else rounded(piece.drawn)
    best = [[one.token, rounded(one.probability)] for one in piece.candidates]
    return [piece.lead, piece.text, piece.token, shade(piece.bits), rounded(math.exp(piece.log_probability)), drawn, best]


HEADERS = ("text", "place", "token", "log-probability (nats)", "drawn with", "likeliest", "probability of the likeliest")


def token_rows(texts: Sequence[ShadedText]) -> list[tuple]:
    """Return every token of every text as a row, the likeliest candidate beside it."""
    return [
        (text.title, place, piece.token, f"{piece.log_probability:.6f}", number(piece.drawn), *likeliest(piece))
        for text in texts
        for place, piece in enumerate(text.pieces, start=1)
    ]


def number(drawn: float | None) -> str:
    """Write a probability for a table; nothing where there is none."""
    return "" if drawn is None else f"{drawn:.6g}"


def likeliest(piece: Piece) -> tuple[str, str]:
    """Return the likeliest candidate and its probability for a table."""
    first = piece.candidates[:1]
    return (first[0].token, f"{first[0].probability:.6g}") if first else ("", "")
