"""What a window cannot see, in a study: every model tells of the same sentences, and each number is the model's own."""

import math

import pytest

from playground.errors import Refusal
from playground.language.distance import PHRASES, by_distance, growing
from playground.language.predictors import NGramSettings, count_ngrams
from playground.language.scoring import after
from playground.language.window_study import WindowStudySettings, learned_text, parse_orders, window, window_study, witnesses_of
from playground.text.ngram import measure


@pytest.fixture(scope="module")
def told():
    return list(window_study(WindowStudySettings(orders="4", cells="gru", steps=2, hidden_size=8)))


def test_every_model_answers_and_progress_never_falls(told):
    found = witnesses_of(told)
    assert [(one.title, one.cell) for one in found] == [("4-gram", "n-gram"), ("GRU", "gru")]
    assert all(len(one.answers) == len(one.example) == PHRASES + 1 for one in found)
    shares = [event["progress"] for event in told if "progress" in event]
    assert shares == sorted(shares) and shares[-1] == 1.0


def test_the_numbers_of_the_n_gram_are_its_own(told):
    dataset = learned_text()
    counted = count_ngrams(dataset, NGramSettings(4))
    found = witnesses_of(told)[0]
    assert found.answers == tuple(by_distance(counted))
    assert found.nats == pytest.approx(measure(counted.model, dataset.validation.numpy()).nats)
    for phrases in (0, 4):
        assert after(counted, growing(phrases).before, ["were", "was"]) == pytest.approx(found.example[phrases], rel=1e-6)


def test_a_network_that_learned_nothing_guesses(told):
    untrained = witnesses_of(told)[1]
    assert all(0.3 < answer.share < 0.7 for answer in untrained.answers) and untrained.nats > 0.8 * math.log(100)


@pytest.mark.parametrize("phrases", range(PHRASES + 1))
def test_the_growing_sentence_has_one_noun_in_the_plural_and_the_window_moves_off_it(phrases):
    question = growing(phrases)
    words = question.before.split()
    assert (
        words[:2] == ["the", "cats"]
        and len(words) - 1 == question.distance
        and (question.right, question.wrong) == ("were", "was")
    )
    hidden, seen = window(question, 5)
    assert f"{hidden} {seen}".strip() == question.before and len(seen.split()) == min(4, len(words))
    assert ("cats" in seen) == (phrases == 0) or phrases == 1


@pytest.mark.parametrize("raw", ["", "6", "0", "3,x", "3,,4", "9" * 400])
def test_orders_that_are_none_are_refused(raw):
    with pytest.raises(Refusal, match="whole numbers from 1 to 5"):
        WindowStudySettings(orders=raw)
    assert parse_orders("5, 3,3") == [3, 5]


def test_a_network_too_large_for_a_page_is_refused():
    with pytest.raises(Refusal, match="Hidden size"):
        WindowStudySettings(hidden_size=1024)
