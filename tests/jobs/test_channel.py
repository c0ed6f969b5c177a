"""The worker's end of the conversation, without a process: batches out, jobs and stops in."""

import io
import json

import pytest

from playground.errors import Refusal
from playground.jobs.channel import SEND_SECONDS, STEPS_A_MESSAGE, Inbox, Outbox
from playground.jobs.guard import Guard
from playground.jobs.protocol import Job, read_message
from playground.language.records import SampleRecord
from playground.settings import Settings
from tests.jobs.test_live import report, step


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def sent(channel):
    return [json.loads(line, parse_constant=pytest.fail) for line in channel.getvalue().splitlines()]


def test_the_first_record_goes_at_once_and_the_rest_in_batches(clock):
    outbox = Outbox(io.StringIO(), clock)
    for number in range(1, 101):
        outbox.put("run", step(number))
        clock.now += SEND_SECONDS / 10
    outbox.flush("run")
    batches = [[record["step"] for record in message["records"]] for message in sent(outbox.channel)]
    assert batches[0] == [1] and len(batches) <= 12
    assert [number for batch in batches for number in batch] == list(range(1, 101))


def test_a_flood_is_thinned_but_no_validation_or_sample_is_lost(clock):
    outbox = Outbox(io.StringIO(), clock)
    outbox.put("run", step(1))
    for number in range(2, 5000):
        outbox.put("run", step(number, loss=100.0 if number == 777 else 1.0))
        for record in report(number) if number % 1000 == 0 else ():
            outbox.put("run", record)
    outbox.flush("run")
    _, message = sent(outbox.channel)
    kinds = [record["event"] for record in message["records"]]
    assert kinds.count("step") <= STEPS_A_MESSAGE and kinds.count("validation") == kinds.count("sample") == 4
    assert max(record.get("train_loss", 0) for record in message["records"]) == 100.0
    assert [record["step"] for record in message["records"]] == sorted(record["step"] for record in message["records"])


def test_a_new_job_sends_nothing_of_the_one_before(clock):
    outbox = Outbox(io.StringIO(), clock)
    for number in (1, 2):
        outbox.put("one", step(number))
    outbox.start_afresh()
    outbox.put("two", SampleRecord(1, 1, 1.0, "\ud800\n"))
    assert [(message["run"], len(message["records"])) for message in sent(outbox.channel)] == [("one", 1), ("two", 1)]


@pytest.fixture
def inbox():
    return Inbox(io.StringIO(), pytest.fail)


def job(run_id):
    return {"job": Job(run_id, "ann").to_json()}


def test_a_stop_hits_the_job_it_names_and_no_other(inbox):
    inbox.take({"stop": "one", "reason": "stopped"})  # sent before the job: there is nothing to stop
    inbox.take(job("one"))
    inbox.take(job("two"))
    assert inbox.reason("one") is inbox.reason("two") is None
    inbox.take({"stop": "two", "reason": "paused"})
    assert (inbox.reason("one"), inbox.reason("two")) == (None, "paused")
    inbox.done("two")
    inbox.take({"stop": "two", "reason": "stopped"})  # too late
    inbox.take(job("two"))  # resumed
    assert inbox.reason("two") is None


@pytest.mark.parametrize("line", ["", "garbage", "[]", "1", '{"job": 1}', '{"job": {}}', '{"jobs": {}}', "{" * 10_000, "\x00"])
def test_a_line_that_makes_no_sense_is_refused(line, inbox):
    with pytest.raises(Refusal):
        inbox.take(read_message(line))


def test_a_job_survives_json_and_is_checked():
    given = Job("run", "ann", "longer", 500, "steps")
    assert Job.from_json(json.loads(json.dumps(given.to_json()))) == given
    for bad in ({"kind": "destroy"}, {"kind": "longer"}, {"kind": "longer", "budget": 1e99, "budget_unit": "steps"}, {"x": 1}):
        with pytest.raises(Refusal):
            Job.from_json({"run_id": "run", "visitor": "ann", **bad})


def test_a_guard_tells_when_time_or_memory_runs_out(clock, tmp_path):
    looks = []

    def memory():
        looks.append(clock.now)
        return 10_000_000 if clock.now < 150 else 300_000_000

    guard = Guard(Settings(home=tmp_path, max_seconds=60, worker_memory_mb=200), clock, memory)
    reasons = []
    for _ in range(650):
        reasons.append((clock.now, guard.reason()))
        clock.now += 0.1
    assert next(now for now, reason in reasons if reason) == pytest.approx(150, abs=1.1)
    assert reasons[-1][1] == "time-limit" and len(looks) <= 61
