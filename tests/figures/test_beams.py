"""The tree of a search: every node where it belongs, the best text marked, and what a network writes is no markup."""

import pytest

from playground.figures.beams import HEADERS, NOTHING, describe_tree, lanes, placed, tree_figure, tree_rows, winners
from playground.figures.theme import THEMES
from playground.language.beam import ROOT, BeamSettings, BeamTree, Found, Node, beam_search
from playground.language.predictors import NGramSettings, count_ngrams
from playground.text.vocabulary import Vocabulary

WORDS = Vocabulary("character", ("<unk>", "<eos>", "a", "b", "<"))
NODES = (
    Node(2, ROOT, 0, -1.0, True),
    Node(3, ROOT, 0, -2.0, True),
    Node(4, ROOT, 0, -3.0, False),
    Node(3, 1, 1, -2.5, True),
    Node(1, 0, 1, -2.75, True),
    Node(2, 0, 1, -4.0, False),
)
TREE = BeamTree(NODES, (Found(3, -2.5, -2.5), Found(4, -2.75, -2.75)))
LIGHT = THEMES["light"]


def test_nodes_of_one_place_are_ranked_in_the_order_of_the_search():
    found = placed(TREE, WORDS, "")
    assert [one.rank for one in found] == [1, 2, 3, 1, 2, 3]
    assert [one.text for one in found] == ["a", "b", "<", "bb", "a\n", "aa"] and winners(TREE) == {1, 3}


def test_edges_lead_from_each_parent_and_the_best_text_is_strong():
    lines = {trace.name: trace for trace in tree_figure(TREE, WORDS, "", "gru", LIGHT).data if trace.mode == "lines"}
    edges = {name: list(zip(trace.x, trace.y, strict=True)) for name, trace in lines.items()}
    assert edges["best text"] == [(0, 1), (1, 1), (None, None), (1, 1), (2, 1), (None, None)]
    assert edges["kept"] == [(0, 1), (1, 2), (None, None), (1, 2), (2, 2), (None, None)]
    assert edges["dropped"] == [(0, 1), (1, 3), (None, None), (1, 2), (2, 3), (None, None)]
    assert lines["best text"].line.width > lines["kept"].line.width > lines["dropped"].line.width


def test_words_stand_above_their_line_and_letters_in_a_gap_of_it():
    for tokenizer, side in (("character", "middle center"), ("word", "top center")):
        vocabulary = Vocabulary(tokenizer, WORDS.tokens)
        drawn = [trace for trace in tree_figure(TREE, vocabulary, "", "gru", LIGHT).data if trace.text is not None]
        assert {trace.textposition for trace in drawn} == {side} and len(drawn) == 3
        assert {trace.marker.color == LIGHT.background for trace in drawn} == {tokenizer == "character"}


def test_what_is_written_is_no_markup_and_what_cannot_be_seen_is_shown():
    texts = [text for trace in tree_figure(TREE, WORDS, "", "gru", LIGHT).data if trace.text is not None for text in trace.text]
    assert sorted(texts) == sorted(["&lt;", "a", "b", "b", "↵", "a"])


def test_a_tree_says_what_it_found():
    text = describe_tree(TREE, WORDS, "")
    assert "6 beginnings were looked at" in text and "“bb”" in text and "-2.50 nats" in text and " 0 of those kept" in text
    rows = tree_rows(TREE, WORDS, "")
    assert rows[3] == (2, 1, "b", "bb", "-2.500000", True, True) and all(len(row) == len(HEADERS) for row in rows)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_search_that_found_nothing_says_so(theme):
    nothing = BeamTree((), ())
    assert (
        tree_figure(nothing, WORDS, "", "gru", theme).layout.annotations[0].text == NOTHING == describe_tree(nothing, WORDS, "")
    )


@pytest.mark.parametrize("width", [1, 2, 5, 10])
def test_a_text_goes_on_in_its_row_and_no_two_tokens_share_a_place(width, dataset):
    predictor = count_ngrams(dataset, NGramSettings(3))
    tree = beam_search(predictor, predictor.primed("The "), BeamSettings(25, width))
    nodes = placed(tree, predictor.vocabulary, "The ")
    rows, best = lanes(tree, nodes), winners(tree)
    assert len({(one.node.depth, rows[one.number]) for one in nodes}) == len(nodes) == len(rows)
    assert {rows[number] for number in best} == {1}
    kept = {rows[one.number] for one in nodes if one.node.kept}
    assert max(kept) <= width + 1 and max(kept) < min(rows[one.number] for one in nodes if not one.node.kept)
    going_on = {one.node.parent for one in nodes if one.node.kept and rows.get(one.node.parent) == rows[one.number]}
    assert going_on == {one.node.parent for one in nodes if one.node.kept} - {ROOT}
