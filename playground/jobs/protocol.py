"""What server and worker say to each other: one strict JSON object a line.

To the worker: `{"job": {…}}` or `{"study": {…}}`, and `{"stop": id, "reason": "stopped"}`.
From it: `{"ready": true, "operations_per_second": x}` once, then for each job `{"run": id, "started": {…}}`,
`{"run": id, "records": […]}` as it goes, `{"run": id, "stopping": reason}` when a stop was obeyed, and
`{"run": id, "done": {the end record}, "retire": bool}` last; `{"error": sentence}` for a line that it could not read.
For a study, `{"study": id, "events": […], "progress": x}` as it goes, `{"study": id, "stopping": reason}` when a stop was
obeyed, and `{"study": id, "done": {"reason": …, "message": …}, "retire": bool}` last.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from playground.errors import Refusal, unknown
from playground.language.experiment import CONTROLS

KINDS = ("start", "resume", "longer")
STOPS = ("stopped", "paused", "hopeless", "left")


@dataclass(frozen=True)
class Job:
    """One stretch of training: from the `start`, `resume` where it ended within the same budget, or `longer` by a new budget."""

    word: ClassVar[str] = "job"
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


@dataclass(frozen=True)
class StudyJob:
    """One study that a visitor asks for; `studies.study_job` makes it, with every setting checked and present."""

    word: ClassVar[str] = "study"
    visitor: str
    name: str
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self):
        if not (isinstance(self.visitor, str) and isinstance(self.name, str) and isinstance(self.settings, dict)):
            raise Refusal("This is not a study.")

    @cached_property
    def question(self) -> str:
        """Return what is asked, whoever asks: the same for the same name and settings."""
        return json.dumps([self.name, self.settings], sort_keys=True)

    @cached_property
    def id(self) -> str:
        """Return the name by which server and worker speak of this study: another for each visitor."""
        return hashlib.sha256(json.dumps([self.visitor, self.question]).encode()).hexdigest()

    def to_json(self) -> dict:
        """Return the study as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict) -> "StudyJob":
        """Return the study that `to_json` wrote; raise `Refusal` where it is none."""
        try:
            return cls(**values)
        except TypeError as error:
            raise Refusal("This is not a study.") from error


AnyJob = Job | StudyJob
JOBS: dict[str, type[AnyJob]] = {kind.word: kind for kind in (Job, StudyJob)}


def read_message(line: str) -> dict[str, Any]:
    """Return the object on a line; raise `Refusal` where there is none."""
    try:
        message = json.loads(line)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        raise Refusal(f"This line is not a JSON object: {line[:80]!r}.")
    return message
