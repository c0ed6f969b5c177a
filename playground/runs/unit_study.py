"""Which units of a network follow which pattern: every unit of every series, over much text that it never learned."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.controls import Described, check, number, text
from playground.jobs.studies import Desk
from playground.language.activations import NAMES, Series, all_series, correlations, ranked, record
from playground.language.patterns import PATTERNS, Pattern, expression, over_tokens
from playground.runs.folder import find_run
from playground.runs.reading import reading_text
from playground.runs.record import COMMAND_LINE

EXPECTED_SECONDS = 20.0  # of six series of 256 units, on a busy machine
OWN = "own"
TOLD = 12  # units told of each series and pattern


@dataclass(frozen=True)
class UnitStudySettings(Described):
    """Whose units are searched, over how much text, and for which pattern besides those of the registry."""

    run: str = text("example-lstm", "Run", "A trained network, bundled or yours.", more=False)
    characters: int = number(100_000, "Characters searched", "Of text that it never learned.", 1_000, 100_000, step=10_000)
    expression: str = text("", "Your own pattern", "A regular expression: the pattern is 1 inside each match, 0 elsewhere.")

    def __post_init__(self):
        check(self)

    @property
    def expected_seconds(self) -> float:
        """Return the seconds that the search takes at most."""
        return EXPECTED_SECONDS


@dataclass(frozen=True)
class Match:
    """A unit of a series, and its correlation with a pattern, -1 to 1."""

    series: Series
    unit: int
    correlation: float


def unit_study(settings: UnitStudySettings, desk: Desk) -> Iterator[dict]:
    """Yield for each series the units that follow each pattern most closely; the states first, then the gates."""
    yield {"progress": 0.0}
    wanted = {OWN: expression(settings.expression)} if settings.expression else {}
    saved = find_run(settings.run, desk.store, owner(settings.run, desk), folders=False)
    read, what = reading_text(saved, desk.store, desk.host)
    series = sorted(all_series(saved.model), key=lambda one: list(NAMES).index(one.name))
    for place, one in enumerate(series):
        found = record(saved.model, saved.vocabulary, read[: settings.characters], [one])
        if not place:
            patterns = followed(PATTERNS | wanted, found.tokens, saved.vocabulary.tokenizer)
            yield {"slot": "text", "tokens": len(found.tokens), "read": what, "shares": shares(patterns)}
        told = matches(found.values[one], patterns)
        yield {"slot": f"{one.layer} {one.name}", **vars(one), "matches": told, "progress": (place + 1) / len(series)}


def owner(name: str, desk: Desk) -> str:
    """Return whose run is searched: the command line's by its id, which the page that asks knows only if its visitor may look."""
    return COMMAND_LINE if any(run.id == name for run in desk.store.runs(COMMAND_LINE)) else desk.visitor


def followed(wanted: Mapping[str, Pattern], tokens: Sequence[str], tokenizer: str) -> dict[str, np.ndarray]:
    """Return each pattern's number for each token (T,)."""
    return {name: over_tokens(pattern, tokens, tokenizer) for name, pattern in wanted.items()}


def shares(patterns: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Return of how many tokens each pattern is not 0, as a share."""
    return {name: float(np.mean(pattern != 0)) for name, pattern in patterns.items()}


def matches(values: np.ndarray, patterns: Mapping[str, np.ndarray]) -> dict[str, list[list[float]]]:
    """Return the units of a series (T, H) that follow each pattern (T,) most closely, as pairs of unit and correlation."""
    found = correlations(values, np.stack(list(patterns.values())))
    return {
        name: [[one.unit, round(one.correlation, 4)] for one in ranked(row)[:TOLD]]
        for name, row in zip(patterns, found, strict=True)
    }


def matches_of(events: Iterable[Mapping[str, Any]], pattern: str) -> list[Match]:
    """Return the units of all series told so far that follow a pattern, the closest first."""
    found = [
        Match(Series(event["layer"], event["name"]), int(unit), correlation)
        for event in events
        if "matches" in event
        for unit, correlation in event["matches"].get(pattern, ())
    ]
    return sorted(found, key=lambda one: -abs(one.correlation))


def pattern_named(name: str, own: str) -> Pattern:
    """Return a pattern by its name, the visitor's own expression for “own”."""
    return expression(own) if name == OWN else PATTERNS[name]
