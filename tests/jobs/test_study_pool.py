"""Studies in the pool: the same queue, turns, limits and leases as training, and answers that belong to who asked."""

import os
import signal
import time
from dataclasses import replace

import pytest

from playground.errors import Refusal
from playground.jobs import live_study
from playground.jobs import pool as pools
from playground.jobs.live_study import StudyView
from playground.jobs.studies import STUDIES, study_job
from playground.jobs.study_end import STUDY_REASONS, StudyEnd
from tests.jobs.test_pool import SMALL, refusal

KEPT = ({"slot": "a", "value": 2}, {"value": (3, {"x": 4})})


def test_a_study_goes_from_the_queue_to_its_end(bench):
    made = bench()
    job = made.study()
    running = made.studied(job)
    assert (running.state, running.position, running.progress, running.end) == ("running", 0, 0.5, None)
    assert running.events == KEPT and running.began <= time.monotonic() and not running.complete
    made.pool.stop(job.id)
    over = made.ended(job.id)
    assert (over.end.reason, over.events, over.stopping) == ("stopped", KEPT, False) and over.version > running.version
    assert made.pool.study(job) is over


def test_nothing_of_a_study_is_stored_and_no_page_takes_it_for_a_run(bench, monkeypatch):
    made = bench()
    monkeypatch.setattr(made.store, "update", lambda *_, **__: pytest.fail("a study was written to the store"))
    job = made.study()
    made.studied(job)
    assert made.pool.active("ann") == []
    made.pool.stop(job.id)
    made.ended(job.id)
    assert made.store.runs("ann") == []


def test_one_running_job_or_study_a_visitor_and_one_queue_for_both(bench):
    made = bench(workers=2)
    run = made.submit(SMALL)
    made.running(run)
    mine = made.study(steps=50)
    assert (made.pool.study(mine).state, made.pool.study(mine).position) == ("queued", 1)  # a worker is free, but ann has her job
    bob = made.study("bob")
    made.studied(bob)
    later = made.submit(SMALL, "bob")
    eve = made.study("eve", steps=60)
    places = [made.pool.study(eve).position, made.pool.study(mine).position, made.pool.view(later).position]
    assert places == [2, 3, 4]  # eve, who was not served yet, is first; two are running
    made.finish(run)
    assert made.studied(eve).state == "running"
    assert made.pool.active("bob") == [later]
    made.pool.stop(bob.id)
    made.studied(mine)
    for job in (mine, eve):
        made.pool.stop(job.id)
    made.finish(later)


def test_studies_count_for_the_limits_of_visitor_and_queue(bench):
    made = bench(max_jobs_per_visitor=2, queue_length=2)
    made.studied(made.study())
    made.study(steps=50)
    assert "2 runs or studies" in refusal(made.submit, SMALL)
    waiting = made.study("bob")
    assert "already" in refusal(made.pool.submit, waiting)
    assert "queue is full" in refusal(made.study, "eve")


def test_a_study_too_long_for_the_site_does_not_wait(bench):
    made = bench(max_seconds=10)
    with pytest.raises(Refusal, match="10"):
        made.study(seconds=100)
    assert made.pool.study(study_job("ann", "memory", {"seconds": 100.0})) is None


def test_two_visitors_see_nothing_of_each_other(bench):
    made = bench(workers=2)
    ann, bob = made.study("ann"), study_job("bob", "memory", {})
    made.studied(ann)
    assert made.pool.study(bob) is None
    made.pool.stop(bob.id)
    assert not made.pool.study(ann).stopping
    made.study("bob")
    made.studied(bob)
    made.pool.stop(ann.id)
    made.ended(ann.id)
    assert made.pool.study(bob).state == "running"
    assert made.pool.study(study_job("eve", "memory", {})) is None  # what was stopped is no answer for others


def test_a_complete_answer_is_everybodys_unless_it_is_private(bench, monkeypatch):
    made = bench()
    job = made.study(steps=1)
    assert made.ended(job.id).complete
    answer = made.pool.study(study_job("bob", "memory", {"steps": 1}))
    assert answer.complete and answer.events == KEPT and answer.progress == 0.5
    assert made.pool.study(study_job("bob", "memory", {"steps": 2})) is None
    monkeypatch.setitem(STUDIES, "memory", replace(STUDIES["memory"], private=True))
    mine = made.study(steps=1, hidden_size=8)
    assert made.ended(mine.id).complete and made.pool.study(mine).complete
    assert made.pool.study(study_job("bob", "memory", {"steps": 1, "hidden_size": 8})) is None


def test_a_stopped_study_gives_way_to_an_answer_that_came_later(bench):
    made = bench()
    job = made.study()
    going = made.studied(job)
    answer = StudyView("done", progress=1.0, end=StudyEnd.of("finished"))
    made.pool.answers.keep(job.question, answer, 1)
    assert made.pool.study(job) is going
    made.pool.stop(job.id)
    made.ended(job.id)
    assert made.pool.study(job) is answer


def test_it_can_be_asked_for_again_after_a_stop(bench):
    made = bench()
    job = made.study()
    made.studied(job)
    made.pool.stop(job.id)
    made.ended(job.id)
    made.study()
    assert made.pool.study(job).state in ("queued", "running") and made.pool.study(job).end is None
    made.studied(job)
    made.pool.stop(job.id)
    made.ended(job.id)


def test_a_waiting_study_is_taken_back_at_once(bench):
    made = bench()
    run = made.submit(SMALL)
    made.running(run)
    job = made.study()
    made.pool.stop(job.id)
    assert made.pool.study(job).end.message == STUDY_REASONS["stopped"]
    made.finish(run)


def test_a_worker_deaf_to_a_stop_is_killed_and_what_came_is_kept(bench, timers):
    made = bench("deaf")
    job = made.study()
    made.studied(job)
    made.pool.stop(job.id)
    assert made.pool.study(job).stopping and timers.seconds() == [pools.STOP_SECONDS]
    timers.fire()
    over = made.ended(job.id)
    assert (over.end.reason, over.events) == ("stopped", KEPT)
    made.running(made.submit(SMALL))


def test_a_killed_worker_costs_its_own_study_alone(bench):
    made = bench(workers=2)
    job, run = made.study(), made.submit(SMALL, "bob")
    made.studied(job)
    made.running(run)
    os.kill(made.pool.crew.of(job.id).process.pid, signal.SIGKILL)
    over = made.ended(job.id)
    assert (over.end.reason, over.end.message, over.events) == ("crashed", STUDY_REASONS["crashed"], KEPT)
    assert made.pool.view(run).state == "running"
    made.finish(run)


def test_a_study_that_hangs_far_beyond_its_time_is_ended(bench, monkeypatch):
    monkeypatch.setattr(pools, "LIFE_SECONDS", 0.01)
    made = bench("deaf")
    job = made.study()
    made.studied(job)
    made.pool.crew.of(job.id).given = time.monotonic() - 10_000
    assert made.ended(job.id).end.reason == "time-limit"


def test_studies_end_a_grace_period_after_the_last_page_closed(bench, timers):
    made = bench(grace_seconds=7.0)
    running, waiting = made.study(), made.study(steps=50)
    made.studied(running)
    made.pool.attach("ann", "tab")
    made.pool.release("ann", "tab")
    assert timers.seconds() == [7.0]
    timers.fire(7.0)
    assert made.ended(running.id).end.reason == made.ended(waiting.id).end.reason == "left"


def test_studies_over_are_remembered_for_a_while_and_cost_no_run_its_view(bench, monkeypatch):
    monkeypatch.setattr(live_study, "OF_A_VISITOR", 2)
    monkeypatch.setattr(pools, "REMEMBERED", 1)
    made = bench()
    run = made.submit(SMALL)
    made.finish(run)
    jobs = [made.study(hidden_size=size) for size in (4, 5, 6)]
    for job in jobs:
        made.studied(job)
        made.pool.stop(job.id)
        made.ended(job.id)
    assert [made.pool.study(job) is None for job in jobs] == [True, False, False]
    assert made.pool.view(run).state == "done"


def test_a_closed_pool_ends_studies_in_their_own_words(bench):
    made = bench()
    job = made.study()
    made.studied(job)
    made.pool.close()
    assert made.pool.study(job).end.message == STUDY_REASONS["interrupted"]
    assert "shutting down" in refusal(made.study, "bob")
