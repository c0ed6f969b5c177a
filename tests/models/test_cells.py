"""Every cell against torch's own or, where torch has none, against finite differences."""

import numpy as np
import pytest
import torch

from models.cells import CELLS, COMMON, GRUCell, LSTMCell, PeepholeLSTMCell, ReluCell, ResetBeforeGRUCell, SimpleGRUCell, TanhCell
from models.recurrent import Recurrent
from tests.gradients.backpropagation import states

TORCH_CELLS = {
    TanhCell: lambda e, h: torch.nn.RNNCell(e, h, nonlinearity="tanh"),
    ReluCell: lambda e, h: torch.nn.RNNCell(e, h, nonlinearity="relu"),
    GRUCell: torch.nn.GRUCell,
    LSTMCell: torch.nn.LSTMCell,
}
WITH_TWIN = {name: cell for name, cell in CELLS.items() if cell in TORCH_CELLS}


def random_cell(cell, seed=0):
    """Return a float64 cell with no parameter left at a special value."""
    torch.manual_seed(seed)
    made = cell(3, 5).double()
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    return made


def random_state(cell, batch=4):
    return tuple(torch.randn(batch, 5, dtype=torch.float64, requires_grad=True) for _ in cell.state_names)


@pytest.mark.parametrize("name", WITH_TWIN)
def test_step_and_gradients_equal_torchs_own_cell(name):
    ours = random_cell(CELLS[name])
    theirs = TORCH_CELLS[CELLS[name]](3, 5).double()
    theirs.load_state_dict(ours.state_dict())
    x, state = torch.randn(4, 3, dtype=torch.float64, requires_grad=True), random_state(ours)
    output, after = ours(x, state)
    expected = theirs(x, state if len(state) > 1 else state[0])
    expected = expected if isinstance(expected, tuple) else (expected,)
    for mine, other in zip(after, expected, strict=True):
        torch.testing.assert_close(mine, other, rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(output, expected[0], rtol=1e-12, atol=1e-12)
    leaves = [x, *state]
    mine = torch.autograd.grad(sum((part**2).sum() for part in after), [*leaves, *ours.parameters()])
    other = torch.autograd.grad(sum((part**2).sum() for part in expected), [*leaves, *theirs.parameters()])
    for a, b in zip(mine, other, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-10, atol=1e-12)


def test_the_common_cells_are_those_that_torch_has():
    assert set(COMMON) == set(WITH_TWIN) and all(CELLS[name].fused for name in COMMON)


@pytest.mark.parametrize("name", CELLS)
def test_a_sequence_equals_the_equations_written_with_numpy(name):
    cell, x = random_cell(CELLS[name]), torch.randn(1, 9, 3, dtype=torch.float64)
    unrolled = Recurrent([cell]).unroll(x)
    for part, expected in enumerate(states(name, cell, x[0].numpy())):
        found = torch.cat([state[0][part] for state in unrolled.states]).detach().numpy()
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def copied(source, target):
    """Give a cell of another kind the same numbers, as far as it has them."""
    target.load_state_dict(source.state_dict(), strict=False)
    return target


def test_an_lstm_whose_peepholes_are_shut_is_an_lstm():
    ours, state = random_cell(PeepholeLSTMCell), random_state(LSTMCell)
    with torch.no_grad():
        ours.weight_ch.zero_()
    x, plain = torch.randn(4, 3, dtype=torch.float64), LSTMCell(3, 5).double()
    plain.load_state_dict({name: part for name, part in ours.state_dict().items() if name != "weight_ch"})
    torch.testing.assert_close(ours(x, state)[1], plain(x, state)[1], rtol=1e-14, atol=1e-14)


def test_with_an_open_reset_gate_every_gru_is_the_simple_one_and_the_reset_makes_them_differ():
    before, state, x = random_cell(ResetBeforeGRUCell), random_state(GRUCell), torch.randn(4, 3, dtype=torch.float64)
    after = copied(before, GRUCell(3, 5).double())
    assert not torch.allclose(before(x, state)[0], after(x, state)[0], atol=1e-3)
    with torch.no_grad():
        for cell in (before, after):
            cell.bias_ih[:5] = 50.0  # σ(50) is 1 to the last digit
        simple = SimpleGRUCell(3, 5).double()
        for name, parameter in simple.named_parameters():
            parameter.copy_(getattr(before, name)[5:])
    for cell in (before, after):
        torch.testing.assert_close(cell(x, state)[0], simple(x, state)[0], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", CELLS)
def test_gradients_equal_finite_differences(name):
    cell = random_cell(CELLS[name])
    x = torch.randn(2, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x, *state: cell(x, state)[1], (x, *random_state(cell, batch=2)))


@pytest.mark.parametrize("name", CELLS)
def test_step_on_arrays_equals_the_cell(name):
    cell = random_cell(CELLS[name])
    if type(cell).numpy_step is None:
        pytest.skip(f"{name} has no step on arrays")
    x, state = torch.randn(1, 3, dtype=torch.float64), random_state(cell, batch=1)
    _, expected = cell(x, state)
    projected = (x @ cell.weight_ih.T + cell.bias_ih)[0].detach().numpy()
    arrays = tuple(part[0].detach().numpy() for part in state)
    after = type(cell).numpy_step(projected, arrays, *(part.detach().numpy() for part in cell.array_weights()))
    for mine, other in zip(after, expected, strict=True):
        np.testing.assert_allclose(mine, other[0].detach().numpy(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", CELLS)
def test_several_states_take_a_step_on_arrays_together(name):
    cell = random_cell(CELLS[name])
    if type(cell).numpy_step is None:
        pytest.skip(f"{name} has no step on arrays")
    x, state = torch.randn(4, 3, dtype=torch.float64), random_state(cell)
    _, expected = cell(x, state)
    projected = (x @ cell.weight_ih.T + cell.bias_ih).detach().numpy()
    arrays = tuple(part.detach().numpy() for part in state)
    after = type(cell).numpy_step(projected, arrays, *(part.detach().numpy() for part in cell.array_weights()))
    for mine, other in zip(after, expected, strict=True):
        np.testing.assert_allclose(mine, other.detach().numpy(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_describes_itself_and_starts_at_zero(name):
    cell = CELLS[name](3, 5)
    assert cell.label and cell.family and type(cell).__doc__
    state = cell.initial_state(2)
    assert [tuple(part.shape) for part in state] == [(2, 5)] * len(cell.state_names)
    assert all(not part.any() for part in state)


@pytest.mark.parametrize("bias", [0.0, 1.0, 3.0])
def test_forget_bias_is_where_the_forget_gate_starts(bias):
    cell = LSTMCell(3, 4, forget_bias=bias)
    state = (torch.zeros(1, 4), torch.ones(1, 4))
    with torch.no_grad():
        cell.weight_ih.zero_()
        _, (_, c) = cell(torch.zeros(1, 3), state)
    kept = torch.sigmoid(torch.tensor(bias)).item()
    np.testing.assert_allclose(c.numpy(), kept, rtol=1e-6)


def test_recurrent_weights_start_orthogonal():
    torch.manual_seed(0)
    for block in CELLS["gru"](8, 16).weight_hh.detach().split(16):
        torch.testing.assert_close(block @ block.T, torch.eye(16), rtol=0, atol=1e-5)
