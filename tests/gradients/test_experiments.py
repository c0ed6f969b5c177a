"""Explosions with and without clipping, and what a carried state is worth at each place of a window."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from playground.errors import Refusal
from playground.gradients.experiments import (
    MEMORIES,
    Exploding,
    Outcome,
    explosions,
    loss_by_memory,
    loss_by_position,
    outcome,
    truncations,
)
from playground.language.experiment import Experiment
from playground.language.records import StepRecord
from playground.language.training import begin, train


def test_the_same_seed_explodes_without_clipping_and_learns_with_it(dataset):
    found = explosions(Exploding(steps=40), dataset)
    assert found.keys() == {"norm", "value", "none"}
    first = {name: (steps[0].train_loss, steps[0].gradient_norm) for name, steps in found.items()}
    assert first["norm"] == first["value"] == first["none"]
    assert len(found["none"]) < 20 and not np.isfinite(found["none"][-1].gradient_norm)
    assert len(found["norm"]) == 40 and found["norm"][-1].train_loss < found["norm"][0].train_loss - 0.5
    assert max(step.gradient_norm for step in found["norm"]) > 10
    assert all(step.clipped_norm <= 1.0 + 1e-6 for step in found["norm"])
    assert all(step.clipped_norm == step.gradient_norm for step in found["none"][:-1])


def test_at_the_usual_scale_nothing_explodes(dataset):
    found = explosions(Exploding(scale=1.0, steps=20), dataset)
    assert all(step.gradient_norm < 20 for steps in found.values() for step in steps)


def test_a_run_whose_numbers_are_lost_ends_there(dataset):
    steps = explosions(Exploding(scale=10.0, steps=20), dataset)["none"]
    assert len(steps) < 20 and not np.isfinite([steps[-1].train_loss, steps[-1].gradient_norm]).all()


def test_the_same_settings_give_the_same_run_whatever_was_drawn_before(dataset):
    settings = Exploding(steps=3)
    before = torch.get_rng_state()
    found = explosions(settings, dataset)
    assert torch.equal(torch.get_rng_state(), before)
    torch.rand(100)
    assert [step.train_loss for step in explosions(settings, dataset)["norm"]] == [step.train_loss for step in found["norm"]]


INF, NAN = float("inf"), float("nan")


@pytest.mark.parametrize(
    "pairs, expected",
    [
        ([(3.0, 1.0), (2.0, 5.0)], Outcome(5.0, 2.0, None, None)),
        ([(3.0, 1.0), (9e9, INF)], Outcome(INF, 9e9, 2, "gradient")),
        ([(3.0, 7.0), (NAN, NAN)], Outcome(7.0, 3.0, 2, "loss")),
        ([(3.0, 7.0), (INF, NAN), (1.0, 1.0)], Outcome(7.0, 1.0, 2, "loss")),
    ],
)
def test_how_a_run_went(pairs, expected):
    steps = [StepRecord(at, at, 0.0, loss, norm, norm, 0.1) for at, (loss, norm) in enumerate(pairs, start=1)]
    assert outcome(steps) == expected


@pytest.fixture(scope="module")
def learned(dataset):
    small = dict(hidden_size=32, embedding_size=16, batch_size=8, sequence_length=16, learning_rate=0.01)
    experiment = Experiment().with_(**small, budget=150)
    state = begin(experiment, dataset)
    list(train(state))
    return state.model.eval()


def test_loss_by_position_equals_a_loop_over_the_windows(learned, dataset):
    """Alone in its row, each window is read by itself or after all that came before."""
    stream, length = dataset.validation[:65], 16
    rows = (len(stream) - 1) // (4 * length)
    assert rows == 1
    whole = F.cross_entropy(learned(stream[None, :64])[0][0], stream[1:65], reduction="none").view(4, length)
    starts = range(0, 64, length)
    logits = [learned(stream[None, start : start + length])[0][0] for start in starts]
    pairs = [(one, stream[start + 1 : start + length + 1]) for one, start in zip(logits, starts, strict=True)]
    apart = torch.stack([F.cross_entropy(*pair, reduction="none") for pair in pairs])
    np.testing.assert_allclose(loss_by_position(learned, stream, length, carry=True), whole.mean(dim=0).detach(), rtol=1e-4)
    np.testing.assert_allclose(loss_by_position(learned, stream, length, carry=False), apart.mean(dim=0).detach(), rtol=1e-4)


@pytest.mark.parametrize("stream_length, length, rows", [(65, 16, 1), (161, 8, 5)])
def test_a_shuffled_order_hands_each_window_the_state_of_another(stream_length, length, rows, learned, dataset):
    """Every row's windows put one behind the other as they are read, and read as one text."""
    stream = dataset.validation[:stream_length]
    row_length = len(stream) // rows
    count = (row_length - 1) // length
    order = np.random.default_rng(0).permutation(count)
    assert count == (4 if rows == 1 else 3) and list(order) != list(range(count))
    losses = []
    for row in range(rows):
        starts = [row * row_length + int(window) * length for window in order]
        inputs, targets = (torch.cat([stream[at + shift : at + shift + length] for at in starts]) for shift in (0, 1))
        losses.append(F.cross_entropy(learned(inputs[None])[0][0], targets, reduction="none").view(count, length))
    expected = torch.stack(losses).mean(dim=(0, 1)).detach()
    found = loss_by_position(learned, stream, length, carry=True, shuffled=True)
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_where_every_window_starts_at_zero_the_order_says_nothing(learned, dataset):
    apart, shuffled = (
        loss_by_position(learned, dataset.validation, 8, carry=False, shuffled=shuffled) for shuffled in (False, True)
    )
    np.testing.assert_allclose(shuffled, apart, rtol=1e-6)


def test_the_memory_of_another_place_is_worse_than_none_at_first(learned, dataset):
    found = loss_by_memory(learned, dataset.validation, 8)
    assert list(found) == list(MEMORIES)
    assert found["carried"][0] < found["reset"][0] and found["carried"][0] < found["shuffled"][0]


def test_a_carried_state_helps_most_at_the_beginning_of_a_window(learned, dataset):
    carried, reset = (loss_by_position(learned, dataset.validation, 16, carry=carry) for carry in (True, False))
    gain = reset - carried
    assert gain[0] > 0.5 and gain[0] > 3 * abs(gain[-4:].mean())


@pytest.mark.parametrize("length", [0, 513])
def test_windows_without_end_are_refused(length, learned, dataset):
    with pytest.raises(Refusal):
        loss_by_position(learned, dataset.validation, length, carry=True)


def test_a_stream_shorter_than_a_window_is_read_as_far_as_it_goes(learned, dataset):
    assert len(loss_by_position(learned, dataset.validation[:10], 100, carry=False)) == 9


def test_truncations_keep_the_tokens_of_a_batch():
    found = truncations(Experiment(), (4, 16, 64))
    assert [(one.training.sequence_length, one.training.batch_size) for one in found.values()] == [(4, 256), (16, 64), (64, 16)]
