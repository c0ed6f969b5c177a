"""The page Analogies: what it shows is what the engine says, with a scorecard asked question by question."""

import json
from html import escape

import pytest
from gensim.test.utils import datapath

from playground.ui import analogies as parts
from playground.ui import vectors
from playground.vectors.analogies import solve
from playground.vectors.ownquestions import keep_questions
from playground.vectors.sources import load_vectors
from playground.vectors.vectorset import Place
from tests.pages.conftest import said, whole
from tests.pages.test_neighbours import text_of
from tests.pages.test_train import button, query, until

WORDS = dict(vectors="film-reviews", a="good", b="better", c="bad")


@pytest.fixture(autouse=True)
def fresh(site):
    vectors.shelf.clear()


@pytest.fixture(scope="module")
def known(site):
    return load_vectors("film-reviews", Place(site.settings)).vectors


def rows(page) -> list[str]:
    return json.loads(page.get("plotly_chart")[0].proto.spec)["data"][0]["y"]


def test_the_answers_are_the_engines_and_what_was_asked_stands_among_them(open_page, known):
    page = open_page("analogies", **WORDS)
    found = solve(known, ["good", "better", "bad"], 10)
    expected = sorted((*found.answers, *found.asked), key=lambda one: -one.score)
    assert whole(page) and rows(page) == [escape(one.word) for one in expected]
    assert "good is to better as bad is to" in said(page) and found.answers[0].word in said(page) and "are left out" in said(page)
    assert "has over" in text_of(page) and len(page.get("download_button")) >= 3


def test_the_other_method_ranks_in_its_own_way(open_page, known):
    page = open_page("analogies", **WORDS, method="3cosmul", count="5")
    found = solve(known, ["good", "better", "bad"], 5, "3cosmul")
    assert whole(page) and [word for word in rows(page) if word in {one.word for one in found.answers}] == [
        one.word for one in found.answers
    ]


def test_a_word_that_is_not_known_is_said_below_its_box(open_page):
    page = open_page("analogies", **WORDS | {"b": "bettter"})
    assert whole(page) and "did you mean better" in text_of(page) and not page.get("plotly_chart")[1:]


def test_two_words_alike_have_no_parallelogram_and_still_an_answer(open_page):
    page = open_page("analogies", **WORDS | {"b": "good"})
    assert whole(page) and "no parallelogram" in text_of(page) and rows(page)


def test_a_preset_is_a_way_to_its_words(open_page):
    page = open_page("analogies", vectors="film-reviews")
    label = next(one for one in page.button if one.key == "analogies-chip-0").label
    button(page, "analogies-chip-0").click().run()
    assert whole(page) and {query(page)[name] for name in "abc"} <= set(" ".join(parts.PRESETS[label][1]).split())
    assert parts.PRESETS[label][0] in said(page)


def test_nonsense_in_the_url_is_named(open_page):
    wrong = dict(vectors="nope", method="luck", count="900", a="x" * 3000, restrict="-1", questions="zz", other="xx")
    page = open_page("analogies", **wrong)
    assert whole(page) and text_of(page).count("The default stands in for now") == 6 and "no set of vectors" in said(page)
    assert "Answers are scored by cannot be “luck”" in text_of(page) and "“Questions” cannot be “zz”" in text_of(page)
    assert (
        not {"questions", "other"} & set(query(page))
        and {box.key: box.value for box in page.selectbox}["analogies-questions"] == "google"
    )


def test_questions_of_ones_own_are_asked_and_are_nobody_elses(open_page, visitor, site, at_hand):
    place = Place(site.settings, visitor[1])
    mine = keep_questions(b": mine\ngood better bad worse\nfilm movie actor xyzzyq\n", "mine.txt", place)
    page = open_page("analogies", **WORDS, questions=mine)
    button(page, "scorecard-start").click().run()
    until(page, "of 1 asked, 2 in the file")
    assert whole(page) and "Yours: mine.txt" in next(box for box in page.selectbox if box.key == "analogies-questions").options
    stranger = open_page("analogies", token="3" * 32, **WORDS, questions=mine)
    assert whole(stranger) and "of 1 asked" not in said(stranger) and "kept for the browser" in text_of(stranger)


def test_pairs_are_correlated_and_two_sets_stand_side_by_side(open_page, known, at_hand):
    page = open_page("analogies", **WORDS, questions="wordsim353", other="english-20")
    button(page, "scorecard-start").click().run()
    until(page, "of 353 pairs known")
    (pearson, _), (spearman, _), unknown = known.evaluate_word_pairs(datapath("wordsim353.tsv"))
    until(page, "0 of 353 pairs known")
    assert whole(page) and all(f"{value:.3f}" in said(page) for value in (pearson, spearman))
    assert f"{round(353 * (1 - unknown / 100))} of 353 pairs known" in said(page) and "Spearman" in said(page)
