"""What a word model starts from, held against how much text it has: random vectors, word vectors or one-hot input, in turn."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np

from models.embedding import EMBEDDINGS
from playground.controls import Described, as_in, check, number, text
from playground.errors import Refusal
from playground.gradients.memory_study import parse_seeds
from playground.jobs.limits import check_limits, estimate
from playground.jobs.studies import Desk
from playground.language.embeddings import coverage
from playground.language.evaluation import evaluation_steps
from playground.language.experiment import Experiment, ModelSettings, TextSettings
from playground.language.starting import begin_with
from playground.language.training import TrainingState, update
from playground.language.wordmap import WordMap, table_of, word_map
from playground.runs.texts import find_corpus
from playground.runs.wordvectors import found_in
from playground.text.dataset import Dataset, prepare

MOST_SIZES, MOST_NETWORKS, LARGEST_HIDDEN = 6, 80, 512
FEWEST, MOST = 1_000, 10_000_000  # words to learn from
WORDS_AN_UPDATE = dict(batch_size=16, sequence_length=20)
LOOKS, PATIENCE = 10, 2  # at the held-out part while a network learns; looks on end that are no better before it stops
HELD_OUT = 8_192  # held-out words read at each look
SPEED = 5e10  # floating-point operations per second of networks as small as these, beside another job
USUAL_VECTOR = 100  # numbers of a word vector, where time is estimated before the vectors are known
MAPPED = ("random", "fine-tuned")  # the inputs whose vectors training moves


@dataclass(frozen=True)
class StartStudySettings(Described):
    """Which text and vectors, how much of the text is learned, and the network: each input learns each size with each seed."""

    corpus: str = as_in(TextSettings, "corpus", "lee")
    vectors: str = text(ModelSettings.vectors, "Word vectors", "What two of the four inputs start from.", more=False)
    sizes: str = text("4000,10000,25000,60000", "Words to learn from", "The beginning of the text, by commas.")
    seeds: str = text("1,2,3", "Seeds", "One network each, by commas: the band is what they differ by.")
    cell: str = as_in(ModelSettings, "cell")
    hidden_size: int = as_in(ModelSettings, "hidden_size", 64)
    vocabulary_size: int = as_in(TextSettings, "vocabulary_size", 2_000)
    steps: int = number(300, "Updates", "At most, on 320 words each; a network that gets worse stops.", 1, 5_000, step=100)

    def __post_init__(self):
        check(self)
        networks = len(EMBEDDINGS) * len(parse_sizes(self.sizes)) * len(parse_seeds(self.seeds))
        if networks > MOST_NETWORKS:
            raise Refusal(f"These are {networks} networks: choose sizes and seeds for at most {MOST_NETWORKS}.", "seeds")
        if self.hidden_size > LARGEST_HIDDEN:
            right = f"use a whole number from 1 to {LARGEST_HIDDEN}"
            raise Refusal(f"Hidden size cannot be {self.hidden_size:,} here: {right}.", "hidden_size")

    def experiment(self, embedding: str, seed: int = 1, vector: int = USUAL_VECTOR) -> Experiment:
        """Return the settings of one network; random vectors are as long as the word vectors."""
        same = ("corpus", "vectors", "cell", "hidden_size", "vocabulary_size")
        others = dict(tokenizer="word", embedding=embedding, seed=seed, budget=float(self.steps), embedding_size=vector)
        return Experiment().with_(**WORDS_AN_UPDATE, **others, **{name: getattr(self, name) for name in same})

    @property
    def expected_seconds(self) -> float:
        """Return the seconds that all networks take together at most."""
        one_of_each = sum(estimate(self.experiment(name), self.vocabulary_size, SPEED).seconds for name in EMBEDDINGS)
        looking = LOOKS * HELD_OUT / 3 / (self.steps * 320)  # a look takes the forward third of an update
        return (1 + looking) * one_of_each * len(parse_sizes(self.sizes)) * len(parse_seeds(self.seeds))


def parse_sizes(raw: str) -> list[int]:
    """Return sizes written as “4000,8000”, sorted and each once; raise `Refusal` where they are not such numbers."""
    parts = [part.strip() for part in raw.split(",", MOST_SIZES)]
    numbers = all(part.isascii() and part.isdecimal() and len(part) <= 8 for part in parts)
    if not numbers or len(parts) > MOST_SIZES or not all(FEWEST <= int(part) <= MOST for part in parts):
        right = f"write up to {MOST_SIZES} whole numbers from {FEWEST:,} to {MOST:,} without points, such as 4000,8000"
        raise Refusal(f"Words to learn from cannot be “{raw[:40]}”: {right}.", "sizes")
    return sorted({int(part) for part in parts})


@dataclass(frozen=True)
class Network:
    """One network of a study: its input, how many words it learns from, and its seed."""

    embedding: str
    size: int
    seed: int


@dataclass(frozen=True)
class Start(Network):
    """How well a network predicted held-out text when it was best, nats per word, after `steps` updates."""

    nats: float
    steps: int
    parameters: int


@dataclass(frozen=True)
class ReadText:
    """What all networks read: words to learn from and to check against, the vocabulary, and how much of it has a vector."""

    train: int
    validation: int
    vocabulary: int
    found: int
    missing: tuple[str, ...]


def start_study(settings: StartStudySettings, desk: Desk) -> Iterator[dict]:
    """Train every network, yielding how far it is, its loss once it is trained, and for two of them how their vectors moved."""
    yield {"progress": 0.0}
    corpus = find_corpus(settings.corpus, desk.visitor, desk.store, desk.host)
    share = settings.experiment("random").text.validation_share
    dataset = prepare(corpus, "word", settings.vocabulary_size, share)
    vectors = found_in(desk.host, desk.visitor)(settings.vectors)
    yield {"slot": "text", **asdict(read_text(dataset, vectors))}
    plan = networks(settings, len(dataset.train))
    for place, one in enumerate(plan):
        state = begun(settings, one, dataset, vectors)
        check_limits(state.experiment, parameters_of(state), desk.host)
        wants_map = one.embedding in MAPPED and (one.seed, one.size) == (plan[0].seed, plan[-1].size)
        for told in trained(one, state, wants_map):
            yield told | {"progress": (place + told.get("progress", 1.0)) / len(plan)}


def networks(settings: StartStudySettings, words: int) -> list[Network]:
    """Return every network, all of the first seed first; a text with fewer words than asked for is learned whole."""
    sizes = sorted({min(size, words) for size in parse_sizes(settings.sizes)})
    return [Network(name, size, seed) for seed in parse_seeds(settings.seeds) for size in sizes for name in EMBEDDINGS]


def read_text(dataset: Dataset, vectors: Any) -> ReadText:
    """Return what is told of a text."""
    known, words = coverage(dataset.vocabulary.tokens, vectors), len(dataset.vocabulary)
    return ReadText(len(dataset.train), len(dataset.validation), words, known.found, known.missing)


def begun(settings: StartStudySettings, one: Network, dataset: Dataset, vectors: Any) -> TrainingState:
    """Return a network before its first update; the vocabulary is that of the whole text, so that losses compare."""
    part = replace(dataset, train=dataset.train[: one.size])
    return begin_with(settings.experiment(one.embedding, one.seed, int(vectors.vector_size)), part, lambda name: vectors)


def parameters_of(state: TrainingState) -> int:
    """Return how many numbers a network holds, with those that training leaves alone."""
    return sum(parameter.numel() for parameter in state.model.parameters())


def trained(one: Network, state: TrainingState, wants_map: bool) -> Iterator[dict]:
    """Train a network until its budget is used or it gets no better; yield how far it is, and last what came of it."""
    before = table_of(state.model) if wants_map else None
    looks: list[tuple[float, int]] = []  # loss on the held-out part, and after how many updates
    every = max(1, int(state.settings.budget) // LOOKS)
    while not state.finished() and still_hopeful(looks):
        update(state)
        yield {"progress": 0.99 * state.progress()}
        if state.step % every == 0 or state.finished():
            *_, last = evaluation_steps(state.model, state.dataset.validation, HELD_OUT)
            looks.append((last.loss, state.step))
    nats, steps = min(looks)
    yield {
        "slot": f"{one.embedding} {one.size} {one.seed}",
        **vars(Start(**vars(one), nats=nats, steps=steps, parameters=parameters_of(state))),
    }
    if before is not None:
        found = word_map(state.dataset.vocabulary.tokens, before, table_of(state.model))
        yield {"slot": f"map {one.embedding}", "map_of": one.embedding, **asdict(found)}


def still_hopeful(looks: Sequence[tuple[float, int]]) -> bool:
    """Tell whether one of the last looks was the best so far."""
    return len(looks) <= PATIENCE or min(looks) in looks[-PATIENCE:]


Events = Iterable[Mapping[str, Any]]


def text_of(events: Events) -> ReadText | None:
    """Return what the text of a study is, None before it is known."""
    return next((made(ReadText, event) for event in events if "found" in event), None)


def starts_of(events: Events) -> list[Start]:
    """Return how well each network did that is trained."""
    return [made(Start, event) for event in events if "nats" in event]


def maps_of(events: Events) -> dict[str, WordMap]:
    """Return the maps by input."""
    return {event["map_of"]: made(WordMap, event) for event in events if "map_of" in event}


def made(kind: Callable[..., Any], event: Mapping[str, Any]) -> Any:
    """Return a dataclass of this kind from an event, its lists as tuples."""
    return kind(**{item.name: tuples(event[item.name]) for item in fields(kind)})


def tuples(value: Any) -> Any:
    """Return lists as tuples, all the way down."""
    return tuple(map(tuples, value)) if isinstance(value, list | tuple) else value


@dataclass(frozen=True)
class SizeBand:
    """The loss at one size over the seeds so far, nats per word: mean, best and worst."""

    size: int
    nats: float
    low: float
    high: float


def bands_of(starts: Iterable[Start]) -> dict[str, list[SizeBand]]:
    """Return the loss by size of each input."""
    found: dict[tuple[str, int], list[float]] = {}
    for one in starts:
        found.setdefault((one.embedding, one.size), []).append(one.nats)
    bands: dict[str, list[SizeBand]] = {}
    for (name, size), nats in sorted(found.items(), key=lambda item: (list(EMBEDDINGS).index(item[0][0]), item[0][1])):
        bands.setdefault(name, []).append(SizeBand(size, float(np.mean(nats)), min(nats), max(nats)))
    return bands


def worth(bands: Mapping[str, Sequence[SizeBand]], name: str, size: int) -> float | None:
    """Return how many words random vectors would need to predict as well as an input does with `size` words.

    Between two sizes the loss is read off a straight line over the logarithm of the size; None outside of what was measured.
    """
    own = [one.nats for one in bands.get(name, ()) if one.size == size]
    random = bands.get("random", ())
    falls = all(two.nats < one.nats for one, two in zip(random, random[1:], strict=False))
    if not own or len(random) < 2 or not falls or not random[-1].nats <= own[0] <= random[0].nats:
        return None
    losses, sizes = [one.nats for one in random][::-1], [np.log(one.size) for one in random][::-1]
    return float(np.exp(np.interp(own[0], losses, sizes)))
