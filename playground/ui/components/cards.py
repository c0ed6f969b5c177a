"""Cards that lead to pages, all in one element: to the server and the browser each element costs more than what is in it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from playground.ui.components.pointing import asset

PAGE = "page"


@dataclass(frozen=True)
class Card:
    """What a card shows, and the page (the last part of its address) that it leads to; `picture` is SVG, `said` its words."""

    page: str
    title: str
    icon: str
    about: str
    picture: str
    said: str


mount = st.components.v2.component(
    "unrolled_cards", html='<div class="cards"></div>', css=asset("cards.css"), js=asset("cards.js")
)


def card_text(groups: Sequence[tuple[str, Sequence[Card]]]) -> str:
    """Return cards, group by group with the heading of each, as a browser gets them."""
    return json.dumps([{"title": title, "cards": [asdict(card) for card in cards]} for title, cards in groups])


def card_panel(key: str, text: str) -> None:
    """Draw cards from what `card_text` made of them."""
    mount(key=key, data={"groups": text}, on_page_change=lambda: None)


def chosen_page(key: str, known: Sequence[str]) -> str | None:
    """Return the page whose card a visitor has just clicked: what comes back from a browser must be one of those known."""
    page = (st.session_state.get(key) or {}).get(PAGE)
    return page if isinstance(page, str) and page in known else None
