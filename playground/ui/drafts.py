"""Texts that are being written: as much of them as is there, kept in the session and gone on with while the page looks."""

import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field

import streamlit as st

from playground.language.writing import Written


@dataclass
class Strand:
    """A text that grows: how it is called, where its tokens come from, and those that came."""

    title: str
    source: Iterator[Written]
    written: list[Written] = field(default_factory=list)
    done: bool = False

    def take(self) -> None:
        """Take one more token; changes this strand."""
        one = next(self.source, None)
        if one is None:
            self.done = True
        else:
            self.written.append(one)


@dataclass(frozen=True)
class Draft:
    """Texts that are written side by side; two drafts with the same key are the same texts."""

    key: Hashable
    strands: tuple[Strand, ...]

    @property
    def done(self) -> bool:
        """Tell whether every text is whole."""
        return all(strand.done for strand in self.strands)

    def advance(self, seconds: float) -> None:
        """Write on for about so long, every text in turn; changes the strands."""
        until = time.perf_counter() + seconds
        while not self.done:
            for strand in self.strands:
                if not strand.done:
                    strand.take()
            if time.perf_counter() > until:
                return


def draft(name: str, key: Hashable, begin: Callable[[], Sequence[Strand]]) -> Draft:
    """Return the draft with this key that a page keeps under a name; any other one there makes way for a new one."""
    kept = st.session_state.get(name)
    if kept is None or kept.key != key:
        kept = st.session_state[name] = Draft(key, tuple(begin()))
    return kept
