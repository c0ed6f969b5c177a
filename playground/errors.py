"""The one error a visitor is meant to read."""

import difflib
from collections.abc import Iterable

MOST = 30  # names in one sentence


class Refusal(ValueError):
    """Input that cannot be used: the message says in one sentence what is wrong and what would be right.

    `field` names the setting it is about, so that a page can say it next to that control.
    """

    def __str__(self) -> str:
        """Return one line, whatever line breaks a quoted word holds."""
        return " ".join(super().__str__().split())

    def __init__(self, message: str, field: str | None = None):
        super().__init__(message)
        self.field = field


def unknown(kind: str, name: str, known: Iterable[str], field: str | None = None) -> Refusal:
    """Return the refusal of a name that no registry holds, with close spellings first."""
    return Refusal(f"There is no {kind} called “{str(name)[:60]}”: {near(name, known)}", field)


def near(name: str, known: Iterable[str]) -> str:
    """Return what would be right in place of a name: the known ones that are spelled alike, or else all (the first of many)."""
    known = sorted(set(known))
    if close := difflib.get_close_matches(str(name), known, n=3):
        return f"did you mean {' or '.join(close)}?"
    more = f" or {len(known) - MOST:,} others" if len(known) > MOST else ""
    return f"choose one of {', '.join(known[:MOST])}{more}."
