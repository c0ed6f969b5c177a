"""Try this: small experiments, each a chip that sets the controls of a page and says what to look for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from playground.controls import Described
from playground.ui.pagesettings import PageSettings

LOOK_FOR = "look_for"


@dataclass(frozen=True)
class Chip:
    """A small experiment: what the chip says, what to look for, and the settings that differ from the page's own.

    `leaves` are settings that stay as they are unless `changes` names them, and that may change while the experiment goes on;
    `goes_on` tells for the page's settings whether it does, where that is not as simple as their being those of the chip.
    """

    label: str
    look_for: str
    changes: dict[str, Any] = field(default_factory=dict)
    leaves: tuple[str, ...] = ()
    goes_on: Callable[[Any], bool] | None = None

    def applied(self, page: PageSettings) -> Described:
        """Return the settings that the chip wants."""
        left = {name: value for name, value in page.value().flat().items() if name in self.leaves}
        return page.standard.with_(**{**left, **self.changes})

    def holds(self, page: PageSettings) -> bool:
        """Tell whether the page still shows this experiment."""
        if self.goes_on:
            return self.goes_on(page.value())
        now = page.value().flat()
        wanted = self.applied(page).with_(**{name: now[name] for name in self.leaves})
        return page.value() == wanted


def chips(page: PageSettings, offered: Sequence[Chip], then: str = "", also: Callable[[], None] = lambda: None) -> None:
    """Draw the chips of a page, and below them what to look for once one was pressed; `also` is done when one is."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown("Try this:", width="content")
        for number, chip in enumerate(offered):
            key = page.key(f"chip-{number}")
            st.button(chip.label, key=key, on_click=choose, args=(page, chip, also), help=chip.look_for)
    if chosen := held_chip(page):
        st.info(f"{chosen.look_for} {then}".strip(), icon=":material/visibility:")


def held_chip(page: PageSettings) -> Chip | None:
    """Return the chip that was pressed last, while the page still shows its experiment."""
    chosen = st.session_state.get(page.key(LOOK_FOR))
    return chosen if chosen and chosen.holds(page) else None


def choose(page: PageSettings, chip: Chip, also: Callable[[], None]) -> None:
    """Set the controls as a chip wants them."""
    page.touch()
    page.put(chip.applied(page))
    st.session_state[page.key(LOOK_FOR)] = chip
    also()
