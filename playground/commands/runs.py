"""`python -m playground runs`: what was trained here, to look at, to take away, to bring in, and to forget."""

import argparse
import time
from pathlib import Path

from playground.commands.options import VISITOR, find_text
from playground.errors import Refusal
from playground.figures.units import LOSS_UNITS, loss_text
from playground.language.experiment import CONTROLS, has_effect
from playground.runs.archive import Limits, import_run
from playground.runs.exports import EXPORTS, export_for
from playground.runs.record import STATUSES, Run, run_to_json, strict_json
from playground.runs.script import TEXT_NAME
from playground.runs.store import RunStore
from playground.settings import settings

ACTIONS = {
    "list": "list every run",
    "show": "show one run: its settings, and what it came to",
    "export": "write a run to a file: .zip, .csv, .yaml, .py (a PyTorch script, its text beside it), or a name with tfevents",
    "import": "bring in a run from a zip",
    "delete": "delete a run with its curves and weights",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is done, and with which run."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="action", help="; ".join(ACTIONS))
    for name, about in ACTIONS.items():
        action = actions.add_parser(name, description=about.capitalize() + ".", help=about)
        if name in ("show", "export", "delete"):
            action.add_argument("run", metavar="RUN", help="The id of a run, or its name where no other has it.")
        if name in ("export", "import"):
            action.add_argument("file", metavar="FILE", type=Path, help="The file to write, or to read.")
        action.add_argument("--json", action="store_true", help="Print JSON instead.")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked, and print what came of it."""
    store = RunStore(settings().database())
    answer, sentence = DO[arguments.action](store, arguments)
    print(strict_json(answer) if arguments.json else sentence)
    return 0


def own_run(store: RunStore, name: str) -> Run:
    """Return the run with this id or unique name; raise `Refusal` where there is none."""
    own = store.runs(VISITOR)
    found = [run for run in own if run.id == name] or [run for run in own if run.name == name]
    if len(found) > 1:
        raise Refusal(f"{len(found)} runs are called “{name[:60]}”: use an id, such as {found[0].id}.", "run")
    if not found:
        raise Refusal(f"There is no run called “{name[:60]}”: “runs list” tells the ids and names of all.", "run")
    return found[0]


def told(run: Run) -> dict:
    """Return a run as plain JSON values, without whose it is."""
    values = {name: value for name, value in run_to_json(run).items() if name != "visitor"}
    return {**values, "experiment": run.experiment.flat(), "tokens_per_second": run.tokens_per_second}


def line(run: Run) -> str:
    """Return a run as a line of a list."""
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.created))
    return f"{run.id}  {when}  {STATUSES[run.status].label:<11}  {loss_of(run):<19}  {run.name}"


def loss_of(run: Run) -> str:
    """Write a run's validation loss."""
    return loss_text(run.validation_loss, LOSS_UNITS["nats"], run.characters_per_token)


def list_runs(store: RunStore, arguments: argparse.Namespace) -> tuple[list, str]:
    """Return every run, the newest first."""
    own = store.runs(VISITOR)
    return [told(run) for run in own], "\n".join(map(line, own)) or "There are no runs yet."


def show_run(store: RunStore, arguments: argparse.Namespace) -> tuple[dict, str]:
    """Return one run with its settings."""
    run = own_run(store, arguments.run)
    values = run.experiment.flat()
    settings_of = [
        f"  {CONTROLS[name].label.lower()}: {CONTROLS[name].name_of(value)}"
        for name, value in values.items()
        if has_effect(name, run.experiment)
    ]
    facts = f"  {run.step:,} steps, {run.tokens:,} tokens, {run.seconds:.1f} s, {run.parameters:,} parameters"
    return told(run), "\n".join([line(run), facts, f"  {run.message}" if run.message else "", *settings_of])


def export_run(store: RunStore, arguments: argparse.Namespace) -> tuple[dict, str]:
    """Write a run to a file; a script gets its text beside it."""
    run, form = own_run(store, arguments.run), export_for(arguments.file.name)
    files = {arguments.file: form.make(store, run)}
    if form is EXPORTS["script"]:
        files[arguments.file.with_name(TEXT_NAME)] = text_of(run)
    for path, data in files.items():
        write(path, data)
    return {"run": run.id, "files": [str(path) for path in files]}, "\n".join(f"wrote {path}" for path in files)


def text_of(run: Run) -> bytes:
    """Return the text of a run; raise `Refusal` where it is not here any more, or has changed."""
    corpus = find_text(run.experiment.text.corpus, settings())
    if corpus.digest != run.text_digest:
        raise Refusal(f"The text “{run.text_title}” has changed since this run began, so that a script would not repeat it.")
    return corpus.text.encode("utf-8", "surrogatepass")


def write(path: Path, data: bytes) -> None:
    """Write a file; raise `Refusal` where that is not possible."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror}.", "file") from error


def import_file(store: RunStore, arguments: argparse.Namespace) -> tuple[dict, str]:
    """Bring in a run from a zip."""
    limits = Limits()
    try:
        with arguments.file.open("rb") as file:
            data = file.read(limits.whole + 1)
    except OSError as error:
        raise Refusal(f"{arguments.file} cannot be read: {error.strerror}.", "file") from error
    run = import_run(store, VISITOR, data, limits)
    return told(run), f"imported {line(run)}"


def delete_run(store: RunStore, arguments: argparse.Namespace) -> tuple[dict, str]:
    """Delete a run."""
    run = own_run(store, arguments.run)
    store.delete(run.id, VISITOR)
    return {"deleted": run.id}, f"deleted {run.id}"


DO = {"list": list_runs, "show": show_run, "export": export_run, "import": import_file, "delete": delete_run}
