"""N-grams of every order on a text, counted in the background: what pages draw beside the networks that read the same text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from playground.controls import Described, as_in, check
from playground.jobs.studies import Desk
from playground.language.experiment import TextSettings
from playground.runs.texts import find_corpus
from playground.text.dataset import Dataset, prepare
from playground.text.ngram import ORDERS
from playground.text.orders import OrderMeasure, measure_orders

EXPECTED_SECONDS = 30.0  # a text of five million characters, on a busy machine


@dataclass(frozen=True)
class NGramStudySettings(Described):
    """Whose n-grams are counted: a text, cut into tokens and in two as for training."""

    corpus: str = as_in(TextSettings, "corpus")
    tokenizer: str = as_in(TextSettings, "tokenizer")
    vocabulary_size: int = as_in(TextSettings, "vocabulary_size")
    validation_share: float = as_in(TextSettings, "validation_share")

    def __post_init__(self):
        check(self)

    @property
    def expected_seconds(self) -> float:
        """Return the seconds that counting takes at most."""
        return EXPECTED_SECONDS


@dataclass(frozen=True)
class CountedText:
    """What the orders were counted on: the digest of the whole text, and its parts in tokens."""

    digest: str
    vocabulary: int
    tokens: int
    validation_tokens: int
    characters_per_token: float


def ngram_study(settings: NGramStudySettings, desk: Desk) -> Iterator[dict]:
    """Yield what the text is, then the measures of each order as soon as they are known."""
    yield {"progress": 0.0}
    corpus = find_corpus(settings.corpus, desk.visitor, desk.store, desk.host)
    dataset = prepare(corpus, settings.tokenizer, settings.vocabulary_size, settings.validation_share)
    yield {"slot": "text", **vars(described(dataset))}
    for found in measure_orders(dataset):
        yield {"slot": str(found.order), **vars(found), "progress": found.order / ORDERS[settings.tokenizer]}


def described(dataset: Dataset) -> CountedText:
    """Return what is told of a text."""
    parts = len(dataset.vocabulary), len(dataset.train), len(dataset.validation), dataset.characters_per_token
    return CountedText(dataset.corpus.digest, *parts)


Events = Iterable[Mapping[str, Any]]


def text_of(events: Events) -> CountedText | None:
    """Return what the text of a study is, None before it is known."""
    found = [event for event in events if "digest" in event]
    return CountedText(**{item.name: found[-1][item.name] for item in fields(CountedText)}) if found else None


def orders_of(events: Events) -> list[OrderMeasure]:
    """Return the measures of a study by order."""
    names = [item.name for item in fields(OrderMeasure)]
    found = [OrderMeasure(**{name: event[name] for name in names}) for event in events if "order" in event]
    return sorted(found, key=lambda one: one.order)
