"""From one language to another: rotations found again, least squares against its normal equations, and held-out words by hand."""

import numpy as np
import pytest
from gensim.models import KeyedVectors

from playground.errors import Refusal
from playground.vectors.translation import (
    FITS,
    fit,
    fitted,
    held_out,
    known_pairs,
    least_squares,
    read_pairs,
    rotation,
    score,
    shared_words,
    spaces,
    translate,
)


def keyed(words, table) -> KeyedVectors:
    found = KeyedVectors(table.shape[1])
    found.add_vectors(words, table.astype(np.float32))
    return found


@pytest.fixture(scope="module")
def languages():
    """Sixty words, and the same turned and moved, with a little noise, under other names."""
    draw = np.random.default_rng(4)
    table = draw.normal(size=(60, 8))
    turn, _ = np.linalg.qr(draw.normal(size=(8, 8)))
    other = table / np.linalg.norm(table, axis=1, keepdims=True) @ turn + 0.01 * draw.normal(size=(60, 8))
    words = [f"a{number}" for number in range(60)]
    return keyed(words, table), keyed([f"b{number}" for number in range(60)], other), turn


PAIRS = [(f"a{number}", f"b{number}") for number in range(60)]


def test_a_rotation_is_found_again_and_keeps_lengths(languages):
    source, _, turn = languages
    found = rotation(source.vectors, source.vectors @ turn)
    np.testing.assert_allclose(found, turn, atol=1e-5)
    np.testing.assert_allclose(found @ found.T, np.eye(8), atol=1e-6)
    few = rotation(source.vectors[:3], source.vectors[:3] @ turn)
    np.testing.assert_allclose(source.vectors[:3] @ few, source.vectors[:3] @ turn, atol=1e-5)
    assert np.linalg.matrix_rank(few, 1e-6) == 3


def test_least_squares_meets_its_normal_equations_and_is_the_smallest_where_many_fit():
    draw = np.random.default_rng(0)
    one, other = draw.normal(size=(30, 4)), draw.normal(size=(30, 6))
    np.testing.assert_allclose(one.T @ one @ least_squares(one, other), one.T @ other, atol=1e-9)
    few, target = draw.normal(size=(3, 7)), draw.normal(size=(3, 2))
    np.testing.assert_allclose(least_squares(few, target), np.linalg.pinv(few) @ target, atol=1e-9)


@pytest.mark.parametrize("kind", FITS)
def test_a_word_is_translated_by_the_nearest_direction(languages, kind):
    source, target, _ = languages
    way = fitted(source, target, PAIRS[:40], kind)
    found = translate(way, source, target, "a50", 3)
    carried = source["a50"] / np.linalg.norm(source["a50"]) - way.centre
    carried = carried @ way.matrix
    there = target.vectors / np.linalg.norm(target.vectors, axis=1, keepdims=True) - way.other
    cosines = there @ carried / np.linalg.norm(there, axis=1) / np.linalg.norm(carried)
    assert [word for word, _ in found] == [f"b{place}" for place in np.argsort(-cosines)[:3]] and found[0][0] == "b50"
    np.testing.assert_allclose([cosine for _, cosine in found], np.sort(cosines)[::-1][:3], atol=1e-5)


def test_held_out_words_never_teach(languages):
    source, target, _ = languages
    assert held_out(source, target, PAIRS, "rotation").first == 1
    mixed = [(one, other) for (one, _), (_, other) in zip(PAIRS, np.random.default_rng(1).permutation(PAIRS), strict=True)]
    assert held_out(source, target, mixed, "linear").first < 0.1
    both = [*PAIRS[:20], *[(one, "b59") for one, _ in PAIRS[:20]]]
    places = held_out(source, target, both, "rotation").places
    assert len(places) == 40 and min(places) >= 1


def test_a_score_counts_places_by_hand(languages):
    source, target, _ = languages
    way = fitted(source, target, PAIRS[:12], "linear")
    found = score(way, source, target, PAIRS)
    for place, (one, other) in zip(found.places, PAIRS, strict=True):
        names = [word for word, _ in translate(way, source, target, one, 60)]
        assert names.index(other) + 1 == place
    assert found.first == np.mean(np.array(found.places) == 1) and found.five == np.mean(np.array(found.places) <= 5)


def test_on_one_plane_carried_words_stand_beside_their_translations(languages):
    source, target, _ = languages
    way = fitted(source, target, PAIRS, "rotation")
    found = spaces(way, source, target, PAIRS)
    apart = [np.linalg.norm(one - other, axis=1) for one, other in (found.before, found.after)]
    assert apart[1].max() < 0.1 < apart[0].mean()
    both = np.concatenate([way.carried(source.vectors), way.there(target.vectors)])
    _, values, _ = np.linalg.svd(both - both.mean(0))
    np.testing.assert_allclose(np.linalg.norm(np.concatenate(found.after), axis=0), values[:2], rtol=1e-5)


def test_spaces_may_differ_in_their_dimensions():
    draw = np.random.default_rng(2)
    way = fit(draw.normal(size=(9, 4)), draw.normal(size=(9, 6)), "rotation")
    assert way.carried(draw.normal(size=(5, 4))).shape == (5, 6)
    small, large = keyed(list("abcde"), draw.normal(size=(5, 4))), keyed(list("vwxyz"), draw.normal(size=(5, 6)))
    pairs = list(zip("abcde", "vwxyz", strict=True))
    for one, two in ((small, large), (large, small)):
        turned = pairs if one is small else [(b, a) for a, b in pairs]
        found = spaces(fitted(one, two, turned, "rotation"), one, two, turned)
        assert all(points.shape == (5, 2) for both in (found.before, found.after) for points in both)


def test_pairs_are_read_as_people_write_them():
    assert read_pairs("one uno\ntwo\tdue\n\nthree, tre\nfour = quattro\none uno\n") == [
        ("one", "uno"),
        ("two", "due"),
        ("three", "tre"),
        ("four", "quattro"),
    ]
    for wrong, word in (
        ("one uno\ntwo", "Line 2 has one word:"),
        ("a b c", "Line 1 has 3 words"),
        ("\n".join(f"a{n} b" for n in range(2001)), "2,001"),
    ):
        with pytest.raises(Refusal, match=word):
            read_pairs(wrong)


def test_pairs_without_vectors_do_not_count(languages):
    source, target, _ = languages
    assert known_pairs([*PAIRS[:4], ("a1", "x"), ("x", "b1")], source, target) == PAIRS[:4]
    with pytest.raises(Refusal, match="Only 3 of 4 pairs .* name the word of the first set first"):
        known_pairs([*PAIRS[:3], ("x", "y")], source, target)
    with pytest.raises(Refusal, match="Only 3 of 3 pairs .* name more"):
        known_pairs(PAIRS[:3], source, target)
    assert shared_words(source, source)[:2] == [("a0", "a0"), ("a1", "a1")] and shared_words(source, target) == []
    assert shared_words(source, target, lambda word: word.replace("a", "b")) == PAIRS
