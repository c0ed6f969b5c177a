"""Word2Vec watched: what is told of it is what gensim says of the same vectors, and at the end they are the visitor's."""

import json

import numpy as np
import pytest

from playground.errors import Refusal
from playground.jobs.answers import bundled_answer
from playground.jobs.events import Events
from playground.jobs.studies import Desk
from playground.runs.store import RunStore
from playground.settings import Settings
from playground.text.corpora import corpus_from_bytes
from playground.vectors.course import LearnSettings, course_of
from playground.vectors.learn import learned
from playground.vectors.learn_study import MOMENTS, askable, learn_study, on_map, turned
from playground.vectors.sources import load_vectors, offers
from playground.vectors.teaching.corpus import sentences, tokens
from playground.vectors.teaching.facts import categories
from playground.vectors.vectorset import Place

ME = "a" * 64
SMALL = LearnSettings(sentences=12_000, size=24, epochs=3, window=8, negative=5)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(ME, RunStore("sqlite://"), Settings(home=tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def told(desk):
    events = Events()
    for event in learn_study(SMALL, desk):
        events.put(json.loads(json.dumps({name: value for name, value in event.items() if name != "progress"})))
    return course_of(events.all())


@pytest.fixture(scope="module")
def model():
    return learned([tokens(sentence) for sentence in sentences(SMALL.sentences)], SMALL.training).wv


def test_the_kept_vectors_are_those_that_gensim_learns_and_belong_to_whoever_asked(told, model, desk):
    found = load_vectors(told.kept, Place(desk.host, ME))
    assert found.vectors.index_to_key == model.index_to_key == list(told.names)
    assert np.array_equal(found.vectors.vectors, model.vectors) and "teaching" in found.title and "Learned by you" in found.about
    assert told.kept not in offers(Place(desk.host, "b" * 64))


def test_the_looks_go_from_the_beginning_to_the_end(told):
    shares = [moment.done for moment in told.moments]
    assert shares[0] == 0 and shares[-1] == pytest.approx(1) and shares == sorted(set(shares)) and len(shares) <= MOMENTS + 2
    assert told.at(0.0) is told.moments[0] and told.at(1.0) is told.moments[-1]
    assert told.moments[-1].accuracy > told.moments[0].accuracy


def test_neighbours_and_answers_are_gensims(told, model, tmp_path):
    last = told.moments[-1]
    for word in told.words[:5]:
        theirs = model.most_similar(word, topn=len(last.near[0]))
        assert [name for name, _ in told.near(word, last)] == [name for name, _ in theirs]
        assert [cosine for _, cosine in told.near(word, last)] == pytest.approx([cosine for _, cosine in theirs], abs=6e-3)
    sections = askable(model.index_to_key)
    lines = (line for section in sections for line in (f": {section.name}", *map(" ".join, section.questions)))
    (tmp_path / "asked.txt").write_text("\n".join(lines) + "\n")
    accuracy, _ = model.evaluate_word_analogies(str(tmp_path / "asked.txt"))
    assert last.accuracy == pytest.approx(accuracy) and sum(one.questions for one in last.sections) > 300


def test_a_map_is_turned_onto_the_one_before():
    draw = np.random.default_rng(2)
    before = draw.normal(size=(40, 2))
    mirrored = before @ np.array([[np.cos(1), np.sin(1)], [-np.sin(1), np.cos(1)]]) * (1, -1)
    np.testing.assert_allclose(turned(mirrored, before), before, atol=1e-9)
    other = before + 0.5 * draw.normal(size=(40, 2))
    best = np.linalg.norm(turned(other, before) - before)
    turns = [np.linalg.qr(draw.normal(size=(2, 2)))[0] for _ in range(200)]
    assert best <= min(np.linalg.norm(other @ turn - before) for turn in turns)


def test_every_kind_of_word_is_on_the_map(told):
    kinds = categories()
    there = {kinds[name] for name in told.names if name in kinds}
    assert {kinds.get(word) for word in told.words} - {None} == there
    assert on_map(["aa", "bb"]) == [0, 1]


def test_a_text_of_ones_own_is_read(desk):
    corpus = corpus_from_bytes(b"The cat sees the dog. The dog sees the cat. The bird sees the dog.\n\n" * 12, "mine", 10_000)
    name = desk.store.put_text(ME, corpus)
    course = course_of(list(learn_study(LearnSettings(corpus=name, size=4, epochs=1), desk)))
    assert set(course.names) == {"the", "cat", "dog", "bird", "sees"} and course.moments[-1].accuracy is None
    with pytest.raises(Refusal, match="lower the least count"):
        list(learn_study(LearnSettings(corpus=name, min_count=100), desk))
    with pytest.raises(Refusal):
        list(learn_study(LearnSettings(corpus=name), Desk("b" * 64, desk.store, desk.host)))


def test_what_ships_climbs():
    shipped = course_of(bundled_answer("learn", LearnSettings().flat()))
    right = [shipped.at(epochs / LearnSettings().epochs).accuracy for epochs in (0, 0.7, 3, LearnSettings().epochs)]
    assert right[0] < 0.02 and right[1] < 0.35 and right[2] > 0.9 and right[3] >= right[2]
    assert {"king", "france"} <= set(shipped.words) and not shipped.kept
