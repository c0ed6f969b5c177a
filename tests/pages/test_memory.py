"""The memory page: a bundled answer at once, another trained on demand."""

import csv
import io

import pytest

from models.cells import CELLS
from playground.gradients.memory_study import MemoryStudySettings, bands_of
from playground.gradients.reach import MOMENTS
from playground.gradients.tasks import TASKS
from playground.jobs.answers import bundled_answer
from playground.jobs.studies import study_job
from playground.ui.explain_memory import below_chance_text
from playground.ui.memory import CHIPS, PAGE, STANDARD, bands_text, decays_text, networks_text, unfinished
from tests.pages.conftest import said, whole
from tests.pages.test_train import button, query


def test_the_page_opens_with_an_answer(open_page):
    page = open_page("memory")
    assert whole(page) and len(page.get("plotly_chart")) == 1 and "came with the app" in said(page)
    assert len(page.get("download_button")) == 4 and query(page) == {}


@pytest.mark.parametrize("task", TASKS)
def test_every_task_shows_an_example_and_an_answer(open_page, task):
    page = open_page("memory", task=task)
    assert whole(page) and TASKS[task].about in said(page) and page.get("plotly_chart")


@pytest.mark.parametrize("number", range(len(CHIPS)))
def test_a_chip_says_what_to_look_for(open_page, number):
    page = open_page("memory", task="copy", seconds="1")
    button(page, f"memory-chip-{number}").click().run()
    assert whole(page) and CHIPS[number].look_for in said(page)


TINY = dict(task="copy", cells="gru", gaps="1,2", steps="5", seconds="1", seeds="1")


def test_other_networks_are_trained_here_and_what_was_seen_before_stays_till_then(open_page, site, visitor):
    page = open_page("memory", **TINY)
    assert "This answer came with the app" not in said(page) and len(page.get("plotly_chart")) == 1
    assert "These networks are not trained yet" in said(page) and "seeds 1,2,3, gaps 1,10,25,50,100" in said(page)
    assert not page.get("download_button"), "what is to be taken away is what the link says"
    button(page, "memory-start").click().run()
    job = study_job(visitor[1], "memory", page.session_state[PAGE.key("settings")].flat())
    assert site.pool.wait(job.id, lambda view: view.state == "done", 120)
    page.run()
    assert whole(page) and page.get("download_button") and "not trained yet" not in said(page)
    assert len(page.get("plotly_chart")) == 1 and "trained to the end" not in said(page)
    button(page, "memory-chip-2").click().run()  # adding, of which nothing was shown yet: the answer that came with the app
    assert "not trained yet" in said(page) and "cells RNN (tanh), RNN (ReLU), GRU, LSTM" in said(page).replace("\\", "")


def event(cell="rnn", seed=1, trained=True, accuracy=1.0, renamed=1.0, **more):
    score = dict(gap=2, accuracy=accuracy, squared_error=None, renamed=renamed)
    decay = {moment: {"h": [0.0, -1.0, -2.0]} for moment in MOMENTS}
    return dict(cell=cell, seed=seed, step=5, seconds=1.0, scores=[score], decay=decay, reached=3, trained=trained, **more)


def test_a_study_that_was_stopped_says_how_far_it_came():
    settings = MemoryStudySettings(cells="rnn,gru", seeds="1,2")
    events = [event(), event("gru"), event(seed=2, trained=False)]
    assert "Of 4 networks this shows 2 that are trained to the end and 1 as far as it came" in unfinished(settings, events)
    assert unfinished(settings, [event() for _ in range(4)]) == ""


def test_answers_below_chance_are_explained_as_far_as_the_numbers_tell():
    task = TASKS["agreement"]
    assert below_chance_text([event(), event(accuracy=0.45)], task) == ""
    text = below_chance_text([event(accuracy=0.0)], task)
    assert (
        "RNN (tanh), seed 1, is right in 0 % over gap 2, and in 100 % with its answers renamed" in text
        and "not forgetting" in text
    )
    text = below_chance_text([event(accuracy=0.0, renamed=0.3, seed=seed) for seed in range(5)], TASKS["copy"])
    assert "and 2 more" in text and "not forgetting" not in text
    wrong = [{**event(), "scores": [dict(gap=1, accuracy=0.0, squared_error=0.009)]}]
    assert "squared error of 0.009" in below_chance_text(wrong, TASKS["adding"])


def test_every_table_is_whole():
    told = [event(), event("lstm", accuracy=0.5)]
    for make, rows in ((bands_text, 2), (networks_text, 2), (decays_text, 2 * 3 * 3)):
        header, *found = csv.reader(io.StringIO(make(told)))
        assert len(found) == rows and all(len(row) == len(header) for row in found)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_link_says_at_which_moment_the_gradient_is_shown(open_page, moment):
    page = open_page("memory", moment=moment)
    assert whole(page) and f"steps back, {MOMENTS[moment]}" in said(page) and not page.warning
    assert query(page) == ({} if moment == "furthest" else {"moment": moment})


@pytest.mark.parametrize(
    "nonsense",
    [
        dict(gaps="1e9"),
        dict(gaps="0"),
        dict(cells="quantum"),
        dict(seeds="x"),
        dict(seconds="inf"),
        dict(task="chess"),
        dict(moment="noon"),
    ],
)
def test_nonsense_in_the_url_is_named(open_page, nonsense):
    page = open_page("memory", **nonsense)
    assert whole(page) and page.warning and PAGE.to_url(page.session_state[PAGE.key("settings")]) == {}


def test_a_link_is_read_as_a_whole(open_page):
    """Seven cells are too many for the page's three seeds, and not for the two that the link names."""
    link = dict(cells=",".join(CELLS), seeds="1,2")
    page = open_page("memory", **link)
    assert whole(page) and not page.warning and query(page) == link


@pytest.fixture(scope="module", params=TASKS)
def bundled(request):
    """The answer to a task that came with the app: its networks' last events, and chance."""
    return bundled_answer("memory", STANDARD.with_(task=request.param).flat()), TASKS[request.param].chance


def test_the_bundled_networks_ended_by_their_updates_and_not_by_a_clock(bundled):
    """So that any machine makes the same files."""
    events, _ = bundled
    done = [event["step"] == STANDARD.steps or all(one["accuracy"] == 1 for one in event["scores"]) for event in events]
    assert len(events) == len(STANDARD.networks) and all(done) and all(event["trained"] for event in events)


def test_what_the_page_says_of_the_bundled_networks_is_so(bundled):
    """None is clearly above chance over 100 steps of whose gradient less than a hundred-thousandth ever arrived there."""
    events, chance = bundled
    for event in events:
        arrived = max(curve[100] for curve in event["decay"]["furthest"].values())
        assert arrived > -5 or event["scores"][-1]["accuracy"] < chance + 0.25, event["slot"]


def test_what_the_chips_promise_is_so():
    told = {task: bands_of(bundled_answer("memory", STANDARD.with_(task=task).flat())) for task in TASKS}
    adding, brackets = told["adding"], told["brackets"]
    assert (
        all(one.accuracy < 0.15 for one in adding["rnn"][1:])
        and 0.1 < adding["lstm"][-1].accuracy < 0.5 < adding["gru"][-1].accuracy
    )
    assert all(
        brackets[gated][-1].low > 0.6 > brackets[plain][-1].high for gated in ("gru", "lstm") for plain in ("rnn", "rnn-relu")
    )
