"""Networks that differ in their truncation length: as many updates from as many tokens, each read as it was trained."""

import json

import numpy as np
import pytest

from playground.errors import Refusal
from playground.gradients.experiments import caught_up, loss_by_position
from playground.gradients.truncation import FILE, Truncation, load_truncation, truncated_runs, truncation_text
from playground.language.experiment import Experiment
from playground.language.training import begin, update
from playground.runs.folder import EXAMPLES


@pytest.fixture(scope="module")
def small(dataset):
    return Experiment().with_(hidden_size=8, embedding_size=4, batch_size=4, sequence_length=8, budget=5)


@pytest.fixture(scope="module")
def found(small, dataset):
    return Truncation(small, "Pangrams", {"torch": "2"}, tuple(truncated_runs(small, dataset, (2, 16), seeds=2)))


def test_each_network_is_the_one_that_training_gives(found, small, dataset):
    assert len(found.runs) == 8 and found.seeds == 2
    wanted = next(run for run in found.runs if (run.length, run.stateful, run.seed) == (16, False, 2))
    assert wanted.rows == 2
    state = begin(small.with_(sequence_length=16, batch_size=2, stateful=False, seed=2), dataset)
    for _ in range(5):
        update(state)
    mean = loss_by_position(state.model.eval(), dataset.validation, 16, carry=False).mean()
    assert wanted.loss == pytest.approx(mean, abs=1e-5)


def test_a_line_is_the_range_over_the_seeds(found):
    losses = [run.loss for run in found.runs if run.stateful and run.length == 2]
    assert found.line(stateful=True)[2] == (min(losses), sum(losses) / 2, max(losses))
    assert list(found.line(stateful=False)) == [2, 16]


def test_what_was_written_is_read_again(found, tmp_path):
    (tmp_path / FILE).write_text(truncation_text(found))
    assert load_truncation(tmp_path) == found


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: "[]",
        lambda text: text.replace('"loss"', '"lost"'),
        lambda text: text.replace('"length": 2', '"length": 0'),
        lambda text: json.dumps({**json.loads(text), "runs": []}),
        lambda text: text.replace('"cell": "gru"', '"cell": "banana"'),
        lambda text: " " * 1_000_001 + text,
    ],
)
def test_a_damaged_file_is_refused(change, found, tmp_path):
    (tmp_path / FILE).write_text(change(truncation_text(found)))
    with pytest.raises(Refusal, match="missing or damaged"):
        load_truncation(tmp_path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Refusal):
        load_truncation(tmp_path)


@pytest.mark.skipif(not (EXAMPLES / FILE).is_file(), reason="the bundled networks are not at hand")
def test_the_bundled_networks_say_what_the_page_says_of_them():
    study = load_truncation(EXAMPLES)
    carried, reset = ({length: mean for length, (_, mean, _) in study.line(stateful=s).items()} for s in (True, False))
    assert all(carried[length] < reset[length] for length in carried)
    assert carried[1] < 0.6 * reset[1] and carried[64] < carried[1] and list(reset.values()) == sorted(reset.values())[::-1]
    assert {run.rows * run.length for run in study.runs} == {512}


@pytest.mark.parametrize(
    "gap, expected", [([1.0, 0.2, 0.01, 0.0], 2), ([0.0, 0.0], 0), ([1.0, 0.0, 0.06, 0.0], 3), ([1.0, 1.0], None), ([-1.0], 0)]
)
def test_a_window_has_caught_up_where_the_gap_stays_small(gap, expected):
    carried = np.full(len(gap), 1.5)
    assert caught_up(carried, carried + gap) == expected
