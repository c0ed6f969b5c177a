"""The scorecard as a study, and the questions that a visitor brings."""

import json

import pytest

from playground.errors import Refusal
from playground.jobs.answers import bundled_answer
from playground.jobs.studies import Desk
from playground.runs.store import RunStore
from playground.settings import Settings
from playground.vectors.ownquestions import KEPT, MOST_SECTIONS, find_questions, keep_questions, own_questions
from playground.vectors.questions import questions_named
from playground.vectors.score_study import ScoreSettings, score_study, scores_of
from playground.vectors.scorecard import score_analogies, score_pairs
from playground.vectors.sources import load_vectors
from playground.vectors.vectorset import Place

ME, YOU = "a" * 64, "b" * 64


@pytest.fixture
def desk(tmp_path):
    return Desk(ME, RunStore("sqlite://"), Settings(home=tmp_path))


def test_two_sets_are_scored_one_after_the_other(desk):
    asked = ScoreSettings(vectors="teaching", other="wikipedia", questions="google", restrict=2_000)
    events = list(score_study(asked, desk))
    assert [event["progress"] for event in events] == sorted(event["progress"] for event in events)
    assert all(json.dumps(event) for event in events) and events[-1]["progress"] == 1
    found = scores_of({event.get("slot"): event for event in events}.values())
    for name, score in zip(asked.sets, found, strict=True):
        *_, card = score_analogies(load_vectors(name, Place(desk.host)).vectors, questions_named("google").sections, 2_000)
        assert score.card == card


def test_pairs_are_correlated(desk):
    *_, last = score_study(ScoreSettings(questions="simlex999", vectors="wikipedia"), desk)
    [found] = scores_of([last])
    vectors = load_vectors("wikipedia", Place(desk.host)).vectors
    assert found.agreement == score_pairs(vectors, questions_named("simlex999").pairs, 30_000) and found.agreement.pairs > 50


def test_what_ships_is_what_the_vectors_that_ship_answer(desk):
    [shipped] = scores_of(bundled_answer("scorecard", ScoreSettings().flat()))
    *_, card = score_analogies(load_vectors("teaching", Place(desk.host)).vectors, questions_named("google").sections, 30_000)
    assert shipped.card == card and card.all.accuracy > 0.95


def test_own_questions_belong_to_their_visitor(desk):
    place = Place(desk.host, ME)
    name = keep_questions(b": one\na b c d\n", "../mine.txt", place)
    assert own_questions(place) == {name: "mine.txt"} and find_questions(name, place).sections[0].name == "one"
    for other in (YOU, "", "../" + ME):
        assert not own_questions(Place(desk.host, other))
        with pytest.raises(Refusal, match="kept for the browser"):
            find_questions(name, Place(desk.host, other))
    for number in range(KEPT + 1):
        keep_questions(f"a b c {number}x\n".encode(), "more.txt", place)
    assert len(own_questions(place)) == KEPT and name not in own_questions(place)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a b c\n", "has 3 words"),
        (b"\xff\xfe", "UTF-8"),
        ("".join(f": s{place}\na b c d\n" for place in range(MOST_SECTIONS + 1)).encode(), "sections: use up to"),
        (b": one\na b c d\n: one\na b c e\n", "Two sections are called “one”"),
    ],
)
def test_wrong_questions_are_refused_and_not_kept(desk, data, said):
    with pytest.raises(Refusal, match=said):
        keep_questions(data, "x", Place(desk.host, ME))
    assert not own_questions(Place(desk.host, ME))
