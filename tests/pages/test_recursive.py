"""The page that compares a chain with a tree."""

import pytest

from playground.byhand.trees import depths, tree_of
from playground.ui import byhand, recursive
from tests.pages.conftest import said, whole
from tests.pages.test_forward import components, equations
from tests.pages.test_train import button, query


def alternatives(page) -> str:
    return " ".join(data["svg"] for data in components(page) if "svg" in data)


def test_the_page_opens_with_a_sentence_as_chain_and_tree(open_page):
    page = open_page("recursive")
    assert whole(page) and query(page) == {} and "((the cat) (sat (on (the mat))))".replace("(", "(") in said(page)
    assert "From “the” to the last there are 6 steps" in alternatives(page)
    assert "From “the” to the root there are 2 steps" in alternatives(page)
    assert r"\tanh(W_l\,a + W_r\,b)" in equations(page)


@pytest.mark.parametrize("chip", range(len(recursive.CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, chip):
    page = open_page("recursive")
    button(page, f"recursive-chip-{chip}").click().run()
    assert whole(page) and recursive.CHIPS[chip].look_for in said(page)


def test_what_the_chips_say_is_so():
    longer = depths(tree_of(recursive.CHIPS[0].changes["sentence"]))
    assert len(longer) == 9 and max(longer.values()) <= 5


def test_nonsense_in_the_url_is_named_and_the_page_stands(open_page):
    page = open_page("recursive", sentence="(a b", edits="Wl1.1_nan", tree="oak")
    assert whole(page) and len(page.warning) == 3 and "(the cat)" in said(page)


@pytest.mark.parametrize("sentence", ["a b)", "", "!", "x " * 17, "a" * 21, "a " * 201])
def test_a_sentence_that_cannot_be_drawn_is_refused(sentence):
    settings, notes = recursive.PAGE.from_url({"sentence": sentence})
    assert len(notes) == 1 and settings == recursive.PAGE.standard


def test_one_word_is_no_tree(open_page):
    page = open_page("recursive", sentence="hello", word="16", pair="15")
    assert whole(page) and "nothing to combine" in said(page)


def test_a_number_that_is_entered_is_followed_in_both_drawings_and_taken_back(open_page):
    page = open_page("recursive", edits="Wl1.1_-1~w2.1_0.5")
    first = open_page("recursive")
    assert whole(page) and alternatives(page) != alternatives(first)
    sheet = next(data["lines"] for data in components(page) if "lines" in data)
    assert sheet[0][0]["values"][0][0] == "−1.00" and sheet[1][1]["title"] == "cat" and sheet[1][1]["values"][0] == ["0.50"]
    button(page, "recursive-undo").click().run()
    assert query(page) == {}


@pytest.mark.parametrize("edits", ["Wl1.1_nan", "Wr1.1_1e9", "w1.1_", "Wl1"])
def test_nonsense_numbers_in_the_url_are_refused(edits):
    assert len(recursive.PAGE.from_url({"edits": edits})[1]) == 1


def test_what_is_entered_is_checked(monkeypatch):
    import streamlit as st

    monkeypatch.setattr(st, "session_state", {})
    for place in (("Wl", 3, 1), ("w", 6, 1), ("w", 1, 3), ("Wx", 1, 1), ("h", 1, 1)):
        byhand.take_number(recursive.PAGE, *place, "0.5")
        assert recursive.PAGE.value().edits == ""
    byhand.take_number(recursive.PAGE, "w", 5, 2, "0,5")
    assert recursive.PAGE.value().edits == "w5.2_0.5"
    byhand.take_number(recursive.PAGE, "w", 5, 2, "NaN")
    assert "The vector of word 5, place 2 cannot be “NaN”" in byhand.refused_entry(recursive.PAGE)["sentence"]
    byhand.take_number(recursive.PAGE, "Wr", 1, 1, "0.25")
    byhand.take_number(recursive.PAGE, "Wr", 1, 1, "0.5")
    assert recursive.PAGE.value().edits == "w5.2_0.5", "0.5 is what stood there"


def test_a_click_on_a_combination_spells_it_out(monkeypatch):
    import streamlit as st

    monkeypatch.setattr(st, "session_state", {})
    for clicked in ("part 3", "part 99", "part x", "7", "<b>"):
        recursive.light(clicked, 6)
    assert (recursive.PAGE.value().pair, recursive.PAGE.value().word) == (3, 1)
