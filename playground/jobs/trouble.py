"""Why a job ended that did not mean to: the reason, and the sentence for its visitor."""

import logging

from playground.errors import Refusal
from playground.language.records import REASONS

log = logging.getLogger(__name__)

BROKEN = "The training process met an error of its own; everything up to the last saved point is kept."


def explain(error: Exception) -> tuple[str, str]:
    """Return the reason and the sentence for something that ended a job; what nobody foresaw goes to the log in full."""
    if isinstance(error, Refusal):
        return "refused", str(error)
    if isinstance(error, MemoryError) or "allocate memory" in str(error):
        return "memory-limit", REASONS["memory-limit"]
    log.error("A job failed", exc_info=error)
    return "crashed", BROKEN
