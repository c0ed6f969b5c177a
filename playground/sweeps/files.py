"""Settings as a file: a sweep, or a single run, as a small YAML that people read and the command line runs.

A file may come from anybody. Every value is read as plain text and checked as a URL's would be; there are no tags, no
anchors and no references, so that nothing in it can become an object or grow.
"""

from pathlib import Path
from typing import Any

import yaml

from playground.controls import controls
from playground.errors import Refusal, unknown
from playground.language.experiment import CONTROLS, Experiment
from playground.sweeps.sweep import GridSettings, Sweep, read_grid, write_grid

LARGEST = 100_000  # bytes of a file
PARTS = ("name", "settings", "grid", "seeds", "parameters", "stop_early")
ALWAYS = ("corpus", "tokenizer", "cell", "hidden_size", "learning_rate", "budget", "budget_unit", "seed")
HEADER = "# Run it without a browser: python -m playground sweep FILE\n"


class PlainDumper(yaml.SafeDumper):
    """Writes a list on one line, and everything else line by line."""


PlainDumper.add_representer(list, lambda dumper, values: dumper.represent_sequence("tag:yaml.org,2002:seq", values, True))


class PlainLoader(yaml.BaseLoader):
    """Reads YAML in which every scalar is text, and refuses references to other parts of the file."""

    def compose_node(self, parent, index):
        """Refuse an alias or an anchor; compose anything else."""
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Refusal("This file refers to parts of itself (& or *): write everything out.")
        return super().compose_node(parent, index)


def sweep_file(sweep: Sweep) -> str:
    """Return a sweep as YAML: what differs from the defaults, and what people look for first."""
    base, own = sweep.base.flat(), sweep.own
    told = [name for name in base if (name in ALWAYS or name in sweep.base.changed()) and name not in sweep.axes]
    values: dict[str, Any] = {"name": own.name} if own.name else {}
    values["settings"] = {name: plain_value(base[name]) for name in told}
    if sweep.axes:
        values["grid"] = {name: [plain_value(value) for value in found] for name, found in sweep.axes.items()}
    values |= {"seeds": own.seeds} | ({"parameters": own.parameters} if own.parameters else {})
    values |= {"stop_early": True} if own.stop_early else {}
    return HEADER + yaml.dump(values, Dumper=PlainDumper, sort_keys=False, allow_unicode=True, width=120)


def run_file(experiment: Experiment, name: str = "") -> str:
    """Return one run as YAML: a sweep without a grid."""
    return sweep_file(Sweep(experiment, GridSettings(grid="", seeds=1, name=name)))


def plain_value(value: Any) -> Any:
    """Return a value as YAML writes it best: a whole number without its point."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def read_sweep_path(path: Path) -> Sweep:
    """Return the sweep in a file; raise `Refusal` where it cannot be read."""
    try:
        with path.open("rb") as file:
            return read_sweep(file.read(LARGEST + 1))
    except OSError as error:
        raise Refusal(f"The file {path} cannot be read ({error.strerror}): give the path of a sweep's YAML file.") from None


def read_sweep(data: bytes) -> Sweep:
    """Return the sweep that a file's bytes hold; raise `Refusal`, naming what is wrong."""
    values = mapping(parsed(data), "The file")
    for name in values:
        if name in CONTROLS and name not in PARTS:
            raise Refusal(f"“{name}” is a setting of the runs: put it below “settings:”, or below “grid:” where it varies.")
        if name not in PARTS:
            raise unknown("part of a sweep", str(name), PARTS)
    grid = {name: listed(found, name) for name, found in mapping(values.get("grid") or {}, "grid").items()}
    own = {name: own_value(name, values[name]) for name in ("name", "seeds", "parameters", "stop_early") if name in values}
    settings = {name: setting(name, raw) for name, raw in mapping(values.get("settings") or {}, "settings").items()}
    seeds = {} if grid else {"seeds": 1}  # a single run, as `run_file` writes it
    return Sweep().with_(**settings, **{"grid": write_grid(read_grid(write_grid(grid))), **seeds, **own})


def parsed(data: bytes) -> Any:
    """Return what YAML makes of some bytes."""
    if len(data) > LARGEST:
        raise Refusal(f"This file is too large for a sweep: it may have {LARGEST:,} bytes.")
    try:
        return yaml.load(data.decode("utf-8"), Loader=PlainLoader)
    except UnicodeDecodeError:
        raise Refusal("This file is not text: save it as UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        where = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise Refusal(f"This is not YAML{where} ({error.problem or error.context}): write “name: value” lines.") from None
    except (yaml.YAMLError, RecursionError):
        raise Refusal("This is not YAML that can be read: write “name: value” lines.") from None


def mapping(value: Any, what: str) -> dict:
    """Return a value that has to hold names and values."""
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        raise Refusal(f"{what} has to hold “name: value” lines, such as “cell: gru”.")
    return value


def listed(value: Any, name: str) -> tuple[str, ...]:
    """Return the values of one setting of the grid: a list, or a single one."""
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) and not set(one) & set(",;=") for one in values):
        raise Refusal(f"{name[:40]} in the grid has to be a list of plain values, such as [1, 2].", "grid")
    return tuple(values)


def setting(name: str, raw: Any) -> Any:
    """Return one setting of the runs."""
    if name not in CONTROLS:
        raise unknown("setting", name, CONTROLS)
    return CONTROLS[name].parse(text_of(raw, name))


def own_value(name: str, raw: Any) -> Any:
    """Return one setting of the sweep itself."""
    return controls(GridSettings)[name].parse(text_of(raw, name))


def text_of(raw: Any, name: str) -> str:
    """Return a scalar; raise `Refusal` where a list or a mapping stands in its place."""
    if not isinstance(raw, str):
        raise Refusal(f"{name[:40]} has to be a single value: what varies belongs under “grid”.", name)
    return raw
