"""A text's log-probability against torch's cross_entropy, and the figures that follow from it."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from playground.errors import Refusal
from playground.language import scoring
from playground.language.predictors import NetworkPredictor
from playground.language.scoring import accuracy, after, read_pairs, score, score_pairs
from tests.language.conftest import KINDS, network

TEXTS = ["The quick brown fox", "Why do zebras quiz a vexed ox?", "Pack", "The lazy dog. Pack my box with five dozen jugs!"]


@pytest.mark.parametrize("kind", KINDS)
def test_log_probability_is_the_negative_sum_of_cross_entropy(kind, datasets):
    data = datasets[kind]
    model = network(data, "lstm")
    for text, found in zip(TEXTS, score(NetworkPredictor(model, data.vocabulary), TEXTS), strict=True):
        start, ids = data.vocabulary.prefix(""), data.vocabulary.encode_text(text)
        logits = model(torch.tensor([start + ids[:-1]]))[0][0, len(start) - 1 :]
        expected = F.cross_entropy(logits.double(), torch.tensor(ids), reduction="none").detach().numpy()
        np.testing.assert_allclose([-token.log_probability for token in found.tokens], expected, atol=2e-5)
        assert found.log_probability == pytest.approx(-expected.sum(), abs=1e-4)
        assert found.perplexity == pytest.approx(math.exp(expected.mean()), rel=1e-4)
        assert found.bits_per_token == pytest.approx(expected.mean() / math.log(2), rel=1e-4)
        assert found.bits_per_character == pytest.approx(expected.sum() / math.log(2) / len(text), rel=1e-4)
        assert found.tokens[0].bits == pytest.approx(expected[0] / math.log(2), rel=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_an_ngram_model_scores_a_text_as_the_stream_it_stands_in(kind, predictors, datasets):
    predictor, vocabulary = predictors["ngram", kind], datasets[kind].vocabulary
    start = [] if predictor.model.end is not None else vocabulary.prefix("")
    for text, found in zip(TEXTS, score(predictor, TEXTS), strict=True):
        stream = np.array(start + vocabulary.encode_text(text))
        expected = predictor.model.log_probabilities_of(stream)[len(start) :]
        np.testing.assert_allclose([token.log_probability for token in found.tokens], expected, rtol=1e-9)


@pytest.mark.parametrize("width", [1, 40, 10_000])
def test_texts_are_scored_alike_however_many_are_read_together(width, predictors, monkeypatch):
    predictor = predictors["network", "word"]
    alone = [score(predictor, [text])[0].log_probability for text in TEXTS]
    monkeypatch.setattr(scoring, "CELLS", width)
    together = score(predictor, TEXTS)
    assert [found.text for found in together] == TEXTS
    assert [found.log_probability for found in together] == pytest.approx(alone, abs=1e-4)


def test_candidates_are_the_likeliest_tokens_and_the_written_word_is_kept(predictors, datasets):
    (found,) = score(predictors["ngram", "word"], ["The quick brown unicorn"], top=3)
    vocabulary = datasets["word"].vocabulary
    assert [token.written for token in found.tokens] == ["the", "quick", "brown", "unicorn"]
    assert [token.token for token in found.tokens] == ["the", "quick", "brown", "<unk>"]
    chances = np.exp(predictors["ngram", "word"].log_probabilities(predictors["ngram", "word"].start())[0])
    assert [candidate.token for candidate in found.tokens[0].candidates] == [
        vocabulary.tokens[i] for i in np.argsort(-chances)[:3]
    ]
    assert [candidate.probability for candidate in found.tokens[0].candidates] == pytest.approx(sorted(chances)[:-4:-1])
    everything = score(predictors["ngram", "word"], ["The"], top=10**6)[0].tokens[0].candidates
    assert sum(candidate.probability for candidate in everything) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("texts", [[], [""], ["The", "   "], ["x" * 15_000, "y" * 6_000]])
def test_nothing_and_too_much_are_refused(texts, predictors):
    with pytest.raises(Refusal):
        score(predictors["ngram", "word" if "   " in texts else "character"], texts)


def test_pairs_are_right_where_the_good_one_is_likelier(predictors):
    pairs = read_pairs("The quick brown fox / The quick brown dog\n\nPack my ox\tPack my box\nThe dog / The dog\n")
    assert pairs == [("The quick brown fox", "The quick brown dog"), ("Pack my ox", "Pack my box"), ("The dog", "The dog")]
    scored = score_pairs(predictors["ngram", "word"], pairs)
    assert [pair.right for pair in scored] == [True, False, False]
    assert accuracy(scored) == pytest.approx(1 / 3)
    with pytest.raises(Refusal, match="Line 2"):
        read_pairs("one / two\nthree\n")


@pytest.mark.parametrize("name", [("network", "character"), ("ngram", "word")], ids=" ".join)
def test_an_answer_after_a_text_is_the_difference_of_two_scores(name, predictors):
    found = after(predictors[name], "The quick", [" brown fox", " lazy"])
    whole = [score(predictors[name], [f"The quick{answer}"])[0].log_probability for answer in (" brown fox", " lazy")]
    before = score(predictors[name], ["The quick"])[0].log_probability
    assert found == pytest.approx([math.exp(log - before) for log in whole], rel=1e-3)
