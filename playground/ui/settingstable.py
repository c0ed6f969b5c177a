"""The settings of a run, beside the defaults."""

from playground.language.experiment import CONTROLS, Experiment
from playground.runs.record import Run
from playground.ui.forms import shown
from playground.ui.words import plain


def settings_table(run: Run) -> str:
    """Return the settings of a run as a Markdown table, those that differ from the default first and in bold."""
    values, standard = run.experiment.flat(), Experiment().flat()
    names = [name for name in values if shown(name, run.experiment)]
    lines = ["| Setting | This run | Default |", "|---|---|---|"]
    for name in sorted(names, key=lambda name: values[name] == standard[name]):
        mark = "" if values[name] == standard[name] else "**"
        here, usual = (cell_text(CONTROLS[name].name_of(value)) for value in (values[name], standard[name]))
        lines.append(f"| {CONTROLS[name].label} | {mark}{here}{mark} | {usual} |")
    if found := run.versions.get("vectors"):  # how many of its words had a vector when it began
        lines.append(f"| Vectors found | {cell_text(found)} | |")
    return "\n".join(lines)


def cell_text(text: str) -> str:
    """Return text that is safe inside a Markdown table."""
    return plain(" ".join(text.split()))
