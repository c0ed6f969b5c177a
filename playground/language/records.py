"""What training tells about itself: one small frozen record at a time."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Progress:
    """Where training stands: updates made, tokens trained on, and seconds spent training (never on validation or samples)."""

    step: int
    tokens: int
    seconds: float


@dataclass(frozen=True)
class StepRecord(Progress):
    """One update of the weights; the loss is in nats per token, before the update, and the norms are L2."""

    event: ClassVar[str] = "step"
    train_loss: float
    gradient_norm: float
    clipped_norm: float
    learning_rate: float


@dataclass(frozen=True)
class ValidationRecord(Progress):
    """Mean loss over `validation_tokens` tokens of the validation part, nats per token; a run's last reads all of it."""

    event: ClassVar[str] = "validation"
    validation_loss: float
    validation_tokens: int


@dataclass(frozen=True)
class SampleRecord(Progress):
    """Text written by the model as it stood at this step."""

    event: ClassVar[str] = "sample"
    text: str


@dataclass(frozen=True)
class DecayRecord(Progress):
    """How much of a gradient was left at each step back, by state of the top layer: log10 of norms, the last step first.

    None stands where nothing arrived at all. `playground/gradients/recording.py` says what is averaged over.
    """

    event: ClassVar[str] = "decay"
    states: dict[str, list[float | None]]


@dataclass(frozen=True)
class BusyRecord(Progress):
    """Sign of life between updates, while the validation part is read; `share` of it is done."""

    event: ClassVar[str] = "busy"
    share: float


@dataclass(frozen=True)
class EndRecord(Progress):
    """The last word of a run: `reason` is a key of `REASONS`, `message` says it to the visitor."""

    event: ClassVar[str] = "end"
    reason: str
    message: str


Record = StepRecord | ValidationRecord | SampleRecord | DecayRecord | BusyRecord | EndRecord

RECORDS: dict[str, type[Record]] = {
    kind.event: kind for kind in (StepRecord, ValidationRecord, SampleRecord, DecayRecord, BusyRecord, EndRecord)
}

REASONS = {
    "finished": "Finished.",
    "stopped": "Stopped by you; everything up to here is kept.",
    "paused": "Paused; resume whenever you like.",
    "hopeless": "Stopped early: it was behind the median of its sweep; everything up to here is kept.",
    "left": "Stopped because the page was closed; everything up to here is kept.",
    "diverged": "Stopped: the loss exploded.",
    "time-limit": "Stopped at this site's time limit; train longer to go on.",
    "memory-limit": "Stopped: the run needed more memory than this site allows. Try a smaller model, batch or sequence length.",
    "crashed": "The training process ended unexpectedly; everything up to the last saved point is kept.",
    "refused": "This run could not start.",
    "interrupted": "Interrupted: the server stopped while this run was training. Everything up to the last saved point is kept.",
}
