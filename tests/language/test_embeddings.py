"""Word vectors put into a model: found by spelling, all scaled alike, and left alone by training where they are frozen."""

import numpy as np
import pytest
import torch
from gensim.models import KeyedVectors

from playground.errors import Refusal
from playground.language.checkpoint import checkpoint, resume
from playground.language.embeddings import start_from
from playground.language.optimisation import CLIPPINGS
from playground.language.starting import begin_with, fitted
from playground.language.training import begin, train

WORDS = ["the", "quick", "brown", "i", "dog", "unicorn"]


@pytest.fixture
def vectors():
    values = np.random.default_rng(0).normal(size=(len(WORDS), 8)).astype(np.float32) * 5
    return dict(zip(WORDS, values, strict=True))


class Named(dict):
    """Vectors as a source gives them: they know how long they are."""

    vector_size = 8


def begun(experiment, datasets, **changes):
    return begin(experiment.with_(tokenizer="word", **changes), datasets["word"])


@pytest.mark.parametrize("kind", ["dict", "gensim"])
def test_found_words_get_their_vectors_and_the_others_stay_random(kind, vectors, experiment, datasets):
    state, untouched = begun(experiment, datasets), begun(experiment, datasets)
    vocabulary, given = datasets["word"].vocabulary, vectors
    if kind == "gensim":
        given = KeyedVectors(8)
        given.add_vectors(list(vectors), list(vectors.values()))
    found = start_from(state.model, vocabulary, given)
    before, after = untouched.model.embedding.weight.detach(), state.model.embedding.weight.detach()
    known = [word for word in WORDS if word in vocabulary.index]
    assert (found.found, found.words) == (len(known), len(vocabulary)) and 3 < found.found < len(WORDS)
    assert found.missing[:2] == ("<unk>", "<eos>") and not set(found.missing) & set(known)
    factors = [after[vocabulary.index[word]].numpy() / vectors[word] for word in known]
    np.testing.assert_allclose(factors, factors[0][0], rtol=1e-5)
    rows = [vocabulary.index[word] for word in known]
    assert after[rows].square().mean() == pytest.approx(before[rows].square().mean().item(), rel=1e-5)
    others = [number for number in range(len(vocabulary)) if number not in rows]
    assert torch.equal(after[others], before[others])


@pytest.mark.parametrize("clipping", CLIPPINGS)
@pytest.mark.parametrize("frozen", [True, False])
def test_training_changes_the_vectors_only_where_it_may(frozen, clipping, vectors, experiment, datasets):
    kind = "frozen" if frozen else "fine-tuned"
    given = experiment.with_(tokenizer="word", clipping=clipping, embedding=kind)
    state = begin_with(given, datasets["word"], lambda name: Named(vectors))
    assert state.coverage.found > 3 and state.experiment.model.embedding_size == 8
    before, output = (weight.detach().clone() for weight in (state.model.embedding.weight, state.model.output.weight))
    list(train(state))
    assert torch.equal(state.model.embedding.weight, before) == frozen
    assert not torch.equal(state.model.output.weight, output)
    again = resume(state.experiment, datasets["word"], checkpoint(state))
    assert torch.equal(again.model.embedding.weight, state.model.embedding.weight)


def test_a_word_is_found_in_small_letters(vectors, experiment, datasets):
    vocabulary = datasets["word"].vocabulary
    start_from((state := begun(experiment, datasets)).model, vocabulary, {"the": vectors["the"]})
    capital = type(vocabulary)("word", tuple(token.upper() for token in vocabulary.tokens))
    start_from((other := begun(experiment, datasets)).model, capital, {"the": vectors["the"]})
    assert torch.equal(state.model.embedding.weight, other.model.embedding.weight)


@pytest.mark.parametrize(
    "vectors, said",
    [({"the": np.zeros(5)}, "use 5"), ({"xyz": np.zeros(8)}, "None of"), ({"the": np.full(8, np.nan)}, "not finite")],
    ids=["length", "no word", "no number"],
)
def test_vectors_that_do_not_fit_are_refused(vectors, said, experiment, datasets):
    state = begun(experiment, datasets)
    before = state.model.embedding.weight.detach().clone()
    with pytest.raises(Refusal, match=said):
        start_from(state.model, datasets["word"].vocabulary, vectors)
    assert torch.equal(state.model.embedding.weight, before)


def test_only_words_have_vectors_and_a_run_without_its_vectors_does_not_begin(vectors, experiment, datasets):
    letters = experiment.with_(embedding="frozen")
    with pytest.raises(Refusal, match="choose words"):
        fitted(letters, lambda name: Named(vectors))
    with pytest.raises(Refusal, match="not here"):
        begin(letters.with_(tokenizer="word"), datasets["word"])
    assert fitted(experiment, pytest.fail) is experiment


def test_vectors_decide_how_long_the_embedding_is(vectors, experiment, datasets):
    given = experiment.with_(tokenizer="word", embedding="fine-tuned", embedding_size=100, vectors="mine")
    asked = []
    state = begin_with(given, datasets["word"], lambda name: asked.append(name) or Named(vectors))
    assert state.experiment.model.embedding_size == 8 == state.model.embedding.weight.shape[1] and set(asked) == {"mine"}
