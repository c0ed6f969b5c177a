"""Untrained networks: drawn as asked, the same for the same seed, and told by their initialisation alone."""

import numpy as np
import pytest
import torch

from models.cells import CELLS
from playground.errors import Refusal
from playground.gradients.untrained import (
    INITIALISATIONS,
    Untrained,
    draw_cell,
    draw_network,
    draw_siblings,
    seeded,
    spectral_radius,
    traces,
    untrained_decay,
    untrained_decays,
)

SMALL = dict(hidden_size=12, length=30, seeds=2, batch_size=2)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("initialisation", INITIALISATIONS)
def test_the_spectral_radius_is_the_one_asked_for(cell, initialisation):
    with seeded(0):
        made = draw_cell(Untrained(cell=cell, hidden_size=9, initialisation=initialisation, spectral_radius=0.8))
    for block in made.weight_hh.detach().split(9):
        assert np.abs(np.linalg.eigvals(block.numpy())).max() == pytest.approx(0.8, rel=1e-10)


def test_an_orthogonal_matrix_has_the_radius_of_its_scale():
    with seeded(0):
        matrix = torch.nn.init.orthogonal_(torch.empty(7, 7, dtype=torch.float64))
    assert spectral_radius(0.3 * matrix) == pytest.approx(np.abs(np.linalg.eigvals(0.3 * matrix.numpy())).max(), rel=1e-12)


@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_the_scale_multiplies_every_weight(scale):
    cells = []
    for factor in (1.0, scale):
        with seeded(3):
            cells.append(draw_cell(Untrained(cell="lstm-peephole", hidden_size=5, scale=factor)))
    for name in ("weight_ih", "weight_hh", "weight_ch"):
        torch.testing.assert_close(getattr(cells[1], name), scale * getattr(cells[0], name))
    torch.testing.assert_close(cells[1].bias_ih, cells[0].bias_ih)


def test_the_linear_rnn_falls_by_its_radius_and_the_slope_says_so():
    decay = untrained_decay(Untrained(cell="rnn", activation="linear", spectral_radius=0.9, length=500, hidden_size=16))["h"]
    np.testing.assert_allclose(10**decay.left, 0.9 ** np.arange(500.0), rtol=1e-11)
    assert decay.slope == pytest.approx(np.log10(0.9), rel=1e-10)


@pytest.mark.parametrize("cell", CELLS)
def test_same_seed_same_curve_and_nothing_else_is_disturbed(cell):
    before = torch.get_rng_state()
    first, second, other = (untrained_decay(Untrained(cell=cell, **SMALL, seed=seed)) for seed in (1, 1, 7))
    assert list(first) == list(CELLS[cell].state_names)
    for name, decay in first.items():
        assert decay.curves.shape == (2, 30)
        assert np.array_equal(decay.curves, second[name].curves) and not np.array_equal(decay.curves, other[name].curves)
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("cell", CELLS)
def test_networks_that_are_traced_together_have_the_curves_that_they_have_alone(cell):
    kinds = [Untrained(cell=cell, **SMALL, initialisation="uniform", scale=1.5, forget_bias=bias) for bias in (1.0, 3.0)]
    for kind, found in zip(kinds, untrained_decays(kinds), strict=True):
        alone = [traces([draw_network(kind, kind.seed + number)])[0] for number in range(kind.seeds)]
        for name, decay in found.items():
            np.testing.assert_allclose(decay.curves, [curve[name] for curve in alone], rtol=0, atol=1e-12)
            assert not np.array_equal(decay.curves[0], decay.curves[1])


def test_what_the_page_says_of_every_cell_is_so():
    """The chip “Every cell”: the GRU without a reset gate fades half as fast as the others, and peepholes change little."""
    slopes = {cell: untrained_decay(Untrained(cell=cell, batch_size=2))["h"].slope for cell in CELLS}
    assert [slopes["gru"], slopes["gru-before"]] == pytest.approx([2 * slopes["gru-simple"]] * 2, rel=0.1)
    assert slopes["lstm-peephole"] == pytest.approx(slopes["lstm"], rel=0.05) and len(slopes) == 7, "the chip says seven"


def left_after_32(**settings):
    return 10 ** untrained_decay(Untrained(**settings, length=33))["h"].left[-1]


def test_the_lstm_does_not_cure_vanishing_by_itself_and_the_forget_bias_does():
    """With torch's own initialisation as with ours; orders of magnitude, hidden size 64."""
    for initialisation in INITIALISATIONS:
        shut, one, open_ = (
            left_after_32(cell="lstm", forget_bias=bias, initialisation=initialisation) for bias in (0.0, 1.0, 3.0)
        )
        assert shut < 1e-5 < one < 1e-2 < open_
    assert left_after_32(cell="rnn", initialisation="uniform") < 1e-8


@pytest.mark.parametrize("activation", ["linear", "relu", "tanh"])
def test_half_the_radius_vanishes_whatever_the_activation(activation):
    assert left_after_32(cell="rnn", activation=activation, spectral_radius=0.5) < 1e-9


def test_the_largest_settings_stay_finite():
    for activation in ("linear", "relu"):
        decay = untrained_decay(Untrained(cell="rnn", activation=activation, spectral_radius=3.0, length=500, seeds=1))["h"]
        assert np.isfinite(decay.curves).all() and decay.left[-1] > 50


HUGE = {"hidden_size": 512, "length": 500, "seeds": 20, "batch_size": 64}


@pytest.mark.parametrize("change", [{"cell": "quantum"}, {"length": 501}, {"hidden_size": 0}, {"spectral_radius": -1.0}, HUGE])
def test_what_cannot_be_drawn_is_refused(change):
    with pytest.raises(Refusal):
        Untrained(**change)


def test_what_is_kept_of_a_draw_stays_as_it_was_drawn_and_siblings_differ_in_their_forget_bias_alone():
    plain = Untrained(cell="lstm", hidden_size=5, length=6, batch_size=2)
    first = draw_network(plain, 4)
    loud, open_ = draw_siblings([plain.with_(scale=2.0, input_scale=3.0, forget_bias=bias) for bias in (1.0, 3.0)], 4)
    assert loud.cell.weight_hh is open_.cell.weight_hh and loud.x is open_.x
    torch.testing.assert_close(open_.cell.bias_ih - loud.cell.bias_ih, torch.tensor([0.0, 2, 0, 0]).double().repeat_interleave(5))
    torch.testing.assert_close(loud.x, 3 * first.x)
    again = draw_network(plain, 4)
    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        assert torch.equal(getattr(again.cell, name), getattr(first.cell, name))
    assert torch.equal(again.x, first.x) and first.cell.bias_ih.sum() == 5, "the usual forget bias is 1"
