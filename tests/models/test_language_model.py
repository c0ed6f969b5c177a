"""The language model: one pass, two paths, and nothing from the future."""

import pytest
import torch

from models.cells import CELLS
from models.language_model import LanguageModel, LanguageModelConfig
from models.skeleton import parameter_count

TORCH_MODULES = {
    "rnn": lambda *a, **k: torch.nn.RNN(*a, nonlinearity="tanh", **k),
    "rnn-relu": lambda *a, **k: torch.nn.RNN(*a, nonlinearity="relu", **k),
    "gru": torch.nn.GRU,
    "lstm": torch.nn.LSTM,
}


def config(cell, layers=2, **changes):
    return LanguageModelConfig(
        **{"cell": cell, "vocabulary_size": 11, "embedding_size": 4, "hidden_size": 6, "layers": layers} | changes
    )


def model_of(cell, layers=2, **changes):
    torch.manual_seed(1)
    model = LanguageModel(config(cell, layers, **changes)).double()
    for name, parameter in model.named_parameters():
        if "bias" in name:
            torch.nn.init.normal_(parameter, std=0.3)
    return model


def ids(batch=3, length=12, seed=0):
    return torch.randint(0, 11, (batch, length), generator=torch.Generator().manual_seed(seed))


def flat(states):
    return [tensor for layer in states for tensor in layer]


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("cell", CELLS)
def test_fused_path_equals_unrolled_path_with_gradients(cell, layers):
    model, tokens = model_of(cell, layers), ids()
    start = model(ids(seed=5))[1]
    fused, final = model(tokens, start)
    unrolled, trace = model.unroll(tokens, start)
    torch.testing.assert_close(fused, unrolled, rtol=1e-6, atol=1e-9)
    for a, b in zip(flat(final), flat(trace.final), strict=True):
        torch.testing.assert_close(a, b, rtol=1e-6, atol=1e-9)
    parameters = list(model.parameters())
    for a, b in zip(
        torch.autograd.grad((fused**2).sum(), parameters, retain_graph=True),
        torch.autograd.grad((unrolled**2).sum(), parameters),
        strict=True,
    ):
        torch.testing.assert_close(a, b, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("cell", TORCH_MODULES)
def test_layers_equal_torchs_own_module(cell):
    model = model_of(cell)
    theirs = TORCH_MODULES[cell](4, 6, num_layers=2, batch_first=True).double()
    for layer, ours in enumerate(model.recurrent.cells):
        for name, parameter in ours.named_parameters():
            getattr(theirs, f"{name}_l{layer}").data.copy_(parameter)
    x = torch.randn(3, 9, 4, dtype=torch.float64)
    torch.testing.assert_close(model.recurrent(x)[0], theirs(x)[0], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("path", ["forward", "unroll"])
@pytest.mark.parametrize("cell", CELLS)
def test_a_token_changes_nothing_before_it(cell, path):
    model, before = model_of(cell), ids()
    after = before.clone()
    after[:, 7] = (after[:, 7] + 1) % 11
    run = getattr(model, path)
    a, b = run(before)[0], run(after)[0]
    assert torch.equal(a[:, :7], b[:, :7])
    assert not torch.allclose(a[:, 7:], b[:, 7:])


@pytest.mark.parametrize("cell", CELLS)
def test_carrying_the_state_over_two_halves_equals_one_pass(cell):
    model, tokens = model_of(cell), ids()
    whole, _ = model(tokens)
    first, state = model(tokens[:, :5])
    second, _ = model(tokens[:, 5:], state)
    torch.testing.assert_close(torch.cat([first, second], dim=1), whole, rtol=1e-9, atol=1e-12)
    reset, _ = model(tokens[:, 5:])
    assert not torch.allclose(reset, whole[:, 5:], atol=1e-3)


@pytest.mark.parametrize("cell", CELLS)
def test_parameter_count_is_the_models_own(cell):
    made = model_of(cell)
    assert parameter_count(made.config) == sum(parameter.numel() for parameter in made.parameters())


def test_parameter_count_of_a_gru_by_hand():
    assert parameter_count(config("gru", layers=1)) == 11 * 4 + 3 * (6 * 4 + 6 * 6 + 6 + 6) + 6 * 11 + 11


def test_dropout_acts_while_training_only():
    model, tokens = model_of("gru", dropout=0.5), ids()
    torch.manual_seed(0)
    assert not torch.equal(model(tokens)[0], model(tokens)[0])
    model.eval()
    assert torch.equal(model(tokens)[0], model(tokens)[0])
