"""A store in a folder of its own, and a clock that stands still until it is told."""

from dataclasses import dataclass

import pytest

from playground.runs.store import RunStore


@dataclass
class Clock:
    """Returns `now`, which a test sets."""

    now: float = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'runs.sqlite'}"


@pytest.fixture
def store(url, clock):
    return RunStore(url, clock=clock)
