"""Vectors without a dict of their words: everything that gensim's users know works on them, and what is saved is gensim's own."""

import copy

import numpy as np
import pytest
from gensim.models.keyedvectors import KeyedVectors

from playground.vectors.cache import keyed
from playground.vectors.mapped import PATIENCE

WORDS = ["the", "king", "queen", "1", "ab"]
VECTORS = np.random.default_rng(0).normal(size=(len(WORDS), 3)).astype(np.float32)


@pytest.fixture
def ours():
    vectors = VECTORS.copy()
    vectors.flags.writeable = False
    return keyed(list(WORDS), vectors, np.linalg.norm(vectors, axis=1))


@pytest.fixture
def theirs():
    found = KeyedVectors(3)
    found.add_vectors(WORDS, VECTORS)
    return found


def test_a_few_words_are_found_without_a_dict_and_many_with_one(ours):
    assert [ours.get_index(word) for word in WORDS] == list(range(len(WORDS))) and ours.index is None
    for _ in range(PATIENCE):
        assert "nothing" not in ours
    assert "king" in ours and ours.index == {word: place for place, word in enumerate(WORDS)}
    assert [ours.get_index(word) for word in WORDS] == list(range(len(WORDS)))


@pytest.mark.parametrize("dictionary", [False, True])
def test_words_and_what_is_none_are_answered_as_gensim_does(ours, theirs, dictionary):
    assert not dictionary or ours.key_to_index == theirs.key_to_index
    for key in [*WORDS, "nothing", "", 0, 4, np.int64(2), 5, -1]:
        assert ours.get_index(key, -7) == theirs.get_index(key, -7) and (key in ours) == (key in theirs)
        if key in theirs:
            assert np.array_equal(ours[key], theirs[key])
        else:
            with pytest.raises(KeyError, match="not present"):
                ours[key]
    assert dict(ours.most_similar("king", topn=4)) == pytest.approx(dict(theirs.most_similar("king", topn=4)))
    assert ours.get_vecattr("king", "count") == 4 and len(ours) == len(theirs)


def test_what_is_saved_is_gensims_own(ours, theirs, tmp_path):
    ours.save(str(tmp_path / "kept"))
    ours.save_word2vec_format(str(tmp_path / "text"))
    for found in (KeyedVectors.load(str(tmp_path / "kept")), copy.deepcopy(ours)):
        assert type(found) is KeyedVectors and type(found.key_to_index) is dict and found.index_to_key == WORDS
        assert dict(found.most_similar("king")) == pytest.approx(dict(theirs.most_similar("king")))
    assert KeyedVectors.load_word2vec_format(str(tmp_path / "text")).index_to_key == WORDS


def test_vectors_may_be_added(ours):
    assert "new" not in ours
    ours.vectors = ours.vectors.copy()
    ours.add_vector("new", np.ones(3, np.float32))
    assert "new" in ours and ours.get_index("new") == len(WORDS) and np.array_equal(ours["new"], np.ones(3))
