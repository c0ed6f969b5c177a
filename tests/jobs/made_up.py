"""Studies that behave as badly as a study could."""

from dataclasses import dataclass

import torch

from playground.controls import Described, check, number
from playground.errors import Refusal
from playground.jobs.studies import Study

SEEN = []  # what the last study found on its desk


@dataclass(frozen=True)
class Counting(Described):
    """How many events to tell."""

    count: int = number(3, "Count", "Events.", 1, 1_000_000)
    weight: float = number(1.0, "Weight", "Nothing.", 0.0, 10.0)

    def __post_init__(self):
        check(self)

    @property
    def expected_seconds(self):
        return self.count / 1000


def count(settings, desk):
    SEEN[:] = [desk]
    for value in range(settings.count):
        yield {"value": value, "weight": settings.weight, "progress": (value + 1) / settings.count}


def steps(settings, desk):
    """Many signs of life, and one result that is told again and again."""
    for value in range(settings.count):
        yield {"progress": value / settings.count}
        yield {"slot": "newest", "value": value}


def break_down(settings, desk):
    yield {"value": 1}
    raise ZeroDivisionError("secret detail")


def refuse(settings, desk):
    yield {"value": 1}
    raise Refusal("The letters ran out.")


def run_out(settings, desk):
    yield {"value": 1}
    raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")


def shout(settings, desk):
    yield {"value": 1}
    yield {"text": "x" * 1_000_000}


def tell_a_tensor(settings, desk):
    yield {"value": 1}
    yield {"value": torch.zeros(3)}


def tell_no_number(settings, desk):
    yield {"value": float("nan"), "progress": float("nan")}
    yield {"value": [float("inf"), 1.0], "progress": 17}


def study(name, private=False):
    return Study("Made up", "tests.jobs.made_up:Counting", f"tests.jobs.made_up:{name}", private)


NAMES = ("count", "steps", "break_down", "refuse", "run_out", "shout", "tell_a_tensor", "tell_no_number")
