"""Alarms on the pages that show runs: what was made to go wrong, and nothing on what is well."""

from dataclasses import replace

import pytest

from playground.gradients.alarms import CURE, CURE_OF_CLIPPED, KINDS
from playground.jobs.pool import JobView
from playground.language.records import StepRecord
from playground.runs.folder import examples, load_run
from playground.runs.record import History
from playground.ui import live, train
from playground.ui.alarms import alarms_of
from playground.ui.words import plain
from tests.pages.conftest import whole

LARGE = [StepRecord(at, at, 1.0 * at, 2.0, 500.0, 500.0, 0.1) for at in range(1, 31)]


@pytest.fixture
def make_run(site, visitor, own_run):
    """Put a run of this visitor's with these steps into the store."""

    def make_run(steps, **changes):
        run = replace(own_run, id=f"run-with-alarm-{visitor[0]}", **changes)
        site.store.add(run)
        site.store.save(run.id, steps, {})
        return run

    return make_run


@pytest.mark.parametrize("stem", ["train", "runs"])
def test_a_healthy_run_has_none(open_page, own_run, stem):
    page = open_page(stem, run=own_run.id)
    assert whole(page) and not page.warning


@pytest.mark.parametrize("stem", ["train", "runs"])
def test_large_gradients_are_one_warning_with_what_to_try(open_page, make_run, stem):
    page = open_page(stem, run=make_run(LARGE).id)
    assert whole(page) and len(page.warning) == 1
    assert KINDS["exploding"] in page.warning[0].value and plain(CURE_OF_CLIPPED["exploding"]) in page.warning[0].value


@pytest.mark.parametrize(("clipping", "cure"), [("norm", CURE_OF_CLIPPED), ("value", CURE), ("none", CURE)])
def test_only_a_run_that_is_not_clipped_is_told_to_clip(own_run, clipping, cure):
    run = replace(own_run, experiment=own_run.experiment.with_(clipping=clipping))
    (alarm,) = alarms_of(run, History.from_records(LARGE))
    assert alarm.message.endswith(cure["exploding"])


def test_a_run_that_diverged_says_it_once(open_page, make_run):
    run = make_run(LARGE, status="diverged", reason="diverged", message="Training exploded at step 30: try less.")
    page = open_page("train", run=run.id)
    assert whole(page) and [warning.value for warning in page.warning] == [plain(run.message)]


def test_a_run_in_progress_shows_its_alarms(open_page, make_run, monkeypatch):
    run = make_run(LARGE, status="running")
    view = JobView(run.id, "running", progress=0.5, records=tuple(LARGE))
    for module in (live, train):
        monkeypatch.setattr(module, "active_view", lambda run: view)
    page = open_page("train", run=run.id)
    assert whole(page) and len(page.warning) == 1 and KINDS["exploding"] in page.warning[0].value
    view = replace(view, records=tuple(replace(step, gradient_norm=1.0, clipped_norm=1.0) for step in LARGE))
    page.run()
    assert whole(page) and not page.warning


@pytest.mark.parametrize("folder", examples().values(), ids=lambda folder: folder.name)
def test_the_bundled_runs_have_none(folder):
    saved = load_run(folder)
    assert alarms_of(saved.run, saved.history) == []
