"""The scorecard as a study: every question asked of one set of vectors or two, told as it goes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from playground.controls import Described, check, number, text
from playground.jobs.studies import Desk
from playground.vectors.ownquestions import find_questions
from playground.vectors.questions import QuestionSet
from playground.vectors.scorecard import Agreement, Scorecard, SectionScore, score_analogies, score_pairs
from playground.vectors.sources import load_vectors
from playground.vectors.vectorset import Place, VectorSet

START, A_WORD = 3.0, 6e-4  # seconds: to open the vectors, and for each word that may answer 20,000 questions, at 300 dimensions
USUAL = 30_000  # words, as in the program that came with word2vec


@dataclass(frozen=True)
class ScoreSettings(Described):
    """Which questions are asked of which vectors, and among how many words answers are looked for."""

    vectors: str = text("teaching", "Vectors", "Whose words are asked.")
    other: str = text("", "Beside them", "A second set of vectors, none where empty.")
    questions: str = text("google", "Questions", "Analogies in sections, or pairs of words with people's scores.")
    restrict: int = number(USUAL, "Words that take part", "The first of the file; gensim takes 300,000.", 10, 1_000_000)

    def __post_init__(self):
        check(self)

    @property
    def sets(self) -> list[str]:
        """Return the names of the vectors, each once."""
        return list(dict.fromkeys(name for name in (self.vectors, self.other) if name))

    @property
    def expected_seconds(self) -> float:
        """Return the seconds that all questions take at most."""
        return len(self.sets) * (START + A_WORD * self.restrict)


@dataclass(frozen=True)
class Score:
    """What one set of vectors came to: a card of sections, or how it agrees with people about pairs."""

    title: str
    card: Scorecard | None = None
    agreement: Agreement | None = None


def score_study(settings: ScoreSettings, desk: Desk) -> Iterator[dict]:
    """Yield the score of each set as it grows, in a slot of its own."""
    yield {"progress": 0.0}
    place = Place(desk.host, desk.visitor)
    questions = find_questions(settings.questions, place)
    for turn, name in enumerate(settings.sets):
        found = load_vectors(name, place)
        for done, event in scores(found, questions, settings.restrict):
            progress = (turn + done) / len(settings.sets)
            yield {"slot": str(turn), "title": found.title, **event, "progress": progress}


def scores(found: VectorSet, questions: QuestionSet, restrict: int) -> Iterator[tuple[float, dict]]:
    """Yield how much is done and the score so far, as JSON values."""
    if questions.pairs:
        yield 1.0, {"agreement": vars(score_pairs(found.vectors, questions.pairs, restrict))}
        return
    for card in score_analogies(found.vectors, questions.sections, restrict):
        yield card.done, {"sections": [vars(one) for one in card.sections], "done": card.done}


def scores_of(events: Iterable[Mapping[str, Any]]) -> list[Score]:
    """Return the scores that a study has told."""
    return [score_of(event) for event in events if "title" in event]


def score_of(event: Mapping[str, Any]) -> Score:
    """Return the score of one set of vectors."""
    if "agreement" in event:
        return Score(event["title"], agreement=Agreement(**event["agreement"]))
    sections = tuple(SectionScore(**one) for one in event["sections"])
    return Score(event["title"], card=Scorecard(sections, event["done"]))
