"""Sampling that tells what it chose from writes the same as sampling that does not."""

import numpy as np
import pytest

from playground.language.beam import BeamSettings, beam_search
from playground.language.generation import Sampling, generate, probabilities
from playground.language.predictors import NetworkPredictor
from playground.language.writing import CHOSEN_FROM, follow, write
from playground.text.corpora import Corpus
from playground.text.dataset import prepare
from tests.language.conftest import KINDS, network

SAMPLINGS = [
    Sampling(60, temperature=1.0, seed=3),
    Sampling(60, temperature=0.0),
    Sampling(60, top_k=3, seed=1),
    Sampling(60, top_p=0.6, temperature=1.5),
    Sampling(200, stop=True, seed=2),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sampling", SAMPLINGS, ids=str)
@pytest.mark.parametrize("prime", ["", "The quick"])
def test_the_same_seed_writes_the_same_text_with_and_without_telling(kind, sampling, prime, datasets):
    model, vocabulary = network(datasets[kind]), datasets[kind].vocabulary
    written = list(write(NetworkPredictor(model, vocabulary), prime, sampling))
    assert "".join(one.text for one in written) == generate(model, vocabulary, prime, sampling)
    if sampling.stop and "<eos>" in vocabulary.index:
        assert [one.token for one in written].count("<eos>") == (len(written) < sampling.length)


@pytest.mark.parametrize("name", [("network", "character"), ("ngram", "word")], ids=" ".join)
@pytest.mark.parametrize("sampling", SAMPLINGS[:4], ids=str)
def test_each_token_tells_the_distribution_it_was_drawn_from(name, sampling, predictors):
    predictor, vocabulary = predictors[name], predictors[name].vocabulary
    state = predictor.primed("The ")
    for one in write(predictor, "The ", sampling):
        scores, number = predictor.log_probabilities(state)[0], vocabulary.index[one.token]
        chances = probabilities(scores, sampling, [0])
        assert one.log_probability == pytest.approx(scores[number])
        assert one.drawn == pytest.approx(chances[number]) and one.drawn > 0
        told = [candidate.probability for candidate in one.candidates]
        assert told == pytest.approx(sorted(chances[chances > 0].tolist(), reverse=True)[:CHOSEN_FROM])
        assert [chances[vocabulary.index[candidate.token]] for candidate in one.candidates] == pytest.approx(told)
        state = predictor.advance(state, np.array([number]))


def test_words_are_joined_as_in_a_whole_text_quotation_marks_and_all():
    corpus = Corpus("q", "Q", 'He said "stop" and "go on" (now). Then "he" went.\n' * 30, "the tests", "none")
    data = prepare(corpus, "word", 100, 0.1)
    model, sampling = network(data), Sampling(400, temperature=5.0)
    text = "".join(one.text for one in write(NetworkPredictor(model, data.vocabulary), "He", sampling))
    assert text == generate(model, data.vocabulary, "He", sampling) and ' "' in text and '" ' in text


def test_temperature_zero_takes_the_likeliest_each_time(predictors):
    for one in write(predictors["network", "word"], "", Sampling(20, temperature=0.0)):
        assert [(candidate.token, candidate.probability) for candidate in one.candidates] == [(one.token, 1.0)]


def test_text_is_yielded_as_it_is_made(predictors):
    stream = write(predictors["ngram", "character"], "", Sampling(20_000))
    assert len(next(stream).text) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("model", ["network", "ngram"])
def test_following_a_text_tells_what_drawing_it_at_temperature_1_would(model, kind, predictors):
    predictor = predictors[model, kind]
    drawn = list(write(predictor, "Pack", Sampling(40, temperature=1.0, seed=4, stop=True)))
    tokens = [predictor.vocabulary.index[one.token] for one in drawn]
    followed = list(follow(predictor, "Pack", tokens))
    assert [(one.token, one.text) for one in followed] == [(one.token, one.text) for one in drawn]
    assert [one.log_probability for one in followed] == pytest.approx([one.log_probability for one in drawn])
    assert [one.drawn for one in followed] == pytest.approx([np.exp(one.log_probability) for one in drawn])


def test_a_text_that_a_beam_found_comes_to_its_log_probability(predictors):
    predictor = predictors["network", "character lines"]
    tree = beam_search(predictor, predictor.primed("The "), BeamSettings(12, 3))
    for found in tree.found:
        followed = list(follow(predictor, "The ", tree.path(found.node)))
        assert sum(one.log_probability for one in followed) == pytest.approx(found.log_probability)
        assert "".join(one.text for one in followed) == tree.text(
            found, predictor.vocabulary, predictor.vocabulary.prefix("The ")
        )
