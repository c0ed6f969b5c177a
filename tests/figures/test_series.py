import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.figures.series import ceiling, latest, rounded, smooth, speeds, thin, thin_rows

NUMBERS = st.lists(st.floats(-1e6, 1e6), max_size=300)


@given(NUMBERS, st.integers(4, 60))
def test_thinning_keeps_the_ends_and_the_extremes(values, limit):
    kept = thin(values, limit)
    assert kept == sorted(set(kept)) and len(kept) <= max(limit, len(values) if len(values) <= limit else limit)
    if values:
        assert {0, len(values) - 1} <= set(kept)
        assert min(values[i] for i in kept) == min(values) and max(values[i] for i in kept) == max(values)


def test_nothing_is_thinned_where_everything_fits():
    assert thin([3.0, 1.0, 2.0], 10) == [0, 1, 2] and thin([], 10) == []


@pytest.mark.parametrize(("count", "limit"), [(7, 20), (100, 20), (103, 11)])
def test_many_series_are_thinned_as_one_alone(count, limit):
    table = np.random.default_rng(3).standard_normal((4, count))
    table[1] = 0.5  # the lowest of a stretch is its highest too
    assert [kept.tolist() for kept in thin_rows(table, limit)] == [thin(row, limit) for row in table]


@given(NUMBERS, st.floats(0, 0.5))
def test_smoothing_is_a_mean_of_neighbours(values, share):
    even = smooth(values, share)
    assert even.shape == (len(values),)
    reach = int(share * len(values))
    for place in range(len(values)):
        near = min(reach, place)
        assert even[place] == pytest.approx(np.mean(values[place - near : place + near + 1]), abs=1e-6)


def test_the_end_of_a_smooth_line_is_no_single_value():
    assert smooth([1.0] * 99 + [101.0], 0.1)[-1] == pytest.approx(1 + 100 / 11)


def test_speed_is_tokens_over_seconds():
    seconds, speed = speeds([100 * i for i in range(1, 50)], [0.5 * i for i in range(1, 50)])
    assert speed == pytest.approx([200.0] * len(speed)) and seconds[-1] == 24.5
    assert speeds([5], [1.0]) == ([], [])


def test_latest_is_the_mean_of_the_end():
    assert latest([10.0, 1.0, 3.0], 2) == 2.0 and latest([]) is None


def test_four_digits_are_kept():
    assert rounded(1.234567) == 1.235 and rounded(123456.0) == 123500.0


def test_a_short_peak_is_cut_off_and_an_explosion_is_not():
    falling = list(np.linspace(4.0, 1.5, 100))
    assert ceiling(falling) is None and ceiling() is None and ceiling([]) is None
    assert ceiling(falling, [2.0, 1e10, 1.9]) == pytest.approx(12.0)
    assert ceiling([*falling, 1e3, 1e10]) is None, "a line that ends high is news"
    assert ceiling(falling, [2.0, 1e10]) is None
