"""The page Learn vectors: opens with a course, learns on demand, and hands the vectors to the other pages."""

import re

import pytest

from playground.jobs.answers import bundled_answer
from playground.jobs.studies import Desk
from playground.ui import vectors
from playground.ui.learn import EXAMPLES
from playground.ui.learnsettings import CHIPS, PAGE
from playground.vectors.course import LearnSettings, course_of
from playground.vectors.learn_study import read_text
from tests.pages.conftest import said, whole
from tests.pages.test_neighbours import text_of
from tests.pages.test_train import button, query, until


@pytest.fixture(scope="module")
def shipped():
    return course_of(bundled_answer("learn", LearnSettings().flat()))


def test_it_opens_with_vectors_that_were_watched(open_page, shipped):
    page = open_page("learn")
    assert whole(page) and "came with the app" in said(page) and query(page) == {}
    assert f"{shipped.moments[-1].accuracy:.1%}" in said(page) and len(page.get("plotly_chart")) == 1
    assert shipped.near("france", shipped.moments[-1])[0][0] in said(page) and len(page.get("download_button")) >= 4


def test_the_sentences_on_the_page_are_those_that_are_read(open_page, site):
    read = read_text(LearnSettings(sentences=1_000, seed=5), Desk("", site.store, site.settings))
    shown = said(open_page("learn", sentences="1000", seed="5"))
    assert all(re.search(r"\W+".join(sentence), shown, re.IGNORECASE) for sentence in read[:EXAMPLES])


def test_the_slider_goes_back_and_a_word_is_watched(open_page, shipped):
    page = open_page("learn", moment="25", word="King")
    now = shipped.at(0.25)
    assert whole(page) and f"{now.accuracy:.1%}" in said(page) and "Nearest to **king**" in said(page)
    assert all(name in said(page) for name, _ in shipped.near("king", now))
    lost = open_page("learn", word="xyzzyq")
    assert whole(lost) and "is not on this map" in text_of(lost)


@pytest.mark.parametrize("number", range(len(CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, number):
    page = open_page("learn")
    button(page, f"learn-chip-{number}").click().run()
    assert whole(page) and CHIPS[number].look_for in said(page) and "learn-start" in [one.key for one in page.button]


def test_what_is_learned_here_is_on_the_other_pages(open_page, visitor):
    vectors.shelf.clear()
    page = open_page("learn", sentences="1000", size="4", epochs="1", window="2", negative="1")
    button(page, "learn-start").click().run()
    until(page, "are yours now")
    assert whole(page)
    menu = next(box for box in open_page("neighbours").selectbox if box.key == "neighbours-vectors")
    assert any("Learned here" in option for option in menu.options)


def test_a_text_of_ones_own_is_chosen_and_a_wrong_one_is_named(open_page):
    page = open_page("learn")
    next(area for area in page.text_area if area.key == "learn-text-pasted").set_value("a b c " * 500).run()
    button(page, "learn-text-use").click().run()
    assert whole(page) and query(page)["corpus"].startswith("own-")
    next(area for area in page.text_area if area.key == "learn-text-pasted").set_value("").run()
    button(page, "learn-text-use").click().run()
    assert whole(page) and page.error


@pytest.mark.parametrize(
    "nonsense", [dict(corpus="nope"), dict(epochs="900"), dict(moment="-1"), dict(algorithm="luck"), dict(word="x" * 200)]
)
def test_nonsense_in_the_url_is_named(open_page, nonsense):
    page = open_page("learn", **nonsense)
    assert whole(page) and page.warning and PAGE.to_url(page.session_state[PAGE.key("settings")]) == {}
