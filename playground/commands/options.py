"""Command-line options made from the controls of a settings class, so that a new setting needs no second description."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tqdm import tqdm

from models.cells import CELLS
from playground.controls import Control, show
from playground.errors import Refusal
from playground.runs.folder import SavedRun, find_run
from playground.runs.record import COMMAND_LINE
from playground.runs.store import RunStore
from playground.settings import Settings, settings
from playground.text.corpora import CORPORA, Corpus, corpus_from_file, load_corpus

SHORTER = {"hidden_size": "hidden", "batch_size": "batch", "sequence_length": "length", "embedding_size": "embedding"} | {
    "vocabulary_size": "vocabulary",
    "embedding": "input",
}
VISITOR = COMMAND_LINE  # owner of the runs made here
LARGEST_FILE = 200_000_000  # bytes; a text on one's own machine may be larger than an upload


def flag(name: str) -> str:
    """Return the command-line spelling of a setting: `hidden_size` is --hidden."""
    return "--" + SHORTER.get(name, name).replace("_", "-")


def add_controls(parser: argparse.ArgumentParser, controls: Mapping[str, Control]) -> None:
    """Declare one option for each control; the values stay text until `read_controls` checks them. A switch alone means yes."""
    for name, control in controls.items():
        shown = f" ({', '.join(control.options())})" if control.choices else ""
        help = f"{control.help}{shown} Default {show(control.default)}."
        alone = dict(nargs="?", const="yes") if control.kind is bool else {}
        parser.add_argument(flag(name), dest=name, metavar=control.kind.__name__.upper(), help=help.replace("%", "%%"), **alone)


def read_controls(arguments: argparse.Namespace, controls: Mapping[str, Control]) -> dict[str, Any]:
    """Return the values that were given; raise `Refusal` at one that cannot be read."""
    given = {name: getattr(arguments, name) for name in controls}
    return {name: controls[name].parse(raw) for name, raw in given.items() if raw is not None}


def check_forget_bias(given: Mapping[str, Any], cell: str) -> None:
    """Raise `Refusal` where a forget-gate bias was given to a cell that has no such gate."""
    if "forget_bias" in given and "forget_bias" not in CELLS[cell].options:
        gated = " or ".join(name for name, kind in CELLS.items() if "forget_bias" in kind.options)
        raise Refusal(f"{flag('forget_bias')} is for --cell {gated}: the cell {cell} has no forget gate.", "forget_bias")


def add_run(parser: argparse.ArgumentParser) -> None:
    """Declare which run is used."""
    parser.add_argument(
        "--run", required=True, metavar="DIR|NAME", help="A folder from train --save, a run's name, or example-gru."
    )


def open_run(name: str) -> SavedRun:
    """Return the run that --run names; raise `Refusal` where there is none."""
    return find_run(name, RunStore(settings().database()), VISITOR)


def whole(value: int, flag: str, low: int, high: int) -> int:
    """Return a whole number that was given; raise `Refusal` where it is out of range."""
    if not low <= value <= high:
        raise Refusal(f"{flag} cannot be {show(value)}: use a whole number from {low} to {high}.")
    return value


def find_text(name: str, settings: Settings) -> Corpus:
    """Return a text of the app by its name, or a file by its path."""
    path = Path(name).expanduser()
    if name not in CORPORA and path.is_file():
        return corpus_from_file(path, LARGEST_FILE)
    with tqdm(desc=f"Fetching {name}", unit="B", unit_scale=True, delay=0.5) as bar:
        return load_corpus(name, settings.home, lambda done, size: advance(bar, done, size))


def advance(bar: tqdm, done: int, size: int) -> None:
    """Move a progress bar to so many bytes of all; changes `bar`."""
    bar.total = size
    bar.update(done - bar.n)
