"""The pool: fair turns, limits, stops, dead workers and leases, with stand-ins for workers that start at once."""

import math
import os
import signal
import threading
import time

import pytest

from playground.errors import Refusal
from playground.jobs import pool as pools
from playground.jobs.protocol import Job
from playground.language.experiment import Experiment

SMALL = Experiment().with_(hidden_size=8)


def refusal(call, *arguments):
    with pytest.raises(Refusal) as caught:
        call(*arguments)
    return str(caught.value)


def test_a_job_goes_from_the_queue_to_its_end(bench):
    made = bench()
    run_id = made.submit(SMALL)
    running = made.running(run_id)
    assert (running.state, running.position, running.progress, running.end) == ("running", 0, 0.2, None)
    assert [record.step for record in running.records] == [1, 2] and math.isnan(running.records[0].gradient_norm)
    assert made.pool.active("ann") == [run_id] and made.pool.active("bob") == []
    made.pool.stop(run_id, "paused")
    over = made.ended(run_id)
    assert (over.end.reason, over.stopping, over.busy) == ("paused", False, None) and over.version > running.version
    assert made.pool.active("ann") == [] and made.pool.view(run_id) is over is made.pool.view(run_id)
    assert made.pool.operations_per_second == 1e10


def test_one_running_job_a_visitor_and_turns_over_visitors(bench):
    made = bench(workers=2)
    first, second, third = (made.submit(SMALL) for _ in range(3))
    made.running(first)
    bob = made.submit(SMALL, "bob")
    made.running(bob)
    eve = made.submit(SMALL, "eve")
    assert [made.pool.view(run).position for run in (eve, second, third)] == [2, 3, 4]  # two are running
    made.finish(first)
    made.running(eve)  # whoever was not served yet comes before a visitor's second job
    assert made.pool.view(second).state == "queued"
    made.finish(bob)
    made.running(second)
    made.finish(eve)
    assert (made.pool.view(third).state, made.pool.view(third).position) == ("queued", 1)  # a worker is free, but ann has her job
    made.finish(second)
    made.finish(third)


def test_a_visitor_and_the_queue_have_limits(bench):
    made = bench(max_jobs_per_visitor=3, queue_length=4)
    mine = [made.submit(SMALL) for _ in range(3)]
    assert "3 runs" in refusal(made.submit, SMALL)
    made.running(mine[0])
    for visitor in ("bob", "eve"):
        made.submit(SMALL, visitor)
    assert "queue is full" in refusal(made.submit, SMALL, "dan")
    assert made.store.runs("dan")[0].status == "queued"  # as it was added; the page deletes what was refused
    made.pool.stop(mine[2])
    made.submit(SMALL, "dan")


def test_a_run_that_waits_or_trains_is_not_submitted_twice(bench):
    made = bench()
    run_id = made.submit(SMALL)
    assert "already" in refusal(made.pool.submit, Job(run_id, "ann"))
    assert "no such run" in refusal(made.pool.submit, Job(run_id, "bob"))
    made.finish(run_id)
    made.store.update(run_id, status="finished")
    assert "finished" in refusal(made.pool.submit, Job(run_id, "ann", "resume"))
    made.pool.submit(Job(run_id, "ann", "longer", 10, "steps"))
    made.finish(run_id)
    made.store.update(run_id, status="diverged")
    assert "learning rate" in refusal(made.pool.submit, Job(run_id, "ann", "longer", 10, "steps"))


def test_a_model_too_large_for_the_site_is_refused_before_it_waits(bench):
    made = bench()
    assert "parameters" in refusal(made.submit, SMALL.with_(hidden_size=2048, layers=4))
    assert made.pool.active("ann") == []


def test_a_stop_takes_a_waiting_job_from_the_queue_at_once(bench):
    made = bench()
    first, second = made.submit(SMALL), made.submit(SMALL)
    made.running(first)
    made.pool.stop(second, "stopped")
    assert made.pool.view(second).state == "done" and made.store.get(second).status == "stopped"
    made.pool.stop(second)
    made.pool.stop("unknown")
    made.finish(first)


def test_a_worker_deaf_to_a_stop_is_killed_and_the_run_is_kept(bench, timers):
    made = bench("deaf")
    run_id = made.submit(SMALL)
    made.running(run_id)
    made.pool.stop(run_id, "paused")
    assert made.pool.view(run_id).stopping and made.pool.view(run_id).state == "running"
    assert timers.seconds() == [pools.STOP_SECONDS]
    timers.fire()
    assert made.ended(run_id).end.reason == "paused" and made.store.get(run_id).status == "paused"
    made.running(made.submit(SMALL))


def test_an_obedient_worker_outlives_its_timers(bench, timers):
    made = bench()
    pids = {worker.process.pid for worker in made.pool.crew.workers}
    made.finish(made.submit(SMALL))
    timers.fire()
    made.finish(made.submit(SMALL))
    assert {worker.process.pid for worker in made.pool.crew.workers} == pids


def test_a_killed_worker_costs_its_own_job_alone(bench):
    made = bench(workers=2)
    mine, other = made.submit(SMALL), made.submit(SMALL, "bob")
    made.running(mine)
    made.running(other)
    os.kill(made.pool.crew.of(mine).process.pid, signal.SIGKILL)
    assert made.ended(mine).end.reason == "crashed" and "unexpectedly" in made.store.get(mine).message
    assert made.store.get(mine).status == "failed" and made.pool.view(other).state == "running"
    made.finish(made.submit(SMALL))


def test_a_worker_that_grew_too_large_is_replaced(bench):
    made = bench("retiring")
    before = {worker.process.pid for worker in made.pool.crew.workers}
    for _ in range(2):
        assert made.finish(made.submit(SMALL)).end.reason == "stopped"
    assert not before & {worker.process.pid for worker in made.pool.crew.workers}


def test_workers_that_die_at_once_are_started_later_and_later(bench, timers):
    made = bench("dead on arrival")
    pauses = []
    for _ in range(4):
        timers.wait_for(1)
        pauses += timers.seconds()
        timers.fire()
    assert pauses == [1.0, 2.0, 4.0, 8.0]
    assert made.submit(SMALL) in made.pool.active("ann")  # it waits for better times


def test_a_chatty_worker_blocks_nobody(bench):
    made = bench("chatty")
    run = made.submit(SMALL)
    made.finish(run)
    assert made.pool.view(run).state == "done"


def test_views_stay_for_a_while_and_then_the_store_knows(bench, monkeypatch):
    monkeypatch.setattr(pools, "REMEMBERED", 2)
    made = bench()
    runs = [made.submit(SMALL) for _ in range(4)]
    for run_id in runs:
        made.finish(run_id)
    assert [made.pool.view(run_id) is None for run_id in runs] == [True, True, False, False]


def test_jobs_end_a_grace_period_after_the_last_page_closed(bench, timers):
    made = bench(grace_seconds=7.0)
    running, waiting, other = made.submit(SMALL), made.submit(SMALL), made.submit(SMALL, "bob")
    made.running(running)
    made.pool.attach("ann", "tab one")
    made.pool.attach("ann", "tab two")
    made.pool.release("ann", "tab one")
    assert timers.seconds() == []
    made.pool.release("ann", "tab two")
    assert timers.seconds() == [7.0]
    made.pool.attach("ann", "tab three")  # a reload, or a connection that came back
    assert timers.seconds() == []
    made.pool.release("ann", "tab three")
    timers.fire(7.0)
    assert made.ended(running).end.reason == made.ended(waiting).end.reason == "left"
    assert made.store.get(waiting).status == "stopped"
    made.finish(other)


def test_signs_of_life_are_given_and_end_with_the_pool(bench, monkeypatch):
    monkeypatch.setattr(pools, "LIFE_SECONDS", 0.01)
    made = bench()
    enough = threading.Event()
    monkeypatch.setattr(made.store, "sign_of_life", lambda *runs: enough.set() if len(runs) == 2 else None)
    expected = [made.submit(SMALL), made.submit(SMALL)]
    assert enough.wait(20)
    assert made.pool.active("ann") == expected


def test_a_closed_pool_leaves_no_process_and_marks_what_was_going_on(bench):
    made = bench(workers=2)
    running, waiting = made.submit(SMALL), made.submit(SMALL)
    made.running(running)
    processes = [worker.process for worker in made.pool.crew.workers]
    made.pool.close()
    assert all(process.poll() is not None for process in processes)
    assert {made.store.get(run).status for run in (running, waiting)} == {"interrupted"}
    assert "shutting down" in refusal(made.submit, SMALL)


def test_looking_is_cheap_however_long_the_run(bench):
    made = bench()
    run_id = made.submit(SMALL)
    view = made.running(run_id)
    assert all(made.pool.view(run_id) is view for _ in range(1000)), "a view is made once for each change"


def test_many_threads_may_submit_stop_and_look(bench):
    made = bench(workers=2, queue_length=100)
    errors = []

    def visit(visitor):
        try:
            for _ in range(3):
                run_id = made.submit(SMALL, visitor)
                made.pool.view(run_id)
                made.pool.stop(run_id)
                made.ended(run_id)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=visit, args=(f"visitor {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == [] and not [live for live in made.pool.live.values() if live.state != "done"]


def test_a_job_that_hangs_far_beyond_its_time_is_ended(bench, monkeypatch):
    monkeypatch.setattr(pools, "LIFE_SECONDS", 0.01)
    made = bench("deaf")
    run_id = made.submit(SMALL)
    made.running(run_id)
    made.pool.crew.of(run_id).given = time.monotonic() - 10_000
    assert made.ended(run_id).end.reason == "time-limit" and made.store.get(run_id).status == "stopped"
