"""The decay that training keeps: what it says, when it comes, and that training does not notice."""

import json
from copy import deepcopy

import numpy as np
import pytest
import torch

from models.cells import CELLS
from playground.gradients.recording import LENGTH, SEQUENCES, recorded_decay
from playground.gradients.trace import mean_norm, model_trace, windows
from playground.language import training
from playground.language.records import DecayRecord, StepRecord, ValidationRecord
from playground.language.training import begin, train
from playground.runs.folder import EXAMPLES, load_run, save_run
from playground.runs.record import new_run, record_line
from playground.runs.recorder import close, follow
from playground.runs.store import RunStore


@pytest.mark.parametrize("cell", CELLS)
def test_each_validation_has_the_decay_of_the_model_as_it_stood(cell, experiment, dataset):
    state, found = begin(experiment.with_(cell=cell), dataset), []
    for record in train(state):
        if isinstance(record, DecayRecord):
            exact = model_trace(deepcopy(state.model).double(), *windows(dataset.validation, SEQUENCES, LENGTH))
            assert list(record.states) == list(exact) == list(CELLS[cell].state_names)
            for name, curves in exact.items():
                np.testing.assert_allclose(record.states[name], mean_norm(curves), atol=0.002)
            found.append(record)
        last = record
    assert len(found) > 5 and found[0].states != found[-1].states and found[-1].step == last.step


def test_recording_changes_nothing_of_the_run(experiment, dataset, monkeypatch):
    """Dropout draws random numbers: recording must not draw any, nor leave it switched off."""
    given, losses = experiment.with_(dropout=0.3), []
    for quiet in (False, True):
        if quiet:
            monkeypatch.setattr(training, "recorded_decay", lambda model, stream: {})
        records = list(train(begin(given, dataset)))
        losses.append(
            [record.train_loss for record in records if isinstance(record, StepRecord)]
            + [record.validation_loss for record in records if isinstance(record, ValidationRecord)]
        )
    assert losses[0] == losses[1]


def test_nothing_and_no_number_are_written_as_none(make_model):
    model, stream = make_model("rnn-relu"), torch.randint(0, 11, (200,))
    with torch.no_grad():
        model.recurrent.cells[0].bias_ih.fill_(-100.0)
    assert recorded_decay(model, stream)["h"][1:] == [None] * (LENGTH - 1)
    with torch.no_grad():
        model.output.bias[0] = torch.nan
    assert set(recorded_decay(model, stream)["h"]) == {None}
    json.loads(record_line(DecayRecord(1, 1, 1.0, recorded_decay(model, stream))), parse_constant=pytest.fail)


def test_a_validation_part_of_two_tokens_is_enough(make_model):
    assert len(recorded_decay(make_model("lstm"), torch.tensor([1, 2]))["c"]) == 1


def test_decays_travel_to_the_store_and_to_a_folder_and_back(experiment, dataset, tmp_path):
    store, state = RunStore("sqlite://"), begin(experiment.with_(cell="lstm"), dataset)
    run = new_run(state.experiment, "ann", "Pangrams")
    store.add(run)
    seen = [record for record in follow(store, run.id, state, train(state)) if isinstance(record, DecayRecord)]
    close(store, run.id, state, "finished", "")
    history = store.history(run.id)
    assert list(history.decays) == seen and len(history.thinned(10).decays) == len(seen) == len(history.validations)
    save_run(tmp_path / "saved", store.get(run.id), history, store.blob(run.id, "weights"), dataset.vocabulary)
    assert load_run(tmp_path / "saved").history == history
    curves = [line for line in (tmp_path / "saved" / "run.json").read_text().splitlines() if line.startswith('{"h":')]
    assert len(curves) == len(seen) and max(map(len, curves)) < 2000


@pytest.mark.parametrize(("cell", "brighter"), [("rnn", True), ("gru", False)])
def test_the_bundled_runs_learn_to_look_as_far_as_the_page_decay_says(cell, brighter):
    """Of the gradient 60 steps back more is left of the plain RNN's after training, and less of the GRU's."""
    first, *_, last = (record.states["h"] for record in load_run(EXAMPLES / cell).history.decays)
    assert (last[60] - last[0] > first[60] - first[0]) == brighter
