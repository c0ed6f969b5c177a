"""Training: its first loss, its repeatability, what it can learn, and how it ends."""

import math
from dataclasses import replace

import pytest
import torch
from torch.nn import functional as F

from models.cells import CELLS
from playground.language.evaluation import evaluate
from playground.language.optimisation import CLIPPINGS, OPTIMIZERS, SCHEDULES
from playground.language.records import EndRecord, SampleRecord, StepRecord, ValidationRecord
from playground.language.training import EXPLODED, begin, train, update
from playground.text.batches import Batches


def history(experiment, dataset):
    return list(train(begin(experiment, dataset)))


def losses(records):
    return [record.train_loss for record in records if isinstance(record, StepRecord)]


@pytest.mark.parametrize("cell", CELLS)
def test_first_loss_is_that_of_guessing(cell, experiment, dataset):
    first = update(begin(experiment.with_(cell=cell), dataset))
    assert first.train_loss == pytest.approx(math.log(len(dataset.vocabulary)), rel=0.1)


@pytest.mark.parametrize("cell", CELLS)
def test_one_batch_is_overfitted(cell, experiment, dataset):
    one = replace(dataset, train=dataset.train[: 4 * 17])
    given = experiment.with_(cell=cell, hidden_size=64, embedding_size=32, budget=250, clipping="norm", schedule="cosine")
    assert losses(history(given, one))[-1] < 0.1


@pytest.mark.parametrize("changes", [{}, {"stateful": False}, {"dropout": 0.3, "layers": 2, "cell": "lstm"}])
def test_same_seed_same_history_and_another_seed_another(changes, experiment, dataset):
    given = experiment.with_(**changes)
    first, second, other = (losses(history(given.with_(seed=seed), dataset)) for seed in (3, 3, 4))
    assert first == second
    assert first != other


def test_an_update_equals_one_written_with_torch_alone(experiment, dataset):
    """The independent truth: cross-entropy, clipping by norm and plain SGD spelled out on the unrolled path."""
    given = experiment.with_(optimizer="sgd", schedule="constant", clip_at=0.05, learning_rate=0.5)
    ours, theirs = begin(given, dataset), begin(given, dataset).model
    record = update(ours)
    batch = ours.batches.batch(0)
    loss = F.cross_entropy(theirs.unroll(batch.inputs)[0].flatten(0, 1), batch.targets.flatten())
    gradients = torch.autograd.grad(loss, list(theirs.parameters()))
    norm = math.sqrt(sum((gradient**2).sum().item() for gradient in gradients))
    assert record.train_loss == pytest.approx(loss.item(), rel=1e-6)
    assert record.gradient_norm == pytest.approx(norm, rel=1e-4)
    assert record.clipped_norm == pytest.approx(0.05, rel=1e-4)
    for parameter, gradient, after in zip(theirs.parameters(), gradients, ours.model.parameters(), strict=True):
        torch.testing.assert_close(parameter - 0.5 * gradient * 0.05 / norm, after, rtol=1e-4, atol=1e-7)


def test_stateful_training_carries_the_state_and_stateless_does_not(experiment, dataset):
    """From the second batch on the losses differ, since one of the two remembers the batch before."""
    given = experiment.with_(learning_rate=1e-6, optimizer="sgd")
    state = begin(given, dataset)
    update(state)
    second = state.batches.batch(1)
    assert second.fresh.tolist() == [False, True, False, False]  # one row in turn begins anew
    kept = [[part * torch.tensor([[1.0], [0.0], [1.0], [1.0]]) for part in layer] for layer in state.hidden]
    carried, _ = state.model(second.inputs, kept)
    expected = F.cross_entropy(carried.flatten(0, 1), second.targets.flatten()).item()
    alone = F.cross_entropy(state.model(second.inputs)[0].flatten(0, 1), second.targets.flatten()).item()
    assert update(state).train_loss == pytest.approx(expected, rel=1e-6)
    assert abs(expected - alone) > 1e-6
    assert all(Batches(dataset.train, 4, 16, False, 1).batch(number).fresh.all() for number in range(5))


@pytest.mark.parametrize("unit, budget", [("steps", 25), ("tokens", 1000), ("seconds", 0.05)])
def test_the_budget_is_used_and_kept(unit, budget, experiment, dataset):
    state = begin(experiment.with_(budget=budget, budget_unit=unit), dataset)
    end = list(train(state))[-1]
    assert end.reason == "finished"
    used = {"steps": state.step, "tokens": state.tokens, "seconds": state.seconds}[unit]
    if unit == "steps":
        assert used == 25
    elif unit == "tokens":
        assert 1000 - 64 < used <= 1000
    else:
        assert used >= 0.05


def test_reports_come_often_at_first_and_the_last_one_reads_everything(experiment, dataset):
    records = history(experiment.with_(budget=200), dataset)
    validations = [record for record in records if isinstance(record, ValidationRecord)]
    gaps = [b.step - a.step for a, b in zip(validations, validations[1:], strict=False)]
    assert 10 <= len(validations) <= 20 and gaps[0] < gaps[-2]
    assert validations[-1].validation_tokens >= len(dataset.validation) - 32
    assert len([record for record in records if isinstance(record, SampleRecord)]) == len(validations)
    assert isinstance(records[-1], EndRecord)


@pytest.mark.parametrize("cell", CELLS)
def test_an_exploding_run_stops_with_an_explanation_and_finite_weights(cell, experiment, dataset):
    given = experiment.with_(cell=cell, learning_rate=10.0, clipping="none", schedule="constant", budget=500)
    state = begin(given, dataset)
    end = list(train(state))[-1]
    assert end.reason == "diverged" and "learning rate" in end.message and "clip" in end.message
    assert state.step < 50
    assert all(parameter.isfinite().all() for parameter in state.model.parameters())
    assert evaluate(state.model, dataset.validation) < EXPLODED * math.log(len(dataset.vocabulary) + 1), end.message


def test_a_gradient_that_is_no_number_never_reaches_the_weights(experiment, dataset):
    state = begin(experiment, dataset)
    with torch.no_grad():
        state.model.output.bias[0] = math.nan
    before = state.model.embedding.weight.clone()
    update(state)
    assert torch.equal(before, state.model.embedding.weight)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimiser_learns(name, experiment, dataset):
    rate = {"sgd": 1.0, "momentum": 0.3}.get(name, 0.01)
    values = losses(history(experiment.with_(optimizer=name, learning_rate=rate, budget=80), dataset))
    assert sum(values[-5:]) / 5 < values[0] - 0.5


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_stays_between_nothing_and_the_peak(name):
    values = [SCHEDULES[name].function(step / 100) for step in range(100)]
    assert all(0 < value <= 1 for value in values) and max(values) > 0.9
    assert name == "constant" or values[-1] < 0.05


@pytest.mark.parametrize("name", CLIPPINGS)
def test_clipping_reports_the_norm_before_and_after(name):
    parameters = [torch.nn.Parameter(torch.zeros(2)), torch.nn.Parameter(torch.zeros(1))]
    parameters[0].grad, parameters[1].grad = torch.tensor([3.0, 0.1]), torch.tensor([4.0])
    before, after = (norm.item() for norm in CLIPPINGS[name].function(parameters, 1.0))
    expected = {"none": math.sqrt(25.01), "norm": 1.0, "value": math.sqrt(1 + 0.01 + 1)}[name]
    assert before == pytest.approx(math.sqrt(25.01)) and after == pytest.approx(expected, rel=1e-5)
    left = math.sqrt(sum((parameter.grad**2).sum().item() for parameter in parameters))
    assert left == pytest.approx(expected, rel=1e-5)
