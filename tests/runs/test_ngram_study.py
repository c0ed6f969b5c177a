"""The study of n-gram orders: of the registry's texts for everybody, of a visitor's own for them alone."""

import pytest

from playground.errors import Refusal
from playground.jobs.studies import STUDIES, Desk
from playground.runs.ngram_study import NGramStudySettings, ngram_study, orders_of, text_of
from playground.runs.store import RunStore
from playground.settings import Settings
from playground.text.corpora import corpus_from_bytes
from playground.text.dataset import prepare
from playground.text.orders import measure_orders
from tests.conftest import SENTENCES


@pytest.fixture
def desk(tmp_path):
    return Desk("ann", RunStore("sqlite://"), Settings(home=tmp_path))


def test_a_visitors_own_text_is_counted_for_that_visitor(desk):
    corpus = corpus_from_bytes((SENTENCES * 20).encode(), "mine.txt", 10**6)
    name = desk.store.put_text("ann", corpus, keep=3)
    events = list(ngram_study(NGramStudySettings(corpus=name), desk))
    dataset = prepare(desk.store.text("ann", name), "character", 10_000, 0.1)
    expected = list(measure_orders(dataset))
    found, told = orders_of(events), text_of(events)
    assert [(one.order, one.grams, one.nats) for one in found] == [(one.order, one.grams, one.nats) for one in expected]
    assert (told.digest, told.tokens) == (corpus.digest, len(dataset.train)) and told.characters_per_token == 1.0
    assert [event["progress"] for event in events if "order" in event] == [order / 8 for order in range(1, 9)]
    with pytest.raises(Refusal):
        list(ngram_study(NGramStudySettings(corpus=name), Desk("bob", desk.store, desk.host)))
    assert STUDIES["ngrams"].private


def test_before_anything_is_known_there_is_nothing():
    assert text_of([]) is None and orders_of([{"progress": 0.0}]) == []
