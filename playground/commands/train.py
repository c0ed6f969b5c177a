"""`python -m playground train`: the training engine without a browser."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import torch
from tqdm import tqdm

from playground.commands.options import VISITOR, add_controls, check_forget_bias, find_text, read_controls
from playground.jobs.guard import machine_bytes
from playground.jobs.limits import check_memory, estimate
from playground.language.experiment import BUDGET_UNITS, CONTROLS, Experiment
from playground.language.records import BusyRecord, DecayRecord, EndRecord, Record, SampleRecord, StepRecord, ValidationRecord
from playground.language.starting import begin_with
from playground.language.training import TrainingState, train
from playground.runs.folder import make_folder, save_run
from playground.runs.record import Run, new_run, record_line
from playground.runs.recorder import close, follow
from playground.runs.store import RunStore
from playground.runs.wordvectors import found_anywhere
from playground.settings import settings
from playground.text.dataset import prepare

OPTIONS = {name: control for name, control in CONTROLS.items() if not name.startswith("budget")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare every setting of an experiment, the budget, and where results go."""
    add_controls(parser, OPTIONS)
    budget = parser.add_mutually_exclusive_group()
    for unit, about in BUDGET_UNITS.items():
        budget.add_argument(f"--{unit}", metavar="N", help=f"Train for N {about}.")
    parser.add_argument("--json", action="store_true", help="Print one JSON object a line on stdout, and nothing else there.")
    parser.add_argument("--save", metavar="DIR", type=Path, help="Also keep the run as a folder.")


def run(arguments: argparse.Namespace) -> int:
    """Train, record the run in the store, and report as it goes."""
    experiment, host = read_experiment(arguments), settings()
    torch.set_num_threads(host.threads)
    corpus = find_text(experiment.text.corpus, host)
    text = experiment.text
    dataset = prepare(corpus, text.tokenizer, text.vocabulary_size, text.validation_share)
    check_memory(estimate(experiment, len(dataset.vocabulary)).memory_bytes, machine_bytes(), "this machine has")
    if arguments.save:
        make_folder(arguments.save)  # better refused now than after an hour
    state, store = begin_with(experiment, dataset, found_anywhere(host)), RunStore(host.database())
    record = new_run(state.experiment, VISITOR, corpus.title)
    store.add(record)
    show = print_json if arguments.json else print_progress
    end = show(conduct(store, record.id, state), state)
    finished = store.get(record.id)
    show_end(finished, end, arguments.json)
    if arguments.save:
        save_run(arguments.save, finished, store.history(record.id), store.blob(record.id, "weights"), dataset.vocabulary)
    return 0


def read_experiment(arguments: argparse.Namespace) -> Experiment:
    """Return the experiment that the options spell out."""
    changes = read_controls(arguments, OPTIONS)
    for unit in BUDGET_UNITS:
        if (raw := getattr(arguments, unit)) is not None:
            changes |= {"budget_unit": unit, "budget": CONTROLS["budget"].parse(raw)}
    experiment = Experiment().with_(**changes)
    check_forget_bias(changes, experiment.model.cell)
    return experiment


def conduct(store: RunStore, run_id: str, state: TrainingState) -> Iterator[Record]:
    """Yield the records of training while they are stored; Ctrl-C ends it with everything kept."""
    reason, message = "stopped", "Stopped by Ctrl-C; everything up to here is kept."
    try:
        for record in follow(store, run_id, state, train(state)):
            if isinstance(record, EndRecord):
                reason, message = record.reason, record.message
            else:
                yield record
    except KeyboardInterrupt:
        print(message, file=sys.stderr)
    yield close(store, run_id, state, reason, message)


def print_json(records: Iterator[Record], state: TrainingState) -> EndRecord:
    """Print each record as a JSON line and return the last."""
    for record in records:
        if isinstance(record, EndRecord):
            return record
        if not isinstance(record, BusyRecord):
            print(record_line(record), flush=True)
    raise AssertionError("a run without an end")


def print_progress(records: Iterator[Record], state: TrainingState) -> EndRecord:
    """Draw a progress bar on stderr, with samples above it, and return the last record."""
    with tqdm(total=100, bar_format="{l_bar}{bar}| {elapsed}<{remaining}{postfix}", file=sys.stderr) as bar:
        for record in records:
            if isinstance(record, EndRecord):
                return record
            SHOWN[type(record)](bar, record)
            bar.update(100 * state.progress() - bar.n)
    raise AssertionError("a run without an end")


SHOWN = {
    StepRecord: lambda bar, record: bar.set_postfix_str(f"loss {record.train_loss:.3f} nats/token", refresh=False),
    ValidationRecord: lambda bar, record: bar.write(f"step {record.step:,}: validation {record.validation_loss:.3f} nats/token"),
    SampleRecord: lambda bar, record: bar.write(f"    {record.text[:200]!r}"),
    DecayRecord: lambda bar, record: None,
    BusyRecord: lambda bar, record: None,
}


def show_end(finished: Run, end: EndRecord, as_json: bool) -> None:
    """Print how the run ended and what it reached."""
    figures = {
        "run": finished.id,
        "steps": finished.step,
        "tokens": finished.tokens,
        "seconds": finished.seconds,
        "tokens_per_second": finished.tokens_per_second,
        "parameters": finished.parameters,
        "validation_loss": finished.validation_loss,
        "reason": end.reason,
    }
    if as_json:
        print(json.dumps({"event": "end", **figures, "message": end.message}), flush=True)
    else:
        loss = "none" if finished.validation_loss is None else f"{finished.validation_loss:.4f} nats/token"
        print(f"{end.message}\nrun {finished.id}: validation loss {loss}, {finished.tokens_per_second:,.0f} tokens/s")
