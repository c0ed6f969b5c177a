"""Runs and records survive strict JSON unchanged."""

import json
import math
from dataclasses import replace

import pytest

from models.cells import CELLS
from playground.errors import Refusal
from playground.language.experiment import Experiment
from playground.language.records import REASONS, BusyRecord, DecayRecord, EndRecord, SampleRecord, StepRecord, ValidationRecord
from playground.runs.record import (
    STATUS_OF,
    STATUSES,
    History,
    checked_columns,
    columns,
    from_columns,
    new_run,
    record_line,
    record_of,
    record_values,
    run_from_json,
    run_to_json,
    strict_json,
)

STEP = StepRecord(1, 64, 0.5, train_loss=3.25, gradient_norm=0.5, clipped_norm=0.25, learning_rate=0.01)
VALIDATION = ValidationRecord(1, 64, 0.5, validation_loss=3.0, validation_tokens=500)
SAMPLE = SampleRecord(1, 64, 0.5, text="Größe “x”\n🦕 \ud800")
DECAY = DecayRecord(1, 64, 0.5, states={"h": [-0.25, -350.125, None], "c": [0.5, 1.0, -1.0]})
BUSY = BusyRecord(1, 64, 0.5, share=0.5)
END = EndRecord(1, 64, 0.5, reason="finished", message="Finished.")


def strict(text):
    """Read JSON as the standard has it."""
    return json.loads(text, parse_constant=pytest.fail)


@pytest.mark.parametrize("record", [STEP, VALIDATION, SAMPLE, DECAY, BUSY, END], ids=lambda record: record.event)
def test_a_record_survives_json(record):
    assert record_of(strict(strict_json(record_values(record)))) == record
    assert from_columns(strict(strict_json(columns([record, record])))) == [record, record]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_not_finite_are_null_in_json_and_nan_again(value):
    record = replace(STEP, gradient_norm=value)
    assert strict(record_line(record))["gradient_norm"] is None
    assert math.isnan(record_of(strict(record_line(record))).gradient_norm)
    assert math.isnan(from_columns(strict(strict_json(columns([record]))))[0].gradient_norm)


def test_history_sorts_by_kind_and_gives_columns():
    history = History.from_records([STEP, BUSY, VALIDATION, SAMPLE, DECAY, replace(STEP, step=2, train_loss=3.0), END])
    assert [len(part) for part in (history.steps, history.validations, history.samples, history.decays)] == [2, 1, 1, 1]
    assert history.column("train_loss") == [3.25, 3.0] and history.column("step") == [1, 2]
    assert history.column("validation_loss") == [3.0]
    assert History.from_records(history.records) == history
    assert history.until(1).column("step") == [1]


def test_columns_from_elsewhere_are_checked():
    good = columns([STEP, VALIDATION, SAMPLE, DECAY])
    assert checked_columns(good) == good
    for bad in ({"step": ["1"]}, {"step": [True]}, {"other": [1]}, {"train_loss": ["low"]}):
        with pytest.raises((TypeError, KeyError)):
            checked_columns({"step": bad})
    for bad in ([1.0], {"h": 1.0}, {"h": ["x"]}, {"h": [math.nan]}, {"h": [10**400]}, {"h": [True]}, {"h": [[1.0]]}):
        with pytest.raises(TypeError):
            checked_columns({"decay": {"states": [bad]}})
    with pytest.raises(KeyError):
        checked_columns({"nonsense": {"step": [1]}})


@pytest.mark.parametrize("cell", CELLS)
def test_a_run_survives_json_and_is_named_by_what_matters(cell):
    run = new_run(Experiment().with_(cell=cell, hidden_size=64), "visitor", "Wikipedia")
    assert run_from_json(strict(strict_json(run_to_json(run)))) == run
    assert run.name == f"{CELLS[cell].label} 64 · Wikipedia" and run.status == "queued"


def test_ids_cannot_be_guessed():
    ids = {new_run(Experiment(), "visitor", "Text").id for _ in range(100)}
    assert len(ids) == 100 and all(len(name) >= 16 for name in ids)


def test_no_id_begins_as_an_option_does(monkeypatch):
    drawn = iter(["-Pr9XEdbLEpuwE", "--help", "Pr9-XEdbLEpuwE"])
    monkeypatch.setattr("secrets.token_urlsafe", lambda size: next(drawn))
    assert new_run(Experiment(), "visitor", "Text").id == "Pr9-XEdbLEpuwE"


BROKEN = [
    {"status": "unheard of"},
    {"step": "many"},
    {"step": 1.5},
    {"seconds": math.nan},
    {"seconds": None},
    {"tokens": True},
    {"name": 7},
    {"experiment": {"model": {"hidden_size": -1}}},
    {"experiment": {"model": {"unknown": 1}}},
    {"experiment": []},
    {"versions": 3},
    {"surplus": 1},
]


@pytest.mark.parametrize("change", BROKEN, ids=str)
def test_a_damaged_run_is_refused(change):
    values = run_to_json(new_run(Experiment(), "visitor", "Text"))
    with pytest.raises(Refusal):
        run_from_json({**values, **change})


def test_every_reason_has_a_status():
    assert STATUS_OF.keys() == REASONS.keys()
    assert all(STATUSES[status].done for status in STATUS_OF.values())


def test_speed_is_nothing_before_the_first_step():
    run = new_run(Experiment(), "visitor", "Text")
    assert run.tokens_per_second == 0 and replace(run, tokens=100, seconds=4.0).tokens_per_second == 25
