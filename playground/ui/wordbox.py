"""The box for words of a set of vectors, with those that begin as typed: a component, and its side of the talk.

With each answer goes what the next letter will need, so that the browser answers a key itself. The page is drawn anew only where
the visitor has paused at words that are all known, or has chosen one: in the midst of a word, its pictures would be in the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from playground.ui.components.element import Element, parts
from playground.ui.pagesettings import PAGE as LAST_PAGE
from playground.ui.pagesettings import PageSettings
from playground.vectors.lookup import Suggester, all_known, close_spellings
from playground.vectors.vectorset import VectorSet

LONGEST, ROOM = 2_000, 8  # letters of a list, suggestions
CLOSE, NONE_CLOSE = "No word begins so. Did you mean", "No word begins so, and none is spelled alike."
element = Element("words", styles=["label"])


@dataclass(frozen=True)
class Said:
    """What the box said last: how many messages, its text, and whether it may be shown: nothing was typed for a moment.

    `version` counts the texts that were given to it, `asked` is the last of them, or what was shown.
    """

    number: int = 0
    text: str = ""
    settled: bool = False
    version: int = 0
    asked: str | None = None


@st.cache_resource(max_entries=12, show_spinner=False)
def suggester(key: str, _words: list[str]) -> Suggester:
    """Return the words of a set in the order of the alphabet, sorted once for all visitors."""
    return Suggester(_words)


def word_box(page: PageSettings, found: VectorSet, asked: str) -> None:
    """Draw the box for the setting "word" of a page; `asked` is what the page shows, and stands in the box at first."""
    element.define()
    key, came = page.key("said"), st.session_state.get(LAST_PAGE) != page.page
    now = st.session_state.get(key, Said())
    if now.asked != asked or (came and now.text != asked):  # a link, a chip, or another page: not what was typed
        st.session_state[key] = replace(now, text=asked, settled=False, version=now.version + 1, asked=asked)
    talk(page, found)


@st.fragment
def talk(page: PageSettings, found: VectorSet) -> None:
    """Answer what was typed; words that are all known are shown once the visitor pauses."""
    now: Said = st.session_state[page.key("said")]
    if now.settled and now.text != now.asked and all_known(found.vectors, now.text):
        page.change(word=now.text)
        st.session_state[page.key("said")] = replace(now, asked=now.text)
        st.rerun()
    control = page.standard.controls()["word"]
    told = {"label": control.label, "help": control.help, "longest": LONGEST, "set": found.key}
    said = {"number": now.number, "text": now.text, "version": now.version}
    element.draw(page.key("box"), {**told, **said, **answer(found, now.text, now.text == now.asked)}, lambda: listen(page))


def listen(page: PageSettings) -> None:
    """Take what the box says."""
    last: Said = st.session_state.get(page.key("said"), Said())
    if now := read((st.session_state.get(page.key("box")) or {}).get("typed"), last):
        st.session_state[page.key("said")] = now


def read(sent: Any, last: Said) -> Said | None:
    """Return a message of the box, None where it is none, or is about a text that was taken from it since."""
    found = parts(sent, {"number": int, "text": str, "settled": bool, "version": int})
    if found is None or len(found["text"]) > LONGEST or found["version"] != last.version:
        return None
    return replace(last, **found)


def answer(found: VectorSet, typed: str, at_rest: bool) -> Mapping[str, Any]:
    """Return the words that begin as the last that is typed, and as it with one more letter; else those that are spelled alike.

    Before anything is typed, those are added with which a new word may begin.
    """
    last = typed.rpartition(",")[2]
    words_of = suggester(found.key, found.vectors.index_to_key)
    words = words_of.suggest(last, ROOM)
    if words or not last.strip():
        return {"say": "", "words": words, "ahead": (words_of.ahead("", ROOM) if at_rest else {}) | words_of.ahead(last, ROOM)}
    close = close_spellings(found.vectors.index_to_key, last.strip())
    return {"say": CLOSE if close else NONE_CLOSE, "words": close, "ahead": {}}
