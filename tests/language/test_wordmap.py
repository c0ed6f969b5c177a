"""The map of embeddings before and after: places by eigenvectors, neighbours by brute force."""

import numpy as np
import pytest

from playground.language.wordmap import NEIGHBOURS, word_map

TOKENS = ("<unk>", "<eos>", "the", ".", "cat", "dog", "1984", "sat", "mat", "on", "a", "ran")
WORDS = [token for token in TOKENS if token.isalpha()]


@pytest.fixture(scope="module")
def tables():
    random = np.random.default_rng(3)
    return random.normal(size=(len(TOKENS), 5)), random.normal(size=(len(TOKENS), 5)) * [4, 2, 1, 0.5, 0.2]


def test_places_are_the_plane_in_which_the_trained_vectors_differ_most(tables):
    before, after = tables
    found = word_map(TOKENS, before, after)
    rows = [TOKENS.index(word) for word in WORDS]
    assert list(found.words) == WORDS
    values, axes = np.linalg.eigh(np.cov(after[rows].T))
    plane = axes[:, [-1, -2]]
    for table, places in ((before, found.before), (after, found.after)):
        expected = (table[rows] - table[rows].mean(0)) @ plane
        signs = np.sign((expected * places).sum(0))
        assert np.allclose(expected * signs, places, atol=1e-3)
    assert found.share == pytest.approx(values[-2:].sum() / values.sum(), abs=1e-3)


def test_neighbours_and_turns_are_cosines(tables):
    found = word_map(TOKENS, *tables)
    for table, near in zip(tables, (found.near_before, found.near_after), strict=True):
        for word, told in zip(WORDS, near, strict=True):
            own = table[TOKENS.index(word)]
            cosine = lambda other, own=own, table=table: own @ (v := table[TOKENS.index(other)]) / np.linalg.norm(v)  # noqa: E731
            assert list(told) == sorted((w for w in WORDS if w != word), key=cosine, reverse=True)[:NEIGHBOURS]
    for word, turned in zip(WORDS, found.turned, strict=True):
        one, two = (table[TOKENS.index(word)] for table in tables)
        assert turned == pytest.approx(one @ two / np.linalg.norm(one) / np.linalg.norm(two), abs=1e-4)


def test_a_tiny_vocabulary_has_a_map_too():
    found = word_map(("<unk>", "a", "b", "c"), *np.random.default_rng(0).normal(size=(2, 4, 3)))
    assert found.words == ("a", "b", "c") and all(len(near) == 2 for near in found.near_after)
