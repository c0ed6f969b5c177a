"""Whose turn it is: a fair order of waiting jobs."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol


class Waiting(Protocol):
    """What the order looks at."""

    visitor: str


def in_turn(waiting: Sequence[Waiting], busy: Collection[str], served: Mapping[str, int]) -> list[Waiting]:
    """Return waiting jobs, given in order of arrival, in the order in which they will run.

    Every visitor's first job comes before anybody's second, where a job that runs now counts as the first of its visitor
    (`busy`). Of equals goes first who was served longest ago (`served`: a number that grows with each job started, absent for
    those not yet served), then who came first.
    """
    before = Counter(busy)
    keys = []
    for place, job in enumerate(waiting):
        keys.append((before[job.visitor], served.get(job.visitor, 0), place))
        before[job.visitor] += 1
    return [waiting[place] for *_, place in sorted(keys)]
