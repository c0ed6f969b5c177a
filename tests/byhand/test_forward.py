"""The forward pass: the worked example to the digit, torch's own network, and numbers held by hand."""

import numpy as np
import pytest
import torch

from playground.byhand.edits import apply, changed, edits_text, parse_edits
from playground.byhand.forward import PRINTED, forward, on_paper, softmax, step_loss
from playground.byhand.network import STARTS, network
from playground.byhand.words import alphabet, check_word, numbered, to_predict
from playground.errors import Refusal

WORDS = ("dogs", "a", "banana", "Mississippi", "straße", "abcdefghijkl")
DOGS = numbered("dogs")


def recomputed(net, ids):
    """Plain loops over plain numbers: nothing shared with the engine."""
    import math

    states, outputs, h = [], [], list(net.h0)
    for letter in ids:
        x = [row[letter] for row in net.E]
        pre = [sum(w * v for w, v in zip(net.Wx[i], x)) + sum(w * v for w, v in zip(net.Wh[i], h)) for i in range(len(h))]  # noqa: B905
        h = [math.tanh(value) for value in pre]
        powers = [math.exp(sum(w * v for w, v in zip(row, h))) for row in net.Wy]  # noqa: B905
        states.append(h)
        outputs.append([power / sum(powers) for power in powers])
    return np.array(states), np.array(outputs)


def test_the_worked_example_gives_what_it_prints_to_two_places():
    first = forward(network(4, 3), DOGS)[0]
    assert tuple(first.h.round(2)) == PRINTED["h"] and tuple(first.y.round(2)) == PRINTED["y"]
    assert sum(PRINTED["y"]) == pytest.approx(0.99), "as printed they do not add up to 1: each was rounded for itself"
    np.testing.assert_allclose(first.h, np.tanh([0.6, 0.2, 0.9]), rtol=0, atol=1e-15)


def test_on_paper_one_figure_of_the_first_step_comes_out_otherwise():
    paper = on_paper(network(4, 3), DOGS)[0]
    assert tuple(paper.h) == PRINTED["h"] and tuple(paper.y) == (0.32, 0.22, 0.24, 0.22)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("embedding", [None, 2])
def test_every_step_is_what_plain_loops_give(word, start, embedding):
    ids = numbered(word)
    net = network(len(alphabet(word)), 3, embedding, start, seed=7)
    states, outputs = recomputed(net, ids)
    steps = forward(net, ids)
    np.testing.assert_allclose([step.h for step in steps], states, rtol=0, atol=1e-12)
    np.testing.assert_allclose([step.y for step in steps], outputs, rtol=0, atol=1e-12)


def test_the_states_are_those_of_torchs_own_network_with_the_same_weights():
    net = network(4, 3)
    theirs = torch.nn.RNN(4, 3, bias=False, dtype=torch.float64)
    with torch.no_grad():
        theirs.weight_ih_l0.copy_(torch.tensor(net.Wx))
        theirs.weight_hh_l0.copy_(torch.tensor(net.Wh))
        states, _ = theirs(torch.tensor(net.E[:, list(DOGS)].T))
    np.testing.assert_allclose([step.h for step in forward(net, DOGS)], states, rtol=0, atol=1e-12)


def test_the_shapes_of_the_starts():
    assert (network(6, 5, start="identity").Wx == np.eye(5, 6)).all()
    one, two = (network(4, 3, start="random", seed=seed) for seed in (1, 2))
    assert (one.Wh != two.Wh).any() and (one.Wh == network(4, 3, start="random", seed=1).Wh).all()
    assert (np.abs(one.Wh) <= 1).all() and (one.Wh == one.Wh.round(2)).all()
    assert (network(5, 4).Wx[:3, :4] == network(4, 3).Wx).all() and (network(5, 4).Wx[3] == network(5, 4).Wx[0]).all()


def test_what_is_held_replaces_what_was_computed_and_all_after_it_follows():
    net = network(4, 3)
    free = forward(net, DOGS)
    bent = forward(net, DOGS, {("h", 2, 1): -0.5})
    assert bent[1].h[0] == -0.5 and (bent[1].h[1:] == free[1].h[1:]).all() and (bent[0].y == free[0].y).all()
    np.testing.assert_array_equal(bent[1].a, free[1].a)
    np.testing.assert_allclose(bent[1].y, softmax(net.Wy @ bent[1].h))
    np.testing.assert_allclose(bent[2].v, net.Wh @ bent[1].h)
    assert (bent[3].h != free[3].h).all()


def test_edits_survive_a_link_and_reach_their_number():
    edits = {("Wx", 1, 2): 0.25, ("h", 0, 3): -0.5, ("y", 4, 1): 0.125, ("Wy", 4, 3): -10.0}
    assert parse_edits(edits_text(edits)) == edits and parse_edits("") == {}
    net, held = apply({**edits, ("Wx", 9, 9): 1.0, ("h", 12, 1): 1.0, ("E", 1, 1): 5.0}, network(4, 3), 4)
    assert net.Wx[0, 1] == 0.25 and net.h0[2] == -0.5 and net.Wy[3, 2] == -10 and held == {("y", 4, 1): 0.125}
    assert (network(4, 3).Wx != net.Wx).sum() == 1 and (np.eye(4) == net.E).all()


@pytest.mark.parametrize("raw", ["", "  ", "NaN", "inf", "1e9", "10.01", "-11", "dog", "0x1", "1 2", "٣x"])
def test_a_number_that_is_none_is_refused_in_a_sentence(raw):
    with pytest.raises(Refusal, match="W_x, row 1, column 2 (cannot be|was left empty).*use a number from −10 to 10"):
        changed({}, ("Wx", 1, 2), raw)


def test_numbers_are_read_as_people_write_them():
    assert changed({}, ("Wx", 1, 1), " −0,5 ")["Wx", 1, 1] == -0.5
    with pytest.raises(Refusal, match="ŷ at step 1, place 2 cannot be “1.5”: use a number from 0 to 1"):
        changed({}, ("y", 1, 2), "1.5")


@pytest.mark.parametrize(
    "text", ["Wx1.2", "Wq1.1_1", "Wx1.1_nan", "Wx1.1_1e9", "x" * 50, "Wx1.1_1~~", "~".join(["Wx1.1_1"] * 301)]
)
def test_nonsense_in_a_link_is_refused(text):
    with pytest.raises(Refusal):
        parse_edits(text)


@pytest.mark.parametrize("word", ["", "two words", "abc1", "a" * 13, "\u202e", "a\n"])
def test_a_word_that_is_none_is_refused(word):
    with pytest.raises(Refusal):
        check_word(word)


def test_words_are_counted_in_letters():
    check_word("cafe\u0301")
    assert alphabet("banana") == ("b", "a", "n") and numbered("banana") == (0, 1, 2, 1, 2, 1)
    with pytest.raises(Refusal, match="one letter"):
        to_predict("a")


def test_the_loss_is_minus_the_logarithm():
    step = forward(network(4, 3), DOGS)[2]
    assert step_loss(step, 3) == pytest.approx(-np.log(step.y[3]))
    assert step_loss(forward(network(4, 3), DOGS, {("y", 1, 2): 0.0})[0], 1) == np.inf
