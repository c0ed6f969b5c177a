"""Word2Vec that can be watched: vectors learned from sentences in small stretches, the same bit for bit for the same seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gensim.models import Word2Vec

from playground.controls import Described, check, choice, number
from playground.errors import Refusal

STRETCH = 10_000  # words between two looks: about a tenth of a second
LAST_RATE = 1e-4  # where the learning rate ends
MAX_WORDS = 20_000  # of a vocabulary, the most frequent ones


@dataclass(frozen=True)
class Algorithm:
    """A way to learn from a window of words; `skip_gram` is gensim's `sg`."""

    label: str
    skip_gram: int


ALGORITHMS = {
    "skip-gram": Algorithm("Skip-gram: word → neighbours", 1),
    "cbow": Algorithm("CBOW: neighbours → word", 0),
}


@dataclass(frozen=True)
class Word2VecSettings(Described):
    """How vectors are learned (Mikolov et al. 2013)."""

    algorithm: str = choice(
        "skip-gram", "Algorithm", "What is guessed: a word's neighbours, or a word from all of them.", ALGORITHMS, more=False
    )
    size: int = number(64, "Dimensions", "Numbers in each vector.", 2, 300, step=16, more=False)
    window: int = number(10, "Window (words)", "How far to either side a word looks, at most.", 1, 20, more=False)
    negative: int = number(10, "Negative samples", "Random words that each guess is told apart from.", 1, 20)
    epochs: int = number(8, "Epochs", "How often the whole text is read.", 1, 30, more=False)
    min_count: int = number(5, "Least count", "Words that stand in the text less often get no vector.", 1, 100)
    learning_rate: float = number(0.025, "Learning rate", "Length of a step at first; it falls to 0.", 0.001, 0.2, step=0.005)
    seed: int = number(1, "Seed", "Another number draws other vectors to begin with.", 0, 9_999)

    def __post_init__(self):
        check(self)


Sentences = Sequence[Sequence[str]]


def new_model(sentences: Sentences, settings: Word2VecSettings) -> Word2Vec:
    """Return a model whose vectors have learned nothing yet; raise `Refusal` where too few words stand often enough."""
    model = Word2Vec(
        vector_size=settings.size,
        window=settings.window,
        negative=settings.negative,
        sg=ALGORITHMS[settings.algorithm].skip_gram,
        min_count=settings.min_count,
        seed=settings.seed,
        max_final_vocab=MAX_WORDS,
        workers=1,  # with several, their updates come in another order each time
    )
    model.build_vocab(sentences)
    if len(model.wv) < 2:
        raise Refusal(
            f"Only {len(model.wv)} words of this text stand there {settings.min_count} times or more: lower the least count.",
            "min_count",
        )
    return model


def training(model: Word2Vec, sentences: Sentences, settings: Word2VecSettings) -> Iterator[float]:
    """Let a model read the sentences `epochs` times, yielding the share that is done; changes `model`."""
    total = settings.epochs * sum(map(len, sentences))
    done = 0
    for _ in range(settings.epochs):
        for stretch in stretches(sentences):
            size = sum(map(len, stretch))
            start, end = (max(LAST_RATE, settings.learning_rate * (1 - at / total)) for at in (done, done + size))
            model.train(stretch, total_examples=len(stretch), epochs=1, start_alpha=start, end_alpha=end)
            done += size
            yield done / total


def stretches(sentences: Sentences) -> Iterator[Sentences]:
    """Yield the sentences in turn, about `STRETCH` words at a time."""
    start, size = 0, 0
    for place, sentence in enumerate(sentences, start=1):
        size += len(sentence)
        if size >= STRETCH or place == len(sentences):
            yield sentences[start:place]
            start, size = place, 0


def learned(sentences: Sentences, settings: Word2VecSettings) -> Word2Vec:
    """Return a model that has read the sentences."""
    model = new_model(sentences, settings)
    for _ in training(model, sentences, settings):
        pass
    return model
