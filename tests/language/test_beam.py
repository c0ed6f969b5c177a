"""Beam search against every text that there is, and against greedy writing."""

import math
from itertools import product

import numpy as np
import pytest

from playground.errors import Refusal
from playground.language.beam import ROOT, BeamSettings, Found, beam_search, hopeful
from playground.language.generation import Sampling, generate
from playground.language.predictors import NetworkPredictor, NGramSettings, count_ngrams
from playground.text.corpora import Corpus
from playground.text.dataset import prepare
from tests.language.conftest import network

LENGTH = 4
MODELS = pytest.mark.parametrize("model", ["network", "ngram"])


@pytest.fixture(scope="module")
def tiny():
    """A network and an n-gram model of three letters in lines that end."""
    text = "".join(np.random.default_rng(1).choice(list("aabc\n"), 500))
    data = prepare(Corpus("t", "T", text, "the tests", "none", lines=True), "character", 100, 0.1)
    made = network(data)
    return {"network": NetworkPredictor(made, data.vocabulary), "ngram": count_ngrams(data, NGramSettings(3)), "model": made}


def every_text(predictor, alpha, longest=LENGTH):
    """Return the score and log-probability of every text: those that end with <eos>, and those of full length."""
    letters, end = predictor.vocabulary.encode("abc"), predictor.vocabulary.index["<eos>"]
    texts = {(*some, end) for length in range(longest) for some in product(letters, repeat=length)}
    return {text: score_of(predictor, text, alpha) for text in texts | set(product(letters, repeat=longest))}


def score_of(predictor, text, alpha):
    state, total = predictor.start(), 0.0
    for token in text:
        total += predictor.log_probabilities(state)[0, token]
        state = predictor.advance(state, np.array([token]))
    return total / ((5 + len(text)) / 6) ** alpha, total


@MODELS
@pytest.mark.parametrize("alpha", [0.0, 0.7, 2.0])
def test_a_beam_of_full_width_equals_exhaustive_search(model, alpha, tiny):
    expected = every_text(tiny[model], alpha)
    width = 50  # every text of up to two tokens, and more than is needed of the others
    tree = beam_search(tiny[model], tiny[model].start(), BeamSettings(LENGTH, width, alpha))
    best = sorted(expected, key=expected.get, reverse=True)
    assert [tuple(tree.path(one.node)) for one in tree.found[:5]] == best[:5]
    for one in tree.found:
        assert (one.score, one.log_probability) == pytest.approx(expected[tuple(tree.path(one.node))], abs=1e-4)


@MODELS
def test_a_beam_as_wide_as_there_are_texts_finds_every_one_of_them(model, tiny):
    expected = every_text(tiny[model], 0.0, longest=3)
    tree = beam_search(tiny[model], tiny[model].start(), BeamSettings(3, 50))
    assert [tuple(tree.path(one.node)) for one in tree.found] == sorted(expected, key=expected.get, reverse=True)
    assert len(tree.found) == 40


@MODELS
@pytest.mark.parametrize("width", [1, 3])
def test_each_step_keeps_the_likeliest_and_tells_what_it_dropped(model, width, tiny):
    predictor = tiny[model]
    tree = beam_search(predictor, predictor.start(), BeamSettings(LENGTH, width))
    end = predictor.vocabulary.index["<eos>"]
    for depth in range(max(node.depth for node in tree.nodes) + 1):
        here = [(number, node) for number, node in enumerate(tree.nodes) if node.depth == depth]
        before = {n for n, node in enumerate(tree.nodes) if node.depth == depth - 1 and node.kept and node.token != end} or {ROOT}
        expected = sorted(
            (score_of(predictor, (*tree.path(parent), token), 0)[1], (*tree.path(parent), token))
            for parent in before
            for token in range(1, len(predictor.vocabulary))
        )[::-1]
        assert [tuple(tree.path(number)) for number, _ in here] == [path for _, path in expected[: 2 * width]]
        assert [node.kept for _, node in here] == [True] * min(width, len(here)) + [False] * max(0, len(here) - width)
        assert [node.log_probability for _, node in here] == pytest.approx([s for s, _ in expected[: 2 * width]], abs=1e-4)


@pytest.mark.parametrize("kind", ["character", "character lines", "word"])
@pytest.mark.parametrize("prime", ["", "The qu"])
def test_width_one_is_greedy_writing(kind, prime, datasets):
    model, vocabulary = network(datasets[kind]), datasets[kind].vocabulary
    predictor = NetworkPredictor(model, vocabulary)
    tree = beam_search(predictor, predictor.primed(prime), BeamSettings(length=30, width=1))
    expected = generate(model, vocabulary, prime, Sampling(length=30, temperature=0.0, stop=True))
    assert tree.text(tree.found[0], vocabulary, vocabulary.prefix(prime)) == expected


def test_a_length_penalty_prefers_longer_texts(predictors):
    predictor = predictors["ngram", "character lines"]
    length = lambda alpha: len(  # noqa: E731
        (tree := beam_search(predictor, predictor.start(), BeamSettings(40, 8, alpha))).path(tree.found[0].node)
    )
    assert length(0.0) < length(2.0)


def test_a_text_found_reads_without_its_end(tiny):
    predictor = tiny["network"]
    tree = beam_search(predictor, predictor.start(), BeamSettings(LENGTH, 50))
    short = next(one for one in tree.found if tree.path(one.node) == [predictor.vocabulary.index["<eos>"]])
    assert tree.text(short, predictor.vocabulary, predictor.vocabulary.prefix("")) == ""
    assert short.log_probability == short.score and math.exp(short.score) <= 1


def test_the_search_goes_on_while_a_longer_text_may_still_win():
    found = [Found(0, -4.0, -4.0), Found(1, -6.0, -6.0)]
    assert not hopeful(-7.0, found, BeamSettings(40, 2, 0.0)) and hopeful(-5.0, found, BeamSettings(40, 2, 0.0))
    assert hopeful(-7.0, found, BeamSettings(40, 2, 1.0)) and hopeful(-50.0, found, BeamSettings(40, 3, 0.0))
    assert not hopeful(-46.0, found, BeamSettings(40, 2, 1.0))  # at the full length, 45 / 6 of it would be left: still below -6


@pytest.mark.parametrize("values", [{"width": 0}, {"width": 51}, {"length": 10**6}, {"length_penalty": math.nan}])
def test_a_search_too_wide_or_too_long_is_refused(values):
    with pytest.raises(Refusal):
        BeamSettings(**values)
