"""The page that compares a chain with a tree."""

import pytest

from playground.byhand.trees import depths, tree_of
from playground.ui import recursive
from tests.pages.conftest import said, whole
from tests.pages.test_forward import components
from tests.pages.test_train import button, query


def alternatives(page) -> str:
    return " ".join(data["svg"] for data in components(page) if "svg" in data)


def test_the_page_opens_with_a_sentence_as_chain_and_tree(open_page):
    page = open_page("recursive")
    assert whole(page) and query(page) == {} and "((the cat) (sat (on (the mat))))".replace("(", "(") in said(page)
    assert "From “the” to the last there are 6 steps" in alternatives(page)
    assert "From “the” to the root there are 2 steps" in alternatives(page)
    assert r"\tanh(W_l\,a + W_r\,b)" in " ".join(equation.value for equation in page.latex)


@pytest.mark.parametrize("chip", range(len(recursive.CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, chip):
    page = open_page("recursive")
    button(page, f"recursive-chip-{chip}").click().run()
    assert whole(page) and recursive.CHIPS[chip].look_for in said(page)


def test_what_the_chips_say_is_so():
    longer = depths(tree_of(recursive.CHIPS[0].changes["sentence"]))
    assert len(longer) == 9 and max(longer.values()) <= 5


@pytest.mark.parametrize("sentence", ["(a b", "", "x " * 17, "a" * 401])
def test_a_sentence_that_cannot_be_drawn_is_named(open_page, sentence):
    page = open_page("recursive", sentence=sentence)
    assert whole(page) and (page.warning or not sentence)


def test_one_word_is_no_tree(open_page):
    page = open_page("recursive", sentence="hello", word="16", pair="15")
    assert whole(page) and "nothing to combine" in said(page)
