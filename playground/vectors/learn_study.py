"""Word2Vec as a study: vectors that are watched while they are learned, and at the end belong to whoever asked for them."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import numpy as np
from gensim.models import Word2Vec

from playground.jobs.studies import Desk
from playground.runs.texts import find_corpus
from playground.text.words import split_words
from playground.vectors.bundling import sentences_of
from playground.vectors.cache import keyed
from playground.vectors.course import LISTED, MOST_WORDS, LearnSettings
from playground.vectors.learn import Sentences, new_model, training
from playground.vectors.ownvectors import keep_learned
from playground.vectors.projection import nearest, pca, unit
from playground.vectors.questions import Section, questions_named
from playground.vectors.scorecard import score_analogies
from playground.vectors.teaching.corpus import sentences, tokens
from playground.vectors.teaching.facts import categories
from playground.vectors.vectorset import Place

MOMENTS = 20  # looks at the vectors, besides the first
SHOWN = 250  # words on the map
ASKED = 120  # questions of a section, at each look
NEAR = 5  # words told for each word on the map
FAMILIAR = (
    *("king", "queen", "man", "woman", "france", "paris", "french", "italy", "rome", "italian", "japan", "tokyo", "japanese"),
    *("go", "went", "see", "saw", "good", "better", "best", "bad", "worse", "worst", "big", "bigger", "biggest"),
)
LONG = 4  # letters of a word that may be on the map though it is of no known kind


def learn_study(settings: LearnSettings, desk: Desk) -> Iterator[dict]:
    """Yield which words there are, then how the vectors stand now and again, and at last the name they can be had by."""
    yield {"progress": 0.0}
    read = read_text(settings, desk)
    model = new_model(read, settings.training)
    watched = Watched(model)
    yield from told_words(model, watched, read)
    yield watched.look(0.0)
    due = 1
    for done in training(model, read, settings.training):
        if done * MOMENTS >= due or done >= 1:
            yield watched.look(done)
            due = int(done * MOMENTS) + 1
        else:
            yield {"progress": done}
    if desk.visitor:
        title = f"Learned here: {settings.told}"
        yield {"slot": "kept", "kept": keep_learned(model.wv, title, Place(desk.host, desk.visitor)), "progress": 1.0}


def read_text(settings: LearnSettings, desk: Desk) -> Sentences:
    """Return the sentences that are read, as words in lower case."""
    if settings.is_teaching:
        return [tokens(sentence) for sentence in sentences(settings.sentences)]
    text = find_corpus(settings.corpus, desk.visitor, desk.store, desk.host).text
    found, words = [], 0
    for sentence in sentences_of(split_words(text)):
        words += len(sentence)
        if words > MOST_WORDS:
            break
        found.append(sentence)
    return found


def told_words(model: Word2Vec, watched: "Watched", read: Sentences) -> Iterator[dict]:
    """Yield the words: all of them in portions, the most frequent first, and which of them are on the map."""
    names = model.wv.index_to_key
    for start in range(0, len(names), LISTED):
        yield {"slot": f"names {start}", "names": names[start : start + LISTED]}
    sizes = {"sentences": len(read), "words_read": sum(map(len, read)), "vocabulary": len(names)}
    yield {"slot": "rows", "rows": watched.rows, **sizes}


def on_map(names: list[str]) -> list[int]:
    """Return the places of the words on the map: the familiar, of each known kind the most frequent in turn, other long ones."""
    kinds: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        kinds.setdefault(categories().get(name, ""), []).append(place)
    others = [place for place in kinds.pop("", []) if len(names[place]) >= LONG]
    turns = [place for turn in zip_longest(*kinds.values()) for place in turn if place is not None]
    familiar = [place for place, name in enumerate(names) if name in FAMILIAR]
    chosen = list(dict.fromkeys([*familiar, *turns, *others]))[:SHOWN]
    return sorted(chosen) or list(range(min(SHOWN, len(names))))


def askable(names: list[str]) -> list[Section]:
    """Return the Google questions whose words are all there, at most `ASKED` of each section, from all over it."""
    known, found = set(names), []
    for section in questions_named("google").sections:
        asked = [question for question in section.questions if all(word.lower() in known for word in question)]
        if asked:
            found.append(Section(section.name, tuple(asked[:: max(1, len(asked) // ASKED)][:ASKED])))
    return found


class Watched:
    """A model whose vectors are looked at now and again; each map is turned onto the one before."""

    def __init__(self, model: Word2Vec):
        self.names, self.model = model.wv.index_to_key, model
        self.rows, self.sections = on_map(self.names), askable(self.names)
        self.before: np.ndarray | None = None

    def look(self, done: float) -> dict[str, Any]:
        """Return how the vectors stand as an event: the map (n, 2), the nearest words of each word on it, and the scores."""
        vectors = self.model.wv.vectors.copy()
        directions = unit(vectors)
        points = pca(directions[self.rows], 2).points
        points = self.before = points if self.before is None else turned(points - points.mean(axis=0), self.before)
        near, cosines = nearest(directions, min(NEAR, len(self.names) - 1), self.rows)
        picture = {"x": np.round(points[:, 0], 3).tolist(), "y": np.round(points[:, 1], 3).tolist()}
        beside = {"near": near.tolist(), "cosines": np.round(cosines.astype(np.float64), 2).tolist()}
        return {"slot": f"at {done:.4f}", "done": done, **picture, **beside, "sections": self.scores(vectors), "progress": done}

    def scores(self, vectors: np.ndarray) -> list[dict[str, Any]]:
        """Return how many of the questions are answered right, by section."""
        if not self.sections:
            return []
        *_, card = score_analogies(keyed(self.names, vectors, np.linalg.norm(vectors, axis=1)), self.sections)
        return [{"name": one.name, "correct": one.correct, "questions": one.questions} for one in card.sections]


def turned(points: np.ndarray, onto: np.ndarray) -> np.ndarray:
    """Return points (n, 2) turned or mirrored so that they lie as near as can be to others (Procrustes; Schönemann 1966)."""
    left, _, right = np.linalg.svd(points.T @ onto)
    return points @ (left @ right)
