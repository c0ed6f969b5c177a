"""Gradients through time against autograd, central differences, NumPy and an exact case."""

import re

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from models.adjoint import Adjoint, adjoint
from models.cells import CELLS, COMMON, LinearCell
from models.recurrent import Recurrent
from playground.errors import Refusal
from playground.gradients.lines import TOGETHER, trained_lines
from playground.gradients.trace import Decay, crossing, mean_norm, model_decay, model_trace, model_work, trace, windows
from playground.runs.folder import EXAMPLES, load_run
from playground.runs.reading import reading_ids
from playground.settings import settings
from tests.gradients.backpropagation import PASSES, states_gradients

ALL = [*CELLS, "newcomer"]


def tokens(batch=3, length=9, seed=0):
    return torch.randint(0, 11, (batch, length), generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("cell", ALL)
def test_every_state_of_every_layer_equals_autograd_on_the_unrolled_network(cell, layers, make_model, newcomer):
    model, ids, targets = make_model(cell, layers), tokens(), torch.tensor([1, 5, 7])
    logits, unrolled = model.unroll(ids)
    loss = F.cross_entropy(logits[:, -1], targets, reduction="sum")
    for layer in range(layers):
        ours = model_trace(model, ids, targets, layer=layer)
        assert list(ours) == list(CELLS[cell].state_names)
        for part, curve in enumerate(ours.values()):
            wanted = [states[layer][part] for states in reversed(unrolled.states)]
            found = torch.autograd.grad(loss, wanted, retain_graph=True, materialize_grads=True)
            expected = torch.stack([gradient.norm(dim=1) for gradient in found], dim=1)
            np.testing.assert_allclose(10**curve, expected.numpy(), rtol=1e-9)


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_a_carried_state_is_where_the_pass_begins(cell, make_model):
    model, ids, targets = make_model(cell), tokens(), torch.tensor([1, 5, 7])
    whole = model_trace(model, ids, targets)["h"]
    _, state = model(ids[:, :4])
    np.testing.assert_allclose(model_trace(model, ids[:, 4:], targets, state)["h"], whole[:, :5], rtol=1e-9)


@pytest.mark.parametrize("cell", PASSES)
def test_every_cell_equals_backpropagation_written_with_numpy(cell, make_model):
    model, ids = make_model(cell), tokens(batch=1)
    x, targets = model.embedding(ids).detach(), torch.tensor([3])
    output, bias = model.output.weight.detach().numpy(), model.output.bias.detach().numpy()

    def loss(h):
        chances = np.exp(output @ h + bias)
        return output.T @ (chances / chances.sum() - np.eye(11)[3])

    h, c, _ = states_gradients(cell, model.recurrent.cells[0], x[0].numpy(), loss)
    ours = model_trace(model, ids, targets)
    np.testing.assert_allclose(10 ** ours["h"][0], np.linalg.norm(h, axis=1)[::-1], rtol=1e-10)
    if c is not None:
        np.testing.assert_allclose(10 ** ours["c"][0], np.linalg.norm(c, axis=1)[::-1], rtol=1e-10)


@pytest.mark.parametrize("cell", ALL)
def test_every_cell_agrees_with_central_differences(cell, make_model, newcomer):
    """The gradient with respect to h_t, by moving each unit of h_t and running on from there."""
    model, ids, targets, width = make_model(cell, hidden=4), tokens(batch=1, length=6), torch.tensor([3]), 1e-5
    ours = 10 ** model_trace(model, ids, targets)["h"][0]
    for t in range(5):
        state = model(ids[:, : t + 1])[1]
        differences = []
        for unit in range(4):
            losses = []
            for sign in (1, -1):
                moved = tuple(part.detach().clone() for part in state[0])
                moved[0][0, unit] += sign * width
                losses.append(F.cross_entropy(model(ids[:, t + 1 :], (moved,))[0][:, -1], targets).item())
            differences.append((losses[0] - losses[1]) / (2 * width))
        assert ours[5 - t] == pytest.approx(np.linalg.norm(differences), rel=1e-6)


@pytest.mark.parametrize("cell", CELLS)
def test_the_formula_of_a_cell_equals_the_way_through_autograd(cell):
    """Rows beyond the batch, too: many gradients through the states of one sequence."""
    torch.manual_seed(0)
    made, size = CELLS[cell](3, 5).double(), 5
    projected = torch.randn(7, 1, made.gates * size, dtype=torch.float64)
    start = tuple(torch.rand(1, size, dtype=torch.float64) for _ in made.state_names)
    gradient = tuple(torch.randn(4, size, dtype=torch.float64) for _ in made.state_names)
    with torch.no_grad():
        formula, generic = adjoint(made, projected.clone(), start), Adjoint(made, projected, start)
    assert type(formula) is not Adjoint
    torch.testing.assert_close(formula.states, generic.states, rtol=1e-12, atol=1e-14)
    for t in (0, 3, 6):
        a, b = formula.back(t, gradient), generic.back(t, gradient)
        for mine, other in zip((*a.total, *a.before, a.projected), (*b.total, *b.before, b.projected), strict=True):
            torch.testing.assert_close(mine, other, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("cell", CELLS)
def test_traces_of_a_fused_model_equal_those_of_its_unrolled_twin(cell, make_model):
    """The fused kernel shows the gradient with respect to its initial state alone: each start has to meet the curve."""
    model, ids, targets = make_model(cell, layers=2), tokens(batch=1), torch.tensor([3])
    curve = 10 ** model_trace(model, ids, targets)["h"][0]
    for read in (1, 4, 8):
        start = [[part.detach().requires_grad_() for part in layer] for layer in model(ids[:, :read])[1]]
        loss = F.cross_entropy(model(ids[:, read:], start)[0][:, -1], targets)
        assert curve[9 - read] == pytest.approx(torch.autograd.grad(loss, start[-1][0])[0].norm().item(), rel=1e-9)


def linear(weight, length):
    cell = LinearCell(1, 1).double()
    with torch.no_grad():
        cell.weight_hh.fill_(weight)
    return 10 ** trace(Recurrent([cell]), torch.ones(1, length, 1, dtype=torch.float64), torch.ones_like)["h"][0]


@pytest.mark.parametrize("weight", [0.9, 0.25, 1.3, -0.7])
def test_a_linear_recurrence_is_a_power(weight):
    np.testing.assert_allclose(linear(weight, 500), abs(weight) ** np.arange(500.0), rtol=1e-12)


@pytest.mark.parametrize("dtype, close", [(torch.float32, 1e-4), (torch.float64, 1e-12)])
def test_nothing_underflows_in_either_precision(dtype, close):
    """At 0.01 a step, 1e-300 is reached after 150 steps; the log goes on for ever."""
    cell = LinearCell(2, 2).to(dtype)
    with torch.no_grad():
        cell.weight_hh.copy_(0.01 * torch.eye(2, dtype=dtype))
    curve = trace(Recurrent([cell]), torch.ones(1, 400, 2, dtype=dtype), lambda h: torch.ones_like(h) / 2**0.5)["h"][0]
    np.testing.assert_allclose(curve, -2.0 * np.arange(400), rtol=close, atol=1e-6)


def test_a_lower_layer_keeps_its_own_scale():
    """The upper layer forgets at once, the lower slowly: after 300 steps 300 orders of magnitude lie between them."""
    upper, lower = LinearCell(1, 1), LinearCell(1, 1)
    with torch.no_grad():
        upper.weight_hh.fill_(0.1)
        lower.weight_hh.fill_(0.9)
        upper.weight_ih.fill_(1.0)
    net, x = Recurrent([lower, upper]), torch.ones(1, 300, 1)
    np.testing.assert_allclose(trace(net, x, torch.ones_like, layer=1)["h"][0], -1.0 * np.arange(300), rtol=1e-5)
    steps = np.arange(300)
    expected = np.log10([np.sum(0.9 ** np.arange(k + 1) * 0.1 ** np.arange(k, -1, -1)) for k in steps])
    np.testing.assert_allclose(trace(net, x, torch.ones_like, layer=0)["h"][0], expected, rtol=1e-4, atol=1e-6)


def test_a_dead_network_passes_nothing_back():
    cell = CELLS["rnn-relu"](1, 3).double()
    with torch.no_grad():
        cell.bias_ih.fill_(-100.0)
    curve = trace(Recurrent([cell]), torch.ones(2, 5, 1, dtype=torch.float64), torch.ones_like)["h"]
    assert np.isfinite(curve[:, 0]).all() and (curve[:, 1:] == -np.inf).all()
    assert (mean_norm(curve)[1:] == -np.inf).all() and Decay(mean_norm(curve)[None]).half_life == 1.0


def test_norms_are_averaged_over_a_batch_and_bands_over_seeds(make_model):
    np.testing.assert_allclose(mean_norm(np.log10([[1.0, 1e-280], [3.0, 3e-280]])), np.log10([2.0, 2e-280]))
    decay = Decay(np.array([[0.0, -1.0], [0.0, -3.0]]))
    assert (decay.middle[1], decay.low[1], decay.high[1]) == (-2.0, -3.0, -1.0)
    model, stream = make_model("gru"), tokens(1, 200)[0]
    decays = model_decay(model.float(), stream, 10, 4, turns=3)
    assert decays["h"].curves.shape == (3, 10) and len({curve.tobytes() for curve in decays["h"].curves}) == 3
    inputs, targets = windows(stream, 4, 10, longest=500)
    expected = mean_norm(model_trace(model.double(), inputs, targets)["h"])
    np.testing.assert_allclose(decays["h"].curves[0], expected, rtol=1e-6)


def test_a_greater_length_shows_the_same_losses_and_more_of_what_came_before():
    stream = torch.arange(2000)
    (short, after), (long, also) = (windows(stream, 16, length, turn=1, longest=500) for length in (10, 300))
    assert torch.equal(after, also) and torch.equal(short, long[:, -10:]) and len(after.unique()) == 16
    assert torch.equal(after, short[:, -1] + 1)
    few, _ = windows(torch.arange(60), 16, 10, longest=500)
    assert len(few) == 16, "a short text still has as many windows"


def test_a_curve_that_rises_before_it_halves_is_told_from_one_that_falls():
    assert Decay(np.array([[0.0, 0.2, -0.1, -0.5]])).rises_first and not Decay(np.array([[0.0, -0.5, 0.3, 0.3]])).rises_first
    assert Decay(np.array([[0.0, 0.1, 0.2]])).rises_first


def test_half_life_and_steps_to_1_percent_of_an_exponential_are_its_own():
    decay = Decay(np.log10(0.9 ** np.arange(100.0))[None] + 3)
    assert decay.half_life == pytest.approx(np.log(0.5) / np.log(0.9), rel=1e-9)
    assert decay.steps_to_1_percent == pytest.approx(np.log(0.01) / np.log(0.9), rel=1e-9)
    assert decay.slope == pytest.approx(np.log10(0.9), rel=1e-9)
    flat = Decay(np.zeros((1, 10)))
    assert (flat.half_life, flat.steps_to_1_percent) == (None, None)
    assert crossing(np.array([0.0, -1.0, -3.0]), -2.0) == 1.5


def test_trained_runs_that_take_too_long_together_are_told_a_length_that_fits(make_model):
    models = {name: (make_model("lstm", hidden=200), tokens(1, 60)[0]) for name in "ab"}
    with pytest.raises(Refusal, match="at most ([0-9]+)") as refused:
        trained_lines(models, 500, 64, 3)
    fits = int(re.search("at most ([0-9]+)", str(refused.value))[1])
    assert 64 * 3 * 2 * model_work(models["a"][0], fits) <= TOGETHER < 64 * 3 * 2 * model_work(models["a"][0], fits + 1)
    assert len(trained_lines(models, 2, 1, 1)) == 4


@pytest.mark.parametrize("cell", COMMON)
def test_what_the_page_says_of_a_famous_claim_is_so(cell):
    """“Nothing after 8 words?”: of the bundled runs at most 0.02 % is left after 40 letters, and 2 % to 8 % after eight."""
    saved = load_run(EXAMPLES / cell)
    for decay in model_decay(saved.model, reading_ids(saved, None, settings())[0], 50, 16, 3).values():
        assert decay.left[40] < np.log10(0.0002) and np.log10(0.02) < decay.left[8] < np.log10(0.08)


def test_what_would_keep_everybody_waiting_is_refused(make_model):
    with pytest.raises(Refusal, match="times longer"):
        model_decay(make_model("lstm", hidden=100), torch.zeros(1000, dtype=torch.long), 500, 64, turns=20)


@pytest.mark.parametrize("count, length, expected", [(4, 10, (4, 10)), (9, 500, (1, 19)), (50, 10, (10, 10)), (1, 1, (1, 1))])
def test_windows_stay_within_a_short_stream_and_know_what_follows(count, length, expected):
    for turn in range(3):
        inputs, targets = windows(torch.arange(20), count, length, turn)
        assert inputs.shape == expected and (targets == inputs[:, -1] + 1).all()
