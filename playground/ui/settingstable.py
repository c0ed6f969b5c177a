"""The settings of a run, beside the defaults."""

from typing import Any

from playground.language.experiment import CONTROLS, Experiment
from playground.runs.record import Run
from playground.text.corpora import CORPORA
from playground.ui.forms import shown
from playground.ui.words import plain


def settings_table(run: Run) -> str:
    """Return the settings of a run as a Markdown table, those that differ from the default first and in bold."""
    values, standard = run.experiment.flat(), Experiment().flat()
    names = [name for name in values if shown(name, run.experiment)]
    lines = ["| Setting | This run | Default |", "|---|---|---|"]
    for name in sorted(names, key=lambda name: values[name] == standard[name]):
        mark = "" if values[name] == standard[name] else "**"
        here, usual = (cell_text(name_of(name, value, run)) for value in (values[name], standard[name]))
        lines.append(f"| {CONTROLS[name].label} | {mark}{here}{mark} | {usual} |")
    if found := run.versions.get("vectors"):  # how many of its words had a vector when it began
        lines.append(f"| Vectors found | {cell_text(found)} | |")
    return "\n".join(lines)


def name_of(name: str, value: Any, run: Run) -> str:
    """Return what a table calls one value of a setting: a text by its title, anything else as its control does."""
    if name != "corpus":
        return CONTROLS[name].name_of(value)
    return CORPORA[value].title if value in CORPORA else run.text_title


def cell_text(text: str) -> str:
    """Return text that is safe inside a Markdown table."""
    return plain(" ".join(text.split()))
