"""The tables of the run store, and how its database is opened; the one place that knows what a kind of database needs."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Float, ForeignKey, Integer, LargeBinary, String, Table, Text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from playground.errors import Refusal

SCHEMA = 2  # raise when a table changes, and say in `UPGRADES` how to get there
BUSY_SECONDS = 10.0  # how long a writer waits for another
CREATING = 7_061_902  # the lock, by a number of our own, that whoever creates tables holds

metadata = sa.MetaData()

schema_version = Table("schema_version", metadata, Column("version", Integer, primary_key=True, autoincrement=False))

runs = Table(
    "runs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("visitor", String(128), nullable=False),
    Column("name", Text, nullable=False),
    Column("experiment", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("message", Text, nullable=False),
    Column("created", Float(53), nullable=False),
    Column("updated", Float(53), nullable=False),
    Column("text_title", Text, nullable=False),
    Column("text_digest", String(64), nullable=False),
    Column("vocabulary_size", Integer, nullable=False),
    Column("parameters", Integer, nullable=False),
    Column("step", BigInteger, nullable=False),
    Column("tokens", BigInteger, nullable=False),
    Column("seconds", Float(53), nullable=False),
    Column("train_loss", Float(53)),
    Column("validation_loss", Float(53)),
    Column("validation_tokens", BigInteger, nullable=False),
    Column("characters_per_token", Float(53), nullable=False),
    Column("versions", Text, nullable=False),
    sa.Index("runs_of_visitor", "visitor", "created"),
)

records = Table(  # one row a flush
    "records",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", String(64), ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("first_step", BigInteger, nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("data", Text, nullable=False),
)

blobs = Table(
    "blobs",
    metadata,
    Column("run_id", String(64), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String(32), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

texts = Table(  # what visitors brought; UTF-8 bytes, since not every database keeps every character
    "texts",
    metadata,
    Column("visitor", String(128), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("lines", sa.Boolean, nullable=False),
    Column("created", Float(53), nullable=False),
    Column("data", LargeBinary, nullable=False),
)

sweeps = Table(  # `points` holds the experiments in the order in which they run; `updated` is the last sign of life
    "sweeps",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("visitor", String(128), nullable=False),
    Column("settings", Text, nullable=False),
    Column("points", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("created", Float(53), nullable=False),
    Column("updated", Float(53), nullable=False),
    sa.Index("sweeps_of_visitor", "visitor", "created"),
)

sweep_runs = Table(  # which run stands for which point
    "sweep_runs",
    metadata,
    Column("sweep_id", String(64), ForeignKey("sweeps.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("run_id", String(64), ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, index=True),
)

shares = Table(  # whoever knows the token may look at the run; a run has one at most
    "shares",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("run_id", String(64), ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("created", Float(53), nullable=False),
)

UPGRADES: dict[int, Callable[[sa.Connection], None]] = {
    1: lambda connection: None,  # 2 has three tables more, and missing tables are created whenever a database is opened
}
"""How a database of each earlier version becomes one of the next; tables and indices that are missing are there already."""


def open_database(url: str) -> sa.Engine:
    """Return the engine of a database with all tables; raise `Refusal` where it cannot be opened or is from a newer version."""
    try:
        engine = sa.create_engine(url, **options(url))
        prepare_connections(engine)
        create_tables(engine)
        version = upgrade(engine, stamp(engine))
    except (SQLAlchemyError, ImportError, ValueError) as error:
        reason = getattr(error, "orig", None) or error
        where = "check PLAYGROUND_DATABASE_URL or PLAYGROUND_HOME"
        raise Refusal(f"The database of runs cannot be opened ({reason}): {where}.") from error
    if version > SCHEMA:
        raise Refusal(f"The database of runs has version {version}, made by a newer release; this one knows {SCHEMA}.")
    return engine


def options(url: str) -> dict:
    """Return how connections are made: those to SQLite wait for a lock, others are tested before use."""
    if sa.make_url(url).get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": BUSY_SECONDS}}
    return {"pool_pre_ping": True}


def prepare_connections(engine: sa.Engine) -> None:
    """Make each SQLite connection keep foreign keys, and let readers and one writer work at the same time (WAL)."""
    if engine.dialect.name != "sqlite":
        return

    @sa.event.listens_for(engine, "connect")
    def prepare(connection, _):
        with suppress(sqlite3.OperationalError):  # locked by whoever is just doing the same, for good
            connection.execute("PRAGMA journal_mode=WAL")
        for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")


def create_tables(engine: sa.Engine) -> None:
    """Create missing tables and indices, also where another process does so at the same moment."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # where “if not exists” is no protection against somebody quicker
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(CREATING)))
        for table in metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in sorted(table.indexes, key=lambda index: index.name):
                connection.execute(CreateIndex(index, if_not_exists=True))


def stamp(engine: sa.Engine) -> int:
    """Write this schema's version into a new database, and return the version that it has."""
    with engine.begin() as connection:
        version = connection.scalar(sa.select(schema_version.c.version))
    if version is not None:
        return version
    try:
        with engine.begin() as connection:
            connection.execute(sa.insert(schema_version).values(version=SCHEMA))
    except SQLAlchemyError:
        pass  # another process was first
    with engine.begin() as connection:
        return connection.scalar(sa.select(schema_version.c.version))


def upgrade(engine: sa.Engine, version: int) -> int:
    """Bring a database of an earlier version to this schema, one version after the other; return the version it has then.

    Where two processes do so at the same moment, one of them waits, and finds nothing left to do.
    """
    for step in range(version, SCHEMA):
        with engine.begin() as connection:
            claim = sa.update(schema_version).where(schema_version.c.version == step).values(version=step + 1)
            if connection.execute(claim).rowcount:
                UPGRADES[step](connection)
    return max(version, SCHEMA)
