"""A run as a folder: it comes back whole, and a hostile or damaged one is refused in a sentence."""

import json
import math
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load, save

from models.cells import CELLS
from models.language_model import LanguageModel
from models.skeleton import parameter_count, skeleton
from playground.errors import Refusal
from playground.language.generation import Sampling, generate
from playground.language.records import EndRecord
from playground.language.training import begin, train
from playground.runs import folder as folders
from playground.runs.folder import examples, find_run, load_run, save_run
from playground.runs.record import new_run
from playground.runs.recorder import close, follow
from playground.text.vocabulary import Vocabulary


@pytest.fixture
def trained(store, experiment, dataset):
    """A finished run in the store, and its training state."""
    run, state = new_run(experiment.with_(budget=5), "ann", "Pangrams", "My run"), begin(experiment.with_(budget=5), dataset)
    store.add(run)
    for record in follow(store, run.id, state, train(state)):
        if isinstance(record, EndRecord):
            close(store, run.id, state, record.reason, record.message)
    return store.get(run.id), state


@pytest.fixture
def saved(store, trained, dataset, tmp_path):
    run, _ = trained
    save_run(tmp_path / "saved", run, store.history(run.id), store.blob(run.id, "weights"), dataset.vocabulary)
    return tmp_path / "saved"


def test_a_run_comes_back_whole_and_without_the_visitor(saved, store, trained, dataset):
    run, state = trained
    loaded = load_run(saved)
    assert loaded.run == replace(run, visitor="") and run.visitor not in (saved / "run.json").read_text()
    assert loaded.history == store.history(run.id) and loaded.vocabulary == dataset.vocabulary
    assert not loaded.model.training and loaded.model.config == state.model.config
    assert all(torch.equal(loaded.model.state_dict()[name], tensor) for name, tensor in state.model.state_dict().items())
    sampling = Sampling(length=20)
    assert generate(loaded.model, loaded.vocabulary, "The", sampling) == generate(
        state.model, dataset.vocabulary, "The", sampling
    )


def test_a_saved_run_can_be_read_by_people(saved):
    text = (saved / "run.json").read_text(encoding="utf-8")
    assert json.loads(text, parse_constant=pytest.fail)["run"]["name"] == "My run"
    assert text.count("\n") > 50 and max(map(len, text.splitlines())) < 2000


def damage_json(name, **changes):
    def damage(folder):
        values = json.loads((folder / name).read_text())
        values.get("run", values).update(changes)
        (folder / name).write_text(json.dumps(values))

    return damage


def damage_weights(change):
    def damage(folder):
        tensors = load((folder / "weights.safetensors").read_bytes())
        (folder / "weights.safetensors").write_bytes(save(change(tensors)))

    return damage


def write(name, data):
    return lambda folder: (folder / name).write_bytes(data)


def replace_bytes(name, old, new):
    def damage(folder):
        assert old in (data := (folder / name).read_bytes())
        (folder / name).write_bytes(data.replace(old, new))

    return damage


def delete(name):
    return lambda folder: (folder / name).unlink()


def swap_for_a_folder(folder):
    (folder / "run.json").unlink()
    (folder / "run.json").mkdir()


DAMAGES = {
    "no run": delete("run.json"),
    "no weights": delete("weights.safetensors"),
    "no vocabulary": delete("vocabulary.json"),
    "a folder for a file": swap_for_a_folder,
    "empty": write("run.json", b""),
    "binary": write("run.json", bytes(range(256))),
    "a list": write("run.json", b"[1, 2]"),
    "no run in it": write("run.json", b"{}"),
    "run is a list": write("run.json", b'{"run": [], "history": {}}'),
    "deep": write("run.json", b"[" * 100_000),
    "history of text": replace_bytes("run.json", b'"train_loss": [', b'"train_loss": ["x",'),
    "uneven history": replace_bytes("run.json", b'"train_loss": [', b'"train_loss": [1,'),
    "another size": damage_json("run.json", experiment={"model": {"hidden_size": 2048, "layers": 4}}),
    "an absurd size": damage_json("run.json", experiment={"model": {"hidden_size": 10**9}}),
    "status": damage_json("run.json", status="great"),
    "no number": damage_json("run.json", seconds=math.inf),
    "empty weights": write("weights.safetensors", b""),
    "a pickle": write("weights.safetensors", b"\x80\x04K\x01." * 2000),
    "short weights": lambda folder: write("weights.safetensors", (folder / "weights.safetensors").read_bytes()[:-100])(folder),
    "renamed": damage_weights(lambda tensors: {f"x{name}": tensor for name, tensor in tensors.items()}),
    "reshaped": damage_weights(lambda tensors: {name: tensor.flatten() for name, tensor in tensors.items()}),
    "doubles": damage_weights(lambda tensors: {name: tensor.to(torch.float64) for name, tensor in tensors.items()}),
    "integers": damage_weights(lambda tensors: {name: tensor.to(torch.int32) for name, tensor in tensors.items()}),
    "not a number": damage_weights(lambda tensors: {name: tensor * math.nan for name, tensor in tensors.items()}),
    "other words": damage_json("vocabulary.json", tokens=["<unk>", "a", "b"]),
    "no words": damage_json("vocabulary.json", tokens=None),
    "twice": damage_json("vocabulary.json", tokens=["<unk>"] * 30),
    "a list of words": write("vocabulary.json", b'["<unk>"]'),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_folder_is_refused_in_one_sentence(name, saved):
    DAMAGES[name](saved)
    with pytest.raises(Refusal) as caught:
        load_run(saved)
    assert 20 < len(str(caught.value)) < 300 and "\n" not in str(caught.value)


def test_files_beyond_their_size_are_not_even_read(saved, monkeypatch):
    monkeypatch.setitem(folders.LARGEST, "run.json", 100)
    with pytest.raises(Refusal, match="too large"):
        load_run(saved)


def test_a_folder_that_cannot_be_written_is_refused(trained, store, dataset, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Refusal, match="cannot be saved"):
        save_run(tmp_path / "file", trained[0], store.history(trained[0].id), b"", dataset.vocabulary)


def test_runs_are_found_by_folder_id_and_unique_name(saved, store, trained, monkeypatch):
    run, _ = trained
    assert find_run(str(saved), store, "ann").run.id == run.id
    assert find_run(run.id, store, "ann").history == find_run("My run", store, "ann").history == store.history(run.id)
    for name, visitor in (("My run", "bob"), (run.id, "bob"), ("nothing", "ann"), ("", "ann")):
        with pytest.raises(Refusal, match="no run called"):
            find_run(name, store, visitor)
    with pytest.raises(Refusal, match="no run called"):
        find_run(str(saved), store, "ann", folders=False)
    store.add(replace(run, id="another-run-with-that-name"))
    with pytest.raises(Refusal, match="2 runs are called"):
        find_run("My run", store, "ann")


def test_a_run_that_has_only_begun_has_no_model_yet(store, experiment):
    run = new_run(experiment, "ann", "Pangrams")
    store.add(run)
    with pytest.raises(Refusal, match="train a little longer"):
        find_run(run.id, store, "ann")


def test_examples_are_the_folders_that_hold_a_run(saved, store, tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "EXAMPLES", tmp_path)
    (tmp_path / "empty").mkdir()
    assert examples() == {"example-saved": saved}
    assert find_run("example-saved", store, "anybody", folders=False).run.name == "My run"


@pytest.mark.parametrize("cell", CELLS)
def test_a_skeleton_has_the_shapes_of_the_model(cell, experiment):
    config = experiment.with_(cell=cell, layers=2).model.config(50)
    model = LanguageModel(config)
    assert {name: tensor.shape for name, tensor in skeleton(config).state_dict().items()} == {
        name: tensor.shape for name, tensor in model.state_dict().items()
    }
    assert parameter_count(config) == sum(parameter.numel() for parameter in model.parameters())


def test_a_vocabulary_of_any_script_survives(tmp_path, trained, store, experiment):
    words = Vocabulary("word", ("<unk>", "<eos>", "é", "日本", "🦕", "\ud800"))
    state = LanguageModel(trained[0].experiment.model.config(len(words)))
    save_run(tmp_path / "words", trained[0], store.history(trained[0].id), save(dict(state.state_dict())), words)
    assert load_run(tmp_path / "words").vocabulary == words
