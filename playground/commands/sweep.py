"""`python -m playground sweep`: every run of a sweep, one after the other, without a browser."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from playground.commands.options import VISITOR, find_text
from playground.errors import Refusal
from playground.figures.units import LOSS_UNITS, loss_text
from playground.language.experiment import CONTROLS, Experiment
from playground.language.records import Record
from playground.language.training import TrainingState
from playground.runs.curves import read_curves
from playground.runs.record import strict_json
from playground.runs.store import RunStore
from playground.settings import settings
from playground.sweeps.files import read_sweep_path
from playground.sweeps.results import Entry, Row, differing, ranked, rows, usual_target
from playground.sweeps.running import Done, Texts, run_sweep
from playground.sweeps.shelf import StoredSweep, add_sweep, note_sweep, owned_sweep, runs_of
from playground.sweeps.sweep import points

EXAMPLE = """\
A file, any part of which may be left out:

  settings: {corpus: wikipedia, embedding_size: 64, budget: 400, budget_unit: steps}
  grid:
    cell: [rnn, gru, lstm]
    layers: [1, 2]
  seeds: 3              # of each combination
  parameters: 100000    # hidden sizes that match, within 2 %
  stop_early: yes       # the median rule
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which sweep is run, or gone on with."""
    parser.formatter_class, parser.epilog = argparse.RawDescriptionHelpFormatter, EXAMPLE
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="A YAML file: settings, grid, seeds.")
    parser.add_argument("--resume", metavar="SWEEP", help="Go on with a sweep that was stopped, by its id, instead.")
    parser.add_argument("--json", action="store_true", help="Print one JSON object a line on stdout, and nothing else there.")


def run(arguments: argparse.Namespace) -> int:
    """Train every run that is left, telling how each ended, and last which was best."""
    host = settings()
    torch.set_num_threads(host.threads)
    store, texts = RunStore(host.database()), Texts(lambda name: find_text(name, host))
    sweep = opened(arguments, store, texts)
    report = REPORTS[arguments.json](sweep)
    for done in run_sweep(store, sweep, texts, report.hear):
        report.ended(done)
    report.over(owned_sweep(store, sweep.id, VISITOR), results(store, sweep.id))
    return 0


def opened(arguments: argparse.Namespace, store: RunStore, texts: Texts) -> StoredSweep:
    """Return the sweep that the options name, kept in the store; raise `Refusal` where they name none or two."""
    if (arguments.file is None) == (arguments.resume is None):
        raise Refusal("Give either the file of a sweep, or --resume and the id of one.")
    if arguments.resume:
        found = owned_sweep(store, arguments.resume, VISITOR)
        if not found.done:
            raise Refusal("This sweep goes on elsewhere, or was cut off just now: try again in a few seconds.")
        note_sweep(store, found.id, "running")
        return found
    sweep = read_sweep_path(arguments.file)
    found = points(sweep, texts.vocabulary)
    for text in dict.fromkeys(point.text for point in found):
        texts.dataset(text)  # refused before anything is kept
    return add_sweep(store, VISITOR, sweep, found)


def results(store: RunStore, sweep_id: str) -> list[Row]:
    """Return the table of the best of a sweep."""
    runs = list(runs_of(store, owned_sweep(store, sweep_id, VISITOR)).values())
    curves = read_curves(store, (run.id for run in runs))
    entries = [Entry(run, curves[run.id]) for run in runs]
    return ranked(rows(entries, usual_target(entries)), "loss")


def varied(experiments: Sequence[Experiment]) -> list[dict[str, Any]]:
    """Return for each experiment the settings in which it differs from the others."""
    columns = differing(experiments)
    return [
        {name: values[number] for name, values in columns.items() if values[number] is not None}
        for number in range(len(experiments))
    ]


class JsonReport:
    """Tells the sweep, each run as it ends, and last the table of the best, a JSON object a line."""

    def __init__(self, sweep: StoredSweep):
        print(
            strict_json({"event": "sweep", "sweep": sweep.id, "name": sweep.sweep.title, "runs": len(sweep.points)}), flush=True
        )

    def hear(self, place: int, record: Record, state: TrainingState) -> None:
        """Say nothing of what happens within a run."""

    def ended(self, done: Done) -> None:
        """Print how one run ended."""
        run = done.run
        told = {"event": "run", "run": run.id, "place": done.place, "name": run.name, "settings": run.experiment.flat()}
        told |= {"seed": run.experiment.training.seed, "steps": run.step, "tokens": run.tokens, "seconds": run.seconds}
        told |= {"parameters": run.parameters, "validation_loss": run.validation_loss, "train_loss": run.train_loss}
        print(strict_json({**told, "reason": done.end.reason}), flush=True)

    def over(self, sweep: StoredSweep, best: list[Row]) -> None:
        """Print the table of the best."""
        settings_of = varied([row.group.experiment for row in best])
        table = [
            {
                "settings": found,
                "runs": [run.id for run in row.group.runs],
                "validation_loss": row.loss.mean,
                "low": row.loss.low,
                "high": row.loss.high,
                "bits_per_character": row.bits,
                "parameters": row.parameters,
                "tokens_per_second": row.speed.mean,
            }
            for found, row in zip(settings_of, best, strict=True)
        ]
        print(strict_json({"event": "end", "sweep": sweep.id, "status": sweep.status, "best": table}), flush=True)


class PlainReport:
    """Tells the same to people: a progress bar on stderr, a line a run, a table at the end."""

    def __init__(self, sweep: StoredSweep):
        self.sweep, self.over_before = sweep, 0
        bar = "{l_bar}{bar}| {elapsed}<{remaining}{postfix}"
        self.bar = tqdm(total=100 * len(sweep.points), bar_format=bar, file=sys.stderr)

    def hear(self, place: int, record: Record, state: TrainingState) -> None:
        """Move the bar."""
        self.bar.update(100 * (self.over_before + state.progress()) - self.bar.n)

    def ended(self, done: Done) -> None:
        """Say how one run ended."""
        self.over_before += 1
        loss = loss_text(done.run.validation_loss, LOSS_UNITS["nats"], done.run.characters_per_token)
        self.bar.write(f"{done.run.name}: {loss} ({done.end.reason})", file=sys.stdout)

    def over(self, sweep: StoredSweep, best: list[Row]) -> None:
        """Print the table of the best."""
        self.bar.close()
        print(f"sweep {sweep.id}: {sweep.status}")
        for found, row in zip(varied([row.group.experiment for row in best]), best, strict=True):
            print(f"  {loss_span(row):<34} {row.parameters:>11,} parameters   {spoken(found)}")


def loss_span(row: Row) -> str:
    """Write the mean loss of a group and over what its seeds spread."""
    if row.loss.mean is None:
        return "–"
    spread = f" ({row.loss.low:.3f}–{row.loss.high:.3f})" if row.loss.count > 1 else ""
    return loss_text(row.loss.mean, LOSS_UNITS["nats"], row.group.runs[0].characters_per_token) + spread


def spoken(found: dict[str, Any]) -> str:
    """Write settings for people."""
    return ", ".join(f"{CONTROLS[name].label.lower()} {CONTROLS[name].name_of(value)}" for name, value in found.items())


REPORTS = {True: JsonReport, False: PlainReport}
