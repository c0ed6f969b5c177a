"""How a study ends, in the words of its visitor."""

from dataclasses import dataclass

STOPPED = "Stopped by you."

STUDY_REASONS = {
    "finished": "Finished.",
    "stopped": STOPPED,
    "paused": STOPPED,  # nothing goes on from within a study
    "hopeless": STOPPED,  # said of runs alone
    "left": "Stopped because the page was closed.",
    "time-limit": "Stopped at this site's time limit.",
    "memory-limit": "Stopped: this needed more memory than this site allows. Try smaller settings.",
    "crashed": "The process that worked on this ended unexpectedly: try again.",
    "interrupted": "Interrupted: the server stopped.",
}


@dataclass(frozen=True)
class StudyEnd:
    """Why a study ended: a key of `STUDY_REASONS`, or “refused”; `message` says it to the visitor."""

    reason: str
    message: str

    @classmethod
    def of(cls, reason: str) -> "StudyEnd":
        """Return the end for a reason."""
        return cls(reason, STUDY_REASONS[reason])
