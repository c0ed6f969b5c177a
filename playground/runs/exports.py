"""What a run can be taken away as: each form by the ending of its file's name."""

from collections.abc import Callable
from dataclasses import dataclass

from playground.errors import Refusal, unknown
from playground.figures.export import table_text
from playground.runs.archive import stored_archive
from playground.runs.events import event_file
from playground.runs.record import History, Run
from playground.runs.script import script
from playground.runs.store import RunStore
from playground.sweeps.files import run_file

STEP_COLUMNS = ("step", "tokens", "seconds", "train_loss", "gradient_norm", "clipped_norm", "learning_rate")
HEADERS = (
    *("step", "tokens", "seconds", "training loss (nats/token)", "gradient norm before clipping", "gradient norm after clipping"),
    *("learning rate", "validation loss (nats/token)"),
)
EVENTS = "tfevents"  # what the name of an event file holds, rather than ends with


@dataclass(frozen=True)
class Export:
    """One form: what a button calls it, its MIME type, and how its bytes are made; `ending` is that of the file's name."""

    label: str
    ending: str
    mime: str
    make: Callable[[RunStore, Run], bytes]


def numbers(past: History) -> str:
    """Return every step as a row of CSV, the validation loss where there is one."""
    validations = {record.step: record.validation_loss for record in past.validations}
    rows = ([*(getattr(record, name) for name in STEP_COLUMNS), validations.get(record.step, "")] for record in past.steps)
    return table_text(HEADERS, rows)


EXPORTS: dict[str, Export] = {
    "zip": Export("Run and weights (zip)", ".zip", "application/zip", stored_archive),
    "csv": Export("Numbers (CSV)", ".csv", "text/csv", lambda store, run: numbers(store.history(run.id)).encode()),
    "yaml": Export(
        "Settings (YAML)", ".yaml", "application/yaml", lambda store, run: run_file(run.experiment, run.name).encode()
    ),
    "script": Export(
        "PyTorch script", ".py", "text/x-python", lambda store, run: script(run, store.history(run.id)).encode("utf-8")
    ),
    "events": Export(
        *("TensorBoard events", f".{EVENTS}", "application/octet-stream"),
        lambda store, run: event_file(store.history(run.id), run.created),
    ),
}


def export_for(name: str) -> Export:
    """Return the form that a file's name asks for; raise `Refusal` where it asks for none."""
    if EVENTS in name:
        return EXPORTS["events"]
    ending = "." + name.rpartition(".")[2].lower()
    for export in EXPORTS.values():
        if ending in (export.ending, {".yaml": ".yml"}.get(export.ending)):
            return export
    endings = ", ".join(export.ending for export in EXPORTS.values())
    raise Refusal(f"{name} does not say in which form: end its name with one of {endings}.", "file")


def export(store: RunStore, run: Run, kind: str) -> bytes:
    """Return a run in one of the `EXPORTS`; raise `Refusal` where it has no such form."""
    if kind not in EXPORTS:
        raise unknown("form", kind, EXPORTS)
    return EXPORTS[kind].make(store, run)
