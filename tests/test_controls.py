"""Settings that say about themselves what may be entered."""

from dataclasses import dataclass

import pytest

from playground.controls import Described, as_in, check, choice, number
from playground.errors import Refusal, near


@dataclass(frozen=True)
class One(Described):
    """Two numbers."""

    count: int = number(3, "Count", "How many.", 1, 10)
    weight: float = number(0.5, "Weight", "How heavy.", 0.0, 1.0, step=0.1)

    def __post_init__(self):
        check(self)


@dataclass(frozen=True)
class Other(Described):
    """The same two, with another default."""

    weight: float = as_in(One, "weight", 0.25)
    count: int = as_in(One, "count")


@pytest.mark.parametrize("name", ["count", "weight"])
@pytest.mark.parametrize("value", [10**400, -(10**400), float("inf"), float("nan"), True, "1"])
def test_what_is_no_number_within_the_range_is_refused_in_a_sentence(name, value):
    with pytest.raises(Refusal, match="from ") as caught:
        One(**{name: value})
    assert caught.value.field == name and len(str(caught.value)) < 200


def test_a_setting_is_declared_as_in_another_class():
    assert Other() == Other(weight=0.25, count=3)
    one, other = One.controls(), Other.controls()
    assert list(other) == ["weight", "count"] and other["count"] == one["count"]
    assert (other["weight"].default, other["weight"].high, other["weight"].label) == (0.25, 1.0, "Weight")


@dataclass(frozen=True)
class Third(Described):
    """A choice whose label is no noun."""

    unit: str = choice("steps", "Counted in", "What counts.", {"steps": 1, "seconds": 2})

    def __post_init__(self):
        check(self)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("years", "Counted in cannot be “years”: choose one of seconds, steps."),
        ("step", "Counted in cannot be “step”: did you mean steps?"),
    ],
)
def test_a_name_that_cannot_be_chosen_is_refused_in_a_sentence(given, sentence):
    with pytest.raises(Refusal) as caught:
        Third(given)
    assert str(caught.value) == sentence and caught.value.field == "unit"


def test_many_names_are_not_all_listed_and_none_twice():
    assert near("x", ["a", "a", "b"]) == "choose one of a, b."
    assert near("xyz", [f"{number:02}" for number in range(40)]).endswith("28, 29 or 10 others.")
