"""A store in a folder of its own, and a clock that stands still until it is told."""

from dataclasses import dataclass
from itertools import count

import pytest
from sqlalchemy import create_engine, text

from playground.runs.store import RunStore
from tests.runs.postgresql import server

ALSO_POSTGRESQL = pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)


@dataclass
class Clock:
    """Returns `now`, which a test sets."""

    now: float = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def postgresql():
    """A way to get the URL of an empty database on a real PostgreSQL: a schema of its own, which takes a millisecond."""
    with server() as address:
        engine, numbers = create_engine(address), count(1)

        def schema() -> str:
            name = f"test_{next(numbers)}"
            with engine.begin() as connection:
                connection.execute(text(f"CREATE SCHEMA {name}"))
            return f"{address}&options=-csearch_path%3D{name}"

        yield schema
        engine.dispose()


@pytest.fixture
def url(request, tmp_path):
    """An empty database: SQLite, or PostgreSQL where a test asks for it."""
    if getattr(request, "param", "sqlite") == "postgresql":
        return request.getfixturevalue("postgresql")()
    return f"sqlite:///{tmp_path / 'runs.sqlite'}"


@pytest.fixture
def store(url, clock):
    store = RunStore(url, clock=clock)
    yield store
    store.engine.dispose()
