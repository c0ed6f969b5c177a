"""What the pages of a small network by hand have in common: its settings, and its numbers as they were edited."""

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
import streamlit as st

from playground.byhand.edits import changed, edits_text
from playground.byhand.network import Network
from playground.errors import Refusal
from playground.ui.components.numbers import numbers_panel
from playground.ui.components.piece import Piece
from playground.ui.pagesettings import PageSettings

LARGE = """<style>
.katex-display > .katex { font-size: 1.35em !important; }
.stMarkdown p, .unrolled-headed p, .unrolled-table, .unrolled-table th { font-size: 1.3rem !important; }
.unrolled-batch, .unrolled-batch i { font-size: 1.3rem !important; }
[data-testid="stCode"] code { font-size: 1.2rem !important; }
.unrolled-numbers dt, .unrolled-numbers small { font-size: 1.15rem !important; }
[data-testid="stMain"] { --size: 1.3rem; }
@media (min-width: 900px) { [data-testid="stMainBlockContainer"] { padding-inline: 1.5rem !important; } }
</style>"""


def hidden(page: PageSettings) -> dict[str, Any]:
    """Return how a page's sidebar draws what has no control there, or none for now."""
    nothing = lambda: None  # noqa: E731
    mute = {"edits": nothing}
    if page.value().inputs == "one-hot":
        mute["embedding_size"] = nothing
    if page.value().start != "random":
        mute["seed"] = nothing
    return mute


def take_number(page: PageSettings, name: str, one: int, two: int, raw: str) -> None:
    """Make what was entered at a place of a matrix or a vector one of the page's edits; where it is refused, keep the reason."""
    settings, place = page.value(), (name, one, two)
    page.touch()
    try:
        if not settings.has(place):
            raise Refusal("There is no such number.")
        page.put(settings.with_(edits=edits_text(settings.needed(changed(settings.edited(), place, raw)))))
    except Refusal as refusal:
        page.refuse("edits", str(refusal))
        st.session_state[page.key("entry")] = {"name": name, "one": one, "two": two, "text": raw}


def refused_entry(page: PageSettings) -> dict[str, Any] | None:
    """Return what was entered and refused, with the sentence that says why."""
    sentence, entry = page.refusal("edits"), st.session_state.get(page.key("entry"))
    return {**entry, "sentence": f"{sentence} For now it stays as it was."} if sentence and entry else None


def sheet(page: PageSettings, lines: list, pieces: Sequence[Piece] = ()) -> None:
    """Draw matrices whose numbers can be changed, and once some were, the way back; `pieces` are told what they show."""
    numbers_panel(page.key("sheet"), lines, refused_entry(page), lambda *entry: take_number(page, *entry), pieces)
    count = len(page.value().edited())
    if count:
        words = "Undo the one number you changed" if count == 1 else f"Undo the {count} numbers you changed"
        st.button(words, on_click=undo, args=(page,), icon=":material/undo:", type="tertiary", key=page.key("undo"))


def undo(page: PageSettings) -> None:
    """Go back to the numbers that the weights started with."""
    page.change(edits="")


def headed(heading: str, below: str = "", quiet: bool = False, above: str = "") -> None:
    """Draw a heading with a paragraph of HTML below it, faint where it is `quiet`, and one above.

    They are one element, since each costs server and browser, and Streamlit's own heading a millisecond more at every edit.
    """
    st.html(heading_text(heading, below, quiet, above))


def heading_text(heading: str, below: str = "", quiet: bool = False, above: str = "") -> str:
    """Return the same as HTML."""
    before = f"<p>{above}</p>" if above else ""
    after = f"<p{' class=quiet' if quiet else ''}>{below}</p>" if below else ""
    return f'<div class="unrolled-headed">{before}<h3>{escape(heading)}</h3>{after}</div>'


def large_type(page: PageSettings) -> None:
    """Let everything that is read be larger where the settings say so."""
    if page.value().large:
        st.html(LARGE)


def same_network(one: Network, other: Network) -> bool:
    """Tell whether two networks have the same weights and the same first state."""
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("Wx", "Wh", "Wy", "E", "h0"))
