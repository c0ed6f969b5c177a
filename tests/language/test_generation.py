"""Sampling: the fast path against the model itself, and exactly the tokens each rule allows."""

import numpy as np
import pytest
import torch

from models import arrays
from models.cells import CELLS
from models.language_model import LanguageModel
from playground.errors import Refusal
from playground.language.experiment import Experiment
from playground.language.generation import Sampling, Stepper, generate, generate_ids, probabilities
from playground.language.predictors import NetworkPredictor
from playground.language.writing import write

LOGITS = np.log(np.array([0.4, 0.3, 0.2, 0.1]))


def model_of(cell, dataset, layers=2):
    torch.manual_seed(2)
    return LanguageModel(
        Experiment().with_(cell=cell, layers=layers, hidden_size=24, embedding_size=8).model.config(len(dataset.vocabulary))
    )


@pytest.mark.parametrize("arrays", [True, False])
@pytest.mark.parametrize("cell", CELLS)
def test_step_by_step_equals_one_pass_of_the_model(cell, arrays, dataset, monkeypatch):
    """With `arrays` off, the cell has no step of its own on arrays and is called through torch."""
    if not arrays:
        monkeypatch.setattr(CELLS[cell], "numpy_step", None)
    model = model_of(cell, dataset)
    tokens = dataset.train[:40]
    expected, final = model(tokens[None])
    logits, state = Stepper(model).read(tokens.tolist())
    np.testing.assert_allclose(logits, expected[0, -1].detach().numpy(), atol=2e-6)
    for layer, expected_layer in zip(state, final, strict=True):
        for part, expected_part in zip(layer, expected_layer, strict=True):
            np.testing.assert_allclose(part, expected_part[0].detach().numpy(), atol=2e-6)


def test_a_stepper_is_not_changed_by_further_training(dataset):
    model = model_of("gru", dataset)
    stepper = Stepper(model)
    before, _ = stepper.step(3, stepper.start)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(1)
    assert np.array_equal(before, stepper.step(3, stepper.start)[0])


def test_probabilities_are_the_softmax_and_sum_to_one():
    np.testing.assert_allclose(probabilities(LOGITS, Sampling(temperature=1.0), []), [0.4, 0.3, 0.2, 0.1])
    squared = np.array([0.16, 0.09, 0.04, 0.01])
    np.testing.assert_allclose(probabilities(LOGITS, Sampling(temperature=0.5), []), squared / squared.sum())


@pytest.mark.parametrize(
    "sampling, expected",
    [
        (Sampling(temperature=0.0), [1, 0, 0, 0]),
        (Sampling(temperature=1.0, top_k=1), [1, 0, 0, 0]),
        (Sampling(temperature=1.0, top_k=2), [4 / 7, 3 / 7, 0, 0]),
        (Sampling(temperature=1.0, top_p=0.5), [4 / 7, 3 / 7, 0, 0]),
        (Sampling(temperature=1.0, top_p=0.39), [1, 0, 0, 0]),
        (Sampling(temperature=1.0, top_p=0.0), [1, 0, 0, 0]),
        (Sampling(temperature=1.0, top_k=3, top_p=0.5), [4 / 7, 3 / 7, 0, 0]),
    ],
)
def test_top_k_and_top_p_keep_exactly_these(sampling, expected):
    np.testing.assert_allclose(probabilities(LOGITS, sampling, []), expected, atol=1e-12)


def test_a_banned_token_is_never_drawn():
    np.testing.assert_allclose(probabilities(LOGITS, Sampling(temperature=1.0), [0]), [0, 0.5, 1 / 3, 1 / 6])


def test_huge_and_tiny_scores_do_no_harm():
    chances = probabilities(np.array([1e30, -1e30, 0.0]), Sampling(temperature=0.01), [])
    np.testing.assert_array_equal(chances, [1, 0, 0])


def test_draws_follow_the_distribution(dataset):
    """A thousand first tokens against the model's own probabilities."""
    stepper = Stepper(model_of("gru", dataset, layers=1))
    chances = probabilities(stepper.step(3, stepper.start)[0], Sampling(temperature=1.0), [0])
    drawn = [next(generate_ids(stepper, [3], Sampling(length=1, temperature=1.0, seed=seed), [0])) for seed in range(1000)]
    counts = np.bincount(drawn, minlength=chances.size) / 1000
    assert np.abs(counts - chances).sum() < 0.25
    assert counts[0] == 0


def test_same_seed_same_text_and_the_length_is_kept(dataset):
    model = model_of("lstm", dataset)
    first, second, other = (generate(model, dataset.vocabulary, "The ", Sampling(length=50, seed=seed)) for seed in (1, 1, 2))
    assert first == second != other
    assert len(first) == 50


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
def test_a_text_ends_where_the_state_grows_beyond_every_number(dataset):
    model = model_of("rnn-relu", dataset, layers=1)
    with torch.no_grad():
        model.recurrent.cells[0].weight_hh.copy_(4 * torch.eye(24))
        model.recurrent.cells[0].bias_ih.fill_(1.0)
    written = generate(model, dataset.vocabulary, "The ", Sampling(length=240))
    assert 40 < len(written) < 100  # 4^64 is the largest float32
    told = [one.text for one in write(NetworkPredictor(model, dataset.vocabulary), "The ", Sampling(length=240))]
    assert "".join(told) == written


def test_sigmoid_never_overflows():
    with np.errstate(all="raise"):
        np.testing.assert_allclose(arrays.sigmoid(np.array([-1e4, 0.0, 1e4])), [0, 0.5, 1])


@pytest.mark.parametrize(
    "changes", [{"temperature": -1.0}, {"temperature": float("nan")}, {"top_p": 2.0}, {"length": 0}, {"top_k": -1}]
)
def test_nonsense_is_refused_in_a_sentence(changes):
    with pytest.raises(Refusal, match="cannot be"):
        Sampling(**changes)
