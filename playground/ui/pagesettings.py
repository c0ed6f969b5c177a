"""The settings of one page: kept in the session, mirrored in the URL, and drawn from what they say about themselves.

Streamlit forgets a widget's value when its page is left, so the settings live under a key of their own.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from playground.controls import Described, show
from playground.errors import Refusal
from playground.ui.widgets import entered, widget
from playground.ui.words import plain

T = TypeVar("T", bound=Described)
PAGE = "last_page"  # the page that was drawn before this one
SETTINGS, NOTES, WRITTEN, TOUCHED, REFUSED, KEPT = "settings", "notes", "written", "touched", "refused", "kept"


@dataclass(frozen=True)
class PageSettings(Generic[T]):
    """The settings of the page with this URL path; `keeps` names what else its URL says, such as the run it shows."""

    page: str
    standard: T
    keeps: tuple[str, ...] = ()

    def key(self, part: str) -> str:
        """Return the key in the session under which a part of this page is kept, or a setting's widget."""
        return f"{self.page}-{part}"

    def value(self) -> T:
        """Return the settings as they stand."""
        return st.session_state.setdefault(self.key(SETTINGS), self.standard)

    def put(self, changed: T) -> None:
        """Make these the settings of the page."""
        st.session_state[self.key(SETTINGS)], st.session_state[self.key(REFUSED)] = changed, {}

    def change(self, **changes: Any) -> None:
        """Change some settings, as a button's callback does; raise `Refusal` where a value is wrong."""
        self.touch()
        self.put(self.value().with_(**changes))

    def touch(self) -> None:
        """Note that a control was used in this run of the page, so that its value counts and not the URL's."""
        st.session_state[self.key(TOUCHED)] = True

    # what could not be done

    def refuse(self, name: str, sentence: str) -> None:
        """Note why what was entered for a setting was not taken, to be said beside its control until a setting changes."""
        st.session_state[self.key(REFUSED)] = {name: sentence}

    def refusal(self, name: str) -> str | None:
        """Return why what was entered for a setting was not taken."""
        return st.session_state.get(self.key(REFUSED), {}).get(name)

    def refused_names(self) -> tuple[str, ...]:
        """Return the settings for which something was not taken."""
        return tuple(st.session_state.get(self.key(REFUSED), {}))

    def notes(self) -> list[str]:
        """Return what the URL said that could not be used."""
        return st.session_state.get(self.key(NOTES), [])

    def note(self, sentence: str) -> None:
        """Add to what the URL said that could not be used."""
        st.session_state[self.key(NOTES)] = [*self.notes(), sentence]

    def say_notes(self) -> None:
        """Draw what the URL asked for that could not be done."""
        for note in self.notes():
            st.warning(plain(note), icon=":material/link_off:")

    # the URL

    def kept(self, name: str) -> str | None:
        """Return what the page keeps besides its settings."""
        return st.session_state.get(self.key(KEPT), {}).get(name)

    def keep(self, name: str, value: str | None) -> None:
        """Keep something besides the settings, or forget it."""
        st.session_state[self.key(KEPT)] = st.session_state.get(self.key(KEPT), {}) | {name: value}

    def to_url(self, settings: T) -> dict[str, str]:
        """Return what a URL has to carry: the settings that differ from the page's own."""
        return {name: text_of(value) for name, value in settings.changed(self.standard).items()}

    def from_url(self, parameters: Mapping[str, str], start: T | None = None) -> tuple[T, list[str]]:
        """Return the settings that a URL spells, `start` in place of nonsense, and a sentence for each that was nonsense."""
        values, refused = {}, []
        for name, control in self.standard.controls().items():
            if name in parameters:
                try:
                    values[name] = control.parse(parameters[name])
                except Refusal as refusal:
                    refused.append(refusal)
        settings, unfit = fitting(start or self.standard, values)
        return settings, sorted(f"{refusal} The default stands in for now." for refusal in (*refused, *unfit))

    def arrive(self) -> bool:
        """Follow the URL where the visitor came by one (a link, a reload, the back button), and tell whether they did.

        An empty URL is one to follow only for who was on this page already: coming from another page it says nothing.
        """
        sent, touched = st.query_params.to_dict(), st.session_state.pop(self.key(TOUCHED), False)
        if touched:
            st.session_state[self.key(NOTES)] = []
        elif sent != st.session_state.get(self.key(WRITTEN), {}) and (sent or st.session_state.get(PAGE) == self.page):
            settings, st.session_state[self.key(NOTES)] = self.from_url(sent)
            self.put(settings)
            st.session_state[self.key(KEPT)] = {name: sent.get(name) for name in self.keeps}
            return True
        return False

    def write_url(self) -> None:
        """Let the URL say what the page shows, so that a copied link opens the same."""
        kept = {name: self.kept(name) for name in self.keeps if self.kept(name)}
        wanted = self.to_url(self.value()) | kept
        st.session_state[self.key(WRITTEN)] = wanted
        if st.query_params.to_dict() != wanted:
            st.query_params.from_dict(wanted)

    # the form

    def control(self, name: str, **options: Any) -> None:
        """Draw one setting's control; using it changes the settings of the page."""
        value, key = self.value().flat()[name], self.key(name)
        if st.session_state.get(key) != value:
            st.session_state[key] = value
        widget(self.standard.controls()[name], key, **{"on_change": self.take, "args": (name,), **options})
        if refused := self.refusal(name):
            st.warning(plain(refused))

    def take(self, name: str) -> None:
        """Make a control's new value a setting; where it is refused the old one comes back, and the page says why."""
        self.touch()
        value = entered(self.standard.controls()[name], st.session_state[self.key(name)])
        stays = f"it stays {show(self.value().flat()[name])}"
        try:
            if value is None:
                raise Refusal(f"{self.standard.controls()[name].label} was left empty, so {stays}.", name)
            self.put(self.value().with_(**{name: value}))
        except Refusal as refusal:
            self.refuse(name, str(refusal) if value is None else f"{refusal} For now {stays}.")


def fitting(settings: T, values: Mapping[str, Any]) -> tuple[T, list[Refusal]]:
    """Return settings with these values, and why some were left out: where not all go together, one after the other is tried."""
    with suppress(Refusal):
        return settings.with_(**values), []
    refused = []
    for name, value in values.items():
        try:
            settings = settings.with_(**{name: value})
        except Refusal as refusal:
            refused.append(refusal)
    return settings, refused


def text_of(value: Any) -> str:
    """Return a setting as a URL spells it; `Control.parse` reads it back."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)
