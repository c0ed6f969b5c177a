"""Writing a run into the store while it trains: what the worker and the command line have in common."""

import json
import logging
import time
from collections.abc import Callable, Iterator

from playground.language.checkpoint import checkpoint, weights_bytes
from playground.language.records import DecayRecord, EndRecord, Record, SampleRecord, StepRecord, ValidationRecord
from playground.language.training import TrainingState
from playground.runs.record import STATUS_OF, versions
from playground.runs.store import RunStore, StoreTrouble
from playground.runs.thinning import by_bucket

log = logging.getLogger(__name__)

CHECKPOINT_SECONDS = 5.0  # the least time between two checkpoints
ALL_KEPT = 10_000  # updates of which every record is stored; of later ones the extremes of ever longer stretches
KEPT = (StepRecord, ValidationRecord, SampleRecord, DecayRecord)


def follow(
    store: RunStore,
    run_id: str,
    state: TrainingState,
    records: Iterator[Record],
    *,
    flush_seconds: float = 1.0,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Record]:
    """Yield every record of a run unchanged while its history, progress, checkpoints and weights go to the store.

    Records after the update at which `state` stands are forgotten first. Whoever asks no more, and whoever got the
    `EndRecord`, calls `close` next. A store that does not answer is tried again at the next flush.
    """
    recorder = Recorder(store, run_id, state, flush_seconds, clock)
    recorder.start()
    try:
        for record in records:
            recorder.take(record)
            yield record
    finally:
        recorder.flush(everything=True)


class Recorder:
    """What is not yet written of a run, and when it has to be."""

    def __init__(self, store: RunStore, run_id: str, state: TrainingState, flush_seconds: float, clock: Callable[[], float]):
        self.store, self.run_id, self.state, self.clock = store, run_id, state, clock
        self.flush_seconds = flush_seconds
        self.waiting: list[Record] = []
        self.progress: dict = {}
        self.flush_due = clock() + flush_seconds
        self.checkpoint_due = clock() + CHECKPOINT_SECONDS

    def start(self) -> None:
        """Say that the run trains now, and what it trains; forget what came after this point."""
        self.store.truncate(self.run_id, self.state.step)
        told = description(self.state)
        told["versions"] = self.store.get(self.run_id).versions | told["versions"]  # what it once began with is not forgotten
        self.store.save(self.run_id, (), {"vocabulary": vocabulary_bytes(self.state)}, **told)

    def take(self, record: Record) -> None:
        """Note one record, and write when it is time."""
        if isinstance(record, KEPT):
            self.waiting.append(record)
        if isinstance(record, ValidationRecord):
            self.progress |= {"validation_loss": record.validation_loss, "validation_tokens": record.validation_tokens}
        now = self.clock()
        if isinstance(record, SampleRecord) and now >= self.checkpoint_due:  # the last record of a report: the state is whole
            self.flush(files(self.state))
            self.checkpoint_due = self.clock() + CHECKPOINT_SECONDS
        elif now >= self.flush_due:
            self.flush()

    def flush(self, blobs: dict[str, bytes] | None = None, everything: bool = False) -> None:
        """Write what waits in one transaction; keep it for the next time if the store is in trouble."""
        kept, rest = settled(self.waiting, everything)
        for step in [record for record in self.waiting if isinstance(record, StepRecord)][-1:]:
            self.progress["train_loss"] = step.train_loss
        self.flush_due = self.clock() + self.flush_seconds
        try:
            self.store.save(self.run_id, kept, blobs, **self.state.where(), **self.progress)
            self.waiting = rest
        except StoreTrouble as trouble:
            log.warning("Run %s is not written for now: %s", self.run_id, trouble)


def close(store: RunStore, run_id: str, state: TrainingState, reason: str, message: str) -> EndRecord:
    """Write the last checkpoint, the weights and how the run ended; return its last record."""
    ending = {"status": STATUS_OF[reason], "reason": reason, "message": message}
    store.save(run_id, (), files(state), **state.where(), **ending)
    return EndRecord(**state.where(), reason=reason, message=message)


def description(state: TrainingState) -> dict:
    """Return the fields of a run that are known when it starts."""
    dataset = state.dataset
    return {
        "status": "running",
        "reason": "",
        "message": "",
        "experiment": state.experiment,
        "text_title": dataset.corpus.title,
        "text_digest": dataset.corpus.digest,
        "vocabulary_size": len(dataset.vocabulary),
        "parameters": sum(parameter.numel() for parameter in state.model.parameters()),
        "characters_per_token": dataset.characters_per_token,
        "versions": versions() | begun_with(state),
        **state.where(),
    }


def begun_with(state: TrainingState) -> dict[str, str]:
    """Return which word vectors a run began with, and how many of its words they have."""
    if state.coverage is None:
        return {}
    found = f"{state.coverage.found:,} of {state.coverage.words:,} words found"
    return {"vectors": f"{state.experiment.model.vectors}: {found}"}


def vocabulary_bytes(state: TrainingState) -> bytes:
    """Return the vocabulary as JSON bytes."""
    return json.dumps(state.dataset.vocabulary.to_json(), ensure_ascii=False).encode("utf-8", "surrogatepass")


def files(state: TrainingState) -> dict[str, bytes]:
    """Return the checkpoint and the weights by their names in the store."""
    return {"checkpoint": checkpoint(state), "weights": weights_bytes(state)}


def bucket_width(step: int) -> int:
    """Return how many updates share one to three stored records: a power of two that grows with the length of the run."""
    return 1 if step < ALL_KEPT else 4 << (step // ALL_KEPT).bit_length()


def bucket(record: StepRecord) -> tuple[int, int]:
    """Return the stretch of updates that a stored record stands for."""
    width = bucket_width(record.step)
    return width, record.step // width


def settled(waiting: list[Record], everything: bool) -> tuple[list[Record], list[Record]]:
    """Return the records to write now, thinned, and those that wait until their bucket is full (none, for `everything`)."""
    steps = [record for record in waiting if isinstance(record, StepRecord)]
    others = [record for record in waiting if not isinstance(record, StepRecord)]
    if not steps or steps[-1].step < ALL_KEPT:
        return waiting, []
    unfinished = None if everything else bucket(steps[-1])
    ready = by_bucket((record for record in steps if bucket(record) != unfinished), bucket)
    return ready + others, [record for record in steps if bucket(record) == unfinished]
