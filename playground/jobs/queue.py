"""The interface between pages and whatever trains: here worker processes, elsewhere perhaps a cluster."""

from typing import Protocol

from playground.jobs.live import JobView
from playground.jobs.live_study import StudyView
from playground.jobs.protocol import AnyJob, StudyJob


class JobQueue(Protocol):
    """Where pages send jobs, and see what becomes of them; another implementation may run them on other machines."""

    operations_per_second: float

    def submit(self, job: AnyJob) -> None:
        """Queue a job or a study; raise `Refusal` where it cannot be done or there is no room."""

    def view(self, run_id: str) -> JobView | None:
        """Return how a job stands, None for one that is unknown or long over: then the store knows."""

    def study(self, job: StudyJob) -> StudyView | None:
        """Return how a visitor's study stands, or the answer that is known already; None where there is neither."""

    def stop(self, run_id: str, reason: str = "stopped") -> None:
        """Take a job from the queue, or ask its worker to stop it."""

    def attach(self, visitor: str, session: str) -> None:
        """Note that a visitor has a page open."""

    def release(self, visitor: str, session: str) -> None:
        """Note that a page was closed; with a visitor's last one, their jobs end after a grace period."""

    def active(self, visitor: str) -> list[str]:
        """Return the ids of a visitor's runs that are queued or running."""

    def close(self) -> None:
        """End everything."""
