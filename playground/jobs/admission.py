"""What may enter the queue: each kind of job checked by itself, and whether there is room for one more."""

from collections.abc import Callable, Sequence

from models.skeleton import parameter_count
from playground.errors import Refusal
from playground.jobs.limits import check_limits
from playground.jobs.live import LiveJob, LiveRun
from playground.jobs.live_study import Answers, LiveStudy
from playground.jobs.protocol import Job, StudyJob
from playground.jobs.studies import check_time
from playground.runs.record import STATUSES, History, Run
from playground.runs.store import RunStore
from playground.settings import Settings


def admit_run(job: Job, store: RunStore, settings: Settings, next_version: Callable[[], int]) -> LiveRun:
    """Return a job that trains, with what was trained before; raise `Refusal` where it cannot be done or is too large."""
    run = store.owned(job.run_id, job.visitor)
    check_kind(job, run)
    check_limits(run.experiment, run.parameters or smallest(run), settings)
    return LiveRun(job, History() if job.kind == "start" else store.history(run.id), next_version)


def admit_study(job: StudyJob, answers: Answers, settings: Settings, next_version: Callable[[], int]) -> LiveStudy:
    """Return a study that waits; raise `Refusal` where there is no such study, or it would take too long."""
    check_time(job, settings)
    return LiveStudy(job, answers, next_version)


def check_kind(job: Job, run: Run) -> None:
    """Raise `Refusal` where a run cannot be taken up in this way."""
    status = STATUSES[run.status]
    if job.kind == "resume" and not status.resumable:
        raise Refusal(f"This run cannot be resumed, since it is {status.label.lower()}.")
    if job.kind == "longer" and run.status == "diverged":
        raise Refusal("This run exploded and cannot be trained longer: start a new one with a lower learning rate.")
    if job.kind != "start" and not status.done:
        raise Refusal("This run is already waiting or training.")


def smallest(run: Run) -> int:
    """Return the parameters that a run's model has at the very least, before its text is known."""
    return parameter_count(run.experiment.model.config(1))


def check_room(live: LiveJob, unfinished: Sequence[LiveJob], settings: Settings) -> None:
    """Raise `Refusal` unless another job of this visitor may wait."""
    if any(other.id == live.id for other in unfinished):
        raise Refusal("This is already waiting or going on.")
    if sum(other.visitor == live.visitor for other in unfinished) >= settings.max_jobs_per_visitor:
        most = settings.max_jobs_per_visitor
        raise Refusal(f"You have {most} runs or studies going on, as many as this site allows: wait for one to end, or stop one.")
    if sum(other.state == "queued" for other in unfinished) >= settings.queue_length:
        raise Refusal(f"The queue is full ({settings.queue_length} jobs are waiting): try again in a few minutes.")
