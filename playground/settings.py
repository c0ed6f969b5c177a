"""Every limit and path that a host may set, read once from PLAYGROUND_* variables; the defaults suit a public site."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path

from playground.errors import Refusal

SEEN_BY = ("local", "everybody", "nobody")
"""Who may see the runs of the command line: whoever sits at this machine, everybody, or nobody."""


@dataclass(frozen=True)
class Settings:
    """What a host decides. The variable of a field is its name in capitals behind `PLAYGROUND_`."""

    home: Path = Path.home() / ".unrolled"  # folder of the database, the caches and downloaded texts
    database_url: str = ""  # SQLAlchemy URL of the run store; empty: a SQLite file under `home`
    workers: int = field(default_factory=lambda: min(4, os.cpu_count() or 1))  # training processes kept warm
    threads: int = 1  # torch threads of each worker
    max_seconds: float = 900.0  # longest training job, seconds of wall time
    max_parameters: int = 5_000_000  # largest model
    max_step_operations: float = 3e10  # floating-point operations in one training step, so that Stop is felt within a second
    max_upload_bytes: int = 5_000_000  # largest text a visitor may bring
    vectors: str = ""  # folder of files of word vectors that every visitor may choose; empty: none
    max_vector_upload_bytes: int = 100_000_000  # largest file of word vectors a visitor may bring
    max_vector_bytes: int = 1_000_000_000  # what such a file may unpack to
    max_fetched_bytes: int = 500_000_000  # largest set of word vectors that is fetched where a visitor asks for it
    max_jobs_per_visitor: int = 12  # running and waiting
    queue_length: int = 60  # jobs waiting, all visitors together
    sweep_runs: int = 60  # runs of one sweep
    runs_kept: int = 100  # finished runs of one visitor; the oldest go first
    texts_kept: int = 20  # texts of one visitor; the oldest go first
    grace_seconds: float = 30.0  # how long a job outlives the last open page of its visitor
    worker_memory_mb: int = 2_000  # resident memory at which a worker ends its job
    stale_seconds: float = 10.0  # an unfinished run without a sign of life for so long counts as interrupted
    command_line_runs: str = "local"  # who sees the runs of the command line in the app: one of `SEEN_BY`

    def __post_init__(self):
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, int | float) and not 0 < value < 1e15:
                raise Refusal(f"PLAYGROUND_{item.name.upper()} cannot be {value}: use a number above 0.", item.name)
        if self.command_line_runs not in SEEN_BY:
            known = ", ".join(SEEN_BY)
            raise Refusal(f"PLAYGROUND_COMMAND_LINE_RUNS cannot be “{self.command_line_runs[:40]}”: use one of {known}.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the PLAYGROUND_* variables; raise `Refusal` at one that is no number where a number is due."""
        given = {item.name: environment.get(f"PLAYGROUND_{item.name.upper()}") for item in fields(cls)}
        return cls(**{name: convert(name, raw, type(getattr(cls(), name))) for name, raw in given.items() if raw})

    def database(self) -> str:
        """Return the SQLAlchemy URL of the run store, creating the home folder where SQLite needs it.

        Raises `Refusal` where that folder cannot be made.
        """
        if self.database_url:
            return self.database_url
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = f"The folder {self.home} cannot be made ({error.strerror})"
            raise Refusal(f"{why}: let PLAYGROUND_HOME name one that can be written to.", "home") from None
        return f"sqlite:///{self.home / 'runs.sqlite'}"


def convert(name: str, raw: str, kind: type):
    """Return the text of a variable as the type of its field."""
    if issubclass(kind, Path):
        return Path(raw).expanduser()
    try:
        return kind(raw)
    except ValueError:
        raise Refusal(f"PLAYGROUND_{name.upper()} cannot be “{raw[:40]}”: use a number.", name) from None


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return this process's settings."""
    return Settings.from_environment(os.environ)
