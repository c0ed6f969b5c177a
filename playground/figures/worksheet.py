"""The numbers of a small network as a sheet of matrices that a visitor may change: what the browser is told of each."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from playground.byhand.edits import Place, place_text
from playground.byhand.network import PARAMETERS
from playground.figures.drawing import number
from playground.figures.unrolled import Reading

Item = dict[str, Any]
Line = list[Item]


def sign(text: str, words: bool = False) -> Item:
    """Return what stands between two matrices."""
    return {"text": text, "words": words}


def block(
    name: str,
    values: np.ndarray,
    title: str,
    sub: str,
    places: int,
    edits: Collection[Place],
    *,
    step: int | None = None,
    columns: Sequence[str] = (),
    rows: Sequence[str] = (),
    editable: bool = True,
) -> Item:
    """Return a matrix (no step), or a step's vector as a column, with where each of its numbers stands."""
    table = values.reshape(len(values), -1)
    spots = [
        [(name, i + 1, j + 1) if step is None else (name, step, i + 1) for j in range(table.shape[1])] for i in range(len(table))
    ]
    return {
        "key": f"{name}{'' if step is None else step}{'' if editable else ' again'}",
        "name": name,
        "step": step,
        "title": title,
        "sub": sub,
        "spoken": f"{title} {sub}, {len(table)} by {table.shape[1]}",
        "shape": f"{len(table)}×{table.shape[1]}",
        "values": [[number(value, places) for value in row] for row in table],
        "raw": [[f"{value:.10g}" for value in row] for row in table],
        "edited": [[spot in edits for spot in row] for row in spots],
        "names": [[place_text(spot) for spot in row] for row in spots],
        "columns": list(columns),
        "rows": list(rows),
        "editable": editable,
    }


def weights(reading: Reading, name: str, edits: Collection[Place], editable: bool = True) -> Item:
    """Return one of the network's matrices; its columns or rows are named by letters where they belong to letters."""
    letters, one_hot = reading.letters, not reading.net.embedded
    columns = letters if name == "E" or (name == "Wx" and one_hot) else ()
    rows = letters if name == "Wy" else ()
    title, sub = ("E", "") if name == "E" else ("W", name[1])
    shown = dict(columns=columns, rows=rows, editable=editable)
    return block(name, getattr(reading.net, name), title, sub, reading.places, edits, **shown)


def worksheet(reading: Reading, t: int, edits: Collection[Place]) -> list[Line]:
    """Return everything that step t computes, an equation a line; what is shown again is changed where it stands first."""
    step, before = reading.steps[t - 1], reading.state(t - 1)

    def vector(name: str, title: str, sub: int | str = t, again: bool = False, rows: Sequence[str] = ()) -> Item:
        at, values = (t - 1, before) if sub == t - 1 else (t, getattr(step, name))
        return block(name, values, title, str(sub), reading.places_of(name), edits, step=at, rows=rows, editable=not again)

    one_hot = () if reading.net.embedded else reading.letters
    times, equals = sign("·"), sign("=")
    lines = [
        [weights(reading, "Wx", edits), times, vector("x", "x", rows=one_hot), equals, vector("u", "u")],
        [weights(reading, "Wh", edits), times, vector("h", "h", t - 1), equals, vector("v", "v")],
        [vector("u", "u", again=True), sign("+"), vector("v", "v", again=True), equals, vector("a", "a")],
        [sign("tanh", True), vector("a", "a", again=True), equals, vector("h", "h")],
        [weights(reading, "Wy", edits), times, vector("h", "h", again=True), equals, vector("z", "z")],
        [sign("softmax", True), vector("z", "z", again=True), equals, vector("y", "ŷ", rows=reading.letters)],
    ]
    merged = [
        lines[0],
        lines[1],
        [*lines[2], *lines[3][:1], sign("→"), lines[3][3]],
        [*lines[4], *lines[5][:1], sign("→"), lines[5][3]],
    ]
    return [[weights(reading, "E", edits)], *merged] if reading.net.embedded else merged


def all_weights(reading: Reading, edits: Collection[Place]) -> list[Line]:
    """Return the network's parameters and its first state alone."""
    start = block("h", reading.net.h0, "h", "0", reading.places, edits, step=0)
    return [[*(weights(reading, name, edits) for name in PARAMETERS if name in reading.net.parameters()), start]]


def step_rows(reading: Reading) -> list[tuple]:
    """Return every number of every step as rows of a table: step, letter, quantity, place, value."""
    rows = [(0, "", "h", place, float(value)) for place, value in enumerate(reading.net.h0, 1)]
    for t, step in enumerate(reading.steps, 1):
        for name, values in vars(step).items():
            rows += [(t, reading.word[t - 1], TITLES[name], place, float(value)) for place, value in enumerate(values, 1)]
    return rows


TITLES = {
    "x": "x",
    "u": "u = W_x x",
    "v": "v = W_h h",
    "a": "a = u + v",
    "h": "h = tanh(a)",
    "z": "z = W_y h",
    "y": "ŷ = softmax(z)",
}
HEADERS = ("step", "letter", "quantity", "place", "value")
