"""A run as a zip of the three files that `folder.py` knows; one that comes from outside is taken for the hostile thing it may be.

Nothing is unpacked to a disk. Names, sizes and the number of files are checked before anything is read, each file is read up
to its limit and no further, and what it holds goes through the same checks as a folder's.
"""

import io
import json
import time
import zipfile
import zlib
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from models.cells import CELLS
from models.skeleton import parameter_count
from playground.errors import Refusal
from playground.language.checkpoint import fresh_checkpoint
from playground.language.records import REASONS
from playground.runs.folder import HEADER, LARGEST, RUN, VOCABULARY, WEIGHTS, build_model, checked, damaged, run_text
from playground.runs.record import STATUSES, History, Run, checked_columns, from_columns, new_id, run_from_json
from playground.runs.script import IMPORTED
from playground.runs.store import RunStore
from playground.text.vocabulary import Vocabulary

FILES = (RUN, WEIGHTS, VOCABULARY)
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MORE = 1_000_000  # bytes that a zip may have besides what its files may
LONGEST = {"name": 120, "text_title": 200, "text_digest": 64, "message": 500}  # characters
MOST_VERSIONS = 8
MOST_STEPS, MOST_REPORTS, LONGEST_CURVE = 100_000, 2_000, 2_048  # records of a history, and steps back of a decay curve
LARGEST_NUMBER = 2**53  # up to here a whole number is exact as a float


@dataclass(frozen=True)
class Limits:
    """How large the files of an archive may be, bytes each once unpacked."""

    run: int = LARGEST[RUN]
    weights: int = LARGEST[WEIGHTS]
    vocabulary: int = LARGEST[VOCABULARY]

    @classmethod
    def of_site(cls, parameters: int) -> "Limits":
        """Return the limits of a site that trains models of so many parameters for strangers."""
        return cls(run=6_000_000, weights=4 * parameters + HEADER, vocabulary=4_000_000)

    @property
    def each(self) -> dict[str, int]:
        """Return the limit of each file by its name."""
        return dict(zip(FILES, (self.run, self.weights, self.vocabulary), strict=True))

    @property
    def whole(self) -> int:
        """Return the limit of the zip itself."""
        return self.run + self.weights + self.vocabulary + MORE


@dataclass(frozen=True)
class Imported:
    """A run from outside, checked, and not yet anybody's."""

    run: Run
    history: History
    vocabulary: bytes
    weights: bytes
    checkpoint: bytes


def archive(run: Run, history: History, files: dict[str, bytes | None]) -> bytes:
    """Return a run as a zip: `run.json` without the visitor's token, and of weights and vocabulary what there is."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(RUN, run_text(run, history))
        for name, data in files.items():
            if data is not None:
                packed.writestr(name, data)
    return held.getvalue()


def stored_archive(store: RunStore, run: Run) -> bytes:
    """Return a run of the store as a zip."""
    files = {WEIGHTS: store.blob(run.id, "weights"), VOCABULARY: store.blob(run.id, "vocabulary")}
    return archive(run, store.history(run.id), files)


def unpack(data: bytes, limits: Limits) -> dict[str, bytes]:
    """Return the three files of a zip by name; raise `Refusal` where there is anything but them, or one is too large."""
    if len(data) > limits.whole:
        raise Refusal(f"This zip is too large for a run: it may have {limits.whole / 1e6:,.0f} MB.", "import")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            check_list(packed.infolist(), limits)
            return {name: read_file(packed, name, limits.each[name]) for name in FILES}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise error if isinstance(error, Refusal) else not_a_run() from error


def check_list(listed: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Raise `Refusal` unless a zip lists each of the three files once, in the open, and within its size."""
    if sorted(one.filename for one in listed) != sorted(FILES):
        raise Refusal(f"This zip is not a run: it has to hold {', '.join(FILES)}, each once, and nothing else.", "import")
    for one in listed:
        if one.flag_bits & 1 or one.compress_type not in METHODS:
            raise Refusal(f"{one.filename} is encrypted or packed in a way that is not read here: zip it plainly.", "import")
        if one.file_size > limits.each[one.filename]:
            raise too_large(one.filename, limits)


def read_file(packed: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return one file of a zip, reading no more than it may have, whatever the zip says of its size."""
    with packed.open(name) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise Refusal(f"{name} is too large for a run: it may have {most / 1e6:,.0f} MB.", "import")
    return data


def too_large(name: str, limits: Limits) -> Refusal:
    """Return the refusal of a file beyond its limit."""
    return Refusal(f"{name} is too large for a run: it may have {limits.each[name] / 1e6:,.0f} MB.", "import")


def not_a_run() -> Refusal:
    """Return the refusal of bytes that are no zip, or a damaged one."""
    return Refusal("This file is not the zip of a run, or it is damaged: export the run again.", "import")


def read_archive(data: bytes, limits: Limits = Limits(), most_parameters: int | None = None) -> Imported:
    """Return the run in a zip, every part checked against the others; raise `Refusal` where anything is wrong."""
    files = unpack(data, limits)
    values = json_object(files[RUN], RUN)
    run = checked(RUN, lambda: tidy(run_from_json(values["run"])))
    history = plausible(run, checked(RUN, lambda: History.from_records(from_columns(checked_columns(values["history"])))))
    vocabulary = checked(VOCABULARY, lambda: Vocabulary.from_json(json_object(files[VOCABULARY], VOCABULARY)))
    if vocabulary.tokenizer != run.experiment.text.tokenizer:
        raise Refusal("The vocabulary of this run is not of its tokenizer: export the run again.", "import")
    parameters = parameter_count(run.experiment.model.config(len(vocabulary)))
    if most_parameters is not None and parameters > most_parameters:
        raise Refusal(f"This run has {parameters:,} parameters, and this site keeps up to {most_parameters:,}.", "import")
    model = build_model(run, vocabulary, files[WEIGHTS])
    told = {**run.versions, IMPORTED: run.versions.get(IMPORTED, str(run.step))}
    run = replace(run, parameters=parameters, vocabulary_size=len(vocabulary), versions=told)
    words = json.dumps(vocabulary.to_json(), ensure_ascii=True).encode()
    where = {"step": run.step, "tokens": run.tokens, "seconds": run.seconds}
    return Imported(run, history, words, files[WEIGHTS], fresh_checkpoint(run.experiment, model, where, len(history.validations)))


def json_object(data: bytes, name: str) -> dict:
    """Return the JSON object in one of the files."""
    values = checked(name, lambda: json.loads(data))
    return values if isinstance(values, dict) else damaged(name)


def tidy(run: Run) -> Run:
    """Return a run from outside as it may stand here: over, its texts within bounds, its numbers such as can be."""
    negative = min(run.step, run.tokens, run.seconds, run.characters_per_token, run.validation_tokens) < 0
    names = [*run.versions.keys(), *run.versions.values()]
    foreign = len(run.versions) > MOST_VERSIONS or not all(isinstance(part, str) and len(part) <= 60 for part in names)
    if negative or foreign or not all(map(can_be, vars(run).values())):
        raise Refusal("This is not the record of a run: one of its values cannot be.", "import")
    short = {name: getattr(run, name)[:most] for name, most in LONGEST.items()}
    ended = {} if STATUSES[run.status].done else {"status": "interrupted", "reason": "interrupted"}
    reason = {} if run.reason in REASONS else {"reason": ""}
    return replace(run, visitor="", **{**short, **reason, **ended})


def can_be(value: Any) -> bool:
    """Tell whether a value is no number, or one that a database and a figure can hold."""
    return not isinstance(value, int) or abs(value) < LARGEST_NUMBER


def plausible(run: Run, history: History) -> History:
    """Return a history from outside; raise `Refusal` where it is too long, out of order, or not of the run's cell."""
    kinds = (history.steps, history.validations, history.samples, history.decays)
    long = len(history.steps) > MOST_STEPS or any(len(records) > MOST_REPORTS for records in kinds[1:])
    ordered = all(one.step <= other.step for records in kinds for one, other in pairwise(records))
    inside = all(0 <= record.step <= run.step and all(map(can_be, vars(record).values())) for record in history.records)
    names = set(CELLS[run.experiment.model.cell].state_names)
    curves = all(set(one.states) <= names and all(len(c) <= LONGEST_CURVE for c in one.states.values()) for one in history.decays)
    if long or not (ordered and inside and curves):
        raise Refusal("The history of this run is too long, out of order, or of another cell: export the run again.", "import")
    return history


def import_run(store: RunStore, visitor: str, data: bytes, limits: Limits = Limits(), most: int | None = None) -> Run:
    """Keep the run in a zip as a visitor's own, under an id of its own; raise `Refusal` where anything is wrong with it.

    Only weights travel: where it is trained further, its optimiser starts afresh.
    """
    found, now = read_archive(data, limits, most), time.time()
    run = replace(found.run, id=new_id(), visitor=visitor, created=now)
    files = {"weights": found.weights, "vocabulary": found.vocabulary, "checkpoint": found.checkpoint}
    store.add(run)
    try:
        store.save(run.id, found.history.records, files)
    except Refusal:
        store.delete(run.id, visitor)
        raise
    return run
