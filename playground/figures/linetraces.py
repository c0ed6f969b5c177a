"""Lines of runs as traces of a figure, in few bytes: what one line and very many of them are drawn with."""

from collections.abc import Callable

import numpy as np

from playground.figures.units import LossUnit
from playground.sweeps.overlay import Line

Convert = Callable[[np.ndarray, float], np.ndarray] | None


def converted(values: np.ndarray, convert: Convert, characters: float) -> np.ndarray:
    """Return losses in their unit; what is no loss stays as it is."""
    return convert(values, characters) if convert else values


def value_hover(line: Line, convert: Convert, unit: LossUnit) -> str:
    """Return how a line's values are told where a visitor points."""
    return "%{y:.4g}" + (f" {unit.named(line.characters)}" if convert else "")


def escaped(name: str) -> str:
    """Return a name in which Plotly sees no markup."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def trace(x: np.ndarray, y: np.ndarray, **style) -> dict:
    """Return one line of the figure, in half of the bytes that doubles take."""
    return {"type": "scatter", "mode": "lines", "x": small(x), "y": np.asarray(y, dtype=np.float32), "showlegend": False} | style


def small(x: np.ndarray) -> np.ndarray:
    """Return places along an axis in two or four bytes each, where that loses nothing that can be seen."""
    whole = np.isfinite(x).all() and (x == np.rint(x)).all()
    fitting = next((kind for kind in (np.int16, np.int32) if whole and abs(x).max(initial=0) <= np.iinfo(kind).max), np.float32)
    return x.astype(fitting)
