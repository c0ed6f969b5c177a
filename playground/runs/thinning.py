"""Fewer step records without losing a spike: what keeps a view, a message and a stored history small.

Steps are put into buckets by step number, `width` steps each, a power of two. Of each bucket stay the records with the
lowest and the highest loss and the one with the largest gradient norm, besides the very first and the very last record of
all. A bucket is the union of two half as wide, so thinning what was thinned gives the same as thinning everything once.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

from playground.language.records import StepRecord


def loss(record: StepRecord) -> float:
    """Return what makes a record an extreme of the loss curve."""
    return record.train_loss


def norm(record: StepRecord) -> float:
    """Return what makes a record a spike of the gradient; one that is no number counts as the largest."""
    return record.gradient_norm if record.gradient_norm == record.gradient_norm else math.inf


def extremes(records: Iterable[StepRecord]) -> list[StepRecord]:
    """Return the one to three records of a bucket that stay, in order."""
    bucket = list(records)
    chosen = {record.step: record for record in (min(bucket, key=loss), max(bucket, key=loss), max(bucket, key=norm))}
    return [chosen[step] for step in sorted(chosen)]


def by_bucket(steps: Iterable[StepRecord], bucket: Callable[[StepRecord], Any]) -> list[StepRecord]:
    """Return the extremes of every bucket; `bucket` names the one that a record belongs to."""
    return [record for _, members in groupby(steps, key=bucket) for record in extremes(members)]


def by_width(steps: Iterable[StepRecord], width: int) -> list[StepRecord]:
    """Return the extremes of every bucket of `width` steps."""
    return by_bucket(steps, lambda record: record.step // width)


def thin(steps: Sequence[StepRecord], room: int) -> list[StepRecord]:
    """Return at most `room` (10 or more) step records in order: all where they fit, else the extremes of equal stretches."""
    if len(steps) <= room:
        return list(steps)
    width = 2
    while len(kept := by_width(steps, width)) > room - 2:
        width *= 2
    ends = [steps[0], *kept, steps[-1]]
    return [record for _, (record, *_) in groupby(ends, key=lambda record: record.step)]


class Thinned:
    """Step records that come one by one, however many, in bounded room; the newest always stay whole."""

    def __init__(self, room: int):
        self.room, self.steps = room, []

    def extend(self, records: Iterable[StepRecord]) -> None:
        """Add records in order, and make room where there is none left."""
        self.steps.extend(records)
        if len(self.steps) > self.room:
            self.steps = thin(self.steps, self.room // 2)
