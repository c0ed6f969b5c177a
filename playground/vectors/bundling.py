"""The sets of vectors that come with the app, trained here: `python -m playground examples --only vectors` makes them again."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import gensim
import numpy as np

from playground.settings import settings
from playground.text.corpora import load_corpus
from playground.text.words import END, split_words
from playground.vectors.learn import Sentences, Word2VecSettings, learned
from playground.vectors.teaching.corpus import SENTENCES, sentences, tokens


@dataclass(frozen=True)
class Made:
    """A set that is trained here: what it reads and how, and what its page says of it."""

    title: str
    about: str
    source: str
    licence: str
    read: Callable[[], Sentences]
    settings: Word2VecSettings = field(default_factory=Word2VecSettings)


def teaching() -> Sentences:
    """Return the teaching corpus as words."""
    return [tokens(sentence) for sentence in sentences()]


def wikipedia() -> Sentences:
    """Return the sentences of the Wikipedia sample as words in lower case, without numbers and marks."""
    text = load_corpus("wikipedia", settings().home).text
    return sentences_of(split_words(text))


def sentences_of(tokens: Sequence[str]) -> Sentences:
    """Return the words of tokens in lower case by sentence, what is no word left out."""
    found: list[list[str]] = [[]]
    for token in tokens:
        if token == END:
            found.append([])
        elif any(map(str.isalpha, token)):
            found[-1].append(token.lower())
    return [sentence for sentence in found if sentence]


MADE: dict[str, Made] = {
    "teaching": Made(
        title="Teaching sentences",
        about=f"Trained here on {SENTENCES:,} short sentences made from facts, so that analogies work; nobody talks like that.",
        source="facts and sentence patterns written for this project (playground/vectors/teaching)",
        licence="that of this project",
        read=teaching,
        settings=Word2VecSettings(learning_rate=0.05, seed=2),
    ),
    "wikipedia": Made(
        title="Wikipedia sample",
        about="Trained here on 88 real articles, 380,000 words: as much as a small text gives, which is little.",
        source="English Wikipedia, the articles in gensim's test data (the dump of May 2016)",
        licence="CC BY-SA 3.0, by the authors of each article",
        read=wikipedia,
        settings=Word2VecSettings(size=64, window=5, epochs=15, learning_rate=0.05),
    ),
}


def make(name: str, folder: Path) -> tuple[int, int]:
    """Train a set and write its folder; return its words and dimensions. The same machine writes the same bytes each time."""
    made = MADE[name]
    read = made.read()
    vectors = learned(read, made.settings).wv
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "vectors.npy", vectors.vectors.astype(np.float16))
    (folder / "words.txt").write_text("".join(f"{word}\n" for word in vectors.index_to_key), encoding="utf-8")
    told = {name: getattr(made, name) for name in ("title", "about", "source", "licence")}
    how = {"words_read": sum(map(len, read)), **made.settings.flat(), "gensim": gensim.__version__}
    (folder / "about.json").write_text(json.dumps(told | {"training": how}, indent=1) + "\n", encoding="utf-8")
    return vectors.vectors.shape
