"""The worker: jobs done in this process for what can go wrong, and real processes for the whole way there and back."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace

import pytest

from playground.errors import Refusal
from playground.jobs.channel import Inbox, Outbox
from playground.jobs.pool import WorkerPool
from playground.jobs.process import ROOT, environment
from playground.jobs.protocol import Job
from playground.jobs.trouble import BROKEN, explain
from playground.jobs.worker import Worker
from playground.language.records import REASONS, StepRecord
from playground.language.training import begin, train
from playground.runs.record import History, new_run
from playground.runs.store import RunStore
from playground.settings import Settings
from playground.text.dataset import prepare


def numbers(history):
    """Return what must repeat: everything but the seconds."""
    return [replace(record, seconds=0.0) for record in history.records]


class InProcess:
    """A worker in this process, with its messages at hand."""

    def __init__(self, home, corpus, **limits):
        self.settings = Settings(home=home, **limits)
        self.store = RunStore(self.settings.database())
        self.text = self.store.put_text("ann", corpus)
        self.inbox = Inbox(io.StringIO(), pytest.fail)
        self.outbox = Outbox(io.StringIO())
        self.worker = Worker(self.store, self.settings, self.inbox, self.outbox)

    def add(self, experiment, visitor="ann"):
        run = new_run(experiment.with_(corpus=self.text), visitor, "Pangrams")
        self.store.add(run)
        return run.id

    def do(self, job, stop=None):
        """Do a job and return its last message."""
        self.inbox.take({"job": job.to_json()})
        if stop:
            self.inbox.take({"stop": job.run_id, "reason": stop})
        self.worker.do(self.inbox.jobs.get())
        return self.messages()[-1]

    def messages(self):
        return [json.loads(line, parse_constant=pytest.fail) for line in self.outbox.channel.getvalue().splitlines()]


@pytest.fixture
def inside(tmp_path, corpus):
    return lambda **limits: InProcess(tmp_path, corpus, **limits)


def test_a_job_tells_its_beginning_its_records_and_its_end(inside, experiment):
    made = inside()
    run_id = made.add(experiment)
    last = made.do(Job(run_id, "ann"))
    kinds = [next(kind for kind in message if kind != "run") for message in made.messages()]
    assert kinds[0] == "started" and kinds[-2:] == ["stopping", "done"] and set(kinds[1:-2]) == {"records"}
    assert last["done"]["reason"] == "finished" and last["done"]["step"] == 30 and last["retire"] is False
    assert {message["run"] for message in made.messages()} == {run_id}
    assert made.store.get(run_id).status == "finished"


@pytest.mark.parametrize("reason, status", [("stopped", "stopped"), ("paused", "paused"), ("left", "stopped")])
def test_a_stop_keeps_everything_up_to_there(reason, status, inside, experiment):
    made = inside()
    run_id = made.add(experiment)
    last = made.do(Job(run_id, "ann"), stop=reason)
    kept = made.store.get(run_id)
    assert (last["done"]["reason"], kept.status, kept.reason, kept.message) == (reason, status, reason, REASONS[reason])
    assert kept.step == len(made.store.history(run_id).steps) == 1 and made.store.blob(run_id, "checkpoint")


def test_the_time_limit_stops_a_run_that_can_go_on(inside, experiment):
    made = inside(max_seconds=1e-6)
    run_id = made.add(experiment)
    assert made.do(Job(run_id, "ann"))["done"]["reason"] == "time-limit"
    assert made.store.get(run_id).status == "stopped"
    made.worker.settings = Settings(home=made.settings.home)
    assert made.do(Job(run_id, "ann", "resume"))["done"]["reason"] == "finished"


def test_the_memory_limit_ends_a_run_in_its_own_words(inside, experiment, monkeypatch):
    monkeypatch.setattr("playground.jobs.limits.IDLE_MEMORY", 0)
    made = inside(worker_memory_mb=10)
    run_id = made.add(experiment)
    last = made.do(Job(run_id, "ann"))
    assert last["done"]["reason"] == "memory-limit" and last["retire"] is True
    assert made.store.get(run_id).status == "failed" and "smaller model" in made.store.get(run_id).message


REFUSED = {
    "another visitor's run": (lambda made, given: Job(made.add(given), "bob"), "no such run"),
    "an unknown run": (lambda made, given: Job("nothing", "ann"), "no such run"),
    "an unknown text": (lambda made, given: Job(added(made, given, corpus="unheard-of"), "ann"), "unheard-of"),
    "another visitor's text": (lambda made, given: Job(made.add(given, "bob"), "bob"), "text is no longer here"),
    "too large": (lambda made, given: Job(made.add(given.with_(hidden_size=2048, layers=4)), "ann"), "parameters"),
}


def added(made, experiment, **changes):
    run = new_run(experiment.with_(**changes), "ann", "Text")
    made.store.add(run)
    return run.id


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_done_is_refused_and_the_worker_goes_on(name, inside, experiment):
    made = inside()
    make, word = REFUSED[name]
    job = make(made, experiment)
    last = made.do(job)
    assert last["done"]["reason"] == "refused" and word in last["done"]["message"]
    if name not in ("an unknown run", "another visitor's run"):
        assert made.store.get(job.run_id).status == "failed" and word in made.store.get(job.run_id).message
    assert made.do(Job(made.add(experiment), "ann"))["done"]["reason"] == "finished"


def test_a_run_does_not_go_on_with_another_text(inside, experiment, monkeypatch):
    made = inside()
    run_id = made.add(experiment)
    made.do(Job(run_id, "ann"), stop="paused")
    made.store.update(run_id, text_digest="0" * 64)
    assert "has changed" in made.do(Job(run_id, "ann", "resume"))["done"]["message"]


@pytest.mark.parametrize(
    "error, reason",
    [
        (Refusal("Not this."), "refused"),
        (MemoryError(), "memory-limit"),
        (
            RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"),
            "memory-limit",
        ),
        (ZeroDivisionError("secret detail"), "crashed"),
    ],
)
def test_every_error_becomes_a_sentence(error, reason):
    found, message = explain(error)
    assert found == reason and "secret" not in message
    assert message == {"refused": "Not this.", "crashed": BROKEN}.get(reason, REASONS[reason])


def test_an_unexpected_error_fails_the_run_and_not_the_worker(inside, experiment, monkeypatch):
    made = inside()
    run_id, work = made.add(experiment), made.worker.conduct
    monkeypatch.setattr(made.worker, "conduct", lambda *_: 1 / 0)
    assert made.do(Job(run_id, "ann"))["done"]["reason"] == "crashed"
    assert (made.store.get(run_id).status, made.store.get(run_id).message) == ("failed", BROKEN)
    monkeypatch.setattr(made.worker, "conduct", work)
    assert made.do(Job(run_id, "ann", "resume"))["done"]["reason"] == "finished"


def test_longer_goes_on_by_its_own_budget(inside, experiment):
    made = inside()
    run_id = made.add(experiment)
    made.do(Job(run_id, "ann"))
    assert made.do(Job(run_id, "ann", "longer", 12, "steps"), stop="paused")["done"]["step"] == 31
    started = [message["started"] for message in made.messages() if "started" in message][-1]
    assert (started["at"][0], started["origin"][0], started["budget"], started["unit"]) == (30, 30, 12, "steps")
    assert made.do(Job(run_id, "ann", "resume"))["done"]["step"] == 42
    assert made.store.history(run_id).column("step") == list(range(1, 43))
    assert made.store.get(run_id).experiment.training.budget == 12


@pytest.fixture(scope="module")
def real(tmp_path_factory, corpus):
    """A pool with one real worker, a store, and a text in it."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=1)
    store = RunStore(settings.database())
    pool = WorkerPool(store, settings)
    yield pool, store, store.put_text("ann", corpus)
    pool.close()


def submitted(real, experiment):
    pool, store, text = real
    run = new_run(experiment.with_(corpus=text), "ann", "Pangrams")
    store.add(run)
    pool.submit(Job(run.id, "ann"))
    return run.id


def ended(real, run_id):
    return real[0].wait(run_id, lambda view: view.state == "done", 60)


def trains(real, run_id, step=1):
    return real[0].wait(run_id, lambda view: any(record.step >= step for record in view.records), 60)


def test_a_real_worker_makes_the_run_that_this_process_makes(real, experiment, corpus):
    run_id = submitted(real, experiment)
    view = ended(real, run_id)
    text = experiment.text
    here = train(begin(experiment, prepare(corpus, text.tokenizer, text.vocabulary_size, text.validation_share)))
    assert numbers(real[1].history(run_id)) == numbers(History.from_records(here))
    assert view.end.reason == "finished" and view.progress == 1.0
    assert numbers(History.from_records(view.records)) == numbers(real[1].history(run_id))


def test_pause_and_resume_in_a_real_worker_are_one_run(real, experiment):
    pool, store, _ = real
    long = experiment.with_(budget=300, dropout=0.2)
    whole, paused = submitted(real, long), submitted(real, long)
    ended(real, whole)
    trains(real, paused)
    pool.stop(paused, "paused")
    assert ended(real, paused).end.reason == "paused"
    assert store.get(paused).status == "paused" and store.get(paused).step < 300
    pool.submit(Job(paused, "ann", "resume"))
    resumed = ended(real, paused)
    assert numbers(store.history(paused)) == numbers(store.history(whole))
    assert numbers(History.from_records(resumed.records)) == numbers(store.history(whole))


def test_a_flood_stays_bounded_on_the_page_and_whole_in_the_store(real, experiment):
    tiny = experiment.with_(hidden_size=1, embedding_size=1, batch_size=1, sequence_length=1, cell="rnn", budget=2500)
    run_id = submitted(real, tiny)
    view = ended(real, run_id)
    history = real[1].history(run_id)
    assert history.column("step") == list(range(1, 2501)) and len(history.validations) > 10
    assert len([record for record in view.records if isinstance(record, StepRecord)]) <= 2000
    kept = History.from_records(view.records)
    assert (kept.validations, kept.samples) == (history.validations, history.samples)
    assert max(kept.column("train_loss")) == max(history.column("train_loss"))


def test_kill_nine_fails_that_run_and_the_next_one_trains(real, experiment):
    pool, store, _ = real
    victim, following = submitted(real, experiment.with_(budget=1e6)), submitted(real, experiment)
    trains(real, victim)
    os.kill(pool.crew.of(victim).process.pid, signal.SIGKILL)
    assert ended(real, victim).end.reason == "crashed"
    assert (store.get(victim).status, store.get(victim).message) == ("failed", REASONS["crashed"])
    assert ended(real, following).end.reason == "finished"


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="only Linux has a policy for work that others always go before")
def test_workers_that_take_every_core_let_all_others_go_first(real, experiment, monkeypatch):
    pool, run_id = real[0], submitted(real, experiment.with_(budget=1e6))
    trains(real, run_id)
    process = pool.crew.of(run_id).process.pid

    def policies(cores):
        monkeypatch.setattr("playground.jobs.crew.cores", lambda: cores)
        pool.crew.share_cores()
        threads = [int(name) for name in os.listdir(f"/proc/{process}/task")]
        assert len(threads) > 1 and {os.getpriority(os.PRIO_PROCESS, thread) for thread in threads} == {19}
        return {os.sched_getscheduler(thread) for thread in threads}

    assert policies(cores=2) == {os.SCHED_OTHER}
    assert policies(cores=1) == {os.SCHED_IDLE}
    pool.stop(run_id, "stopped")
    ended(real, run_id)


def test_the_raw_protocol(tmp_path, corpus, experiment):
    """Nonsense costs a complaint, a stray print never reaches the channel, and the end of stdin is the end."""
    settings = Settings(home=tmp_path)
    store = RunStore(settings.database())
    run = new_run(experiment.with_(corpus=store.put_text("ann", corpus), budget=5), "ann", "Pangrams")
    store.add(run)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    code = "import playground.jobs.worker as worker; worker.warm_up = lambda home: print('stray') or 1e9; worker.main()"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment(settings), text=True, **pipes)
    timer = threading.Timer(60, process.kill)
    timer.start()
    lines = ["nonsense", "[1]", '{"stop": "nobody", "reason": "stopped"}', json.dumps({"job": Job(run.id, "ann").to_json()})]
    process.stdin.write("\n".join(lines) + "\n")
    process.stdin.flush()
    messages = []
    for line in process.stdout:
        messages.append(json.loads(line, parse_constant=pytest.fail))
        if "done" in messages[-1]:
            break
    process.stdin.close()
    assert process.wait(30) == 0
    process.stdout.close()
    timer.cancel()
    assert sum("error" in message for message in messages) == 2
    assert [message for message in messages if "ready" in message][0]["operations_per_second"] == 1e9
    assert messages[-1]["done"]["reason"] == "finished"


def test_a_worker_stays_light(tmp_path):
    """A worker needs none of the big libraries, nor torch's compiler, nor a study: each of them counts once for each worker."""
    code = (
        "STUDY = 'playground.gradients.memory_study'\n"
        "import sys, playground.jobs.worker as worker; from playground.jobs.light import leave_out_compiler\n"
        "from playground.jobs.warm import warm_up; from pathlib import Path; leave_out_compiler(); warm_up(Path(sys.argv[1]))\n"
        "print([name for name in ('gensim', 'pandas', 'plotly', 'streamlit', 'scipy', 'sympy', STUDY) if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert answer.stdout.strip() == "[]", answer.stderr
