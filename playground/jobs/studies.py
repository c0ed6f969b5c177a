"""Short computations that pages ask for and workers do beside training runs. `STUDIES` names them.

A study is a settings class (a frozen dataclass that is `Described` and tells its `expected_seconds`) and a function of such
settings and a `Desk` that yields events, dicts of JSON values. An event may say how far the study is ("progress", 0 to 1), and
one with a "slot" takes the place of the earlier event of that name. Whoever wants to stop a study just stops asking, so it
yields several times a second, if only `{"progress": 0.4}`.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from playground.controls import Control
from playground.errors import Refusal, unknown
from playground.jobs.protocol import StudyJob
from playground.runs.store import RunStore
from playground.settings import Settings


@dataclass(frozen=True)
class Desk:
    """What a study may reach besides its settings: the visitor's own things only where the study is private."""

    visitor: str  # "" for a study whose answer is everybody's
    store: RunStore
    host: Settings


class StudySettings(Protocol):
    """What the settings of every study have in common."""

    expected_seconds: float

    def controls(self) -> dict[str, Control]:
        """Return every control by name."""

    def flat(self) -> dict[str, Any]:
        """Return every setting by its name."""


@dataclass(frozen=True)
class Study:
    """One kind of study; `settings` and `events` say as “module:name” where its parts are, loaded when it is first asked for.

    The answer of a `private` study is for whoever asked; any other is a function of its settings and may answer everybody.
    """

    label: str
    settings: str
    events: str
    private: bool = False

    def read(self, values: Mapping[str, Any]) -> StudySettings:
        """Return settings by their names, the others being the default; raise `Refusal` where one is wrong or unknown."""
        kind = load(self.settings)
        known = kind.controls()
        for name in values:
            if name not in known:
                raise unknown("setting", str(name)[:60], known)
        return kind(**{name: number_as(known[name].kind, value) for name, value in values.items()})

    def begin(self, job: StudyJob, store: RunStore, host: Settings) -> Iterator[dict]:
        """Return the events of a study that has not begun; raise `Refusal` where its settings are wrong."""
        desk = Desk(job.visitor if self.private else "", store, host)
        return load(self.events)(self.read(job.settings), desk)


def number_as(kind: type, value: Any) -> Any:
    """Return a whole number as the float that its setting asks for, so that 1 and 1.0 are one question."""
    return float(value) if kind is float and type(value) is int and abs(value) < 2**53 else value


def load(path: str) -> Callable:
    """Return what “module:name” names."""
    module, name = path.split(":")
    return getattr(importlib.import_module(module), name)


DECAY = "playground.gradients.decay_study"
MEMORY = "playground.gradients.memory_study"
UNITS = "playground.runs.unit_study"
MAP = "playground.vectors.map_study"
LEARNING, COURSE = "playground.vectors.learn_study", "playground.vectors.course"
SCORES = "playground.vectors.score_study"
NGRAMS, WINDOW = "playground.runs.ngram_study", "playground.language.window_study"

STARTS = "playground.runs.start_study"

STUDIES: dict[str, Study] = {
    "learn": Study("Word2Vec, watched", f"{COURSE}:LearnSettings", f"{LEARNING}:learn_study", private=True),
    "map": Study("A map by t-SNE", f"{MAP}:TsneSettings", f"{MAP}:tsne_study", private=True),
    "decay": Study("How gradients fade", f"{DECAY}:DecayStudySettings", f"{DECAY}:decay_study"),
    "memory": Study("How far networks remember", f"{MEMORY}:MemoryStudySettings", f"{MEMORY}:memory_study"),
    "ngrams": Study("N-grams of every order", f"{NGRAMS}:NGramStudySettings", f"{NGRAMS}:ngram_study", private=True),
    "starts": Study("What a word starts as", f"{STARTS}:StartStudySettings", f"{STARTS}:start_study", private=True),
    "scorecard": Study("Questions for word vectors", f"{SCORES}:ScoreSettings", f"{SCORES}:score_study", private=True),
    "units": Study("Units that follow patterns", f"{UNITS}:UnitStudySettings", f"{UNITS}:unit_study", private=True),
    "window": Study("What a window cannot see", f"{WINDOW}:WindowStudySettings", f"{WINDOW}:window_study"),
}


def study_named(name: str) -> Study:
    """Return a study by its name; raise `Refusal` where there is none."""
    if name not in STUDIES:
        raise unknown("study", name, STUDIES)
    return STUDIES[name]


def study_job(visitor: str, name: str, values: Mapping[str, Any]) -> StudyJob:
    """Return a visitor's request for a study; raise `Refusal` where there is none, or a setting is wrong or unknown."""
    return StudyJob(visitor, name, study_named(name).read(values).flat())


def expected_seconds(job: StudyJob) -> float:
    """Return how long a study will take at most, in seconds."""
    return study_named(job.name).read(job.settings).expected_seconds


def check_time(job: StudyJob, host: Settings) -> None:
    """Raise `Refusal` where a study would take longer than this site lets anything run."""
    seconds = expected_seconds(job)
    if seconds > host.max_seconds:
        raise Refusal(
            f"This would take about {seconds:,.0f} seconds, and this site ends everything after {host.max_seconds:,.0f}: "
            "choose less of it."
        )
