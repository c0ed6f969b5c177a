"""The median rule, against medians worked out by hand."""

from playground.language.records import ValidationRecord
from playground.sweeps.stopping import hopeless, losses_of

# Running averages up to 20: 3.0, 2.0 and 4.0, so that the median is 3.0; up to 10: 4.0, 2.5 and 4.5.
FINISHED = [
    [(10, 4.0), (20, 2.0), (30, 0.5)],
    [(10, 2.5), (20, 1.5), (30, 1.0)],
    [(10, 4.5), (20, 3.5), (30, 3.0)],
]


def test_a_run_is_hopeless_where_its_best_is_worse_than_the_median_of_the_averages():
    assert hopeless([(10, 3.2), (20, 3.01)], FINISHED)
    assert not hopeless([(10, 3.2), (20, 3.0)], FINISHED)  # as good as the median is not worse
    assert not hopeless([(10, 2.9), (20, 5.0)], FINISHED)  # its best counts, not its last


def test_what_the_others_reached_later_does_not_count():
    assert not hopeless([(5, 9.0), (10, 3.9)], FINISHED)  # up to 10 the median is 4.0
    assert hopeless([(5, 9.0), (10, 4.1)], FINISHED)


def test_nobody_is_judged_early():
    assert not hopeless([(20, 99.0)], FINISHED)  # its first validation
    assert not hopeless([(10, 99.0), (20, 99.0)], FINISHED[:2])
    assert not hopeless([(1, 99.0), (2, 99.0)], FINISHED)  # no finished run was measured so early
    assert not hopeless([], FINISHED) and not hopeless([(10, 9.0), (20, 9.0)], [])


def test_losses_are_per_character_against_the_budget():
    records = [ValidationRecord(10, 640, 1.5, 6.0, 100), ValidationRecord(20, 1280, 3.0, 5.0, 100)]
    assert losses_of(records, "tokens", 5.0) == [(640, 1.2), (1280, 1.0)]
    assert losses_of(records, "seconds", 0.0) == [(1.5, 6.0), (3.0, 5.0)]
