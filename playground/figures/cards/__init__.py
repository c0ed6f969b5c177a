"""The cards of the first page: a module for each drawing, found by the name that a page gives as its PICTURE.

A card says in words what it shows (`SHOWS`, where `{networks}` stands for the names of the bundled networks that it draws),
and draws it (`draw(curves, theme)`, an SVG of 320 × 120 pixels).
"""

import importlib
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from models.cells import CELLS
from playground.figures.curves import Curve

NAMES = tuple(sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py")))
USUAL = "runs"


def card(name: str) -> ModuleType:
    """Return the card of a name, or the usual one."""
    return importlib.import_module(f"{__name__}.{name if name in NAMES else USUAL}")


def describe_card(name: str, curves: Sequence[Curve]) -> str:
    """Say what a card shows: the text alternative of its picture."""
    names = ", ".join(CELLS[curve.cell].label for curve in curves)
    shows = card(name).SHOWS
    return shows.format(networks=names) if names or "{networks}" not in shows else "Empty axes: no run comes with this copy."
