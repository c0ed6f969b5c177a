"""Orders measured together against each by itself."""

import pytest

from playground.text.corpora import Corpus
from playground.text.dataset import prepare
from playground.text.ngram import ORDERS, build, measure
from playground.text.orders import measure_orders
from tests.conftest import SENTENCES


@pytest.mark.parametrize("tokenizer", ORDERS)
def test_every_order_is_what_it_is_alone(tokenizer):
    dataset = prepare(Corpus("p", "P", SENTENCES * 8, "the tests", "none"), tokenizer, 10_000, 0.2)
    vocabulary, found = dataset.vocabulary, list(measure_orders(dataset))
    assert [one.order for one in found] == list(range(1, ORDERS[tokenizer] + 1))
    for one in found:
        model = build(dataset.train.numpy(), len(vocabulary), one.order, vocabulary.index.get("<eos>"))
        assert one.nats == pytest.approx(measure(model, dataset.validation.numpy()).nats, rel=1e-12)
        assert one.perplexity == pytest.approx(measure(model, dataset.validation.numpy()).perplexity)
        assert (one.grams, one.contexts, one.memory_bytes) == (model.grams[-1], model.contexts[-1], model.nbytes)
    assert [one.seconds for one in found] == sorted(one.seconds for one in found)
