"""Completions against every word that there is, spelled out one by one."""

from itertools import product

import numpy as np
import pytest

from playground.language import completion
from playground.language.completion import CharacterCompleter, WordCompleter, begun_word, completer
from playground.language.predictors import NetworkPredictor, NGramSettings, count_ngrams, read_beginnings
from playground.text.corpora import Corpus
from playground.text.dataset import prepare
from tests.language.conftest import network

LONGEST, ALL = 4, 10**6
MODELS = pytest.mark.parametrize("model", ["network", "ngram"])


@pytest.fixture(scope="module")
def tiny():
    """A network and an n-gram model of three letters, one of them an apostrophe, a space and a full stop."""
    text = "".join(np.random.default_rng(1).choice(list("aab'  ."), 400))
    data = prepare(Corpus("t", "T", text, "the tests", "none"), "character", 100, 0.1)
    return {"network": NetworkPredictor(network(data), data.vocabulary), "ngram": count_ngrams(data, NGramSettings(3))}


def probability(predictor, typed, letters, ended):
    """Return P(letters, then no letter if `ended` | typed), one reading of the whole text for each token."""
    vocabulary, chance = predictor.vocabulary, 1.0
    for place in range(len(letters) + ended):
        ids = vocabulary.encode(list(typed + letters[:place]))
        chances = np.exp(predictor.log_probabilities(read_beginnings(predictor, [ids]))[0])
        wanted = [letters[place]] if place < len(letters) else [token for token in vocabulary.tokens if token not in "ab'"]
        chance *= sum(chances[vocabulary.index[token]] for token in wanted)
    return chance


def every_word(predictor, typed, begun):
    """Return the probability of every completion of up to LONGEST letters, and that of going on for longer."""
    words = {
        "".join(letters): probability(predictor, typed, "".join(letters), True)
        for length in range(0 if begun else 1, LONGEST + 1)
        for letters in product("ab'", repeat=length)
    }
    return words, sum(probability(predictor, typed, "".join(letters), False) for letters in product("ab'", repeat=LONGEST + 1))


def complete(how, typed, count):
    tokens, begun = how.split(typed)
    return how.complete(read_beginnings(how.predictor, [tokens]), [begun], count)[0]


@MODELS
@pytest.mark.parametrize("typed, begun", [("a b", "b"), ("a. ", ""), ("", ""), ("ba'", "ba'")])
def test_a_beam_of_full_width_is_exhaustive_and_all_completions_sum_to_one(model, typed, begun, tiny):
    expected, longer = every_word(tiny[model], typed, bool(begun))
    found = complete(CharacterCompleter(tiny[model], width=ALL, longest=LONGEST), typed, ALL)
    assert {one.rest: pytest.approx(one.probability, rel=1e-4) for one in found} == expected
    assert all(one.text == begun + one.rest for one in found)
    nothing = 0 if begun else probability(tiny[model], typed, "", True)
    assert sum(one.probability for one in found) + nothing + longer == pytest.approx(1, abs=1e-5)


@MODELS
def test_a_few_best_are_the_best_of_all(model, tiny):
    everything = complete(CharacterCompleter(tiny[model], width=ALL, longest=LONGEST), "a b", ALL)
    few = complete(CharacterCompleter(tiny[model], width=ALL, longest=LONGEST), "a b", 3)
    assert [one.rest for one in few] == [one.rest for one in everything[:3]]
    assert [one.probability for one in everything] == sorted((one.probability for one in everything), reverse=True)


@MODELS
@pytest.mark.parametrize("width", [1, 2, 5])
def test_a_narrow_beam_may_miss_words_but_never_a_probability(model, width, tiny):
    expected, _ = every_word(tiny[model], "ab ", False)
    found = complete(CharacterCompleter(tiny[model], width=width, longest=LONGEST), "ab ", 10)
    assert found and {one.rest: pytest.approx(one.probability, rel=1e-4) for one in found}.items() <= expected.items()
    assert len({one.rest for one in found}) == len(found) <= 10


@MODELS
@pytest.mark.parametrize("together", [1, 40, 10**6])
def test_many_texts_are_completed_as_each_alone(model, together, tiny, monkeypatch):
    monkeypatch.setattr(completion, "CELLS", together)
    how, texts = CharacterCompleter(tiny[model], width=3, longest=LONGEST), ["", "a", "ab b", "a. ", "b.a'", "bbb"]
    tokens, begun = zip(*map(how.split, texts), strict=True)
    together = how.complete(read_beginnings(how.predictor, tokens), begun, 4)
    for text, found in zip(texts, together, strict=True):
        alone = complete(how, text, 4)
        assert [one.text for one in found] == [one.text for one in alone]
        assert [one.probability for one in found] == pytest.approx([one.probability for one in alone], rel=1e-4)


@MODELS
@pytest.mark.parametrize("typed, begun", [("The quick b", "b"), ("Pack my box with fi", "fi"), ("T", "T")])
def test_a_word_model_shares_one_among_the_words_that_begin_so(model, typed, begun, predictors):
    predictor = predictors[model, "word"]
    tokens, found = predictor.vocabulary.encode_text(typed)[:-1], complete(WordCompleter(predictor), typed, ALL)
    chances = np.exp(predictor.log_probabilities(read_beginnings(predictor, [tokens]))[0])
    so = {word: chances[number] for number, word in enumerate(predictor.vocabulary.tokens) if word.startswith(begun.lower())}
    expected = {word[len(begun) :]: chance / sum(so.values()) for word, chance in so.items()}
    assert {one.rest: one.probability for one in found} == pytest.approx(expected, rel=1e-4)
    assert sum(one.probability for one in found) == pytest.approx(1)
    assert all(one.text == begun + one.rest for one in found)
    assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)


@MODELS
def test_a_word_model_proposes_the_next_word_with_its_own_probability(model, predictors):
    predictor = predictors[model, "word"]
    found = complete(WordCompleter(predictor), "The quick ", 3)
    tokens = predictor.vocabulary.encode(["the", "quick"])
    chances = np.exp(predictor.log_probabilities(read_beginnings(predictor, [tokens]))[0])
    words = {word: chances[number] for number, word in enumerate(predictor.vocabulary.tokens) if word[0].isalpha()}
    best = sorted(words, key=words.get, reverse=True)[:3]
    assert all(one.text == one.rest and one.probability == pytest.approx(words[one.text], rel=1e-4) for one in found)
    assert [one.probability for one in found] == pytest.approx([words[word] for word in best], rel=1e-4)


def test_what_no_word_begins_with_is_left_alone(predictors):
    assert complete(WordCompleter(predictors["ngram", "word"]), "The xyz", 3) == []


@pytest.mark.parametrize(
    "typed, pieces, begun",
    [
        ("", [], ""),
        ("Th", [], "Th"),
        ("The dog. ", ["the", "dog", ".", "<eos>"], ""),
        ("The dog. P", ["the", "dog", ".", "<eos>"], "P"),
        ("The dog. p", ["the", "dog", "."], "p"),
        ("Mr. ", ["mr", "."], ""),
        ("The (do", ["the", "("], "do"),
        ("a well-kn", ["a"], "well-kn"),
        ("the dog'", ["the"], "dog'"),
        ("the 'dog", ["the", "'"], "dog"),
        ("the dog ", ["the", "dog"], ""),
        ("the dog,", ["the", "dog", ","], ""),
        ("the dog\n\n", ["the", "dog", "<eos>"], ""),
        ("a , b : c ; d , e", ["a", ",", "b", ":", "c", ";", "d", ","], "e"),
    ],
)
def test_where_a_word_begins(typed, pieces, begun, predictors):
    predictor = predictors["ngram", "word"]
    known = predictor.vocabulary
    assert WordCompleter(predictor).split(typed) == (known.encode(pieces), begun)


@pytest.mark.parametrize(
    "typed, begun", [("x" * 10_000, "x" * 40), ("a b’c", "b’c"), ("a-b", "b"), ("naïve café", "café"), ("a!", "")]
)
def test_the_letters_at_the_end(typed, begun):
    assert begun_word(typed, "character") == begun


def test_each_tokenizer_has_its_completer(predictors):
    assert isinstance(completer(predictors["ngram", "word"]), WordCompleter)
    assert isinstance(completer(predictors["network", "character"]), CharacterCompleter)
