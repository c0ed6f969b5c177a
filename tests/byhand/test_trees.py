"""Trees of sentences: brackets, rules, the lengths of ways, and what a tiny recursive network makes of them."""

import numpy as np
import pytest
import torch

from playground.byhand.composing import chain_values, composer, path, tree_values
from playground.byhand.trees import BUILDERS, Leaf, Pair, chain_depths, depths, pairs, tree_of, words_of, written
from playground.errors import Refusal

SENTENCE = "the brown dog ran away from the small cat"


@pytest.mark.parametrize(
    ("sentence", "tree"),
    [
        ("the cat sat on the mat", "((the cat) (sat (on (the mat))))"),
        ("I saw the man with the telescope", "(I ((saw (the man)) (with (the telescope))))"),
        ("She said that he likes music.", "(She (said (that (he (likes music)))))"),
        ("dogs and cats sleep", "((dogs (and cats)) sleep)"),
        ("Cats average 15 hours of sleep a day.", "(Cats ((average ((15 hours) (of sleep))) (a day)))"),
        ("The United States’s box is full of eels", "(((The (United States’s)) box) (is (full (of eels))))"),
        ("Teddy's dog doesn't bark", "((Teddy's dog) (doesn't bark))"),
        ("hello", "hello"),
    ],
)
def test_the_grammar_puts_brackets_where_a_reader_would(sentence, tree):
    assert written(tree_of(sentence), words_of(sentence)) == tree


@pytest.mark.parametrize("sentence", ["(a (b c) d)", "((a (b c)) d)", "[a (b c)] d", "((a (b c)) ((d)) ())"])
def test_typed_brackets_are_the_tree_whatever_the_menu_says(sentence):
    assert written(tree_of(sentence, "left"), words_of(sentence)) == "((a (b c)) d)"


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize("sentence", [SENTENCE, "x", "of of of of", " ".join("abcdefghijklmnop")])
def test_every_tree_holds_each_word_once_in_order(builder, sentence):
    words = words_of(sentence)
    tree = tree_of(sentence, builder)
    assert written(tree, words).replace("(", "").replace(")", "") == " ".join(words)
    assert len(list(pairs(tree))) == len(words) - 1 and sorted(depths(tree)) == list(range(1, len(words) + 1))


def test_ways_are_counted_in_steps():
    tree = tree_of("((a b) (c (d e)))")
    assert depths(tree) == {1: 2, 2: 2, 3: 2, 4: 3, 5: 3}
    assert all(len(path(tree, place)) - 1 == depth for place, depth in depths(tree).items())
    assert chain_depths(3) == {1: 3, 2: 2, 3: 1}
    assert set(depths(tree_of("one two three four five six seven eight", "balanced")).values()) == {3}


def test_parts_are_combined_before_the_whole():
    done = {Leaf(place) for place in range(1, 10)}
    for pair in pairs(tree_of(SENTENCE)):
        assert pair.left in done and pair.right in done
        done.add(pair)


@pytest.mark.parametrize("builder", BUILDERS)
def test_the_values_are_those_of_torch_working_downwards(builder):
    words, tree = words_of(SENTENCE), tree_of(SENTENCE, builder)
    net = composer(words)
    Wl, Wr, x = (torch.tensor(part) for part in (net.Wl, net.Wr, net.x))

    def value(part):
        return x[part.place - 1] if isinstance(part, Leaf) else torch.tanh(Wl @ value(part.left) + Wr @ value(part.right))

    for part, found in tree_values(net, tree).items():
        np.testing.assert_allclose(found, value(part), atol=1e-12)


def test_the_chain_is_torchs_recurrent_network_and_a_tree_that_leans_left():
    net = composer(words_of(SENTENCE))
    theirs = torch.nn.RNN(2, 2, bias=False, dtype=torch.float64)
    with torch.no_grad():
        theirs.weight_ih_l0.copy_(torch.tensor(net.Wr))
        theirs.weight_hh_l0.copy_(torch.tensor(net.Wl))
        states, _ = theirs(torch.tensor(net.x))
    np.testing.assert_allclose(chain_values(net)[1:], states, atol=1e-12)
    one, two, three = Leaf(1), Leaf(2), Leaf(3)
    left = tree_values(net, Pair(Pair(one, two), three))
    again = net.combine(net.combine(net.x[0], net.x[1]), net.x[2])
    np.testing.assert_array_equal(left[Pair(Pair(one, two), three)], again)


@pytest.mark.parametrize("sentence", ["", "...", "()", " ".join("a" * 17), "x" * 21])
def test_a_sentence_that_cannot_be_drawn_is_refused(sentence):
    with pytest.raises(Refusal):
        words_of(sentence)


@pytest.mark.parametrize("sentence", ["(a b", "a) b", "((a) b"])
def test_brackets_that_do_not_close_are_refused(sentence):
    with pytest.raises(Refusal, match="write one"):
        tree_of(sentence)
