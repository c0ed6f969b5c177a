"""A run as a zip: it imports again whole, and a hostile zip is refused in a sentence."""

import io
import json
import struct
import zipfile
from dataclasses import replace

import pytest

from playground.errors import Refusal
from playground.language.checkpoint import longer, resume
from playground.language.records import EndRecord
from playground.language.training import begin, train
from playground.runs.archive import FILES, Limits, import_run, read_archive, stored_archive
from playground.runs.folder import stored_run
from playground.runs.record import History, new_run
from playground.runs.recorder import close, follow


@pytest.fixture
def run(store, experiment, dataset):
    """A finished run in the store."""
    given = experiment.with_(budget=5)
    made, state = new_run(given, "ann", "Pangrams", "My run"), begin(given, dataset)
    store.add(made)
    for record in follow(store, made.id, state, train(state)):
        if isinstance(record, EndRecord):
            close(store, made.id, state, record.reason, record.message)
    return store.get(made.id)


@pytest.fixture
def data(store, run):
    return stored_archive(store, run)


def test_a_zip_imports_as_somebody_elses_own_run(store, run, data):
    again = import_run(store, "bob", data)
    assert again.id != run.id and again.visitor == "bob" and b"ann" not in zipfile.ZipFile(io.BytesIO(data)).read("run.json")
    same = replace(again, id=run.id, visitor="ann", created=run.created, updated=run.updated, versions=run.versions)
    assert same == run and store.history(again.id) == store.history(run.id)
    one, other = stored_run(store, run), stored_run(store, store.owned(again.id, "bob"))
    weights = other.model.state_dict()
    assert all((weights[name] == tensor).all() for name, tensor in one.model.state_dict().items())
    assert one.vocabulary == other.vocabulary


def test_an_imported_run_goes_on_from_its_weights(store, run, data, dataset):
    again = import_run(store, "bob", data)
    state = resume(again.experiment, dataset, store.blob(again.id, "checkpoint"))
    assert (state.step, state.tokens, state.seconds) == (run.step, run.tokens, run.seconds) and state.hidden is None
    weights = stored_run(store, run).model.state_dict()
    assert all((weights[name] == tensor).all() for name, tensor in state.model.state_dict().items())
    history = History.from_records(train(longer(state, 3, "steps")))
    assert [record.step for record in history.steps] == [6, 7, 8]


def packed(files, method=zipfile.ZIP_DEFLATED):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return held.getvalue()


def parts(data):
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in FILES}


def with_part(name, content):
    return lambda data: packed({**parts(data), name: content}.items())


def with_run(**changes):
    def make(data):
        values = json.loads(parts(data)["run.json"])
        values["run"].update(changes)
        return with_part("run.json", json.dumps(values))(data)

    return make


def with_history(change):
    def make(data):
        values = json.loads(parts(data)["run.json"])
        change(values["history"])
        return with_part("run.json", json.dumps(values))(data)

    return make


def lying_size(data):
    """Say in the list that a file is tiny, as a bomb does."""
    bomb = packed({**parts(data), "vocabulary.json": b" " * 20_000_000}.items())
    place = bomb.rindex(b"PK\x01\x02")
    return bomb[: place + 24] + struct.pack("<I", 10) + bomb[place + 28 :]


HOSTILE = {
    "nothing": lambda data: b"",
    "no zip": lambda data: b"\x80\x04K\x01." * 1000,
    "cut off": lambda data: data[:-200],
    "a file more": lambda data: packed([*parts(data).items(), ("../../evil", b"x")]),
    "a path": lambda data: packed([(f"../{name}", content) for name, content in parts(data).items()]),
    "a file less": lambda data: packed(list(parts(data).items())[:2]),
    "another packing": lambda data: packed(parts(data).items(), zipfile.ZIP_BZIP2),
    "a bomb": with_part("vocabulary.json", b" " * 20_000_000),
    "a bomb that lies": lying_size,
    "a pickle": with_part("weights.safetensors", b"\x80\x04K\x01." * 2000),
    "deep": with_part("run.json", b"[" * 100_000),
    "another size": with_run(parameters=1, experiment={"model": {"hidden_size": 2048, "layers": 4}}),
    "status": with_run(status="great"),
    "negative": with_run(step=-1),
    "huge": with_run(step=10**30),
    "huge loss": with_run(validation_loss=10**400),
    "versions": with_run(versions={"a": "x" * 1000}),
    "out of order": with_history(lambda history: history["step"]["step"].reverse()),
    "beyond its end": with_history(lambda history: history["step"].update(step=[1, 2, 3, 4, 10**17])),
    "another cell's state": with_history(
        lambda history: history["decay"].update(states=[{"<b>": []} for _ in history["decay"]["step"]])
    ),
    "words for characters": with_part("vocabulary.json", json.dumps({"tokenizer": "word", "tokens": ["<unk>", "a"]})),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_zip_is_refused_in_one_sentence_and_leaves_nothing(name, store, data):
    hostile = HOSTILE[name](data)
    assert hostile != data
    with pytest.raises(Refusal) as caught:
        import_run(store, "bob", hostile)
    assert 20 < len(str(caught.value)) < 300 and "\n" not in str(caught.value) and store.runs("bob") == []


def test_a_site_keeps_strangers_within_its_limits(data):
    with pytest.raises(Refusal, match="too large"):
        read_archive(data, Limits(run=100))
    with pytest.raises(Refusal, match="too large"):
        read_archive(data, Limits(0, 0, 0))
    with pytest.raises(Refusal, match="this site keeps"):
        read_archive(data, Limits(), 10)


def test_what_was_still_going_on_is_over_here_and_long_texts_are_cut(data):
    found = read_archive(with_run(status="running", reason="nonsense", name="x" * 5000, message="y" * 5000)(data)).run
    assert (found.status, found.reason, len(found.name), len(found.message)) == ("interrupted", "interrupted", 120, 500)
