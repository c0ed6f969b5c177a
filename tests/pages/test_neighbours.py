"""The page Neighbours: what it shows is what the engine says, and what it cannot show is one sentence."""

import json
from html import escape

import pytest

from playground.ui import neighbours as parts
from playground.ui import vectors
from playground.vectors.sources import load_vectors
from playground.vectors.vectorset import Place
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query


@pytest.fixture(autouse=True)
def fresh(site):
    vectors.shelf.clear()
    parts.suggester.clear()


@pytest.fixture(scope="module")
def known(site):
    return load_vectors("film-reviews", Place(site.settings)).vectors


def text_of(page) -> str:
    return said(page).replace("\\", "")


def test_it_opens_with_a_word_and_its_neighbours(open_page, known):
    page = open_page("neighbours")
    assert whole(page) and len(page.get("plotly_chart")) == 3
    word = page.text_input(key="neighbours-word").value
    bars = json.loads(page.get("plotly_chart")[0].proto.spec)["data"][0]
    assert bars["y"] == [escape(other) for other, _ in known.most_similar(word, topn=10)] and "left out" in said(page)
    assert len(page.get("download_button")) == 4


def test_typing_a_word_shows_it_and_suggests_others(open_page, known):
    page = open_page("neighbours", vectors="film-reviews")
    page.text_input(key="neighbours-word").set_value("act").run()
    offered = [one.label for one in page.button if one.key and one.key.startswith("neighbours-word-")]
    assert offered and all(label.startswith("act") for label in offered)
    button(page, "neighbours-word-1").click().run()
    assert whole(page) and query(page)["word"] == offered[1] == page.text_input(key="neighbours-word").value


def test_an_unknown_word_offers_close_spellings(open_page, known):
    page = open_page("neighbours", vectors="film-reviews", word="movvie")
    assert whole(page) and "did you mean movie" in text_of(page)
    page = open_page("neighbours", vectors="film-reviews")
    page.text_input(key="neighbours-word").set_value("good, movvie").run()
    assert whole(page) and "No word begins so. Did you mean" in said(page) and query(page).get("word") is None
    button(page, "neighbours-word-0").click().run()
    assert whole(page) and query(page)["word"] == "good, movie"


def test_a_neighbour_is_a_way_on(open_page, known):
    page = open_page("neighbours", vectors="film-reviews", word="movie")
    button(page, "neighbours-go-0").click().run()
    assert whole(page) and query(page)["word"] == known.most_similar("movie", topn=1)[0][0]


def test_several_words_have_an_odd_one_out(open_page, known):
    page = open_page("neighbours", vectors="film-reviews", word="good, bad, movie")
    assert f"Odd one out: {known.doesnt_match(['good', 'bad', 'movie'])}" in text_of(page)


def test_two_words_and_a_list(open_page, known):
    page = open_page("neighbours", vectors="film-reviews", word="movie", other="film", list="good bad best")
    assert whole(page) and f"{known.similarity('movie', 'film'):.4f}" in said(page)
    wrong = open_page("neighbours", vectors="film-reviews", word="movie", other="xyzzyq", list="good xyzzyq")
    assert whole(wrong) and text_of(wrong).count("do not know “xyzzyq”") == 2


def test_nonsense_in_the_url_is_named(open_page):
    page = open_page("neighbours", vectors="nope", measure="luck", count="900", word="x" * 3000)
    assert whole(page) and text_of(page).count("The default stands in for now") == 3 and "no set of vectors" in said(page)


@pytest.mark.parametrize("chip", range(len(parts.CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, chip):
    page = open_page("neighbours", vectors="film-reviews", word="movie")
    button(page, f"neighbours-chip-{chip}").click().run()
    assert whole(page) and parts.CHIPS[chip].look_for in said(page)
