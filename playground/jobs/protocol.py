"""What server and worker say to each other: one strict JSON object a line.

To the worker: `{"job": {…}}`, and `{"stop": run id, "reason": "stopped"}`.
From it: `{"ready": true, "operations_per_second": x}` once, then for each job `{"run": id, "started": {…}}`,
`{"run": id, "records": […]}` as it goes, `{"run": id, "stopping": reason}` when a stop was obeyed, and
`{"run": id, "done": {the end record}, "retire": bool}` last; `{"error": sentence}` for a line that it could not read.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from playground.errors import Refusal, unknown
from playground.language.experiment import CONTROLS

KINDS = ("start", "resume", "longer")
STOPS = ("stopped", "paused", "left")


@dataclass(frozen=True)
class Job:
    """One stretch of training: from the `start`, `resume` where it ended within the same budget, or `longer` by a new budget."""

    run_id: str
    visitor: str
    kind: str = "start"
    budget: float = 0.0  # of a longer job alone, in `budget_unit`
    budget_unit: str = ""

    def __post_init__(self):
        if self.kind not in KINDS:
            raise unknown("kind of job", self.kind, KINDS)
        if self.kind == "longer":
            CONTROLS["budget"].check(self.budget)
            CONTROLS["budget_unit"].check(self.budget_unit)

    @property
    def id(self) -> str:
        """Return the name by which server and worker speak of this job."""
        return self.run_id

    def to_json(self) -> dict:
        """Return the job as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict) -> "Job":
        """Return the job that `to_json` wrote; raise `Refusal` where it is none."""
        try:
            return cls(**values)
        except TypeError as error:
            raise Refusal("This is not a job.") from error


def read_message(line: str) -> dict[str, Any]:
    """Return the object on a line; raise `Refusal` where there is none."""
    try:
        message = json.loads(line)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        raise Refusal(f"This line is not a JSON object: {line[:80]!r}.")
    return message
