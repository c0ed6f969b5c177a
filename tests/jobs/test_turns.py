"""Whose turn it is."""

from dataclasses import dataclass

import pytest

from playground.jobs.turns import in_turn


@dataclass(frozen=True)
class Waiting:
    visitor: str
    number: int = 0


@pytest.mark.parametrize(
    "waiting, busy, served, expected",
    [
        ("", "", {}, ""),
        ("abc", "", {}, "abc"),
        ("aaab", "", {}, "abaa"),
        ("aaabbc", "", {}, "abcaba"),
        ("aab", "a", {}, "baa"),
        ("aab", "a", {"a": 5}, "baa"),
        ("ab", "", {"a": 5}, "ba"),
        ("ab", "", {"a": 5, "b": 9}, "ab"),
        ("cab", "cab", {"a": 1, "b": 2, "c": 3}, "abc"),
    ],
)
def test_every_visitors_first_job_comes_before_anybodys_second(waiting, busy, served, expected):
    assert "".join(job.visitor for job in in_turn([Waiting(name) for name in waiting], set(busy), served)) == expected


def test_a_visitors_own_jobs_keep_their_order():
    jobs = [Waiting("ab"[number % 2], number) for number in range(10)]
    for visitor in "ab":
        numbers = [job.number for job in in_turn(jobs, set(), {}) if job.visitor == visitor]
        assert numbers == sorted(numbers)
