"""What a short window cannot see: n-grams and networks that learned the same sentences, and a verb ever further from its noun."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from models.cells import CELLS
from playground.controls import Described, as_in, check, number, text
from playground.errors import Refusal
from playground.gradients.memory_study import parse_cells
from playground.language.distance import PHRASES, Answer, Question, by_distance, growing, sentences, verb_probabilities
from playground.language.evaluation import evaluate
from playground.language.experiment import Experiment, ModelSettings, TrainingSettings
from playground.language.predictors import NetworkPredictor, NGramSettings, Predictor, count_ngrams
from playground.language.training import begin, update
from playground.text.corpora import Corpus
from playground.text.dataset import Dataset, prepare
from playground.text.ngram import ORDERS, measure

EACH, SEED = 1_200, 11  # sentences with each number of phrases that are learned; those that are asked have other seeds
LEARNING = Experiment().with_(tokenizer="word", embedding_size=64)
UPDATE_SECONDS, ASKING_SECONDS = 0.02, 4.0  # of a network of 256 units on a busy machine
N_GRAM = "n-gram"


@dataclass(frozen=True)
class WindowStudySettings(Described):
    """Who learns sentences with a verb far from its noun: n-grams of words, and networks that read the same words."""

    orders: str = text("3,5", "N-grams", "Orders, by commas: with 5, the last four words are seen.", more=False)
    cells: str = text("rnn,gru,lstm", "Cells", "Networks that learn the same sentences, by commas.", more=False)
    steps: int = number(1000, "Updates", "Of each network, on 1,024 words each.", 1, 20_000, step=500)
    hidden_size: int = as_in(ModelSettings, "hidden_size", 128)
    seed: int = as_in(TrainingSettings, "seed")

    def __post_init__(self):
        check(self)
        parse_orders(self.orders)
        if self.hidden_size > 512:
            raise Refusal(f"Hidden size cannot be {self.hidden_size:,} here: use a whole number from 1 to 512.", "hidden_size")

    @property
    def expected_seconds(self) -> float:
        """Return the seconds that it takes at most to train all networks and to ask them."""
        networks = parse_cells(self.cells)
        size = max(1.0, self.hidden_size / 256)
        return ASKING_SECONDS * (1 + len(networks)) + len(networks) * self.steps * UPDATE_SECONDS * size


def parse_orders(raw: str) -> list[int]:
    """Return orders written as “3,5”, sorted and each once; raise `Refusal` where they are not whole numbers up to 5."""
    most = ORDERS["word"]
    parts = [part.strip() for part in raw.split(",", 2 * most)]
    if not all(part.isascii() and part.isdecimal() and 1 <= int(part[:3]) <= most for part in parts):
        raise Refusal(f"N-grams cannot be “{raw[:40]}”: write whole numbers from 1 to {most}, such as 3,5.", "orders")
    return sorted({int(part) for part in parts})


@dataclass(frozen=True)
class Witness:
    """One model, how sure it is of the verb by the number of phrases, and of the right and the wrong one in the growing sentence.

    `cell` is `n-gram` for one that counts; `nats` is its loss per word on held-out sentences of the same kind.
    """

    title: str
    cell: str
    nats: float
    answers: tuple[Answer, ...]
    example: tuple[tuple[float, float], ...]


def window_study(settings: WindowStudySettings, desk: Any = None) -> Iterator[dict]:
    """Count and train each model in turn, yielding how far it is, and each model's answers as soon as they are known."""
    dataset = learned_text()
    orders, cells = parse_orders(settings.orders), parse_cells(settings.cells)
    for order in orders:
        counted = count_ngrams(dataset, NGramSettings(order))
        nats = measure(counted.model, dataset.validation.numpy()).nats
        yield event(Witness(f"{order}-gram", N_GRAM, nats, *asked(counted)))
    for place, cell in enumerate(cells):
        for told in learn(settings, cell, dataset):
            yield told | {"progress": (place + told["progress"]) / len(cells)}


def learned_text() -> Dataset:
    """Return the sentences that every model learns, nine in ten of them to learn from."""
    corpus = Corpus("distance", "Sentences", sentences(EACH, SEED), "a grammar written for this project", "none", lines=True)
    return prepare(corpus, "word", LEARNING.text.vocabulary_size, LEARNING.text.validation_share)


def learn(settings: WindowStudySettings, cell: str, dataset: Dataset) -> Iterator[dict]:
    """Train one network, yielding how far it is, and last its answers."""
    sizes = dict(cell=cell, hidden_size=settings.hidden_size, seed=settings.seed)
    state = begin(LEARNING.with_(budget=float(settings.steps), **sizes), dataset)
    while not state.finished():
        update(state)
        yield {"progress": 0.95 * state.progress()}
    state.model.eval()
    found = asked(NetworkPredictor(state.model, dataset.vocabulary))
    yield event(Witness(CELLS[cell].label, cell, evaluate(state.model, dataset.validation), *found)) | {"progress": 1.0}


def asked(predictor: Predictor) -> tuple[tuple[Answer, ...], tuple[tuple[float, float], ...]]:
    """Return what a model answers to many sentences, and to one that grows."""
    one_that_grows = [growing(phrases) for phrases in range(PHRASES + 1)]
    right = verb_probabilities(predictor, one_that_grows, [one.right for one in one_that_grows])
    wrong = verb_probabilities(predictor, one_that_grows, [one.wrong for one in one_that_grows])
    return tuple(by_distance(predictor)), tuple(zip(right.tolist(), wrong.tolist(), strict=True))


def event(found: Witness) -> dict:
    """Return what is told of a model as JSON values."""
    return {"slot": found.title, **asdict(found)}


def witnesses_of(events: Iterable[Mapping[str, Any]]) -> list[Witness]:
    """Return every model that a study has told of, in the order in which it came to them."""
    return [
        Witness(
            *(one[name] for name in ("title", "cell", "nats")),
            tuple(Answer(**answer) for answer in one["answers"]),
            tuple(tuple(pair) for pair in one["example"]),
        )
        for one in events
        if "answers" in one
    ]


def window(question: Question, order: int) -> tuple[str, str]:
    """Return what of a sentence an n-gram does not see, and the words that it does when the verb is due."""
    words = question.before.split()
    place = max(0, len(words) - (order - 1))
    return " ".join(words[:place]), " ".join(words[place:])
