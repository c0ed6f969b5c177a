"""What a vocabulary costs and how far apart its words are, against arrays made in the test and by hand."""

import numpy as np
import pytest

from playground.vectors.onehot import FITS, MOST, TABLES, cosines, distances, memory, one_hot, steps


@pytest.mark.parametrize(("name", "shape"), [("row", (1, 50)), ("dense-row", (1, 7)), ("square", (50, 50)), ("dense", (50, 7))])
def test_what_is_measured_is_what_an_array_takes(name, shape):
    found = memory(name, 50, 7)
    assert found.measured and found.bytes == np.zeros(shape, np.float32).nbytes and found.numbers == np.prod(shape)


def test_what_does_not_fit_is_computed_without_any_overflow():
    found = memory("square", MOST, 300)
    assert not found.measured and found.bytes == 4 * 10**18
    assert memory("row", FITS // 4, 1).measured and not memory("row", FITS // 4 + 1, 1).measured


def test_the_slider_goes_from_ten_to_a_billion_in_even_steps():
    assert steps()[:4] == (10, 20, 50, 100) and steps()[-1] == 10**9 and list(steps()) == sorted(set(steps()))


def test_one_hot_words_are_all_equally_far_apart():
    rows = one_hot([3, 0, 4], 6)
    assert rows.sum() == 3 and rows[0, 3] == rows[1, 0] == rows[2, 4] == 1
    np.testing.assert_allclose(distances(rows), 2**0.5 * (1 - np.eye(3)))
    np.testing.assert_allclose(cosines(rows), np.eye(3))


def test_distances_and_cosines_are_those_of_each_pair():
    rows = np.random.default_rng(0).normal(size=(4, 5)).astype(np.float32)
    for one in range(4):
        for other in range(4):
            a, b = rows[one].astype(float), rows[other].astype(float)
            assert distances(rows)[one, other] == pytest.approx(np.linalg.norm(a - b), abs=1e-6)
            assert cosines(rows)[one, other] == pytest.approx(a @ b / np.linalg.norm(a) / np.linalg.norm(b), abs=1e-6)


def test_every_table_has_a_shape_for_every_size():
    for name in TABLES:
        assert all(memory(name, words, 1).bytes > 0 for words in (10, 10**6, MOST))
