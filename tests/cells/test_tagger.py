"""Teddy bears and Teddy Roosevelt: what a network that reads forward cannot know, and one that reads both ways does."""

from itertools import islice
from random import Random

import pytest
import torch

from playground.cells.tagger import PAIR, batch_of, sentences, train_tagger, words_of
from playground.errors import Refusal

THING, PERSON = (words_of(text) for text in PAIR)
AT = PERSON.index("teddy")


@pytest.fixture(scope="module")
def taggers():
    return {both: train_tagger(both) for both in (False, True)}


def test_forward_only_must_say_the_same_of_both_teddies_and_both_ways_tells_them_apart(taggers):
    thing, person = (taggers[False].chances(words) for words in (THING, PERSON))
    assert thing[: AT + 1] == pytest.approx(person[: AT + 1], abs=1e-6) and 0.2 < person[AT] < 0.8
    thing, person = (taggers[True].chances(words) for words in (THING, PERSON))
    assert thing[AT] < 0.05 and person[AT] > 0.95 and max(person[:AT] + person[AT + 2 :]) < 0.05


def test_of_sentences_never_seen_almost_every_word_is_tagged_rightly_both_ways(taggers):
    right = {both: [] for both in taggers}
    for words, tags in islice(sentences(Random(99)), 200):
        for both, tagger in taggers.items():
            right[both] += [(chance > 0.5) == bool(tag) for chance, tag in zip(tagger.chances(words), tags, strict=True)]
    shares = {both: sum(found) / len(found) for both, found in right.items()}
    assert shares[True] > 0.99 and shares[False] < 0.97


def test_sentences_are_tagged_as_they_are_made_and_the_pair_is_not_among_them():
    random = Random(5)
    made = list(islice(sentences(random), 3000))
    assert not [words for words, _ in made if words in (THING, PERSON)]
    assert all(len(words) == len(tags) and sum(tags) in (0, 2) for words, tags in made)
    assert 0.4 < sum(any(tags) for _, tags in made) / len(made) < 0.6
    batch = batch_of([(["a", "b"], [1, 0]), (["a"], [1])], {"a": 1, "b": 2}, Random(0))
    assert batch.mask.tolist() == [[1, 1], [1, 0]] and batch.tags.tolist() == [[1, 0], [1, 0]]


def test_the_same_seed_learns_the_same_and_nothing_outside_is_disturbed(taggers):
    before = torch.get_rng_state()
    assert train_tagger(True).chances(PERSON) == taggers[True].chances(PERSON)
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("text", ["", "a " * 41])
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(Refusal, match="use one to 40"):
        words_of(text)
