"""The box in which a visitor types, with the lists of what each model proposes: a component, and its side of the talk.

The component sends its text at each key, one message at a time, and Python answers; what stands in the box is never overwritten,
unless a chip, a link or the back button asks for another text. What is sent comes from a browser, so it is checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from playground.figures.theme import stroke
from playground.language.completion import Completion
from playground.language.keystrokes import LONGEST_TEXT, Typing, begin_typing
from playground.ui.boot import one_thread
from playground.ui.components.element import Element, parts
from playground.ui.contest import ARENA, N_GRAM, Contestant
from playground.ui.looks import theme
from playground.ui.words import share_text

ROOM = 5  # words proposed by each model
WIDGET, SAID, STATES, HEARD = (ARENA.key(part) for part in ("box", "said", "states", "heard"))
NO_WORD, COUNTING = "No word that it knows begins so.", "It is still counting the text …"
LABEL = "Type: each key asks every model again"
GLUED = tuple(".,;:!?)]}”’»")  # marks that a word stands apart from
element = Element("arena")


@dataclass(frozen=True)
class Said:
    """What the box said last: how many messages, the number of its text, the text, and what of it stands before the caret.

    `version` counts the texts that were given to it; `settled` says that nothing was typed for a moment.
    """

    number: int = 0
    seq: int = 0
    text: str = ""
    before: str = ""
    version: int = 0
    settled: bool = False


def said() -> Said:
    """Return what the box said last, after giving it the text of the settings where that is another one."""
    now, wanted = st.session_state.get(SAID, Said()), ARENA.value().text
    if now.text != wanted:
        now = replace(now, text=wanted, before=wanted, version=now.version + 1, settled=False)
        st.session_state[SAID] = now
    return now


def heard() -> list[str]:
    """Return what stands before the caret as a list of one, always the same: a file made outside the script can look there."""
    return st.session_state.setdefault(HEARD, [""])


def listen() -> None:
    """Take what the box says: its text becomes the text of the page, unless a chip or a link has asked for another since."""
    last: Said = st.session_state.get(SAID, Said())
    if (now := read((st.session_state.get(WIDGET) or {}).get("typed"))) is None:
        return
    if now.version != last.version or ARENA.value().text != last.text:
        st.session_state[SAID] = replace(last, number=now.number)
        return
    st.session_state[SAID] = now
    ARENA.put(ARENA.value().with_(text=now.text))


def read(sent: Any) -> Said | None:
    """Return a message of the box, None where it is none."""
    found = parts(sent, {"number": int, "seq": int, "text": str, "before": str, "settled": bool, "version": int})
    if found is None:
        return None
    if len(found["text"]) > LONGEST_TEXT or not found["text"].startswith(found["before"]):
        return None
    return Said(**found)


def typing_box(contestants: Sequence[Contestant], awaited: str) -> bool:
    """Draw the box with every model's words, a place for one that is `awaited`; return whether the visitor has paused."""
    one_thread()
    now = said()
    heard()[:] = [now.before]
    models = [column(awaited, "", N_GRAM, COUNTING, [])] if awaited else []
    for one, found in zip(contestants, proposals(contestants, now.before), strict=True):
        models.append(column(one.title, one.about, one.cell, NO_WORD, items(one, found, now.before)))
    element.draw(WIDGET, {**vars(now), "label": LABEL, "longest": LONGEST_TEXT, "models": models}, listen)
    return now.settled


def proposals(contestants: Sequence[Contestant], before: str) -> list[list[Completion]]:
    """Return each model's completions; the states after what was typed are kept, so that a key costs one step."""
    kept: dict[str, Typing] = st.session_state.get(STATES, {})
    typing = {}
    for one in contestants:
        earlier = kept.get(one.key)
        known = earlier if earlier and earlier.completer is one.completer else begin_typing(one.completer)
        typing[one.key] = known.to(before)
    st.session_state[STATES] = typing
    return [typing[one.key].completions(ROOM) for one in contestants]


def column(title: str, about: str, cell: str, empty: str, words: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a model with its words as the component draws them; `empty` is said where there are none."""
    colour = stroke(cell, theme()).colour
    return {"title": title, "about": about, "colour": colour, "room": ROOM, "empty": empty, "items": words}


def items(one: Contestant, found: Sequence[Completion], before: str) -> list[dict[str, Any]]:
    """Return a model's words, the likeliest first: what is typed of each, what taking it puts in, and its probability."""
    tokenizer = one.completer.predictor.vocabulary.tokenizer
    return [
        {
            "word": word.text,
            "begun": word.text[: len(word.text) - len(word.rest)],
            "insert": insertion(word, before, tokenizer),
            "chance": share_text(word.probability),
            "share": round(word.probability, 4),
        }
        for word in found
    ]


def insertion(word: Completion, before: str, tokenizer: str) -> str:
    """Return what is put into the text where a word is taken; models of words mean a space after a mark without writing it."""
    apart = tokenizer == "word" and word.rest == word.text and before.endswith(GLUED)
    return " " * apart + word.rest
