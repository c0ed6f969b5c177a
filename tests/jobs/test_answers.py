"""Answers that come with the app are found by their question, and are what the study tells."""

import pytest

from playground.jobs.answers import BUNDLED, answer, bundled_answer, write_answer
from playground.jobs.studies import Desk, study_job
from playground.runs.store import RunStore
from playground.settings import Settings

TINY = dict(task="copy", cells="rnn,gru", seeds="1", gaps="1,2", steps=3, seconds=5.0)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The answer to a tiny study, written to a folder."""
    folder = tmp_path_factory.mktemp("studies")
    *progress, values = answer("memory", TINY, Desk("", RunStore("sqlite://"), Settings(home=folder)))
    write_answer("tiny", values, folder)
    return folder, progress, values


def test_an_answer_is_found_by_its_settings_and_by_nothing_else(told):
    folder, _, values = told
    events = bundled_answer("memory", study_job("anyone", "memory", TINY).settings, folder)
    assert [event["slot"] for event in events] == ["rnn 1", "gru 1"] == [event["slot"] for event in values["events"]]
    other = study_job("anyone", "memory", TINY | {"seeds": "2"}).settings
    assert bundled_answer("memory", other, folder) is None


def test_it_says_how_far_it_is_and_ends_whole(told):
    _, progress, values = told
    assert progress[-1] == 1.0 and sorted(progress) == progress
    assert all(len(event["scores"]) == 2 and event["decay"] for event in values["events"])


def test_a_damaged_file_is_left_out(tmp_path, told):
    (tmp_path / "broken.json").write_text('{"study": "memory", "settings": 3')
    (tmp_path / "odd.json").write_text('["memory"]')
    assert bundled_answer("memory", {}, tmp_path) is None


@pytest.mark.parametrize("name", BUNDLED)
def test_every_answer_that_is_promised_is_there(name):
    study, values = BUNDLED[name]
    assert bundled_answer(study, study_job("", study, values).settings), "run: python -m playground examples"
