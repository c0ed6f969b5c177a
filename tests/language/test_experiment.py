"""Settings: checked, and the same in every form they take."""

import json
import math

import pytest

from playground.errors import Refusal
from playground.language.experiment import CONTROLS, Experiment, experiment_from_json, experiment_from_text, experiment_to_json


def test_survives_json_and_text():
    given = Experiment().with_(
        cell="lstm", forget_bias=3.0, learning_rate=0.02, stateful=False, budget=12.5, budget_unit="seconds"
    )
    assert experiment_from_json(json.loads(json.dumps(experiment_to_json(given)))) == given
    assert experiment_from_text({name: str(value) for name, value in given.changed().items()}) == given


def test_changed_names_only_what_differs():
    assert Experiment().changed() == {}
    assert Experiment().with_(cell="lstm").changed() == {"cell": "lstm"}


@pytest.mark.parametrize(
    "name, value",
    [
        ("hidden_size", 10**9),
        ("hidden_size", -1),
        ("hidden_size", 2.5),
        ("hidden_size", True),
        ("learning_rate", math.nan),
        ("learning_rate", math.inf),
        ("sequence_length", 0),
        ("cell", "quantum"),
        ("stateful", "perhaps"),
        ("no_such_setting", 1),
    ],
)
def test_nonsense_is_refused_in_one_sentence_that_names_the_field(name, value):
    with pytest.raises(Refusal) as refusal:
        Experiment().with_(**{name: value})
    assert refusal.value.field == name
    assert "\n" not in str(refusal.value) and len(str(refusal.value)) < 200


@pytest.mark.parametrize(
    "name, raw", [("hidden_size", "many"), ("learning_rate", "1e400"), ("learning_rate", "nan"), ("stateful", "3")]
)
def test_text_that_is_no_value_is_refused(name, raw):
    with pytest.raises(Refusal, match="cannot be"):
        experiment_from_text({name: raw})


def test_every_setting_explains_itself_and_its_default_is_allowed():
    for control in CONTROLS.values():
        assert control.label and control.help.endswith(".")
        control.check(control.default)


def test_a_close_spelling_is_offered():
    with pytest.raises(Refusal, match="did you mean lstm"):
        Experiment().with_(cell="lsmt")
