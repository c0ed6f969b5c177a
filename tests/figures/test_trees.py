"""The drawings of a chain and a tree say what torch computes from the numbers that stand under the words, and where it goes."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
import torch

from playground.byhand.composing import composer
from playground.byhand.edits import parse_edits
from playground.byhand.trees import tree_of, words_of
from playground.figures.drawing import number
from playground.figures.theme import THEMES, stroke
from playground.figures.trees import chain_drawing, node_rows, recursive_sheet, tree_drawing

SVG = "{http://www.w3.org/2000/svg}"
SENTENCE, NESTED = "(the (brown dog)) (ran (from (the cat)))", ((1, (2, 3)), (4, (5, (6, 7))))
EDITS = "Wl1.2_-1.5~Wr2.1_2~w1.2_0.9"  # word 1 is “the”, which stands at two places
Wl, Wr = (torch.tensor(rows, dtype=torch.float64) for rows in ([[0.7, -1.5], [0.4, 0.6]], [[0.5, 0.4], [2.0, 0.8]]))


def drawn(chosen=1, look=THEMES["light"], sentence=SENTENCE, edits=EDITS):
    words = words_of(sentence)
    net, tree = composer(words, parse_edits(edits)), tree_of(sentence)
    return net, tree, words, chain_drawing(net, words, chosen, look), tree_drawing(net, tree, words, chosen, look, 2)


def groups(svg) -> dict[str, list[str]]:
    """The texts of everything that can be chosen, by what it is called."""
    found = ElementTree.fromstring(svg).iter(f"{SVG}g")
    return {one.get("data-choose"): [text.text for text in one.iter(f"{SVG}text")] for one in found if one.get("data-choose")}


def combined(part, x, found):
    """What torch makes of a nested part, its left and right first; every combination goes into `found` in that order."""
    if isinstance(part, int):
        return x[part - 1]
    left, right = (combined(side, x, found) for side in part)
    found.append(torch.tanh(Wl @ left + Wr @ right))
    return found[-1]


def test_an_edited_vector_is_that_of_the_word_wherever_it_stands():
    net, *_ = drawn()
    assert net.x[0, 1] == 0.9 and (net.x[0] == net.x[5]).all() and not np.array_equal(net.x[0], net.x[1])
    np.testing.assert_array_equal((net.Wl, net.Wr), (Wl, Wr))


@pytest.mark.parametrize("look", THEMES.values(), ids=list(THEMES))
def test_each_node_holds_what_torch_computes_from_the_vectors_below(look):
    net, tree, words, _, svg = drawn(look=look)
    said, values = groups(svg), []
    combined(NESTED, torch.tensor(net.x), values)
    for rank, value in enumerate(values, 1):
        assert said[f"part {rank}"] == [*map(number, value.tolist()), str(rank)]
    for place, word in enumerate(words, 1):
        assert said[str(place)] == [*map(number, net.x[place - 1]), word]
    rows = [row for row in node_rows(net, tree, words) if row[0] == "tree"]
    np.testing.assert_allclose([row[3:] for row in rows], torch.stack(values), atol=1e-12)
    assert [row[1] for row in rows][:2] == ["brown dog", "the brown dog"]


def test_each_state_of_the_chain_is_torchs():
    net, tree, words, svg, _ = drawn()
    theirs = torch.nn.RNN(2, 2, bias=False, dtype=torch.float64)
    theirs.load_state_dict({"weight_ih_l0": Wr, "weight_hh_l0": Wl})
    states = theirs(torch.tensor(net.x))[0].detach()
    said = groups(svg)
    for t, state in enumerate(states, 1):
        assert said[str(t)][:2] == [*map(number, state.tolist())] and words[t - 1] in said[str(t)]
    chain = [row[3:] for row in node_rows(net, tree, words) if row[0] == "chain"]
    np.testing.assert_allclose(chain, states, atol=1e-12)


@pytest.mark.parametrize(("chosen", "steps", "ahead"), [(1, 2, 7), (3, 3, 5), (7, 4, 1)])
def test_as_many_arrows_are_lit_as_there_are_steps(chosen, steps, ahead):
    *_, chain, tree = drawn(chosen)
    lit = re.compile(rf'<path d="[^"]*" fill="none" stroke="{stroke("rnn", THEMES["light"]).colour}"')
    assert len(lit.findall(tree)) == steps and f"to the root there are {steps} steps" in tree
    assert len(lit.findall(chain)) == ahead, "one arrow from the word into its state, and one for each later word"
    assert ("is 1 step." if ahead == 1 else f"are {ahead} steps.") in chain


def test_words_have_room_and_stay_inside():
    long = "incomprehensibilities " * 3
    *_, chain, tree = drawn(sentence=long[:-1].replace("incomprehensibilities", "incomprehensibility"), edits="")
    for svg in (chain, tree):
        root = ElementTree.fromstring(svg)
        places = sorted({float(text.get("x")) for text in root.iter(f"{SVG}text") if text.text == "incomprehensibility"})
        half = 9 * len("incomprehensibility") / 2
        assert all(b - a > 2 * half for a, b in zip(places, places[1:], strict=False))
        assert places[0] > half and places[-1] + half < float(root.get("width"))


def test_the_sheet_has_each_distinct_word_once():
    net, _, words, *_ = drawn()
    items = [item for line in recursive_sheet(net, words, parse_edits(EDITS)) for item in line]
    assert [item["title"] for item in items] == ["W", "W", "the", "brown", "dog", "ran", "from", "cat"]
    assert items[0]["edited"] == [[False, True], [False, False]] and items[2]["edited"] == [[False], [True]]
    assert items[7]["values"] == [[number(value)] for value in net.x[6]] and items[7]["step"] == 6
