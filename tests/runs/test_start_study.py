"""What a word model starts from, in a study: each loss is what training by hand gives, and every rule stops what it should."""

from types import SimpleNamespace

import numpy as np
import pytest
from gensim.models import KeyedVectors

from models.embedding import EMBEDDINGS
from playground.errors import Refusal
from playground.jobs.studies import STUDIES, Desk
from playground.language.evaluation import evaluate
from playground.language.training import update
from playground.runs import start_study as module
from playground.runs.start_study import (
    Network,
    SizeBand,
    Start,
    StartStudySettings,
    bands_of,
    begun,
    maps_of,
    networks,
    parse_sizes,
    start_study,
    starts_of,
    still_hopeful,
    text_of,
    worth,
)
from playground.runs.store import RunStore
from playground.settings import Settings
from playground.text.corpora import corpus_from_bytes
from playground.text.dataset import prepare
from tests.conftest import SENTENCES

KNOWN = ["the", "quick", "fox", "dog", "unicorn"]


@pytest.fixture(scope="module")
def vectors():
    found = KeyedVectors(6)
    found.add_vectors(KNOWN, np.random.default_rng(0).normal(size=(len(KNOWN), 6)).astype(np.float32))
    return found


@pytest.fixture(scope="module")
def told(tmp_path_factory, vectors):
    """A tiny study of a visitor's own text with vectors of their own: its settings, its data set and its events."""
    store = RunStore("sqlite://")
    corpus = corpus_from_bytes((SENTENCES * 100).encode(), "mine.txt", 10**6)
    name = store.put_text("ann", corpus, keep=3)
    settings = StartStudySettings(corpus=name, vectors="own", sizes="1000,100000", seeds="1,2", steps=4, hidden_size=8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "found_in", lambda host, visitor: {"own": vectors}.__getitem__)
        events = list(start_study(settings, Desk("ann", store, Settings(home=tmp_path_factory.mktemp("home")))))
    return settings, prepare(store.text("ann", name), "word", settings.vocabulary_size, 0.1), events


def test_every_input_learns_every_size_with_every_seed_and_progress_never_falls(told):
    _, dataset, events = told
    found = {(one.embedding, one.size, one.seed) for one in starts_of(events)}
    assert found == {(name, size, seed) for name in EMBEDDINGS for size in (1000, len(dataset.train)) for seed in (1, 2)}
    shares = [event["progress"] for event in events if "progress" in event]
    assert shares == sorted(shares) and shares[-1] == 1.0 and STUDIES["starts"].private


def test_it_says_how_many_words_have_a_vector(told):
    _, dataset, events = told
    text = text_of(events)
    known = [token for token in dataset.vocabulary.tokens if token in KNOWN]
    assert (text.found, text.vocabulary) == (len(known), len(dataset.vocabulary)) and len(known) == 4
    assert (text.train, text.validation) == (len(dataset.train), len(dataset.validation)) and "vexed" in text.missing


@pytest.mark.parametrize("name", EMBEDDINGS)
def test_a_loss_is_the_best_that_training_by_hand_comes_to(told, vectors, name):
    settings, dataset, events = told
    one = next(one for one in starts_of(events) if (one.embedding, one.size, one.seed) == (name, 1000, 2))
    state, seen = begun(settings, Network(name, 1000, 2), dataset, vectors), []
    assert len(state.dataset.train) == 1000 and state.experiment.model.embedding_size == 6
    for _ in range(settings.steps):
        update(state)
        seen.append(evaluate(state.model, dataset.validation))
    assert one.nats == pytest.approx(min(seen), abs=1e-6) and one.steps == 1 + seen.index(min(seen))


def test_the_maps_are_of_the_first_seed_and_the_whole_text(told, vectors):
    settings, dataset, events = told
    maps = maps_of(events)
    assert list(maps) == ["random", "fine-tuned"]
    state = begun(settings, Network("fine-tuned", len(dataset.train), 1), dataset, vectors)
    before = state.model.embedding.weight.detach().numpy().copy()
    for _ in range(settings.steps):
        update(state)
    after = state.model.embedding.weight.detach().numpy()
    number, place = dataset.vocabulary.index["fox"], maps["fine-tuned"].words.index("fox")
    one, two = before[number], after[number]
    cosine = one @ two / np.linalg.norm(one) / np.linalg.norm(two)
    assert maps["fine-tuned"].turned[place] == pytest.approx(cosine, abs=1e-3) and cosine < 1


def test_a_network_that_gets_worse_stops():
    losses = [(3.0, 1), (2.0, 2), (2.5, 3), (2.4, 4)]
    assert [still_hopeful(losses[:count]) for count in range(5)] == [True, True, True, True, False]


def test_sizes_beyond_the_text_are_the_whole_text():
    settings = StartStudySettings(sizes="1000,5000,9000", seeds="3")
    assert {one.size for one in networks(settings, 4000)} == {1000, 4000} and len(networks(settings, 4000)) == 8


@pytest.mark.parametrize("raw", ["", "999", "x", "4000;8000", "1.5", "99999999", ",".join(["4000"] * 7), "²"])
def test_sizes_that_are_none_are_refused(raw):
    with pytest.raises(Refusal, match="Words to learn from"):
        StartStudySettings(sizes=raw)
    assert parse_sizes(" 8000, 4000,8000") == [4000, 8000]


@pytest.mark.parametrize("changes, said", [(dict(seeds="1,2,3,4,5,6"), "96 networks"), (dict(hidden_size=600), "Hidden size")])
def test_too_much_is_refused(changes, said):
    with pytest.raises(Refusal, match=said):
        StartStudySettings(**changes)


def test_a_network_too_large_for_the_site_is_refused(told, vectors, monkeypatch):
    monkeypatch.setattr(module, "found_in", lambda host, visitor: lambda name: vectors)
    monkeypatch.setattr(module, "find_corpus", lambda *args: SimpleNamespace(text=SENTENCES * 100, lines=False))
    with pytest.raises(Refusal, match="parameters"):
        list(start_study(told[0], Desk("ann", None, Settings(max_parameters=10))))


def test_bands_are_mean_best_and_worst_of_the_seeds():
    made = [Start("random", 1000, seed, nats, 1, 1) for seed, nats in ((1, 5.0), (2, 6.0), (3, 7.5))]
    assert bands_of(made) == {"random": [SizeBand(1000, pytest.approx(18.5 / 3), 5.0, 7.5)]}


def line(*pairs):
    return [SizeBand(size, nats, nats, nats) for size, nats in pairs]


def test_vectors_are_worth_the_words_that_random_ones_need_for_the_same_loss():
    bands = {"random": line((1000, 6.0), (4000, 4.0)), "fine-tuned": line((1000, 5.0), (4000, 3.9))}
    assert worth(bands, "fine-tuned", 1000) == pytest.approx(2000)  # half way down, half way up the logarithm
    assert worth(bands, "fine-tuned", 4000) is None, "better than anything that was measured"
    assert worth({**bands, "random": line((1000, 4.0), (4000, 6.0))}, "fine-tuned", 1000) is None, "no way to read it off"
    assert worth({}, "fine-tuned", 1000) is None
