"""One-hot input: each token picks its own column, by every path that a model is run on."""

import numpy as np
import pytest
import torch
from safetensors.torch import load, save

from models.cells import CELLS
from models.embedding import EMBEDDINGS
from models.language_model import LanguageModel
from models.skeleton import skeleton
from playground.language.checkpoint import checkpoint, resume
from playground.language.experiment import Experiment, experiment_from_json
from playground.language.generation import Stepper
from playground.language.training import begin, train

IDS = torch.tensor([[3, 1, 4, 1, 5, 2, 6], [0, 2, 2, 6, 5, 3, 5]])


def model_of(cell, embedding="one-hot", layers=2):
    torch.manual_seed(3)
    settings = Experiment().with_(cell=cell, embedding=embedding, layers=layers, hidden_size=6, embedding_size=4)
    return LanguageModel(settings.model.config(7)).eval()


@pytest.mark.parametrize("cell", CELLS)
def test_one_hot_is_an_embedding_that_is_the_identity(cell):
    model = model_of(cell)
    twin = LanguageModel(Experiment().with_(cell=cell, layers=2, hidden_size=6, embedding_size=7).model.config(7)).eval()
    with torch.no_grad():
        twin.load_state_dict({**model.state_dict(), "embedding.weight": torch.eye(7)})
    torch.testing.assert_close(model(IDS)[0], twin(IDS)[0])
    torch.testing.assert_close(model.unroll(IDS)[0], twin(IDS)[0])


@pytest.mark.parametrize("embedding", EMBEDDINGS)
@pytest.mark.parametrize("cell", CELLS)
def test_reading_one_token_at_a_time_is_the_same(cell, embedding):
    model = model_of(cell, embedding)
    logits, _ = Stepper(model).read(IDS[0].tolist())
    with torch.no_grad():
        np.testing.assert_allclose(logits, model(IDS[:1])[0][0, -1].numpy(), atol=1e-5)
        through = torch.nn.functional.linear(
            model.embedding(torch.arange(7)), model.recurrent.cells[0].weight_ih, model.recurrent.cells[0].bias_ih
        )
        torch.testing.assert_close(model.projected(), through)


def test_it_has_no_numbers_of_its_own_and_comes_back_from_its_file():
    model = model_of("gru", layers=1)
    sizes = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    assert not [name for name in sizes if "embedding" in name] and sizes["recurrent.cells.0.weight_ih"] == (18, 7)
    empty = skeleton(model.config)
    empty.load_state_dict(load(save(dict(model.state_dict()))), assign=True)
    torch.testing.assert_close(empty.eval()(IDS)[0], model(IDS)[0])
    assert model_of("gru").double()(IDS)[0].dtype == torch.float64


def test_it_learns_pauses_and_goes_on(dataset, experiment):
    given = experiment.with_(embedding="one-hot", budget=12)
    whole = [vars(record) for record in train(begin(given, dataset)) if record.event == "step"]
    state = begin(given, dataset)
    records = train(state)
    first = [next(records) for _ in range(3)]
    again = resume(given, dataset, checkpoint(state))
    rest = [record for record in train(again) if record.event == "step"]
    assert whole[-1]["train_loss"] == rest[-1].train_loss < whole[0]["train_loss"] and first


def test_a_run_that_knows_nothing_of_inputs_starts_from_random_vectors():
    old = experiment_from_json({"model": {"cell": "gru", "hidden_size": 8}})
    assert old.model.embedding == "random" and isinstance(LanguageModel(old.model.config(5)).embedding, torch.nn.Embedding)
