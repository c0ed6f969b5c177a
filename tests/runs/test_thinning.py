"""Thinned step records keep their extremes, their ends and their order, in bounded room."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.language.records import StepRecord
from playground.runs.thinning import Thinned, by_width, thin


def step(number, loss=1.0, norm=1.0):
    return StepRecord(number, 16 * number, 0.1 * number, loss, norm, norm, 0.01)


def noisy(count, seed=0):
    draw = random.Random(seed)
    return [step(number, draw.gauss(2, 1), draw.gauss(5, 1)) for number in range(1, count + 1)]


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(0, 99)), min_size=1, max_size=400), st.integers(10, 100))
def test_extremes_and_ends_stay(values, room):
    records = [step(number, loss, norm) for number, (loss, norm) in enumerate(values, 1)]
    kept = thin(records, room)
    assert len(kept) <= room
    assert kept == sorted(set(kept), key=lambda record: record.step)
    for extreme, name in ((min, "train_loss"), (max, "train_loss"), (max, "gradient_norm")):
        assert extreme(getattr(record, name) for record in kept) == extreme(getattr(record, name) for record in records)
    assert (kept[0], kept[-1]) == (records[0], records[-1])


def test_few_records_are_left_alone():
    records = noisy(50)
    assert thin(records, 50) == records


def test_thinning_twice_is_thinning_once():
    records = noisy(5000)
    assert by_width(by_width(records, 4), 32) == by_width(records, 32)


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_a_flood_stays_in_its_room_with_every_spike(batch):
    records = noisy(30_000)
    records[12_345] = step(12_346, 99.0, math.nan)
    thinned = Thinned(2000)
    for start in range(0, len(records), batch):
        thinned.extend(records[start : start + batch])
        assert len(thinned.steps) <= 2000
    numbers = [record.step for record in thinned.steps]
    assert numbers == sorted(set(numbers)) and {1, 12_346, 30_000} <= set(numbers)
    gaps = [after - before for before, after in zip(numbers, numbers[1:], strict=False)]
    assert max(gaps) < 30_000 / 100  # no stretch of the run is forgotten
