"""Where sweeps are kept: their settings, their points, and which run stands for which point, in the run store's database."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from sqlalchemy import Row, delete, insert, select, update

from playground.errors import Refusal
from playground.language.experiment import Experiment, experiment_from_json, experiment_to_json
from playground.runs.record import STATUSES, Run, new_id, strict_json
from playground.runs.store import RUN_COLUMNS, RunStore, readable, row_values
from playground.runs.tables import runs, sweep_runs, sweeps
from playground.sweeps.sweep import Sweep, point_name

KEPT = 50  # sweeps of one visitor; the oldest go first, their runs stay


@dataclass(frozen=True)
class StoredSweep:
    """A sweep as it stands; `status` is a key of `STATUSES`, `places` the run of each point that has one, times unix seconds."""

    id: str
    visitor: str
    sweep: Sweep
    points: tuple[Experiment, ...]
    status: str
    created: float
    updated: float
    places: Mapping[int, str] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """Tell whether nothing more happens to this sweep by itself."""
        return STATUSES[self.status].done

    def name_of(self, place: int) -> str:
        """Return what the run of a point is called."""
        return point_name(self.sweep, self.points[place])


def no_sweep() -> Refusal:
    """Return the one refusal of a sweep that is unknown, deleted or somebody else's."""
    return Refusal("There is no such sweep: it was deleted, or belongs to another browser.", "sweep")


def add_sweep(store: RunStore, visitor: str, sweep: Sweep, experiments: list[Experiment]) -> StoredSweep:
    """Keep a new sweep that is going on from now; the visitor's oldest beyond the newest 50 are forgotten, their runs kept."""
    now = store.clock()
    kept = StoredSweep(new_id(), visitor, sweep, tuple(experiments), "running", now, now)
    row = {"id": kept.id, "visitor": visitor, "status": kept.status, "created": now, "updated": now}
    row |= {"settings": strict_json(sweep.flat()), "points": strict_json([experiment_to_json(one) for one in experiments])}
    with store.transaction() as connection:
        connection.execute(insert(sweeps).values(**row))
        newest = (sweeps.c.created.desc(), sweeps.c.id)
        surplus = connection.scalars(select(sweeps.c.id).where(sweeps.c.visitor == visitor).order_by(*newest).offset(KEPT)).all()
        connection.execute(delete(sweeps).where(sweeps.c.id.in_(surplus)))
    return kept


def owned_sweep(store: RunStore, sweep_id: str, visitor: str) -> StoredSweep:
    """Return a visitor's sweep; another's is refused exactly like one that does not exist."""
    query = select(sweeps).where(sweeps.c.id == sweep_id, sweeps.c.visitor == visitor)
    taken = select(sweep_runs.c.place, sweep_runs.c.run_id).where(sweep_runs.c.sweep_id == sweep_id)
    with store.transaction() as connection:
        row = connection.execute(query).first()
        places = {place.place: place.run_id for place in connection.execute(taken)}
    if row is None:
        raise no_sweep()
    return fresh(store, sweep_of(row, places))


def sweeps_of(store: RunStore, visitor: str) -> list[StoredSweep]:
    """Return all sweeps of a visitor, the newest first, without their places."""
    query = select(sweeps).where(sweeps.c.visitor == visitor).order_by(sweeps.c.created.desc(), sweeps.c.id)
    with store.transaction() as connection:
        rows = connection.execute(query).all()
    return [fresh(store, found) for found in map(readable_sweep, rows) if found]


def sweep_of(row: Row, places: Mapping[int, str]) -> StoredSweep:
    """Return the sweep that a row holds; raise `Refusal` where this release no longer knows one of its settings."""
    values = json.loads(row.settings)
    known = {name: values[name] for name in Sweep.controls() if name in values}
    parts = (row.id, row.visitor, Sweep().with_(**known), points_in(row.points), row.status, row.created, row.updated, places)
    return StoredSweep(*parts)


@lru_cache(maxsize=64)
def points_in(text: str) -> tuple[Experiment, ...]:
    """Return the runs that a column holds, read once: a page lists a visitor's sweeps at every click."""
    return tuple(experiment_from_json(one) for one in json.loads(text))


def readable_sweep(row: Row) -> StoredSweep | None:
    """Return the sweep that a row holds, None where this release cannot read it."""
    try:
        return sweep_of(row, {})
    except Refusal:
        return None


def fresh(store: RunStore, sweep: StoredSweep) -> StoredSweep:
    """Return a sweep as it really stands: one that should go on but shows no sign of life was interrupted."""
    if sweep.done or sweep.updated >= store.clock() - store.stale_seconds:
        return sweep
    return replace(sweep, status="interrupted")


def note_sweep(store: RunStore, sweep_id: str, status: str) -> None:
    """Note how a sweep stands, which is a sign of life too."""
    with store.transaction() as connection:
        change = update(sweeps).where(sweeps.c.id == sweep_id).values(status=status, updated=store.clock())
        if connection.execute(change).rowcount == 0:
            raise no_sweep()


def add_point(store: RunStore, sweep_id: str, place: int, run: Run) -> None:
    """Keep a new run that stands for a point of a sweep, in place of an earlier one."""
    values = row_values({**vars(run), "updated": store.clock()})
    here = (sweep_runs.c.sweep_id == sweep_id, sweep_runs.c.place == place)
    with store.transaction() as connection:
        connection.execute(insert(runs).values(**values))
        connection.execute(delete(sweep_runs).where(*here))
        connection.execute(insert(sweep_runs).values(sweep_id=sweep_id, place=place, run_id=run.id))


def runs_of(store: RunStore, sweep: StoredSweep) -> dict[int, Run]:
    """Return the runs of a sweep by place, in order; those that were deleted are left out."""
    with store.transaction() as connection:
        rows = connection.execute(select(*RUN_COLUMNS).where(runs.c.id.in_(sweep.places.values()))).all()
    found = {run.id: store.fresh(run) for run in map(readable, rows) if run}
    return {place: found[run_id] for place, run_id in sorted(sweep.places.items()) if run_id in found}


def delete_sweep(store: RunStore, sweep_id: str, visitor: str) -> None:
    """Forget a visitor's sweep; its runs stay."""
    with store.transaction() as connection:
        if connection.execute(delete(sweeps).where(sweeps.c.id == sweep_id, sweeps.c.visitor == visitor)).rowcount == 0:
            raise no_sweep()
