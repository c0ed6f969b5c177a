"""Pieces of a page that an edit changes: each stands in its place, and is told what it shows by the component that was edited.

To the browser an element of Streamlit costs more than what is in it, whenever it is sent anew; so after an edit one alone is.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

HEAR = Path(__file__).with_name("hear.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Piece:
    """What a piece shows, by which it is known and when that was found out, and how it is put into its place."""

    data: dict[str, Any]
    draw: Callable[[], None]


def stamped(key: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return a piece's data with its name and the time, by which the newest is known, in seconds."""
    return {**data, "me": key, "at": time.time()}


def words_piece(key: str, html: str) -> Piece:
    """Return a piece of HTML, which the caller has made safe; its time is part of it, so that Streamlit puts it anew."""
    data = stamped(key, {"html": html})
    return Piece(data, lambda: st.html(f'<div data-me="{key}" data-at="{data["at"]}">{html}</div>'))
