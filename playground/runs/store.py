"""The run store: every run, its history, its weights and the texts that visitors brought, in one database.

It is all that server, workers and command line share. Any process and thread may use it at the same time. Nothing is
pickled: records are JSON, weights safetensors bytes.
"""

import json
import logging
import math
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from playground.errors import Refusal
from playground.language.experiment import Experiment, experiment_from_json, experiment_to_json
from playground.language.records import REASONS, Record
from playground.runs.record import STATUSES, History, Run, columns, from_columns, strict_json
from playground.runs.tables import blobs, open_database, records, runs, texts
from playground.text.corpora import Corpus

log = logging.getLogger(__name__)

ACTIVE = [name for name, status in STATUSES.items() if not status.done]
OWN = "own-"  # how the names of visitors' texts begin
RUN_COLUMNS = [runs.c[item.name] for item in fields(Run)]
# Made once: every page with a menu of texts asks for it.
OWN_TEXTS = select(texts.c.name, texts.c.title).where(texts.c.visitor == bindparam("visitor"))
OWN_TEXTS = OWN_TEXTS.order_by(texts.c.created.desc(), texts.c.name)


class StoreTrouble(Refusal):
    """The database did not do as it was told: it is locked, full or gone. Trying again later may help."""


class RunStore:
    """Runs, records, blobs and texts behind a SQLAlchemy URL; raises `Refusal` at what is not there, and `StoreTrouble`.

    A run that is queued or running and has not been updated for `stale_seconds` is read as interrupted.
    """

    def __init__(self, url: str, *, clock: Callable[[], float] = time.time, stale_seconds: float = 10.0):
        self.engine, self.clock, self.stale_seconds = open_database(url), clock, stale_seconds

    @contextmanager
    def transaction(self):
        """Give a connection whose changes happen together or not at all."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except (IntegrityError, UnicodeError) as error:
            raise no_run() from error
        except SQLAlchemyError as error:
            raise trouble(error) from error

    # runs

    def add(self, run: Run) -> None:
        """Keep a new run."""
        values = row_values({**vars(run), "updated": self.clock()})
        with self.transaction() as connection:
            connection.execute(insert(runs).values(**values))

    def get(self, run_id: str) -> Run:
        """Return the run with this id."""
        with self.transaction() as connection:
            row = connection.execute(select(*RUN_COLUMNS).where(runs.c.id == run_id)).first()
        if row is None:
            raise no_run()
        return self.fresh(run_of(row))

    def owned(self, run_id: str, visitor: str) -> Run:
        """Return the run with this id if it is this visitor's; another's is refused exactly like one that does not exist."""
        run = self.get(run_id)
        if run.visitor != visitor:
            raise no_run()
        return run

    def runs(self, visitor: str) -> list[Run]:
        """Return all runs of a visitor, the newest first."""
        query = select(*RUN_COLUMNS).where(runs.c.visitor == visitor).order_by(runs.c.created.desc(), runs.c.id)
        with self.transaction() as connection:
            rows = connection.execute(query).all()
        return [self.fresh(run) for run in map(readable, rows) if run]

    def fresh(self, run: Run) -> Run:
        """Return the run as it really stands: one that should be training but shows no sign of life was interrupted."""
        if run.done or run.updated >= self.clock() - self.stale_seconds:
            return run
        return replace(run, status="interrupted", reason="interrupted", message=REASONS["interrupted"])

    def update(self, run_id: str, **changes: Any) -> None:
        """Change fields of a run, which is a sign of life too."""
        self.save(run_id, **changes)

    def rename(self, run_id: str, visitor: str, name: str) -> None:
        """Give a visitor's run another name."""
        if not name.strip():
            raise Refusal("A run needs a name: write at least one letter.", "name")
        owner = (runs.c.id == run_id, runs.c.visitor == visitor)
        with self.transaction() as connection:
            must_exist(connection.execute(update(runs).where(*owner).values(name=row_value(name.strip()[:120]))))

    def delete(self, run_id: str, visitor: str) -> None:
        """Forget a visitor's run with everything that belongs to it."""
        with self.transaction() as connection:
            must_exist(connection.execute(delete(runs).where(runs.c.id == run_id, runs.c.visitor == visitor)))

    def sign_of_life(self, *run_ids: str) -> None:
        """Say that these runs, where still queued or running, are looked after."""
        if run_ids:
            alive = (runs.c.id.in_(run_ids), runs.c.status.in_(ACTIVE))
            with self.transaction() as connection:
                connection.execute(update(runs).where(*alive).values(updated=self.clock()))

    def prune(self, visitor: str, keep: int) -> None:
        """Delete a visitor's oldest runs beyond the newest `keep`; queued and running ones are neither counted nor deleted."""
        surplus = [run.id for run in self.runs(visitor) if run.done][keep:]
        if surplus:
            with self.transaction() as connection:
                connection.execute(delete(runs).where(runs.c.id.in_(surplus)))

    # what a run made

    def save(self, run_id: str, kept: Iterable[Record] = (), files: Mapping[str, bytes] | None = None, **changes: Any) -> None:
        """Write records, blobs by name and changed fields of a run in one transaction."""
        values = row_values({**changes, "updated": self.clock()})
        with self.transaction() as connection:
            must_exist(connection.execute(update(runs).where(runs.c.id == run_id).values(**values)))
            append_records(connection, run_id, list(kept))
            for name, data in (files or {}).items():
                replace_blob(connection, run_id, name, data)

    def append(self, run_id: str, kept: Iterable[Record]) -> None:
        """Add records to a run's history."""
        self.save(run_id, kept)

    def history(self, run_id: str) -> History:
        """Return every record kept of a run."""
        query = select(records.c.data).where(records.c.run_id == run_id).order_by(records.c.id)
        with self.transaction() as connection:
            flushes = connection.scalars(query).all()
        return History.from_records(record for data in flushes for record in from_columns(json.loads(data)))

    def truncate(self, run_id: str, step: int) -> None:
        """Forget every record after an update: what was made after the checkpoint that a run goes on from."""
        mine = records.c.run_id == run_id
        with self.transaction() as connection:
            connection.execute(delete(records).where(mine, records.c.first_step > step))
            straddling = connection.execute(select(records.c.id, records.c.data).where(mine, records.c.last_step > step)).all()
            for row in straddling:
                kept = [record for record in from_columns(json.loads(row.data)) if record.step <= step]
                data = strict_json(columns(kept))
                connection.execute(update(records).where(records.c.id == row.id).values(last_step=step, data=data))

    def put_blob(self, run_id: str, name: str, data: bytes) -> None:
        """Keep bytes under a name of a run: "checkpoint", "weights" or "vocabulary"."""
        self.save(run_id, files={name: data})

    def blob(self, run_id: str, name: str) -> bytes | None:
        """Return the bytes kept under a name of a run, None where there are none."""
        query = select(blobs.c.data).where(blobs.c.run_id == run_id, blobs.c.name == name)
        with self.transaction() as connection:
            return connection.scalar(query)

    # texts

    def put_text(self, visitor: str, corpus: Corpus, keep: int | None = None) -> str:
        """Keep a visitor's own text and return the name it goes by; the oldest of more than `keep` texts go."""
        name = OWN + corpus.digest[:16]
        about = {part: getattr(corpus, part) for part in ("title", "source", "licence", "lines")}
        row = {
            "visitor": visitor,
            "name": name,
            **about,
            "created": self.clock(),
            "data": corpus.text.encode("utf-8", "surrogatepass"),
        }
        with self.transaction() as connection:
            connection.execute(delete(texts).where(texts.c.visitor == visitor, texts.c.name == name))
            connection.execute(insert(texts).values(**row))
        for surplus in list(self.texts(visitor))[keep:] if keep else ():
            self.delete_text(visitor, surplus)
        return name

    def text(self, visitor: str, name: str) -> Corpus:
        """Return a visitor's own text; another's is refused like one that does not exist."""
        with self.transaction() as connection:
            row = connection.execute(select(texts).where(texts.c.visitor == visitor, texts.c.name == name)).first()
        if row is None:
            raise Refusal("This text is no longer here: paste or upload it again.", "corpus")
        return Corpus(row.name, row.title, row.data.decode("utf-8", "surrogatepass"), row.source, row.licence, row.lines)

    def texts(self, visitor: str) -> dict[str, str]:
        """Return the titles of a visitor's own texts by name, the newest first."""
        with self.transaction() as connection:
            return {row.name: row.title for row in connection.execute(OWN_TEXTS, {"visitor": visitor})}

    def delete_text(self, visitor: str, name: str) -> None:
        """Forget a visitor's own text."""
        with self.transaction() as connection:
            connection.execute(delete(texts).where(texts.c.visitor == visitor, texts.c.name == name))


def no_run() -> Refusal:
    """Return the one refusal of a run that is unknown, deleted or somebody else's."""
    return Refusal("There is no such run: it was deleted, or belongs to another browser.", "run")


def trouble(error: SQLAlchemyError) -> StoreTrouble:
    """Return one sentence about what the database said."""
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    return StoreTrouble(f"The database of runs cannot be used right now ({reason}): try again in a moment.")


def must_exist(result: Any) -> None:
    """Raise the refusal of an unknown run unless a statement met one."""
    if result.rowcount == 0:
        raise no_run()


def row_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields of a run as what its row holds: settings and versions as JSON, no number that is not finite."""
    return {name: row_value(value) for name, value in values.items()}


def row_value(value: Any) -> Any:
    """Return one field as its column holds it."""
    if isinstance(value, Experiment):
        return strict_json(experiment_to_json(value))
    if isinstance(value, dict):
        return strict_json(value)
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\0", "")  # what every database can keep
    return None if isinstance(value, float) and not math.isfinite(value) else value


def run_of(row: Row) -> Run:
    """Return the run that a row holds."""
    values = dict(row._mapping)
    experiment = experiment_in(values["experiment"])
    return Run(**{**values, "experiment": experiment, "versions": json.loads(values["versions"])})


@lru_cache(maxsize=2048)
def experiment_in(text: str) -> Experiment:
    """Return the experiment that a column holds, checked once: a visitor's hundreds of runs are listed at every click."""
    return experiment_from_json(json.loads(text))


def readable(row: Row) -> Run | None:
    """Return the run that a row holds, None for one whose settings this release no longer knows."""
    try:
        return run_of(row)
    except Refusal as error:
        log.warning("Run %s is left out of the list: %s", row.id, error)
        return None


def append_records(connection: Connection, run_id: str, kept: list[Record]) -> None:
    """Add one row of records."""
    if kept:
        first, last = min(record.step for record in kept), max(record.step for record in kept)
        row = {"run_id": run_id, "first_step": first, "last_step": last, "data": strict_json(columns(kept))}
        connection.execute(insert(records).values(**row))


def replace_blob(connection: Connection, run_id: str, name: str, data: bytes) -> None:
    """Put bytes in the place of those kept under the same name."""
    connection.execute(delete(blobs).where(blobs.c.run_id == run_id, blobs.c.name == name))
    connection.execute(insert(blobs).values(run_id=run_id, name=name, data=data))
