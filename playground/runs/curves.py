"""The curves of many runs as arrays, read straight from their stored columns: hundreds of runs in a fraction of a second."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import select

from playground.runs.record import History
from playground.runs.store import RunStore
from playground.runs.tables import records

STEP_COLUMNS = ("step", "tokens", "seconds", "train_loss", "gradient_norm")
VALIDATION_COLUMNS = ("step", "tokens", "seconds", "validation_loss")
TABLES = {"step": STEP_COLUMNS, "validation": VALIDATION_COLUMNS}
AT_ONCE = 100  # runs in one question to the database

Table = dict[str, np.ndarray]


def nothing(columns: Sequence[str]) -> Table:
    """Return a table without rows."""
    return {name: np.empty(0) for name in columns}


@dataclass(frozen=True)
class RunCurves:
    """What a run's figures are drawn from: one array (N,) a column, losses in nats per token."""

    steps: Table = field(default_factory=lambda: nothing(STEP_COLUMNS))
    validations: Table = field(default_factory=lambda: nothing(VALIDATION_COLUMNS))

    @classmethod
    def of(cls, history: History) -> "RunCurves":
        """Return the curves of a history."""
        steps = {name: np.array([getattr(one, name) for one in history.steps], dtype=float) for name in STEP_COLUMNS}
        losses = {name: np.array([getattr(one, name) for one in history.validations], dtype=float) for name in VALIDATION_COLUMNS}
        return cls(steps, losses)


def read_curves(store: RunStore, run_ids: Iterable[str]) -> dict[str, RunCurves]:
    """Return the curves of some runs by id, without making a record of each step; whoever asks has checked whose they are."""
    wanted, flushes = list(dict.fromkeys(run_ids)), {}
    with store.transaction() as connection:
        for first in range(0, len(wanted), AT_ONCE):
            some = records.c.run_id.in_(wanted[first : first + AT_ONCE])
            for row in connection.execute(select(records.c.run_id, records.c.data).where(some).order_by(records.c.id)):
                flushes.setdefault(row.run_id, []).append(row.data)
    return {run_id: RunCurves(*(joined(flushes.get(run_id, ()), table) for table in TABLES)) for run_id in wanted}


def joined(flushes: Sequence[str], table: str) -> Table:
    """Return one kind of record from all of a run's flushes."""
    found = [parts for data in flushes if (parts := columns_in(data, table))]
    return (
        {name: np.concatenate([np.array(part[name], dtype=float) for part in found]) for name in TABLES[table]}
        if found
        else (nothing(TABLES[table]))
    )


def columns_in(data: str, table: str) -> dict[str, list] | None:
    """Return the columns of one kind of record in what `strict_json(columns(…))` wrote, decoding nothing else.

    A quotation mark inside a JSON string is escaped, so that no text of a sample can look like the name of a column.
    """
    start = data.find(f'"{table}": {{"step": [')
    if start < 0:
        return None
    found = {}
    for name in TABLES[table]:
        place = data.index(f'"{name}": [', start + len(table) + 3)
        found[name], _ = DECODER.raw_decode(data, place + len(name) + 4)
    return found


DECODER = json.JSONDecoder()
