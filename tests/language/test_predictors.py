"""Both kinds of model keep the same few promises."""

import numpy as np
import pytest
import torch

from models.cells import CELLS
from playground.errors import Refusal
from playground.language.predictors import NetworkPredictor, NGramSettings, count_ngrams, read_beginnings
from playground.text.ngram import ORDERS
from tests.language.conftest import KINDS, network

EACH = pytest.mark.parametrize("name", [(model, kind) for model in ("network", "ngram") for kind in KINDS], ids=" ".join)


def run(predictor, row):
    """Return the state after a row of tokens."""
    state = predictor.start()
    for token in row:
        state = predictor.advance(state, np.array([token]))
    return state


@EACH
def test_probabilities_sum_to_one_at_each_step(name, predictors, datasets):
    predictor, state = predictors[name], predictors[name].start()
    for token in datasets[name[1]].validation[:60].tolist():
        chances = np.exp(predictor.log_probabilities(state))
        assert chances.shape == (1, len(predictor.vocabulary))
        assert chances.min() > 0 and chances.sum() == pytest.approx(1, abs=1e-6)
        state = predictor.advance(state, np.array([token]))


@EACH
def test_texts_side_by_side_are_read_as_each_alone(name, predictors, datasets):
    predictor = predictors[name]
    rows = datasets[name[1]].validation[:60].view(3, 20).numpy()
    state = predictor.take(predictor.start(), np.zeros(3, int))
    for column in rows.T:
        state = predictor.advance(state, column)
    together = predictor.log_probabilities(state)
    alone = np.concatenate([predictor.log_probabilities(run(predictor, row)) for row in rows])
    np.testing.assert_allclose(together, alone, atol=2e-5)
    twice = predictor.log_probabilities(predictor.take(state, np.array([2, 0, 2])))
    np.testing.assert_allclose(twice, together[[2, 0, 2]], atol=1e-5)


@EACH
def test_a_state_that_is_kept_does_not_change(name, predictors):
    predictor = predictors[name]
    state = run(predictor, [2, 3])
    before = predictor.log_probabilities(state)
    predictor.advance(predictor.take(state, np.array([0])), np.array([4]))
    predictor.advance(state, np.array([2]))
    np.testing.assert_array_equal(predictor.log_probabilities(state), before)


@EACH
def test_many_beginnings_are_read_as_each_alone(name, predictors):
    predictor, rows = predictors[name], [[2, 3, 4], [], [2, 3], [3, 2, 2, 4], [2, 3, 4], [2]]
    together = predictor.log_probabilities(read_beginnings(predictor, rows))
    alone = np.concatenate([predictor.log_probabilities(run(predictor, row)) for row in rows])
    np.testing.assert_allclose(together, alone, atol=2e-5)


@pytest.mark.parametrize("arrays", [True, False])
@pytest.mark.parametrize("cell", CELLS)
def test_a_network_reads_as_the_model_itself_does(cell, arrays, datasets, monkeypatch):
    """With `arrays` off, the cell has no step of its own on arrays and is called through torch."""
    if not arrays:
        monkeypatch.setattr(CELLS[cell], "numpy_step", None)
    data = datasets["word"]
    model = network(data, cell, layers=2)
    predictor, rows = NetworkPredictor(model, data.vocabulary), data.train[:30].view(3, 10)
    start = torch.tensor(data.vocabulary.prefix("")).expand(3, -1)
    expected = model(torch.cat([start, rows], dim=1))[0].log_softmax(dim=2)[:, -1].detach().numpy()
    state = predictor.take(predictor.start(), np.zeros(3, int))
    for column in rows.T:
        state = predictor.advance(state, column.numpy())
    np.testing.assert_allclose(predictor.log_probabilities(state), expected, atol=2e-5)


@pytest.mark.parametrize("tokenizer, kind", [("character", KINDS[0]), ("word", "word")])
def test_an_order_that_is_too_high_is_refused(tokenizer, kind, datasets):
    count_ngrams(datasets[kind], NGramSettings(ORDERS[tokenizer]))
    with pytest.raises(Refusal, match=f"from 1 to {ORDERS[tokenizer]}"):
        count_ngrams(datasets[kind], NGramSettings(ORDERS[tokenizer] + 1))
