"""Settings described once: a field's range, label and help serve the form, the URL, the command line and the check.

A settings class is a frozen dataclass whose fields are made by `number`, `choice`, `toggle` or `text`, and whose
`__post_init__` calls `check(self)`. Whoever builds a form or a parser reads `controls(cls)`.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from playground.errors import Refusal, near


@dataclass(frozen=True)
class Control:
    """What a person is told about one setting, and what they may enter."""

    name: str
    kind: type
    label: str
    help: str
    default: Any
    low: float | None = None
    high: float | None = None
    step: float | None = None
    choices: Callable[[], Iterable[str]] | None = None
    registry: Mapping[str, Any] | None = None
    more: bool = True

    def options(self) -> list[str]:
        """Return the names that may be chosen, in the order of the registry."""
        return list(self.choices()) if self.choices else []

    def name_of(self, value: Any) -> str:
        """Return what a menu or a table calls one value of this setting."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        entry = (self.registry or {}).get(value, value)
        return show(getattr(entry, "label", entry))

    def parse(self, raw: str) -> Any:
        """Return the value written as text in a URL or on a command line; raise `Refusal` where it is none."""
        free = self.kind is str and not self.choices  # white space around free text is part of it
        try:
            return PARSERS[self.kind](raw if free else raw.strip())
        except (ValueError, KeyError, OverflowError):
            raise Refusal(f"{self.label} cannot be “{raw[:40]}”: {self.right()}.", self.name) from None

    def right(self) -> str:
        """Say in a few words what would be accepted."""
        if self.choices:
            return "choose one of " + ", ".join(self.options())
        if self.kind is bool:
            return "write yes or no"
        noun = "whole number" if self.kind is int else "number"
        return f"use a {noun} from {show(self.low)} to {show(self.high)}" if self.low is not None else "write some text"

    def check(self, value: Any) -> None:
        """Raise `Refusal` unless the value is of the right type and within its range."""
        if self.choices:
            if value not in self.options():
                raise Refusal(f"{self.label} cannot be “{str(value)[:40]}”: {near(value, self.options())}", self.name)
        elif self.kind in (int, float):
            self.check_number(value)
        elif not isinstance(value, self.kind):
            raise Refusal(f"{self.label} cannot be {value!r}: {self.right()}.", self.name)

    def check_number(self, value: Any) -> None:
        """Raise `Refusal` unless the value is a finite number between `low` and `high`."""
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        numeric = numeric and (isinstance(value, int) or math.isfinite(value))  # an int may be beyond every float
        whole = self.kind is float or isinstance(value, int)
        if not (numeric and whole and self.low <= value <= self.high):
            raise Refusal(f"{self.label} cannot be {show(value)}: {self.right()}.", self.name)


PARSERS = {
    int: lambda raw: int(raw.replace("_", "")),
    float: lambda raw: float(raw.replace("_", "")),
    bool: lambda raw: {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}[raw.lower()],
    str: str,
}


MOST = 40  # characters of a text that a sentence quotes


def show(value: Any) -> str:
    """Write a number as a person would: 10,000 and 0.003, never 10000.0; of a long text the beginning."""
    if isinstance(value, int):
        return f"{value:,}" if abs(value) < 10**12 else f"{Decimal(value):.0e}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e12:
        return f"{int(value):,}"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= MOST else f"{text[: MOST - 1].rstrip()}…"


def number(default: float, label: str, help: str, low: float, high: float, *, step: float | None = None, more: bool = True):
    """Declare a numeric setting; an `int` default makes it a whole number."""
    return field(default=default, metadata=dict(label=label, help=help, low=low, high=high, step=step, more=more))


def choice(default: str, label: str, help: str, choices: Callable[[], Iterable[str]] | Mapping, *, more: bool = True):
    """Declare a setting that is a key of a registry (or one of the names that a function returns)."""
    names, registry = (choices, None) if callable(choices) else (choices.keys, choices)
    return field(default=default, metadata=dict(label=label, help=help, choices=names, registry=registry, more=more))


def toggle(default: bool, label: str, help: str, *, more: bool = True):
    """Declare a setting that is on or off."""
    return field(default=default, metadata=dict(label=label, help=help, more=more))


def text(default: str, label: str, help: str, *, more: bool = True):
    """Declare a setting that is free text, checked elsewhere."""
    return field(default=default, metadata=dict(label=label, help=help, more=more))


def as_in(settings: type, name: str, default: Any = None):
    """Declare a setting as another settings class does, with another default if one is given."""
    other = controls(settings)[name]
    declared = next(item.metadata for item in fields(settings) if item.name == name)
    return field(default=other.default if default is None else default, metadata=declared)


def control_of(item: Field) -> Control:
    """Return the control that a dataclass field declares."""
    return Control(name=item.name, kind=type(item.default), default=item.default, **item.metadata)


@lru_cache(maxsize=64)
def controls(settings: type) -> dict[str, Control]:
    """Return every control of a settings class by field name, in the order of declaration."""
    return {item.name: control_of(item) for item in fields(settings) if "label" in item.metadata}


def check(settings: Any) -> None:
    """Check every field of a settings value; raise `Refusal` at the first that is wrong."""
    for name, control in controls(type(settings)).items():
        control.check(getattr(settings, name))


class Described:
    """A settings class whose fields are all controls; a class that holds groups of them says for itself what is in it."""

    @classmethod
    def controls(cls) -> dict[str, Control]:
        """Return every control by name."""
        return controls(cls)

    def flat(self) -> dict[str, Any]:
        """Return every setting by its name."""
        return {name: getattr(self, name) for name in self.controls()}

    def changed(self, standard: "Described") -> dict[str, Any]:
        """Return the settings that differ from the standard ones: what a URL has to carry."""
        usual = standard.flat()
        return {name: value for name, value in self.flat().items() if value != usual[name]}

    def with_(self, **changes: Any) -> "Described":
        """Return a copy with some settings changed; raise `Refusal` where a value is wrong."""
        return replace(self, **changes)
