"""The sweep that comes with the app: its runs and their curves, as the page shows them before a visitor's first.

Only records travel: no weights, so that nine runs take as much room as one.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from playground.errors import Refusal
from playground.runs.curves import RunCurves
from playground.runs.record import History, Run, checked_columns, columns, from_columns, run_from_json, run_to_json, strict_json
from playground.sweeps.results import Entry

FILE = "sweep.json"
POINTS = 150  # steps kept of each run


def write_example(folder: Path, runs: Sequence[tuple[Run, History]]) -> None:
    """Write runs with their thinned histories, a run a line; raise `Refusal` where that cannot be written."""
    lines = [strict_json(told(run, history), separators=(",", ":")) for run, history in runs]
    try:
        (folder / FILE).write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    except OSError as error:
        raise Refusal(f"{folder / FILE} cannot be written: {error.strerror}.", "folder") from error


def told(run: Run, history: History) -> dict:
    """Return a run as plain JSON values, without whose it is and without its samples."""
    kept = replace(history.thinned(POINTS), samples=(), decays=())
    return {"run": run_to_json(replace(run, visitor="")), "history": columns(kept.records)}


def load_example(folder: Path) -> list[Entry]:
    """Return the runs in a folder with their curves; none where there is no file, or it is damaged."""
    try:
        values = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return [entry_of(one) for one in values]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, Refusal):
        return []


def entry_of(values: dict) -> Entry:
    """Return one run with its curves."""
    history = History.from_records(from_columns(checked_columns(values["history"])))
    return Entry(run_from_json(values["run"]), RunCurves.of(history))
