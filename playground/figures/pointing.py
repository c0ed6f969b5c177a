"""What the browser needs to answer a pointer at once: every network's reading of a text, with a byte for each share."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playground.figures.series import rounded
from playground.figures.shading import DECADES, SCALES, shades, strongest
from playground.figures.theme import Theme, channels, stroke
from playground.gradients.connectivity import Connectivity
from playground.text.places import Place


@dataclass(frozen=True)
class Reading:
    """What one network made of a text, and where its tokens stand in it; `found` is None where it could not read it."""

    name: str
    short: str  # what a sentence calls the network
    cell: str
    found: Connectivity | None = None
    places: Sequence[Place] = ()
    note: str = ""


def pointing(text: str, readings: Sequence[Reading], scale: str, theme: Theme) -> dict[str, Any]:
    """Return a text and its readings as JSON values; `version` changes when any of them does.

    Of each reading: `places` in the text (None where every character is a token), `shades` as base64 of `shades(…)`, for each
    prediction its largest share as `most`, the token `followed` back, and the likeliest tokens with their probabilities as `top`.
    """
    look = dict(scale=scale, least=SCALES[scale].least, decades=DECADES)
    values = {"text": text, "runs": [panel(reading, text, scale, theme) for reading in readings], **look}
    return values | {"version": hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]}


def panel(reading: Reading, text: str, scale: str, theme: Theme) -> dict[str, Any]:
    """Return one reading as JSON values."""
    colour = stroke(reading.cell, theme).colour
    look = dict(colour=channels(colour), strongest=strongest(colour, theme))
    values = dict(name=reading.name, short=reading.short, note=reading.note, **look)
    return values | found_values(reading.found, reading.places, text, scale) if reading.found else values


def found_values(found: Connectivity, places: Sequence[Place], text: str, scale: str) -> dict[str, Any]:
    """Return what a network expects at each place, and how much everything before it mattered for that."""
    shares = found.shares()
    every_character = list(places) == [(spot, spot + 1) for spot in range(len(text))]
    return dict(
        tokens=found.tokens,
        places=None if every_character else places,
        shades=b64encode(shades(shares, scale)).decode(),
        most=[rounded(share) for share in shares.max(axis=1).tolist()],
        followed=found.followed,
        top=[[(candidate.token, rounded(candidate.probability)) for candidate in candidates] for candidates in found.top],
    )
