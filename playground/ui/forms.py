"""Forms made from what the settings say about themselves: label, help, range and choices."""

from collections.abc import Callable, Iterable
from typing import Any

from models.cells import CELLS
from playground.controls import controls
from playground.language.experiment import (
    Experiment,
    ModelSettings,
    TextSettings,
    TrainingSettings,
    has_effect,
)
from playground.ui import state
from playground.ui.menus import name_menu
from playground.ui.vectors import place
from playground.vectors.sources import offers

CELL_OPTIONS = tuple(dict.fromkeys(option for cell in CELLS.values() for option in cell.options))
FIRST = ("corpus", "cell", *CELL_OPTIONS, "budget", "budget_unit")  # what matters most; the rest is below, in groups
GROUPS = {
    title: tuple(name for name in controls(kind) if name not in FIRST)
    for title, kind in (("Tokens", TextSettings), ("Network", ModelSettings), ("Learning", TrainingSettings))
}


def shown(name: str, settings: Experiment) -> bool:
    """Tell whether a setting has any effect on these settings' run."""
    return has_effect(name, settings)


def settings_form(names: Iterable[str]) -> None:
    """Draw the controls of these settings, those without effect left out."""
    for name in names:
        if shown(name, state.experiment()):
            setting(name)


def setting(name: str, **options: Any) -> None:
    """Draw one setting's control; using it changes the settings of the next run."""
    OWN.get(name, state.TRAIN.control)(name, **options)


def vectors_choice(name: str) -> None:
    """Draw the menu of the word vectors that are here; others are fetched on the pages of words."""
    here = {known: offer.title for known, offer in offers(place()).items() if not offer.online}
    name_menu(state.TRAIN, name, here)


OWN: dict[str, Callable[..., None]] = {"vectors": vectors_choice}
"""Settings that are drawn in a way of their own."""
