"""The backward pass: contributions add up to autograd's gradient, and every factor is the derivative that it is named after."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.byhand.backward import COUNTED, backward, descend, gradients
from playground.byhand.forward import forward, softmax
from playground.byhand.network import network
from playground.byhand.proof import by_autograd, by_differences, largest_difference
from playground.byhand.words import alphabet, numbered

DOGS = numbered("dogs")


def random_case(case: int):
    """A network of random size with random weights and state, and a random word for it."""
    draw = np.random.default_rng(case)
    ids = tuple(int(i) for i in numbered("".join(draw.choice(list("abcdefg"), int(draw.integers(2, 13))))))
    net = network(max(ids) + 1, int(draw.integers(1, 6)), [None, 3][case % 2], "random", case)
    weights = {name: draw.normal(0, 1.5, matrix.shape) for name, matrix in net.parameters().items()}
    return replace(net, **weights, h0=draw.uniform(-1, 1, net.h0.shape)), ids, list(COUNTED)[case // 2 % 2]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_contributions_add_up_to_autograds_gradient(case):
    net, ids, counted = random_case(case)
    found = backward(net, ids, counted)
    theirs = by_autograd(found)
    assert set(found.totals) == set(theirs) == set(net.parameters())
    assert largest_difference(found.totals, theirs) < 1e-9
    assert largest_difference(gradients(net, ids, found.counts)[1], theirs) < 1e-9
    for name, matrix in by_differences(found).items():
        np.testing.assert_allclose(matrix, theirs[name], rtol=1e-6, atol=1e-6)


def test_the_four_factors_multiplied_are_the_contribution():
    net, ids, _ = random_case(6)
    found = backward(net, ids)
    for t, k in found.pairs():
        row = found.of_prediction(t) @ found.of_state(t) @ found.through_time(t, k)
        np.testing.assert_allclose(row, found.arriving(t, k), rtol=0, atol=1e-9)
        step, before = found.steps[k - 1], found.steps[k - 2].h if k > 1 else net.h0
        for i in range(len(row)):  # ∂h_k/∂W_h[i, j] is (1 - h_k[i]²) · h_{k-1}[j] in place i, 0 elsewhere
            expected = row[i] * (1 - step.h[i] ** 2) * before
            np.testing.assert_allclose(found.contribution("Wh", t, k)[i], expected, rtol=0, atol=1e-9)


def moved(function, at, size=1e-6):
    """Central differences of a vector function, one column for each entry of its argument."""
    return np.array([(function(at + size * one) - function(at - size * one)) / (2 * size) for one in np.eye(len(at))]).T


def test_each_factor_is_the_derivative_of_what_it_names():
    net = network(4, 3)
    found = backward(net, DOGS)
    y, h = found.steps[2].y, found.steps[2].h
    np.testing.assert_allclose(found.of_prediction(3), moved(lambda y: np.array([-np.log(y[DOGS[3]])]), y)[0], atol=1e-6)
    np.testing.assert_allclose(found.of_state(3), moved(lambda h: softmax(net.Wy @ h), h), atol=1e-8)

    def third_state(first):
        return forward(replace(net, h0=first), DOGS[1:3])[1].h

    np.testing.assert_allclose(found.through_time(3, 1), moved(third_state, found.steps[0].h), atol=1e-8)
    np.testing.assert_array_equal(found.through_time(2, 2), np.eye(3))


def test_the_example_has_six_contributions_and_its_losses_are_those_of_the_letters():
    found = backward(network(4, 3), DOGS)
    assert found.pairs() == [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (3, 3)]
    assert list(found.contributions("Wy")) == [(1, 1), (2, 2), (3, 3)]
    expected = [-np.log(step.y[target]) for step, target in zip(found.steps, (1, 2, 3), strict=True)]
    np.testing.assert_allclose(found.losses, expected, atol=1e-12)
    assert found.loss == pytest.approx(sum(expected)) == pytest.approx(4.8037, abs=1e-4)
    last = backward(network(4, 3), DOGS, "last")
    assert last.loss == pytest.approx(expected[2]) and last.pairs() == [(3, 1), (3, 2), (3, 3)]


def test_the_norms_of_the_chain_are_those_of_what_arrives():
    found = backward(network(4, 3), DOGS)
    norms = found.norms_back(3)
    assert norms[0] == pytest.approx(np.linalg.norm(found.errors[2] @ found.net.Wy))
    assert norms[2] == pytest.approx(np.linalg.norm(found.of_prediction(3) @ found.of_state(3) @ found.through_time(3, 1)))
    assert norms[0] > norms[1] > norms[2] > 0


def test_a_hundred_updates_teach_dog_to_give_s():
    found = descend(network(4, 3), DOGS, 0.5, 100)
    assert found.losses.shape == (101, 3) and found.predictions.shape == (101, 4)
    assert found.predictions[0].argmax() == 0 and found.predictions[-1].argmax() == 3
    assert found.predictions[0][3] == pytest.approx(0.136, abs=5e-4) and found.predictions[-1][3] > 0.99
    assert found.totals[-1] < 0.03 < 4.8 < found.totals[0]


def test_one_update_goes_down_the_gradient_and_changes_nothing_else():
    net = network(4, 3, 2)
    before = backward(net, DOGS)
    after = descend(net, DOGS, 0.1, 1).nets[1]
    for name, gradient in by_autograd(before).items():
        np.testing.assert_allclose(getattr(after, name), getattr(net, name) - 0.1 * gradient, atol=1e-12)
    assert (after.h0 == net.h0).all() and backward(after, DOGS).loss < before.loss
    assert (np.eye(4) == descend(network(4, 3), DOGS, 0.1, 1).nets[1].E).all(), "one-hot letters are no parameter"


def test_large_rates_end_in_numbers_all_the_same():
    found = descend(network(len(alphabet("banana")), 5, start="random", seed=3), numbered("banana"), 5.0, 300)
    assert np.isfinite(found.losses).all() and np.isfinite(found.predictions).all()
