"""What a run is: its settings, how it stands, and the records it made; each with a strict JSON form (no NaN, no Infinity)."""

import json
import math
import platform
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any

import torch

from models.cells import CELLS
from playground.errors import Refusal
from playground.language.experiment import Experiment, experiment_from_json, experiment_to_json
from playground.language.records import RECORDS, DecayRecord, Record, SampleRecord, StepRecord, ValidationRecord
from playground.runs.thinning import thin
from playground.text.vocabulary import TOKENIZERS


@dataclass(frozen=True)
class Status:
    """How a run stands: `done` when nothing more happens by itself, `resumable` when it can go on from where it ended."""

    label: str
    done: bool
    resumable: bool


STATUSES: dict[str, Status] = {
    "queued": Status("Waiting", False, False),
    "running": Status("Training", False, False),
    "paused": Status("Paused", True, True),
    "finished": Status("Finished", True, False),
    "stopped": Status("Stopped", True, True),
    "diverged": Status("Exploded", True, False),
    "failed": Status("Failed", True, True),
    "interrupted": Status("Interrupted", True, True),
}

STATUS_OF = {
    "finished": "finished",
    "paused": "paused",
    "diverged": "diverged",
    "interrupted": "interrupted",
    "stopped": "stopped",
    "hopeless": "stopped",
    "left": "stopped",
    "time-limit": "stopped",
    "memory-limit": "failed",
    "crashed": "failed",
    "refused": "failed",
}
"""The status in which each reason of `REASONS` leaves a run."""


@dataclass(frozen=True)
class Run:
    """One training run as the store keeps it; losses are nats per token, times unix seconds, `seconds` training time."""

    id: str
    name: str
    visitor: str
    experiment: Experiment
    status: str
    reason: str = ""
    message: str = ""
    created: float = 0.0
    updated: float = 0.0  # the last sign of life
    text_title: str = ""
    text_digest: str = ""
    vocabulary_size: int = 0
    parameters: int = 0
    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    train_loss: float | None = None
    validation_loss: float | None = None
    validation_tokens: int = 0
    characters_per_token: float = 0.0  # 0 if unknown
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def tokens_per_second(self) -> float:
        """Return the training speed, 0 before the first step."""
        return self.tokens / self.seconds if self.seconds > 0 else 0.0

    @property
    def done(self) -> bool:
        """Tell whether nothing more happens to this run by itself."""
        return STATUSES[self.status].done


CURVES = dict[str, list[float | None]]
KINDS = {int: int, float: int | float, float | None: int | float | None, str: str, dict[str, str]: dict, CURVES: dict}
"""What JSON gives for each type of a field."""
COMMAND_LINE = "command-line"  # the visitor whose runs are those of the command line; no browser is ever called so
LARGEST_LOG10 = 1e6  # no norm is anywhere near 10 to this power


def new_run(experiment: Experiment, visitor: str, title: str, name: str | None = None) -> Run:
    """Return a run that waits to be trained on the text with this title, under an id that cannot be guessed."""
    now, name = time.time(), name or default_name(experiment, title)
    parts = {"created": now, "updated": now, "text_title": title, "versions": versions()}
    parts["characters_per_token"] = TOKENIZERS[experiment.text.tokenizer].characters
    return Run(new_id(), name, visitor, experiment, "queued", **parts)


def new_id() -> str:
    """Return an id that cannot be guessed, and that a command line does not take for an option."""
    while (found := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return found


def default_name(experiment: Experiment, title: str) -> str:
    """Name a run by what matters most: “GRU 256 · Wikipedia”."""
    return f"{CELLS[experiment.model.cell].label} {experiment.model.hidden_size} · {title}"


def versions() -> dict[str, str]:
    """Return what the numbers of a run depend on besides its settings."""
    return {"python": platform.python_version(), "torch": torch.__version__}


def run_to_json(run: Run) -> dict:
    """Return the run as plain JSON values."""
    return {**vars(run), "experiment": experiment_to_json(run.experiment), "versions": dict(run.versions)}


def run_from_json(values: dict) -> Run:
    """Return the run that `run_to_json` wrote; raise `Refusal` where a value is missing or of the wrong kind."""
    try:
        experiment = experiment_from_json(values["experiment"])
        run = Run(**{**values, "experiment": experiment, "versions": dict(values["versions"])})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise error if isinstance(error, Refusal) else Refusal("This is not the record of a run.") from error
    plain = all(is_kind(getattr(run, item.name), item.type) for item in fields(Run) if item.type is not Experiment)
    if run.status not in STATUSES or not plain or finite(run_to_json(run)) != run_to_json(run):
        raise Refusal("This is not the record of a run: one of its values is of the wrong kind.")
    return run


def is_kind(value: Any, kind: Any) -> bool:
    """Tell whether a JSON value can be a field of a type; true and false are no numbers."""
    fits = isinstance(value, KINDS[kind]) and not isinstance(value, bool)
    return fits and (kind != CURVES or all(map(is_curve, value.values())))


def is_curve(value: Any) -> bool:
    """Tell whether a JSON value is a list of logarithms, or null where there is none."""
    return isinstance(value, list) and all(
        number is None or (is_kind(number, float) and abs(number) < LARGEST_LOG10) for number in value
    )


@dataclass(frozen=True)
class History:
    """Every record worth keeping of a run, by kind and in order."""

    steps: tuple[StepRecord, ...] = ()
    validations: tuple[ValidationRecord, ...] = ()
    samples: tuple[SampleRecord, ...] = ()
    decays: tuple[DecayRecord, ...] = ()

    @classmethod
    def from_records(cls, records: Iterable[Record]) -> "History":
        """Sort records by kind; signs of life and ends are left out."""
        kinds: dict[type, list] = {StepRecord: [], ValidationRecord: [], SampleRecord: [], DecayRecord: []}
        for record in records:
            kinds.get(type(record), []).append(record)
        return cls(*(tuple(kept) for kept in kinds.values()))

    @property
    def records(self) -> tuple[Record, ...]:
        """Return all records, first the steps, then the validations, the samples and the decays."""
        return (*self.steps, *self.validations, *self.samples, *self.decays)

    def column(self, name: str) -> list:
        """Return one field of every step record, or of every validation for a field that only those have."""
        records = self.steps if name in StepRecord.__dataclass_fields__ else self.validations
        return [getattr(record, name) for record in records]

    def thinned(self, room: int) -> "History":
        """Return the same history with at most about `room` steps, the extremes among them."""
        return replace(self, steps=tuple(thin(self.steps, room)))

    def until(self, step: int) -> "History":
        """Return the records of the first `step` updates."""
        return History.from_records(record for record in self.records if record.step <= step)


def columns(records: Iterable[Record]) -> dict[str, dict[str, list]]:
    """Return records as columns by kind and field, a quarter of the room of one object each; order is kept within a kind."""
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(record.event, []).append(record)
    return {event: {name: [getattr(item, name) for item in group] for name in vars(group[0])} for event, group in groups.items()}


def from_columns(values: dict[str, dict[str, list]]) -> list[Record]:
    """Return the records that `columns` wrote, kind by kind."""
    return [RECORDS[event](**restored(row)) for event, table in values.items() for row in rows(table)]


def checked_columns(values: dict[str, dict[str, list]]) -> dict[str, dict[str, list]]:
    """Return columns from an unknown source; raise `TypeError` or `KeyError` unless every value is of its field's kind."""
    for event, table in values.items():
        kinds = {item.name: item.type for item in fields(RECORDS[event])}
        for name, column in table.items():
            allowed = float | None if kinds[name] is float else kinds[name]
            if not all(is_kind(value, allowed) for value in column):
                raise TypeError(name)
    return values


def rows(table: dict[str, list]) -> Iterable[dict]:
    """Yield one dict a row from columns of equal length."""
    return (dict(zip(table, values, strict=True)) for values in zip(*table.values(), strict=True))


def restored(values: dict[str, Any]) -> dict[str, Any]:
    """Return a record's values with null read back as “not a number”."""
    return {name: math.nan if value is None else value for name, value in values.items()} if None in values.values() else values


def record_values(record: Record) -> dict[str, Any]:
    """Return a record's JSON values with its kind under `event`."""
    return {"event": record.event, **vars(record)}


def record_of(values: dict[str, Any]) -> Record:
    """Return the record that `record_values` wrote, after strict JSON."""
    return RECORDS[values["event"]](**restored({name: value for name, value in values.items() if name != "event"}))


def record_line(record: Record) -> str:
    """Return a record as one line of strict JSON."""
    return strict_json(record_values(record))


def strict_json(value: Any, **options: Any) -> str:
    """Return JSON in which a number that is not finite is null, as the standard demands."""
    try:
        return json.dumps(value, allow_nan=False, **options)
    except ValueError:
        return json.dumps(finite(value), allow_nan=False, **options)


def finite(value: Any) -> Any:
    """Return plain JSON values with None in place of numbers that are not finite."""
    if isinstance(value, dict):
        return {name: finite(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
