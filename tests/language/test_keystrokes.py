"""Typing key by key against reading the whole text each time, and the accuracy against asking for each word alone."""

import numpy as np
import pytest

from playground.errors import Refusal
from playground.language.completion import completer
from playground.language.keystrokes import BEFORE, SHOWN, begin_typing, keys_saved, typing_accuracy, typing_tasks
from tests.conftest import SENTENCES
from tests.language.conftest import KINDS

EACH = pytest.mark.parametrize("name", [(model, kind) for model in ("network", "ngram") for kind in KINDS], ids=" ".join)
HELD_OUT = (SENTENCES.replace("\n", " ") * 20).replace("quick brown", "brown quick")


class Counted:
    """A predictor that counts how many tokens it was asked to read."""

    def __init__(self, predictor):
        self.predictor, self.vocabulary, self.read = predictor, predictor.vocabulary, 0
        self.start, self.log_probabilities = predictor.start, predictor.log_probabilities
        self.take, self.join = predictor.take, predictor.join

    def advance(self, state, tokens):
        self.read += len(tokens)
        return self.predictor.advance(state, tokens)


def shown(completions):
    return [(one.text, round(one.probability, 4)) for one in completions]


@EACH
def test_typing_key_by_key_equals_reading_it_all(name, predictors):
    how = completer(predictors[name])
    typing, text = begin_typing(how), ""
    for text in ("The quick"[:end] for end in range(10)):
        typing = typing.to(text)
        assert shown(typing.completions(5)) == shown(begin_typing(how).to(text).completions(5))


def test_a_key_costs_one_step_and_a_deletion_none(predictors):
    counted = Counted(predictors["network", "character"])
    typing = begin_typing(completer(counted)).to("The quick brow")
    for text, cost in [("The quick brown", 1), ("The quick brown", 0), ("The quick bro", 0), ("The quick bron", 1), ("", 0)]:
        counted.read = 0
        after = typing.to(text)
        assert counted.read == cost
        typing = after
    assert typing.states == begin_typing(typing.completer).states or len(typing.states) == 1


def test_an_earlier_text_is_still_what_it_was(predictors):
    first = begin_typing(completer(predictors["network", "character"])).to("The qu")
    before = shown(first.completions())
    first.to("The queen").to("The").to("A")
    assert (first.text, shown(first.completions())) == ("The qu", before)


def test_a_text_too_long_is_refused(predictors):
    with pytest.raises(Refusal, match="3,000"):
        begin_typing(completer(predictors["ngram", "character"])).to("x" * 3000)


@pytest.mark.parametrize("name", [("network", "character"), ("ngram", "character"), ("ngram", "word")], ids=" ".join)
def test_accuracy_equals_asking_for_each_word_alone(name, predictors):
    how = completer(predictors[name])
    *_, found = typing_accuracy(how, HELD_OUT, words=12)
    tasks = typing_tasks(HELD_OUT, 12)
    asked, right, saved = np.zeros(9, int), np.zeros((9, SHOWN), int), np.zeros(SHOWN)
    for task in tasks:
        place = []
        for known in range(len(task.word)):
            best = [one.text.lower() for one in begin_typing(how).to(task.before + task.word[:known]).completions(SHOWN)]
            place.append(best.index(task.word.lower()) if task.word.lower() in best else SHOWN)
            asked[known] += 1
            right[known] += np.arange(SHOWN) >= place[-1]
        for n in range(SHOWN):
            saved[n] += max([len(task.word) - known for known, at in enumerate(place) if at <= n], default=0)
    assert (found.words, found.share) == (12, 1.0)
    assert found.asked == tuple(asked) and found.right == tuple(map(tuple, right))
    assert found.saved == pytest.approx(saved / sum(len(task.word) + 1 for task in tasks))
    assert found.accuracy(1, 2) == right[1, 1] / asked[1] and found.accuracy(8, 1) is None


def test_who_knows_the_text_saves_nearly_every_key(predictors):
    held_out = SENTENCES.replace("\n", " ") * 20
    *steps, found = typing_accuracy(completer(predictors["ngram", "word"]), held_out, words=100)
    assert steps and all(0 < step.share < 1 for step in steps)
    assert found.accuracy(0, 3) == 1 and found.accuracy(0, 1) > 0.8 and found.saved[0] > 0.7


def test_words_to_type_stand_in_the_text_and_have_room_before_them():
    for seed in range(5):
        tasks = typing_tasks(HELD_OUT, 40, seed)
        assert len(tasks) == 40 and all(task.word.isalpha() and len(task.word) > 1 for task in tasks)
        assert all(task.before + task.word in HELD_OUT and len(task.before) >= BEFORE for task in tasks)


def test_a_text_without_words_is_refused(predictors):
    with pytest.raises(Refusal, match="no word to ask for"):
        list(typing_accuracy(completer(predictors["ngram", "word"]), "a b c " * 10))


def test_keys_saved_by_hand():
    assert [keys_saved([3, 2, 1, 0], place) for place in range(3)] == [1, 2, 3]
    assert keys_saved([3, 3, 3], 2) == 0
