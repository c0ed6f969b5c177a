"""The chain of Jacobians against autograd's own, and its product against the network taken as a whole."""

import numpy as np
import pytest
import torch

from models.cells import CELLS, LinearCell
from models.recurrent import Recurrent
from playground.errors import Refusal
from playground.gradients.chain import chain, model_chain
from playground.gradients.trace import model_trace

IDS = torch.randint(11, (12,), generator=torch.Generator().manual_seed(0))


def jacobians(model, layer):
    """Return ∂s_{t+1}/∂s_t of one layer by autograd, every part of the state side by side."""
    states = [model.recurrent.initial_state(1), *model.unroll(IDS[None])[1].states]
    below = model.embedding(IDS) if layer == 0 else torch.stack([state[layer - 1][0][0] for state in states[1:]])
    cell, found = model.recurrent.cells[layer], []
    for t in range(len(IDS)):
        flat = torch.cat([part[0] for part in states[t][layer]]).detach()

        def step(joined, t=t):
            parts = tuple(part[None] for part in joined.split(cell.hidden_size))
            return torch.cat([part[0] for part in cell(below[t].detach()[None], parts)[1]])

        found.append(torch.autograd.functional.jacobian(step, flat))
    return found


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", [*CELLS, "newcomer"])
def test_links_and_product_equal_autograds(cell, layers, make_model, newcomer):
    model = make_model(cell, layers)
    expected = jacobians(model, layers - 1)
    found = model_chain(model, IDS)
    np.testing.assert_allclose(found.norms, [torch.linalg.matrix_norm(one, 2).item() for one in expected], rtol=1e-9)
    np.testing.assert_allclose(found.spectra, torch.linalg.svdvals(torch.stack(expected)).numpy(), rtol=1e-8, atol=1e-12)
    product = torch.eye(len(expected[0]), dtype=torch.float64)
    for back, one in enumerate(reversed(expected), start=1):
        product = product @ one
        assert 10 ** found.product[back] == pytest.approx(torch.linalg.matrix_norm(product, 2).item(), rel=1e-7)


def test_no_gradient_outgrows_the_chain(make_model):
    """‖∂L/∂h_{T-k}‖ ≤ ‖∂L/∂h_T‖ ‖J_T ⋯ J_{T-k+1}‖: the decay curve lies below what the chain allows."""
    model = make_model("gru")
    decay = model_trace(model, IDS[None], torch.tensor([3]))["h"][0]
    assert (decay - decay[0] <= model_chain(model, IDS).product[:-1] + 1e-9).all()


@pytest.mark.parametrize("cell", ["rnn", "rnn-relu"])
def test_slopes_and_weights_are_the_two_factors_of_each_link(cell, make_model):
    model = make_model(cell)
    found, weight = model_chain(model, IDS), model.recurrent.cells[0].weight_hh.detach()
    states = torch.stack([state[0][0][0] for state in model.unroll(IDS[None])[1].states]).detach()
    slopes = 1 - states**2 if cell == "rnn" else (states > 0).double()
    with np.errstate(divide="ignore"):
        expected = np.log10(np.array([slopes[12 - k :].prod(dim=0).max().item() for k in range(1, 13)]))
    np.testing.assert_allclose(found.parts["activation"][1:], expected, rtol=1e-9)
    powers = [torch.linalg.matrix_norm(torch.linalg.matrix_power(weight, k), 2).item() for k in range(13)]
    np.testing.assert_allclose(10 ** found.parts["weights"], powers, rtol=1e-7)


STRAIGHT = [("gru", "update gate", 1), ("gru-simple", "update gate", 0), ("gru-before", "update gate", 1)]


@pytest.mark.parametrize("cell, gate, place", [*STRAIGHT, ("lstm", "forget gate", 1)])
def test_the_straight_way_of_a_gated_cell_is_its_gate(cell, gate, place, make_model):
    model = make_model(cell)
    layer, states = model.recurrent.cells[0], model.unroll(IDS[None])[1].states
    before = [model.recurrent.initial_state(1), *states[:-1]]
    pre = [
        layer.weight_ih @ x + layer.bias_ih + layer.weight_hh @ state[0][0][0] + layer.bias_hh
        for x, state in zip(model.embedding(IDS), before, strict=True)
    ]
    gates = torch.stack([torch.sigmoid(one[6 * place : 6 * place + 6]) for one in pre]).detach()
    expected = [gates[12 - k :].prod(dim=0).max().item() for k in range(13)]
    np.testing.assert_allclose(10 ** model_chain(model, IDS).parts[gate], expected, rtol=1e-9)


def test_the_straight_way_through_peepholes_is_the_forget_gate_that_sees_c(make_model):
    model = make_model("lstm-peephole")
    layer, state, gates = model.recurrent.cells[0], model.recurrent.initial_state(1)[0], []
    with torch.no_grad():
        for x in model.embedding(IDS):
            (h, c), (_, p_f, _) = state, layer.weight_ch
            pre = layer.weight_ih @ x + layer.bias_ih + layer.weight_hh @ h[0] + layer.bias_hh
            gates.append(torch.sigmoid(pre[6:12] + p_f * c[0]))
            _, state = layer(x[None], state)
    expected = [torch.stack(gates)[12 - k :].prod(dim=0).max().item() for k in range(13)]
    np.testing.assert_allclose(10 ** model_chain(model, IDS).parts["forget gate"], expected, rtol=1e-9)


def test_a_product_far_below_the_smallest_number_is_still_true():
    cell = LinearCell(1, 2).double()
    with torch.no_grad():
        cell.weight_hh.copy_(0.001 * torch.eye(2, dtype=torch.float64))
    found = chain(Recurrent([cell]), torch.ones(200, 1, dtype=torch.float64))
    np.testing.assert_allclose(found.product, -3.0 * np.arange(201), rtol=1e-12)
    assert found.spectra.shape == (200, 2) and found.norms == pytest.approx(0.001)


@pytest.mark.parametrize("cell, hidden, length", [("rnn", 257, 3), ("lstm", 256, 26), ("gru", 4, 201)])
def test_what_would_take_too_long_is_refused(cell, hidden, length):
    net = Recurrent([CELLS[cell](2, hidden)])
    with pytest.raises(Refusal):
        chain(net, torch.ones(length, 2))
