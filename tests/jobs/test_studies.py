"""Studies without a process: what may be asked, what is told of it within which bounds, and how each ends."""

import io
import json

import pytest

from playground.errors import Refusal
from playground.jobs import events as bounds
from playground.jobs import live_study
from playground.jobs.channel import SEND_SECONDS, Inbox, Outbox
from playground.jobs.events import TOO_LARGE, Events, frozen
from playground.jobs.live_study import Answers, LiveStudy, StudyView, too_many
from playground.jobs.protocol import StudyJob
from playground.jobs.studies import STUDIES, check_time, expected_seconds, study_job
from playground.jobs.study_end import STUDY_REASONS, StudyEnd
from playground.jobs.studying import BYTES_A_SECOND, EventBox
from playground.jobs.worker import Worker
from playground.runs.store import RunStore
from playground.settings import Settings
from tests.jobs import made_up
from tests.jobs.test_channel import Clock, sent


@pytest.fixture(autouse=True)
def made_up_studies(monkeypatch):
    for name in made_up.NAMES:
        monkeypatch.setitem(STUDIES, name, made_up.study(name))


class InProcess:
    """A worker in this process, with its messages at hand."""

    def __init__(self, home, **limits):
        self.settings = Settings(home=home, **limits)
        self.inbox, self.outbox = Inbox(io.StringIO(), pytest.fail), Outbox(io.StringIO())
        self.worker = Worker(RunStore(self.settings.database()), self.settings, self.inbox, self.outbox)

    def do(self, job, stop=None):
        """Do a study; return its end and the events that a server would have."""
        before = len(sent(self.outbox.channel))
        self.inbox.take({"study": json.loads(json.dumps(job.to_json()))})
        if stop:
            self.inbox.take({"stop": job.id, "reason": stop})
        self.worker.do(self.inbox.jobs.get())
        self.messages = sent(self.outbox.channel)[before:]
        assert {message["study"] for message in self.messages} == {job.id}
        live = LiveStudy(job, Answers(), lambda: 1)
        for message in self.messages[:-1]:
            if "events" in message:
                live.take(message["events"], message["progress"])
        return self.messages[-1], live.view()


@pytest.fixture
def inside(tmp_path):
    return lambda **limits: InProcess(tmp_path, **limits)


# what may be asked


@pytest.mark.parametrize("name", [name for name in STUDIES if name not in made_up.NAMES])
def test_every_study_names_what_there_is_and_fits_this_site(name):
    job = study_job("ann", name, {})
    assert STUDIES[name].label and job.settings and 0 < expected_seconds(job) <= Settings().max_seconds
    assert StudyJob.from_json(json.loads(json.dumps(job.to_json()))) == job


def test_one_question_is_one_however_it_is_spelled_and_whoever_asks():
    one = study_job("ann", "count", {"weight": 2, "count": 3})
    assert one == study_job("ann", "count", {"weight": 2.0}) and one.id == study_job("ann", "count", {"weight": 2.0}).id
    bob = study_job("bob", "count", {"weight": 2.0})
    assert bob.question == one.question and bob.id != one.id
    others = [study_job("ann", "count", {"weight": 2.5}), study_job("ann", "steps", {"weight": 2.0})]
    assert len({one.question, *(other.question for other in others)}) == 3


@pytest.mark.parametrize(
    "name, values, word",
    [
        ("cuont", {}, "count"),
        ("count", {"cuont": 1}, "count"),
        ("count", {"x" * 100_000: 1}, "setting"),
        ("count", {"count": "3"}, "Count"),
        ("count", {"count": True}, "Count"),
        ("count", {"count": 10**400}, "Count"),
        ("count", {"weight": float("inf")}, "Weight"),
        ("count", {"weight": 10**400}, "Weight"),
        ("count", {"weight": [1.0]}, "Weight"),
        ("memory", {"cells": ["rnn"]}, "Cells"),
        ("memory", {"cells": {"$ref": 1}}, "Cells"),
        ("memory", {"task": None}, "Task"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_hostile_settings_are_refused_in_a_sentence(name, values, word):
    with pytest.raises(Refusal, match=word) as caught:
        study_job("ann", name, values)
    assert len(str(caught.value)) < 300


def test_a_study_longer_than_anything_here_is_refused():
    job = study_job("ann", "count", {"count": 100_000})
    assert check_time(job, Settings(max_seconds=100)) is None
    with pytest.raises(Refusal, match="100 seconds"):
        check_time(job, Settings(max_seconds=99))


@pytest.mark.parametrize(
    "values", [{}, {"x": 1}, {"visitor": "ann", "name": "count", "settings": [1]}, {"visitor": 1, "name": []}]
)
def test_what_is_no_study_is_refused(values):
    with pytest.raises(Refusal):
        StudyJob.from_json(values)


# what a worker does with it


def test_a_study_tells_its_events_and_its_end(inside):
    made = inside()
    last, view = made.do(study_job("ann", "count", {"count": 4, "weight": 2.0}))
    assert last["done"] == {"reason": "finished", "message": "Finished."} and last["retire"] is False
    assert view.events == tuple({"value": value, "weight": 2.0} for value in range(4)) and view.progress == 1.0


@pytest.mark.parametrize("reason", ["stopped", "paused", "left"])
def test_a_stop_ends_it_after_the_next_event(reason, inside):
    made = inside()
    last, view = made.do(study_job("ann", "count", {"count": 1000}), stop=reason)
    assert last["done"] == {"reason": reason, "message": STUDY_REASONS[reason]} and len(view.events) == 1
    assert [message for message in made.messages if "stopping" in message] == [{"study": last["study"], "stopping": reason}]


@pytest.mark.parametrize("limits, reason", [({"max_seconds": 1e-6}, "time-limit"), ({"worker_memory_mb": 10}, "memory-limit")])
def test_the_limits_of_the_site_hold(limits, reason, inside):
    last, view = inside(**limits).do(study_job("ann", "count", {"count": 1000}))
    assert last["done"] == {"reason": reason, "message": STUDY_REASONS[reason]} and 1 <= len(view.events) < 1000
    assert last["retire"] is (reason == "memory-limit")


@pytest.mark.parametrize(
    "name, reason, message",
    [
        ("break_down", "crashed", STUDY_REASONS["crashed"]),
        ("tell_a_tensor", "crashed", STUDY_REASONS["crashed"]),
        ("run_out", "memory-limit", STUDY_REASONS["memory-limit"]),
        ("refuse", "refused", "The letters ran out."),
        ("shout", "refused", TOO_LARGE),
    ],
)
def test_what_goes_wrong_ends_that_study_in_a_sentence_and_keeps_what_came(name, reason, message, inside):
    made = inside()
    last, view = made.do(study_job("ann", name, {}))
    assert last["done"] == {"reason": reason, "message": message} and view.events == ({"value": 1},)
    assert made.do(study_job("ann", "count", {}))[0]["done"]["reason"] == "finished"


def test_settings_are_checked_again_where_the_work_is_done(inside):
    made = inside()
    for job in (StudyJob("ann", "count", {"count": -1}), StudyJob("ann", "nothing", {})):
        assert made.do(job)[0]["done"]["reason"] == "refused"


def test_numbers_that_are_none_become_null(inside):
    _, view = inside().do(study_job("ann", "tell_no_number", {}))
    assert view.events == ({"value": None}, {"value": (None, 1.0)}) and view.progress == 1.0


def test_a_flood_of_events_is_ended_and_of_signs_of_life_is_not(inside):
    made = inside()
    last, view = made.do(study_job("ann", "count", {"count": 100_000}))
    assert last["done"] == {"reason": "refused", "message": TOO_LARGE} and len(view.events) == bounds.MOST_EVENTS
    last, view = made.do(study_job("ann", "steps", {"count": 50_000}))
    assert last["done"]["reason"] == "finished" and view.events == ({"slot": "newest", "value": 49_999},)
    assert len(made.messages) < 1000


def test_only_a_private_study_learns_whose_it_is(inside, monkeypatch):
    made = inside()
    made.do(study_job("ann", "count", {}))
    (desk,) = made_up.SEEN
    assert desk.visitor == "" and desk.host is made.settings and desk.store is made.worker.store
    monkeypatch.setitem(STUDIES, "count", made_up.study("count", private=True))
    made.do(study_job("ann", "count", {}))
    assert made_up.SEEN[0].visitor == "ann"


def test_events_go_out_in_batches_and_large_ones_less_often():
    clock = Clock()
    box = EventBox("id", Outbox(io.StringIO()), clock)
    for value in range(100):
        box.put({"slot": "one", "value": value, "progress": value / 100})
        clock.now += SEND_SECONDS / 10
    messages = sent(box.outbox.channel)
    assert messages[0] == {"study": "id", "events": [{"slot": "one", "value": 0}], "progress": 0.0}
    assert len(messages) <= 12 and all(len(message["events"]) == 1 for message in messages)
    box.due = clock.now
    box.put({"text": "x" * 150_000})
    assert box.due - clock.now == pytest.approx(150_000 / BYTES_A_SECOND, rel=0.01)


# what is kept


def test_kept_events_are_bounded_in_number_and_bytes(monkeypatch):
    monkeypatch.setattr(bounds, "STUDY_BYTES", 1000)
    kept = Events()
    for _ in range(50):
        kept.put({"slot": "a", "text": "x" * 900})  # each in place of the one before
    with pytest.raises(Refusal):
        kept.put({"slot": "b", "text": "x" * 900})
    kept.put({"text": "y"})
    kept.put({"slot": "0"})
    assert [event.get("slot") for event in kept.all()] == ["a", None, "0"]
    assert kept.size == sum(len(json.dumps(event)) for event in kept.all())


def test_nobody_can_change_what_others_see_too():
    event = frozen({"a": [1, {"b": [2]}]})
    assert event == {"a": (1, {"b": (2,)})}
    with pytest.raises(TypeError):
        event["a"] = 0
    with pytest.raises(TypeError):
        event["a"][1]["b"] = 0


def over(visitor, number, size=0):
    live = LiveStudy(StudyJob(visitor, "count", {"count": number}), Answers(), lambda: 1)
    live.events.size = size
    live.close(StudyEnd.of("stopped"))
    return live


def test_finished_studies_are_forgotten_by_visitor_in_all_and_by_bytes(monkeypatch):
    monkeypatch.setattr(live_study, "OF_A_VISITOR", 2)
    monkeypatch.setattr(live_study, "OF_ALL", 4)
    monkeypatch.setattr(live_study, "BYTES_OF_ALL", 100)
    ann, bob = [over("ann", number) for number in range(3)], [over("bob", number) for number in range(2)]
    assert too_many([*ann, *bob]) == [ann[0].id]
    eve = over("eve", 0)
    assert set(too_many([*ann, *bob, eve])) == {ann[0].id, ann[1].id}
    assert too_many([large := over("dan", 0, size=99), over("eve", 1, size=2)]) == [large.id]
    assert too_many([over("dan", 0, size=98), over("eve", 1, size=2)]) == []


def test_answers_are_bounded_and_those_asked_for_stay(monkeypatch):
    monkeypatch.setattr(live_study, "ANSWERS", 2)
    monkeypatch.setattr(live_study, "BYTES_OF_ANSWERS", 100)
    answers, view = Answers(), StudyView("done")
    answers.keep("one", view, 10)
    answers.keep("two", view, 10)
    assert answers.get("one") is view
    answers.keep("three", view, 10)
    assert [answers.get(name) for name in ("one", "two", "three")] == [view, None, view]
    answers.keep("large", view, 95)
    assert [answers.get(name) for name in ("one", "three", "large")] == [None, None, view]


def test_a_view_is_made_once_for_each_change_and_progress_stays_within_bounds():
    versions = iter(range(100))
    live = LiveStudy(study_job("ann", "count", {}), Answers(), lambda: next(versions), clock=lambda: 5.0)
    assert (live.view().state, live.view().began) == ("queued", None) and live.view() is live.view()
    live.begin()
    live.take([{"value": 1}], 7.0)
    assert (live.view().state, live.view().began, live.view().progress) == ("running", 5.0, 1.0)
    with pytest.raises(Refusal):
        live.take([{"value": 2}, {"text": "x" * 300_000}], 0.5)  # no worker of ours sends this
    assert len(live.view().events) == 2 and live.view().version > 1
