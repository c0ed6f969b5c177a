"""What a run is said to take, and what is refused before it starts."""

import pytest

from models.cells import CELLS
from models.language_model import LanguageModel
from playground.errors import Refusal
from playground.jobs.limits import check_limits, estimate, vocabulary_of
from playground.language.experiment import Experiment
from playground.settings import Settings

CASES = [(cell, layers, size) for cell in CELLS for layers, size in ((1, 7), (3, 100))]


@pytest.mark.parametrize("cell, layers, size", CASES)
def test_parameters_are_those_of_the_model_and_tell_the_vocabulary(cell, layers, size):
    given = Experiment().with_(cell=cell, layers=layers, hidden_size=24, embedding_size=12)
    real = sum(parameter.numel() for parameter in LanguageModel(given.model.config(size)).parameters())
    assert estimate(given, size).parameters == real
    assert vocabulary_of(given, real) == size


def test_operations_count_six_for_each_weight_and_token():
    """By hand: an RNN of H = 4, E = 3, V = 5 multiplies 4·3 + 4·4 weights and 5·4, and adds 4 + 4 + 5 biases."""
    given = Experiment().with_(cell="rnn", hidden_size=4, embedding_size=3, batch_size=2, sequence_length=8)
    assert estimate(given, 5).step_operations == 6 * (12 + 16 + 8 + 20 + 5) * 2 * 8


def test_memory_counts_weights_gradients_moments_and_the_scores_of_every_token():
    given = Experiment().with_(batch_size=32, sequence_length=64)
    small, large = (estimate(given, size).memory_bytes for size in (100, 10_000))
    per_token_type = 16 * (given.model.embedding_size + given.model.hidden_size + 1) + 4 * 3 * 32 * 64
    assert large - small == 9_900 * per_token_type


@pytest.mark.parametrize("unit, factor", [("steps", 1), ("tokens", 1 / 1024)])
def test_expected_time_grows_with_the_budget_and_falls_with_speed(unit, factor):
    given = Experiment().with_(batch_size=16, sequence_length=64, budget_unit=unit, budget=1024)
    slow, fast = (estimate(given, 100, speed).seconds for speed in (1e10, 2e10))
    assert slow == pytest.approx(2 * fast)
    assert estimate(given.with_(budget=2048), 100, 1e10).seconds == pytest.approx(2 * slow)
    assert estimate(given.with_(budget_unit="steps"), 100, 1e10).seconds * factor == pytest.approx(slow)


def test_a_cell_without_a_kernel_is_expected_to_take_longer():
    kernel, none = (estimate(Experiment().with_(cell=cell), 100).seconds for cell in ("gru", "gru-before"))
    assert none == pytest.approx(1.5 * kernel)


def test_a_budget_in_seconds_takes_as_long_as_it_says():
    assert estimate(Experiment().with_(budget_unit="seconds", budget=45), 100).seconds == 45


REFUSED = [
    ({"hidden_size": 2048}, 100, "hidden_size", "parameters"),
    ({"embedding_size": 1024}, 50_000, "hidden_size", "parameters"),
    ({"batch_size": 512, "sequence_length": 1024}, 100, "batch_size", "as much work"),
    ({"hidden_size": 16, "embedding_size": 8, "batch_size": 128, "sequence_length": 160}, 10_000, "batch_size", "memory"),
]


@pytest.mark.parametrize("changes, size, field, word", REFUSED, ids=lambda value: str(value)[:30])
def test_too_much_is_refused_in_a_sentence_that_says_what_would_do(changes, size, field, word, tmp_path):
    given, settings = Experiment().with_(**changes), Settings(home=tmp_path)
    with pytest.raises(Refusal, match=word) as caught:
        check_limits(given, estimate(given, size).parameters, settings)
    assert caught.value.field == field and "choose a smaller" in str(caught.value)


@pytest.mark.parametrize("tokenizer, size", [("character", 200), ("word", 10_000)])
@pytest.mark.parametrize("cell", CELLS)
def test_the_defaults_are_allowed_with_every_cell(cell, tokenizer, size, tmp_path):
    given = Experiment().with_(cell=cell, tokenizer=tokenizer)
    assert check_limits(given, estimate(given, size).parameters, Settings(home=tmp_path)) is None  # it raises otherwise
