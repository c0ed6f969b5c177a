"""The process that trains: `python -m playground.jobs.worker`. It does one job after another until stdin ends."""

import gc
import logging
import os
import signal
import sys
from contextlib import closing
from dataclasses import replace

import torch

from models.skeleton import parameter_count
from playground.errors import Refusal
from playground.jobs.channel import Inbox, Outbox, take_stdout
from playground.jobs.guard import Guard, give_back_memory, resident_bytes
from playground.jobs.light import leave_out_compiler
from playground.jobs.limits import check_limits
from playground.jobs.protocol import AnyJob, Job, StudyJob
from playground.jobs.studying import conduct_study
from playground.jobs.trouble import explain
from playground.jobs.warm import warm_up
from playground.language.checkpoint import longer, resume
from playground.language.records import REASONS, BusyRecord, EndRecord, StepRecord
from playground.language.starting import Find, begin_with, fitted
from playground.language.training import TrainingState, train
from playground.runs.record import STATUS_OF, Run, record_values
from playground.runs.recorder import close, files, follow
from playground.runs.store import RunStore
from playground.runs.texts import find_dataset
from playground.runs.wordvectors import found_in
from playground.settings import Settings, settings
from playground.text.dataset import Dataset

log = logging.getLogger(__name__)

RETIRE_SHARE = 0.5  # of the memory limit: a worker that keeps more than this after a job makes room for a new one


class Worker:
    """Does jobs: finds the text, trains with the store following, reports, and obeys stops and limits."""

    def __init__(self, store: RunStore, settings: Settings, inbox: Inbox, outbox: Outbox):
        self.store, self.settings, self.inbox, self.outbox = store, settings, inbox, outbox

    def work(self) -> None:
        """Do jobs as they come, for ever."""
        while True:
            self.do(self.inbox.jobs.get())

    def do(self, job: AnyJob) -> None:
        """Do one job; whatever happens in it, the server hears how it ended, and this process lives on."""
        self.outbox.start_afresh()
        end = WORK[type(job)](self, job)
        self.inbox.done(job.id)
        give_back_memory()
        retire = resident_bytes() > RETIRE_SHARE * self.settings.worker_memory_mb * 1_000_000
        self.outbox.send({**end, "retire": retire})

    def run(self, job: Job) -> dict:
        """Train one stretch of a run, and return the message of how it ended."""
        try:
            end = self.train(job)
        except Exception as error:
            end = self.failed(job, error)
        return {"run": job.run_id, "done": record_values(end)}

    def study(self, job: StudyJob) -> dict:
        """Do a study, and return the message of how it ended."""
        return {"study": job.id, "done": vars(conduct_study(job, self.store, self.settings, self.inbox, self.outbox))}

    def train(self, job: Job) -> EndRecord:
        """Train one stretch and return its end; raise `Refusal` where it cannot start."""
        run = self.store.owned(job.run_id, job.visitor)
        dataset = find_dataset(run, self.store, self.settings)
        find = found_in(self.settings, job.visitor)
        if not run.step:  # one that has begun has its vectors already
            run = replace(run, experiment=fitted(run.experiment, find))
        check_limits(run.experiment, parameter_count(run.experiment.model.config(len(dataset.vocabulary))), self.settings)
        state = BEGINNINGS[job.kind](job, run, dataset, self.store, find)
        self.outbox.send({"run": job.run_id, "started": stretch(state)})
        reason, message = self.conduct(job, state)
        self.outbox.flush(job.run_id)
        self.outbox.send({"run": job.run_id, "stopping": reason})
        return close(self.store, job.run_id, state, reason, message)

    def conduct(self, job: Job, state: TrainingState) -> tuple[str, str]:
        """Train until the end, a stop or a limit; return the reason and the message."""
        guard = Guard(self.settings)
        with closing(follow(self.store, job.run_id, state, train(state))) as records:
            for record in records:
                if isinstance(record, EndRecord):
                    return record.reason, record.message
                self.outbox.put(job.run_id, record)
                whole = isinstance(record, StepRecord | BusyRecord)  # not between a validation and its sample
                if whole and (reason := self.inbox.reason(job.run_id) or guard.reason()):
                    return reason, REASONS[reason]
        raise AssertionError("training has no end record")

    def failed(self, job: Job, error: Exception) -> EndRecord:
        """Mark a run as failed and return its end."""
        reason, message = explain(error)
        try:
            run = self.store.get(job.run_id)
            self.store.update(job.run_id, status=STATUS_OF[reason], reason=reason, message=message)
        except Refusal as refusal:
            log.warning("Run %s ends without a trace: %s", job.run_id, refusal)
            return EndRecord(0, 0, 0.0, reason, message)
        return EndRecord(run.step, run.tokens, run.seconds, reason, message)


WORK = {Job: Worker.run, StudyJob: Worker.study}


def stretch(state: TrainingState) -> dict:
    """Return where a stretch began, where it stands and what it may use."""
    at = (state.step, state.tokens, state.seconds)
    return {"at": at, "origin": state.origin, "budget": state.settings.budget, "unit": state.settings.budget_unit}


def start(job: Job, run: Run, dataset: Dataset, store: RunStore, find: Find) -> TrainingState:
    """Return a new training state."""
    return begin_with(run.experiment, dataset, find)


def go_on(job: Job, run: Run, dataset: Dataset, store: RunStore, find: Find) -> TrainingState:
    """Return the state of a run's last checkpoint, or a new one where it never came to a checkpoint."""
    data = store.blob(run.id, "checkpoint")
    return resume(run.experiment, dataset, data) if data else begin_with(run.experiment, dataset, find)


def go_on_longer(job: Job, run: Run, dataset: Dataset, store: RunStore, find: Find) -> TrainingState:
    """Return the last state of a run with the job's own budget, and keep both, so that a crash does not part them."""
    state = longer(go_on(job, run, dataset, store, find), job.budget, job.budget_unit)
    store.save(run.id, (), files(state), experiment=state.experiment)
    return state


BEGINNINGS = {"start": start, "resume": go_on, "longer": go_on_longer}


def main() -> None:
    """Prepare this process, say that it is ready, and work."""
    channel = take_stdout()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to answer
    if hasattr(os, "nice"):
        os.nice(19)  # whoever looks at a page goes first
    host = settings()
    torch.set_num_threads(host.threads)
    leave_out_compiler()
    outbox = Outbox(channel)
    inbox = Inbox(sys.stdin, lambda sentence: outbox.send({"error": sentence}))
    inbox.start()
    store = RunStore(host.database(), stale_seconds=host.stale_seconds)
    speed = warm_up(host.home)
    gc.collect()
    gc.freeze()
    give_back_memory()
    outbox.send({"ready": True, "operations_per_second": speed})
    Worker(store, host, inbox, outbox).work()


if __name__ == "__main__":
    main()
