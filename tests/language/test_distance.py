"""The verb far from its noun: an n-gram guesses as soon as the noun has left its window."""

import pytest

from playground.language.distance import by_distance, questions
from playground.language.predictors import NGramSettings, count_ngrams
from playground.language.scoring import after
from playground.text.corpora import Corpus
from playground.text.dataset import prepare


@pytest.fixture(scope="module", params=["word", "character"])
def predictor(request):
    """An n-gram model of sentences of the very kind that is asked about."""
    asked = [one for phrases in range(4) for one in questions(phrases, 400, seed=9)]
    text = "".join(f"{one.before} {one.right} lost .\n" for one in asked)
    data = prepare(Corpus("a", "A", text, "the tests", "none", lines=True), request.param, 1000, 0.1)
    return count_ngrams(data, NGramSettings(5))


def test_a_window_sees_a_near_noun_and_guesses_at_a_far_one(predictor):
    answers = list(by_distance(predictor, most=3, count=60))
    assert [answer.phrases for answer in answers] == [0, 1, 2, 3]
    assert answers[0].share > 0.7 and all(0.35 < answer.share < 0.65 for answer in answers[2:])
    assert all(0 < answer.probability < 1 for answer in answers)
    assert [round(answer.distance) for answer in answers][::3] == [1, 11]


@pytest.mark.parametrize("phrases", [0, 2])
def test_each_answer_is_a_mean_of_probabilities(phrases, predictor):
    asked, space = questions(phrases, 6), " " if predictor.vocabulary.tokenizer == "character" else ""
    pairs = [after(predictor, question.before + space, [question.right + space, question.wrong + space]) for question in asked]
    answer = list(by_distance(predictor, most=phrases, count=6))[phrases]
    assert answer.probability == pytest.approx(sum(right for right, _ in pairs) / 6, rel=1e-6)
    assert answer.share == pytest.approx(sum(right / (right + wrong) for right, wrong in pairs) / 6, rel=1e-6)


def test_questions_are_sentences_whose_noun_stands_so_far_from_the_verb():
    for question in questions(3, 20):
        words = question.before.split()
        subject = len(words) - question.distance
        assert {question.right, question.wrong} in ({"is", "are"}, {"was", "were"}) and words[0] == "the" and 1 <= subject <= 2
    assert questions(2, 5) == questions(2, 5) != questions(2, 5, seed=1)
