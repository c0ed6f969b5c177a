"""The measures kept beside the bundled runs: read back as they were taken, and dropped where what they were taken of changed."""

import json
import shutil
from dataclasses import replace

import pytest

from playground.errors import Refusal
from playground.language.completion import completer
from playground.language.keystrokes import typing_accuracy
from playground.language.predictors import NetworkPredictor, NGramSettings, count_ngrams
from playground.runs.accuracies import FILE, WORDS, Measures, held_out, load_measures, measure, write
from playground.runs.folder import EXAMPLES, WEIGHTS, load_run, save_run
from playground.text.corpora import Corpus
from playground.text.dataset import prepare
from tests.conftest import SENTENCES


@pytest.fixture(scope="module")
def data():
    text = SENTENCES.replace("\n", " ") * 20
    return prepare(Corpus("pangrams", "Pangrams", text, "the tests", "none"), "character", 10_000, 0.3)


@pytest.fixture(scope="module")
def measured(tmp_path_factory, data, record_and_weights):
    """A folder with a run on this text and one that read another, measured; and the names of what was."""
    place, (run, history, weights) = tmp_path_factory.mktemp("examples"), record_and_weights
    for name, digest in (("tiny", data.corpus.digest), ("stranger", "another text")):
        save_run(place / name, replace(run, text_digest=digest), history, weights, data.vocabulary)
    return place, [name for name, _ in measure(place, data)]


@pytest.fixture
def place(measured, tmp_path):
    return shutil.copytree(measured[0], tmp_path / "examples")


@pytest.fixture(scope="module")
def record_and_weights(data):
    from playground.language.checkpoint import weights_bytes
    from playground.language.experiment import Experiment
    from playground.language.training import begin, train
    from playground.runs.record import History, new_run

    experiment = Experiment().with_(hidden_size=16, embedding_size=8, batch_size=4, sequence_length=16, budget=30)
    state = begin(experiment, data)
    history = History.from_records(train(state))
    sizes = dict(vocabulary_size=len(data.vocabulary), parameters=1000, **state.where())
    return replace(new_run(experiment, "", "Pangrams"), status="finished", **sizes), history, weights_bytes(state)


def last(predictor, text):
    return list(typing_accuracy(completer(predictor), text, WORDS))[-1]


def test_what_is_read_is_what_was_measured(place, data):
    found = load_measures(place)
    saved = load_run(place / "tiny")
    assert found.text == data.corpus.digest and list(found.networks) == ["tiny"] and sorted(found.ngrams) == list(range(1, 9))
    assert found.networks["tiny"] == last(NetworkPredictor(saved.model, saved.vocabulary), held_out(data))
    assert found.ngrams[4] == last(count_ngrams(data, NGramSettings(4)), held_out(data))


def test_new_weights_make_a_measure_void(place):
    weights = place / "tiny" / WEIGHTS
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    found = load_measures(place)
    assert not found.networks and found.ngrams


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"text": "x", "networks": 3, "ngrams": {}}', '{"text": "x", "networks": {"a": 1}}']
)
def test_a_damaged_file_is_no_file(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    assert load_measures(tmp_path) == Measures() == load_measures(tmp_path / "nowhere")


def test_a_name_in_the_file_leads_nowhere_else(place):
    values = json.loads((place / FILE).read_text())
    values["networks"]["../tiny/../../etc"] = values["networks"].pop("tiny")
    (place / FILE).write_text(json.dumps(values))
    assert load_measures(place) == Measures()


def test_a_run_on_another_text_is_not_measured(measured):
    assert measured[1] == ["tiny", *(f"{order}-gram" for order in range(1, 9))]


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(Refusal, match="cannot be written"):
        write(tmp_path / "nowhere" / FILE, {"text": "", "networks": {}, "ngrams": {}})


def test_the_measures_that_ship_are_those_of_the_weights_that_ship(tmp_path):
    found = load_measures(EXAMPLES)
    assert {"rnn", "gru", "lstm"} <= set(found.networks) and sorted(found.ngrams) == list(range(1, 9))
    assert all(load_run(EXAMPLES / name).run.text_digest == found.text for name in found.networks)
    assert all(one.words == WORDS and one.share == 1.0 for one in (*found.networks.values(), *found.ngrams.values()))
    shutil.copy(EXAMPLES / FILE, tmp_path)
    assert not load_measures(tmp_path).networks, "without weights beside it, a measure says nothing"
