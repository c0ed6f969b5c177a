"""What is kept of a study's events: bounded in number and bytes, wherever they come from."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from playground.errors import Refusal
from playground.runs.record import strict_json

MOST_EVENTS = 500
EVENT_BYTES, STUDY_BYTES = 200_000, 2_000_000  # of strict JSON: one event, and all that are kept of a study
TOO_LARGE = "This came to more than this site keeps, and was ended; what came before is shown."


class Events:
    """The events of one study in the order in which they, or the first of their slot, came, each as `form` makes it."""

    def __init__(self, form: Callable[[dict], Mapping[str, Any]] = dict):
        self.form = form
        self.kept: dict[Any, Mapping[str, Any]] = {}
        self.sizes: dict[Any, int] = {}
        self.size = 0  # bytes

    def put(self, event: dict[str, Any]) -> None:
        """Keep one more event, in place of the one in its slot; raise `Refusal` where that is too much."""
        slot = str(event["slot"]) if "slot" in event else len(self.kept)
        size, before = len(strict_json(event)), self.sizes.get(slot, 0)
        total, count = self.size - before + size, len(self.kept) + (slot not in self.kept)
        if size > EVENT_BYTES or total > STUDY_BYTES or count > MOST_EVENTS:
            raise Refusal(TOO_LARGE)
        self.kept[slot], self.sizes[slot], self.size = self.form(event), size, total

    def all(self) -> tuple[Mapping[str, Any], ...]:
        """Return what is kept."""
        return tuple(self.kept.values())


def frozen(value: Any) -> Any:
    """Return JSON values that nobody can change: what a page is shown may be shown to others too."""
    if isinstance(value, dict):
        return MappingProxyType({name: frozen(item) for name, item in value.items()})
    return tuple(frozen(item) for item in value) if isinstance(value, list | tuple) else value
