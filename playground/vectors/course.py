"""What is asked of Word2Vec that is watched, and what was seen of it: settings, and a record that pages draw."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from playground.controls import Described, as_in, check, number, text
from playground.vectors.learn import ALGORITHMS, Word2VecSettings
from playground.vectors.teaching.corpus import SENTENCES

TEACHING = "teaching"
LISTED = 2_000  # words in one event
WORDS_A_SENTENCE, MOST_WORDS = 9.5, 400_000  # as the teaching sentences have, and as are read of another text
START, A_PAIR = 4.0, 8e-10  # seconds: to begin with, and for a number of a vector that one guess changes; on a busy core
CBOW = 0.15  # of the work of skip-gram


@dataclass(frozen=True)
class LearnSettings(Described):
    """Which text is read, and how vectors are learned from it."""

    corpus: str = text(TEACHING, "Text", "What is read.", more=False)
    sentences: int = number(
        SENTENCES // 2, "Teaching sentences", "How many of them are written and read.", 1_000, SENTENCES, step=5_000, more=False
    )
    algorithm: str = as_in(Word2VecSettings, "algorithm")
    size: int = as_in(Word2VecSettings, "size")
    window: int = as_in(Word2VecSettings, "window")
    epochs: int = as_in(Word2VecSettings, "epochs", 4)
    negative: int = as_in(Word2VecSettings, "negative")
    min_count: int = as_in(Word2VecSettings, "min_count")
    learning_rate: float = as_in(Word2VecSettings, "learning_rate", 0.05)  # for half the sentences in half the epochs
    seed: int = as_in(Word2VecSettings, "seed")

    def __post_init__(self):
        check(self)

    @property
    def is_teaching(self) -> bool:
        """Tell whether the teaching sentences are read."""
        return self.corpus == TEACHING

    @property
    def training(self) -> Word2VecSettings:
        """Return how vectors are learned, and nothing else."""
        return Word2VecSettings(**{name: getattr(self, name) for name in Word2VecSettings.controls()})

    @property
    def told(self) -> str:
        """Return the settings in a few words."""
        what = f"{self.sentences:,} teaching sentences" if self.is_teaching else "a text"
        return f"{self.algorithm}, {self.size} dimensions, {self.epochs} epochs, {what}"

    @property
    def expected_seconds(self) -> float:
        """Return the seconds that reading takes at most."""
        words = self.epochs * (WORDS_A_SENTENCE * self.sentences if self.is_teaching else MOST_WORDS)
        work = words * (self.window + 1) * (self.negative + 1) * (self.size + 30)
        return START + A_PAIR * work * (1.0 if ALGORITHMS[self.algorithm].skip_gram else CBOW)


@dataclass(frozen=True)
class Answered:
    """How many questions of a section were answered right."""

    name: str
    correct: int
    questions: int

    @property
    def accuracy(self) -> float:
        """Return the share of right answers."""
        return self.correct / self.questions


@dataclass(frozen=True)
class Moment:
    """How the vectors stood when so much of the reading was done (0 to 1).

    The map (n, 2), the places in the vocabulary of the words nearest to each word on it (n, k), their cosines, and the scores.
    """

    done: float
    points: np.ndarray
    near: np.ndarray
    cosines: np.ndarray
    sections: tuple[Answered, ...]

    @property
    def accuracy(self) -> float | None:
        """Return the share of right answers over all sections, None where nothing could be asked."""
        asked = sum(one.questions for one in self.sections)
        return sum(one.correct for one in self.sections) / asked if asked else None


@dataclass(frozen=True)
class Course:
    """What was seen while vectors were learned: the vocabulary, which of it is on the map, every look, and the name at last."""

    names: tuple[str, ...]
    rows: tuple[int, ...]
    sentences: int
    words_read: int
    moments: tuple[Moment, ...]
    kept: str = ""

    @cached_property
    def words(self) -> list[str]:
        """Return the words on the map."""
        return [self.names[row] for row in self.rows]

    def at(self, share: float) -> Moment:
        """Return the look that was taken nearest to a share of the reading."""
        return min(self.moments, key=lambda moment: abs(moment.done - share))

    def near(self, word: str, moment: Moment) -> list[tuple[str, float]]:
        """Return the words nearest to a word of the map at a moment, with their cosines."""
        place = self.words.index(word)
        return [(self.names[row], cosine) for row, cosine in zip(moment.near[place], moment.cosines[place].tolist(), strict=True)]


def course_of(events: Iterable[Mapping[str, Any]]) -> Course | None:
    """Return what a study has told, None before its first look."""
    events = list(events)
    names = tuple(name for event in events if "names" in event for name in event["names"])
    about = next((event for event in events if "rows" in event), None)
    moments = tuple(moment_of(event) for event in events if "near" in event)
    if about is None or not moments:
        return None
    kept = next((event["kept"] for event in events if "kept" in event), "")
    return Course(names, tuple(about["rows"]), about["sentences"], about["words_read"], moments, kept)


def moment_of(event: Mapping[str, Any]) -> Moment:
    """Return one look."""
    points = np.stack([np.array(event["x"], float), np.array(event["y"], float)], axis=1)
    sections = tuple(Answered(**one) for one in event["sections"])
    return Moment(event["done"], points, np.array(event["near"], int), np.array(event["cosines"], float), sections)
