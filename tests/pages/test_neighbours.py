"""The page Neighbours: what it shows is what the engine says, and what it cannot show is one sentence."""

import json
from dataclasses import replace
from html import escape

import pytest

from playground.ui import neighbours as parts
from playground.ui import vectors, wordbox
from playground.ui.wordbox import ROOM, Said, read
from playground.vectors.hosted import hosted
from playground.vectors.lookup import Suggester, close_spellings
from playground.vectors.sources import VECTOR_SOURCES, load_vectors
from playground.vectors.vectorset import Place
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query
from tests.vectors.conftest import ROWS, text


@pytest.fixture(autouse=True)
def fresh(site):
    vectors.shelf.clear()
    wordbox.suggester.clear()


@pytest.fixture(scope="module")
def known(site):
    return load_vectors("film-reviews", Place(site.settings)).vectors


def box(page):
    """Return what the box is told."""
    proto = next(element.proto for element in page.get("bidi_component") if element.proto.component_name == "unrolled_words")
    return json.loads(proto.json)


def enter(page, typed, settled=True):
    """Let the box say a text, at a pause or in the midst of typing."""
    last = page.session_state["neighbours-said"]
    page.session_state["neighbours-said"] = replace(last, number=last.number + 1, text=typed, settled=settled)
    return page.run()


def text_of(page) -> str:
    return said(page).replace("\\", "")


def test_it_opens_with_a_word_and_its_neighbours(open_page, known):
    page = open_page("neighbours")
    assert whole(page) and len(page.get("plotly_chart")) == 3
    word = box(page)["text"]
    figure = json.loads(page.get("plotly_chart")[0].proto.spec)
    assert figure["data"][0]["y"] == [escape(other) for other, _ in known.most_similar(word, topn=10)]
    assert figure["layout"]["xaxis"]["title"]["text"] == f"cosine with {word} (1: same direction)"
    assert f"The word you asked for, {word}, is left out" in text_of(page)
    assert len(page.get("download_button")) == 4


def test_typing_a_word_suggests_others_and_shows_it_at_a_pause(open_page, known):
    page = enter(open_page("neighbours", vectors="film-reviews"), "good, act", settled=False)
    told, due = box(page), Suggester(known.index_to_key)
    assert told["words"] == due.suggest("act", ROOM) and told["say"] == ""
    assert told["ahead"]["act"] == told["words"] and told["ahead"]["acti"] == due.suggest("acti", ROOM)
    assert query(page).get("word") is None, "in the midst of a word the page waits"
    page = enter(page, "good, act")
    assert whole(page) and query(page)["word"] == "good, act" == box(page)["text"]


def test_what_may_be_typed_first_is_there_before_anything_is_typed(open_page, known):
    ahead, due = box(open_page("neighbours", vectors="film-reviews"))["ahead"], Suggester(known.index_to_key)
    assert len(ahead) > 20 and all(words == due.suggest(begun, ROOM) for begun, words in ahead.items())


def test_a_hosts_file_put_in_place_of_another_has_suggestions_of_its_own(open_page, monkeypatch, tmp_path):
    monkeypatch.setitem(
        VECTOR_SOURCES, "hosted", lambda place: hosted(replace(place, host=replace(place.host, vectors=str(tmp_path))))
    )
    for words in (list(ROWS), ["kite", "quill", "mast", "wind"]):  # as many as before
        (tmp_path / "some.txt").write_bytes(text(dict(zip(words, ROWS.values(), strict=True))))
        page = enter(open_page("neighbours", vectors="host-some.txt", word=words[1]), "ki", settled=False)
        assert whole(page) and box(page)["words"] == words[:1]


def test_a_link_or_a_chip_gives_the_box_its_words_and_typing_does_not(open_page, known):
    page = open_page("neighbours", vectors="film-reviews", word="movie")
    first = box(page)
    button(page, "neighbours-go-0").click().run()
    after = box(page)
    assert after["version"] == first["version"] + 1 and after["text"] == query(page)["word"]
    assert box(enter(page, "good"))["version"] == after["version"]


def test_an_unknown_word_offers_close_spellings(open_page, known):
    page = open_page("neighbours", vectors="film-reviews", word="movvie")
    assert whole(page) and "did you mean movie" in text_of(page)
    page = enter(open_page("neighbours", vectors="film-reviews"), "good, movvie")
    assert whole(page) and "No word begins so. Did you mean" in box(page)["say"] and query(page).get("word") is None
    assert box(page)["words"] == close_spellings(known.index_to_key, "movvie")


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "king",
        {"number": 1, "text": "king", "settled": True},
        {"number": "1", "text": "king", "settled": True, "version": 2},
        {"number": 1, "text": "x" * 2_001, "settled": True, "version": 2},
        {"number": 1, "text": "king", "settled": True, "version": 1},
    ],
)
def test_what_is_no_message_of_the_box_is_not_taken(sent):
    assert read(sent, Said(version=2)) is None
    assert read({"number": 1, "text": "king", "settled": True, "version": 2}, Said(version=2)) == Said(1, "king", True, 2)


def test_a_neighbour_is_a_way_on(open_page, known):
    page = open_page("neighbours", vectors="film-reviews", word="movie")
    button(page, "neighbours-go-0").click().run()
    assert whole(page) and query(page)["word"] == known.most_similar("movie", topn=1)[0][0]


def test_several_words_have_an_odd_one_out(open_page, known):
    page = open_page("neighbours", vectors="film-reviews", word="good, bad, movie")
    assert f"Odd one out: {known.doesnt_match(['good', 'bad', 'movie'])}" in text_of(page)
    assert "good, bad, movie, are left out" in text_of(page) and "the mean of 3 words" in page.get("plotly_chart")[0].proto.spec
    assert f"{known.similarity('good', 'bad'):.4f}" in said(page), "the angle is that of the first two"


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
