"""A run as a folder: `run.json` (the run and its history), `weights.safetensors`, `vocabulary.json`.

Folders come from anywhere, so everything is checked before it is used: sizes first, then names and shapes.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from models.language_model import LanguageModel, LanguageModelConfig
from models.skeleton import parameter_count, skeleton
from playground.errors import Refusal, unknown
from playground.runs.record import History, Run, checked_columns, columns, from_columns, run_from_json, run_to_json, strict_json
from playground.runs.store import RunStore
from playground.text.vocabulary import Vocabulary

EXAMPLES = Path(__file__).parents[1] / "examples"
WRITERS = "writers"  # a folder among the examples
RUN, WEIGHTS, VOCABULARY = "run.json", "weights.safetensors", "vocabulary.json"
LARGEST = {RUN: 64_000_000, WEIGHTS: 600_000_000, VOCABULARY: 16_000_000}  # bytes
HEADER = 100_000  # bytes that a weights file may hold besides its numbers


@dataclass(frozen=True)
class SavedRun:
    """A run that can be read and used: its record, its history, its vocabulary, and its model in eval mode."""

    run: Run
    history: History
    vocabulary: Vocabulary
    model: LanguageModel


def save_run(folder: Path, run: Run, history: History, weights: bytes | None, vocabulary: Vocabulary) -> None:
    """Write a run as a folder, without the visitor's token; raise `Refusal` where it cannot be written."""
    make_folder(folder)
    try:
        (folder / RUN).write_text(run_text(run, history), encoding="utf-8")
        (folder / WEIGHTS).write_bytes(weights or b"")
        text = json.dumps(vocabulary.to_json(), ensure_ascii=True)
        (folder / VOCABULARY).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refusal(f"The run cannot be saved under {folder}: {error.strerror}.", "save") from error


def make_folder(folder: Path) -> None:
    """Make the folder of a run, unless it is there; raise `Refusal` where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"The run cannot be saved under {folder}: {error.strerror}.", "save") from error


def run_text(run: Run, history: History) -> str:
    """Return `run.json`: the run's values one a line, then its history, one line for each column of numbers."""
    run_part = strict_json(run_to_json(replace(run, visitor="")), indent=2)
    tables = [f'"{event}": {table_text(table)}' for event, table in columns(history.records).items()]
    return f'{{\n"run": {run_part},\n"history": {{{", ".join(tables)}}}\n}}\n'


def table_text(table: dict[str, list]) -> str:
    """Return columns as a JSON object with one line a column, or one a value where the values are curves."""
    lines = (f'"{name}": {column_text(values)}' for name, values in table.items())
    return "{\n" + ",\n".join(lines) + "\n}"


def column_text(values: list) -> str:
    """Return a column as JSON."""
    if not isinstance(values[0], dict):
        return strict_json(values, separators=(",", ":"))
    return "[\n" + ",\n".join(strict_json(value, separators=(",", ":")) for value in values) + "\n]"


def load_run(folder: Path) -> SavedRun:
    """Return the run in a folder; raise `Refusal` where a file is missing, damaged, too large or does not fit the others."""
    values = read_json(folder, RUN)
    run = run_from_json(values.get("run", {}))
    history = checked(folder / RUN, lambda: History.from_records(from_columns(checked_columns(values["history"]))))
    vocabulary = checked(folder / VOCABULARY, lambda: Vocabulary.from_json(read_json(folder, VOCABULARY)))
    return SavedRun(run, history, vocabulary, build_model(run, vocabulary, read_bytes(folder, WEIGHTS)))


def read_bytes(folder: Path, name: str) -> bytes:
    """Return the bytes of one of the three files, if there are no more than it may have."""
    try:
        with open(folder / name, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > LARGEST[name]:
                raise Refusal(f"{folder / name} is too large for a run: {size:,} bytes.", "run")
            return file.read(LARGEST[name])
    except OSError as error:
        raise Refusal(f"{folder} is not the folder of a run: {name} cannot be read ({error.strerror}).", "run") from error


def read_json(folder: Path, name: str) -> dict:
    """Return the JSON object in one of the files."""
    values = checked(folder / name, lambda: json.loads(read_bytes(folder, name)))
    return values if isinstance(values, dict) else damaged(folder / name)


def checked(path: Path, read: Callable[[], Any]) -> Any:
    """Return what `read` does, with any sign of a damaged file as a refusal that names it."""
    try:
        return read()
    except Refusal:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        return damaged(path, error)


def damaged(path: Path, error: Exception | None = None):
    """Raise the refusal of a file that cannot be understood."""
    raise Refusal(f"{path} is damaged: save the run again.", "run") from error


def build_model(run: Run, vocabulary: Vocabulary, weights: bytes) -> LanguageModel:
    """Return the model of a run in eval mode; raise `Refusal` where the weights are not those of its settings and vocabulary."""
    config = run.experiment.model.config(len(vocabulary))
    tensors = read_weights(config, weights)
    model = skeleton(config)
    expected = {name: tensor.shape for name, tensor in model.state_dict().items()}
    if {name: tensor.shape for name, tensor in tensors.items()} != expected:
        raise Refusal("The weights of this run do not fit its settings: save the run again.", "run")
    model.load_state_dict(tensors, assign=True)
    return model.eval()


def read_weights(config: LanguageModelConfig, weights: bytes) -> dict[str, Tensor]:
    """Return tensors by name: finite float32, and as many numbers as the config has."""
    if not 0 <= len(weights) - 4 * parameter_count(config) <= HEADER:
        raise Refusal("The weights of this run do not fit its settings, or are missing: save the run again.", "run")
    try:
        tensors = load(weights)
    except (SafetensorError, ValueError, KeyError) as error:
        raise Refusal("The weights of this run are damaged: save the run again.", "run") from error
    if not all(tensor.dtype == torch.float32 and tensor.isfinite().all() for tensor in tensors.values()):
        raise Refusal("The weights of this run are damaged: some are not finite numbers.", "run")
    return tensors


def examples() -> dict[str, Path]:
    """Return the folders of the bundled runs by name, such as "example-gru": one for each cell, all on the same text."""
    return runs_in(EXAMPLES)


def writers() -> dict[str, Path]:
    """Return the folders of the bundled runs on other texts, such as "example-names"."""
    return runs_in(EXAMPLES / WRITERS)


def runs_in(place: Path) -> dict[str, Path]:
    """Return the folders of the runs that are kept side by side in a folder."""
    return {f"example-{folder.name}": folder for folder in sorted(place.glob("*")) if (folder / RUN).is_file()}


def stored_run(store: RunStore, run: Run) -> SavedRun:
    """Return a run of the store with its model; raise `Refusal` where it has not trained long enough to have one."""
    weights, vocabulary = store.blob(run.id, "weights"), store.blob(run.id, "vocabulary")
    if weights is None or vocabulary is None:
        raise Refusal(f"“{run.name}” has no weights yet: let it train a little longer.", "run")
    words = Vocabulary.from_json(json.loads(vocabulary))
    return SavedRun(run, store.history(run.id), words, build_model(run, words, weights))


def find_run(name: str, store: RunStore, visitor: str, *, folders: bool = True) -> SavedRun:
    """Return the bundled example, the folder, or the visitor's run (by id or unique name) that is called this.

    A page passes `folders=False`: what stands in a URL must not name a folder of the server.
    """
    known = examples() | writers()
    if name in known:
        return load_run(known[name])
    own = store.runs(visitor)
    found = [run for run in own if run.id == name] or [run for run in own if run.name == name]
    if len(found) == 1:
        return stored_run(store, found[0])
    if found:
        raise Refusal(f"{len(found)} runs are called “{name[:60]}”: use an id, such as {found[0].id}.", "run")
    if folders and name and Path(name).is_dir():
        return load_run(Path(name))
    raise unknown("run", name, [*known, *(run.name for run in own)], "run")
