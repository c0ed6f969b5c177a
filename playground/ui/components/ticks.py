"""A list to tick names in: with hundreds of them Streamlit's own menu takes the browser longer than the answer to a click."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from playground.ui.components.element import Element, parts

ELEMENT = Element("ticks", styles=["label"])
Names = Mapping[str, tuple[str, str]]  # a title by each name, and whose it is


def ticks(key: str, names: Names, chosen: Sequence[str], about: Mapping[str, Any], take: Callable[[list[str]], None]) -> None:
    """Draw the names that may be ticked; `take` gets all that are, of those offered, in the order in which they were ticked.

    `about` has a `label`, a `help`, and how many at the `most` may be ticked.
    """

    def told() -> dict[str, Any] | None:
        return parts((st.session_state.get(key) or {}).get("typed"), {"names": str, "at": int})

    def listen() -> None:
        if sent := told():
            take([name for name in dict.fromkeys(sent["names"].split(",")) if name in names])

    ELEMENT.define()
    offered = [[name, *said] for name, said in names.items()]
    data = {**about, "names": offered, "chosen": [name for name in chosen if name in names], "at": (told() or {"at": 0})["at"]}
    ELEMENT.draw(key, data, listen)
