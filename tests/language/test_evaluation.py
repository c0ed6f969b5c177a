"""The validation loss against a sum by hand."""

import pytest
import torch

from models.language_model import LanguageModel
from playground.language.evaluation import LENGTH, evaluate, evaluation_steps
from playground.language.experiment import Experiment


@pytest.fixture
def model(dataset):
    torch.manual_seed(0)
    return LanguageModel(Experiment().with_(hidden_size=12, embedding_size=6, dropout=0.5).model.config(len(dataset.vocabulary)))


def by_hand(model, stream):
    """Return the mean nats over one row, one token at a time, from log-softmax itself."""
    state, total = None, 0.0
    model.eval()
    for now, then in zip(stream[:-1], stream[1:], strict=True):
        logits, state = model(now.view(1, 1), state)
        total -= torch.log_softmax(logits[0, 0].double(), 0)[then].item()
    return total / (len(stream) - 1)


def test_a_short_text_is_one_row_read_to_its_end(model, dataset):
    stream = dataset.train[: 2 * LENGTH - 1]
    assert evaluate(model, stream) == pytest.approx(by_hand(model, stream), rel=1e-5)


def test_rows_are_weighted_by_their_tokens(model, dataset):
    stream = dataset.train[: 6 * LENGTH + 30]
    rows = stream[: len(stream) // 3 * 3].view(3, -1)
    expected = sum(by_hand(model, row) for row in rows) / 3
    assert evaluate(model, stream) == pytest.approx(expected, rel=1e-5)


def test_a_quick_look_reads_the_start_of_every_row(model, dataset):
    stream = dataset.train[: 6 * LENGTH]
    *_, last = evaluation_steps(model, stream, limit=3 * LENGTH)
    expected = sum(by_hand(model, row[: LENGTH + 1]) for row in stream.view(3, -1)) / 3
    assert (last.tokens, last.share) == (3 * LENGTH, 1.0)
    assert last.loss == pytest.approx(expected, rel=1e-5)


def test_reading_leaves_the_model_in_training_mode(model, dataset):
    model.train()
    evaluate(model, dataset.validation)
    assert model.training
