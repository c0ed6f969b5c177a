"""A sweep without a pool: one run after the other in this process, for the command line."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache

from playground.language.checkpoint import resume
from playground.language.experiment import TextSettings
from playground.language.records import REASONS, BusyRecord, EndRecord, Record, StepRecord, ValidationRecord
from playground.language.starting import begin_with
from playground.language.training import TrainingState, train
from playground.runs.record import Run, new_run
from playground.runs.recorder import close, follow
from playground.runs.store import RunStore
from playground.runs.wordvectors import found_in
from playground.settings import settings
from playground.sweeps.plan import Task, remaining
from playground.sweeps.shelf import StoredSweep, add_point, note_sweep, owned_sweep, runs_of
from playground.sweeps.stopping import Losses, hopeless, losses_of
from playground.text.corpora import Corpus
from playground.text.dataset import Dataset, prepare

STOPPED = "Stopped by Ctrl-C; everything up to here is kept."
LIFE_RECORDS = 50  # records between two signs of life of the whole sweep

Watch = Callable[[int, Record, TrainingState], None]


class Texts:
    """The texts of a sweep, each read and numbered once while it is needed; `find` gets a text by its name."""

    def __init__(self, find: Callable[[str], Corpus]):
        self.find = lru_cache(maxsize=4)(find)
        self.dataset = lru_cache(maxsize=2)(self.prepared)

    def prepared(self, text: TextSettings) -> Dataset:
        """Return a text made ready."""
        return prepare(self.find(text.corpus), text.tokenizer, text.vocabulary_size, text.validation_share)

    def vocabulary(self, text: TextSettings) -> int:
        """Return how many tokens a text has with these settings."""
        return len(self.dataset(text).vocabulary)


@dataclass
class Done:
    """One point that came to an end."""

    place: int
    run: Run
    end: EndRecord


def run_sweep(store: RunStore, sweep: StoredSweep, texts: Texts, watch: Watch) -> Iterator[Done]:
    """Yield the runs of a sweep as they end; `watch` hears every record. Ctrl-C ends the sweep with everything kept."""
    try:
        yield from run_points(store, sweep, texts, watch)
    except KeyboardInterrupt:  # between two runs
        give_up(store, sweep)


def give_up(store: RunStore, sweep: StoredSweep) -> None:
    """Note that a sweep was stopped, and with it a run that had not begun to train."""
    for run in runs_of(store, owned_sweep(store, sweep.id, sweep.visitor)).values():
        if not run.done:
            store.update(run.id, status="stopped", reason="stopped", message=STOPPED)
    note_sweep(store, sweep.id, "stopped")


def run_points(store: RunStore, sweep: StoredSweep, texts: Texts, watch: Watch) -> Iterator[Done]:
    """Yield the runs that are left of a sweep as they end, and note how the sweep did."""
    runs, early = runs_of(store, sweep), sweep.sweep.own.stop_early
    finished = [losses(store, run) for run in runs.values() if early and run.status == "finished"]
    for task in remaining(sweep, runs):
        dataset = texts.dataset(sweep.points[task.place].text)
        state, run_id = opened(store, sweep, task, dataset)
        end = train_point(store, sweep, task.place, run_id, state, finished, watch)
        run = store.get(run_id)
        if early and end.reason == "finished":
            finished.append(losses(store, run))
        yield Done(task.place, run, end)
        if end.reason == "stopped":
            note_sweep(store, sweep.id, "stopped")
            return
    note_sweep(store, sweep.id, "finished")


def losses(store: RunStore, run: Run) -> Losses:
    """Return the validation losses of a run, per character."""
    unit = run.experiment.training.budget_unit
    return losses_of(store.history(run.id).validations, unit, run.characters_per_token)


def opened(store: RunStore, sweep: StoredSweep, task: Task, dataset: Dataset) -> tuple[TrainingState, str]:
    """Return the state with which a point begins or goes on, and the id of its run, kept in the store."""
    experiment, find = sweep.points[task.place], found_in(settings(), sweep.visitor)
    if task.run is None:
        run = new_run(experiment, sweep.visitor, dataset.corpus.title, sweep.name_of(task.place))
        add_point(store, sweep.id, task.place, run)
        return begin_with(experiment, dataset, find), run.id
    data = store.blob(task.run.id, "checkpoint")
    return resume(experiment, dataset, data) if data else begin_with(experiment, dataset, find), task.run.id


def train_point(
    store: RunStore,
    sweep: StoredSweep,
    place: int,
    run_id: str,
    state: TrainingState,
    finished: list[Losses],
    watch: Watch,
) -> EndRecord:
    """Train one point to its end, to the median rule or to Ctrl-C, and return its last record."""
    reason, message, told, given_up = "stopped", STOPPED, [], False
    try:
        with closing(follow(store, run_id, state, train(state))) as records:
            for number, record in enumerate(records):
                if isinstance(record, EndRecord):
                    reason, message = record.reason, record.message
                    break
                watch(place, record, state)
                told += [record] if isinstance(record, ValidationRecord) else []
                if number % LIFE_RECORDS == 0:
                    note_sweep(store, sweep.id, "running")
                if isinstance(record, ValidationRecord) and sweep.sweep.own.stop_early:
                    unit = state.settings.budget_unit
                    given_up = hopeless(losses_of(told, unit, state.dataset.characters_per_token), finished)
                if given_up and isinstance(record, StepRecord | BusyRecord):  # not between a validation and its sample
                    reason, message = "hopeless", REASONS["hopeless"]
                    break
    except KeyboardInterrupt:
        pass
    return close(store, run_id, state, reason, message)
