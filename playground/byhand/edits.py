"""Numbers that a visitor changed by hand, as a link spells them: `Wx1.2_0.5~h3.1_-0.4`.

A matrix's entry is its row and column, a vector's its step and place, both counted from 1; `h0.1` is the first of h_0. A number
that would be computed is held where it was edited, and everything after it follows.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from playground.byhand.network import PARAMETERS, Network
from playground.errors import Refusal

LARGEST = 10.0  # the largest size of a number entered by hand
MOST = 300  # edits in one link
VECTORS = ("x", "u", "v", "a", "h", "z", "y")  # what a step computes, in its order
SIDES = ("Wl", "Wr")  # what a recursive network combines two parts with
WORD = "w"  # the vector of one of its words
TITLES = {"Wx": "W_x", "Wh": "W_h", "Wy": "W_y", "E": "E", "Wl": "W_l", "Wr": "W_r", "u": "W_x·x", "v": "W_h·h", "y": "ŷ"}
RANGES = {"y": (0.0, 1.0)}
ENTRY = re.compile(rf"({'|'.join((*PARAMETERS, *SIDES, *VECTORS, WORD))})(\d{{1,2}})\.(\d{{1,2}})_([^_~]{{1,24}})")

Place = tuple[str, int, int]  # name, then row and column of a matrix or step and place of a vector
Edits = Mapping[Place, float]


def place_text(place: Place) -> str:
    """Say where a number stands: “W_x, row 1, column 2” or “h at step 3, place 1”."""
    name, one, two = place
    title = TITLES.get(name, name)
    if name == WORD:
        return f"The vector of word {one}, place {two}"
    return f"{title}, row {one}, column {two}" if name in (*PARAMETERS, *SIDES) else f"{title} at step {one}, place {two}"


def read_number(raw: str, place: Place) -> float:
    """Return what was entered at a place; raise `Refusal` unless it is a finite number in the range of its kind."""
    low, high = RANGES.get(place[0], (-LARGEST, LARGEST))
    right = f"use a number from {low:g} to {high:g}".replace("-", "−")
    written = raw.strip().replace("−", "-").replace(",", ".")
    if not written:
        raise Refusal(f"{place_text(place)} was left empty: {right}.", place[0])
    try:
        value = float(written)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and low <= value <= high):
        raise Refusal(f"{place_text(place)} cannot be “{raw.strip()[:20]}”: {right}.", place[0])
    return value + 0.0  # no negative zero


def parse_edits(text: str) -> dict[Place, float]:
    """Return the edits that a link spells; raise `Refusal` at one that cannot be read."""
    found: dict[Place, float] = {}
    entries = text.split("~") if text else []
    if len(entries) > MOST:
        raise Refusal(f"This link holds {len(entries):,} edited numbers: use at most {MOST}.", "edits")
    for entry in entries:
        match = ENTRY.fullmatch(entry)
        if not match:
            raise Refusal(f"Edited numbers cannot be “{entry[:20]}”: write them as Wx1.2_0.5, with ~ between two.", "edits")
        name, one, two, raw = match.groups()
        found[name, int(one), int(two)] = read_number(raw, (name, int(one), int(two)))
    return found


def edits_text(edits: Edits) -> str:
    """Return edits as a link spells them, in a fixed order; `parse_edits` reads them back."""
    return "~".join(f"{name}{one}.{two}_{value:.12g}" for (name, one, two), value in sorted(edits.items()))


def fits(place: Place, known: Network, steps: int) -> bool:
    """Tell whether a network that reads so many letters has a number at a place."""
    name, one, two = place
    if name in known.parameters():
        rows, columns = getattr(known, name).shape
        return 1 <= one <= rows and 1 <= two <= columns
    (hidden, inputs), (letters, _) = known.Wx.shape, known.Wy.shape
    lengths = {"x": inputs, "u": hidden, "v": hidden, "a": hidden, "h": hidden, "z": letters, "y": letters}
    return (0 if name == "h" else 1) <= one <= steps and 1 <= two <= lengths.get(name, 0)


def apply(edits: Edits, known: Network, steps: int) -> tuple[Network, dict[Place, float]]:
    """Return the network with its edited weights and h_0, and the edits of computed numbers; what fits nowhere is left out."""
    fitting = {place: value for place, value in edits.items() if fits(place, known, steps)}
    changed = {name: edited(getattr(known, name), name, fitting) for name in known.parameters()}
    h0 = known.h0.copy()
    for (name, step, place), value in fitting.items():
        if (name, step) == ("h", 0):
            h0[place - 1] = value
    held = {place: value for place, value in fitting.items() if place[0] in VECTORS and place[1] > 0}
    return replace(known, **changed, h0=h0), held


def edited(matrix: np.ndarray, name: str, edits: Edits) -> np.ndarray:
    """Return a matrix with its entries edited."""
    found = matrix.copy()
    for (of, row, column), value in edits.items():
        if of == name:
            found[row - 1, column - 1] = value
    return found


def changed(edits: Edits, place: Place, raw: str) -> dict[Place, float]:
    """Return the edits with one more number entered; raise `Refusal` where it is none."""
    more = {**edits, place: read_number(raw, place)}
    if len(more) > MOST:
        raise Refusal(f"{MOST} numbers are edited already: go back to the start before you edit more.", "edits")
    return more


def without(edits: Edits, names: Sequence[str]) -> dict[Place, float]:
    """Return the edits without those of some names."""
    return {place: value for place, value in edits.items() if place[0] not in names}
