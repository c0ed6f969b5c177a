"""Answers to studies that come with the app, so that a page opens with one: made by a script that anyone can rerun."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from playground.jobs.studies import STUDIES, Desk, load, study_job

FOLDER = Path(__file__).parents[1] / "examples" / "studies"
MEMORY = dict(cells="rnn,rnn-relu,gru,lstm", seconds=10.0, steps=1500)
COUNTED = (("wikipedia", "character"), ("wikipedia", "word"), ("lee", "character"))
BUNDLED: dict[str, tuple[str, dict[str, Any]]] = {
    **{f"memory-{task}": ("memory", dict(task=task, **MEMORY)) for task in ("adding", "copy", "agreement", "brackets")},
    **{f"ngrams-{text}-{cut}": ("ngrams", dict(corpus=text, tokenizer=cut)) for text, cut in COUNTED},
    "starts": ("starts", {}),
    "learn-teaching": ("learn", {}),
    "scorecard-google": ("scorecard", {}),
    "units-lstm": ("units", dict(run="example-lstm")),
    "units-gru": ("units", dict(run="example-gru")),
    "window": ("window", {}),
}
"""Which studies are answered beforehand: the file's name, the study's name and its settings."""


def bundled_answer(name: str, settings: Mapping[str, Any], folder: Path = FOLDER) -> tuple[dict, ...] | None:
    """Return the events of a study that was answered beforehand with exactly these settings, None where it was not."""
    return answers(folder).get(question(name, settings))


@lru_cache(maxsize=4)
def answers(folder: Path) -> dict[str, tuple[dict, ...]]:
    """Return every answer of a folder by its question; a damaged file is left out, the app being whole without it."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            found[question(values["study"], values["settings"])] = tuple(values["events"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found


def question(name: str, settings: Mapping[str, Any]) -> str:
    """Return a study and its settings as one text."""
    return json.dumps(
        [name, {key: float(value) if type(value) is int else value for key, value in settings.items()}], sort_keys=True
    )


def answer(study: str, settings: Mapping[str, Any], desk: Desk) -> Iterator[float | dict]:
    """Do a study here and now: yield how far it is, and last what its file holds."""
    job = study_job("", study, settings)
    kind, slots, events = STUDIES[study], {}, []
    for event in load(kind.events)(kind.read(job.settings), desk):
        if "progress" in event:
            yield event["progress"]
        told = {name: value for name, value in event.items() if name != "progress"}
        if "slot" in told:
            slots[told["slot"]] = told
        elif told:
            events.append(told)
    yield {"study": study, "settings": dict(job.settings), "events": [*events, *slots.values()]}


def write_answer(name: str, values: Mapping[str, Any], folder: Path = FOLDER) -> None:
    """Write an answer's file: one event a line."""
    folder.mkdir(parents=True, exist_ok=True)
    events = ",\n".join(json.dumps(event, separators=(",", ":"), allow_nan=False) for event in rounded(values["events"]))
    head = f'"study": {json.dumps(values["study"])},\n"settings": {json.dumps(values["settings"])}'
    (folder / f"{name}.json").write_text(f'{{\n{head},\n"events": [\n{events}\n]\n}}\n', encoding="utf-8")


def rounded(value: Any) -> Any:
    """Return JSON values with four digits behind the point at most: what a figure can show."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    return [rounded(part) for part in value] if isinstance(value, list | tuple) else value
