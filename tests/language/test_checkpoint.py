"""A run that is paused and resumed is the same run."""

from dataclasses import replace
from itertools import islice

import pytest
import torch
from safetensors.torch import load

from playground.language.checkpoint import checkpoint, longer, resume, weights_bytes
from playground.language.optimisation import OPTIMIZERS
from playground.language.records import StepRecord, ValidationRecord
from playground.language.training import begin, train

VARIANTS = [{}, {"stateful": False}, {"cell": "lstm", "layers": 2, "dropout": 0.4}, {"cell": "rnn"}] + [
    {"optimizer": name} for name in OPTIMIZERS
]


def numbers(records):
    """Return what must repeat: every loss, without the seconds."""
    kept = (StepRecord, ValidationRecord)
    return [replace(record, seconds=0.0) for record in records if isinstance(record, kept)]


@pytest.mark.parametrize("changes", VARIANTS, ids=str)
@pytest.mark.parametrize("stop", [1, 37])
def test_resumed_equals_never_stopped(changes, stop, experiment, dataset):
    given = experiment.with_(**changes)
    whole = numbers(train(begin(given, dataset)))
    state = begin(given, dataset)
    before = list(islice(train(state), stop))
    torch.manual_seed(99)  # whatever else happened in between
    again = resume(given, dataset, checkpoint(state))
    assert numbers(before) + numbers(train(again)) == whole


def test_longer_goes_on_with_a_schedule_of_its_own(experiment, dataset):
    state = begin(experiment, dataset)
    first = [record for record in train(state) if isinstance(record, StepRecord)]
    state = longer(state, 20, "steps")
    more = [record for record in train(state) if isinstance(record, StepRecord)]
    assert [record.step for record in more] == list(range(31, 51))
    assert max(record.learning_rate for record in more[:10]) > 50 * first[-1].learning_rate
    assert more[0].train_loss < first[0].train_loss


def test_weights_alone_hold_the_model_and_nothing_else(experiment, dataset):
    state = begin(experiment, dataset)
    tensors = load(weights_bytes(state))
    assert tensors.keys() == state.model.state_dict().keys()
    assert all(torch.equal(tensor, state.model.state_dict()[name]) for name, tensor in tensors.items())
