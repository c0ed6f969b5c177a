"""The table of what runs came to: only settings in which they differ, and the best first."""

from collections.abc import Mapping, Sequence

import streamlit as st

from playground.figures.export import table_text
from playground.figures.theme import stroke
from playground.figures.units import LOSS_UNITS, LossUnit, short_number
from playground.language.experiment import CONTROLS, Experiment
from playground.sweeps.overlay import AXES, METRICS, Line, name_of
from playground.sweeps.results import Entry, Row, Spread, differing, ranked, rows
from playground.ui.looks import dot, theme
from playground.ui.overlay import dots
from playground.ui.words import duration_text, plain, safe

NONE = "–"


def rows_of(entries: Sequence[Entry], together: bool, target: float | None = None) -> list[Row]:
    """Return a row for each group of seeds, or for each run."""
    sets = [entries] if together else [[entry] for entry in entries]
    return [row for members in sets for row in rows(members, target)]


def columns_of(found: Sequence[Row]) -> dict[str, list[str]]:
    """Return the settings in which some rows differ, by their label, as a table writes them."""
    told = differing([row.group.experiment for row in found])
    shown = {
        CONTROLS[name].label: [said(name, value, row) for value, row in zip(values, found, strict=True)]
        for name, values in told.items()
    }
    return shown


def said(name: str, value: object, row: Row) -> str:
    """Write one setting of a row; a text is called by its title."""
    if name == "corpus":
        return row.group.runs[0].text_title
    return NONE if value is None else CONTROLS[name].name_of(value)


def ranking_panel(entries: Sequence[Entry], lines: Sequence[Line], unit: LossUnit, together: bool) -> None:
    """Draw the table of the runs, the lowest loss first: it is the legend of the figure above it too."""
    found = ranked(rows_of(entries, together), "loss")
    st.html(ranking_html(found, dots(lines), unit))
    same = same_settings([row.group.experiment for row in found])
    if len(found) > 1 and same:
        st.caption(plain(f"The same for all: {same}."))


def same_settings(experiments: Sequence[Experiment]) -> str:
    """Say what matters most of what some runs share."""
    told = differing(experiments)
    first = experiments[0].flat()
    names = [
        name for name in ("cell", "hidden_size", "layers", "learning_rate", "sequence_length", "batch_size") if name not in told
    ]
    return ", ".join(f"{CONTROLS[name].label.lower()} {CONTROLS[name].name_of(first[name])}" for name in names)


def ranking_html(found: Sequence[Row], colours: Mapping[str, str], unit: LossUnit, target: float | None = None) -> str:
    """Return the table as HTML: name, loss with its span, when the target was reached, differing settings, size and speed.

    The loss stands beside the name, where a phone shows it without a swipe.
    """
    told = columns_of(found)
    several = any(len(row.group.entries) > 1 for row in found)
    heads = ["", f"Validation loss, {unit_name(found, unit)}", *(["lowest to highest", "seeds"] if several else [])]
    heads += [f"time to {target:g} nats"] if target is not None else []
    heads += [*told, "parameters", "steps", "trained", "tokens/s"]
    head = "".join(f"<th>{safe(name)}</th>" for name in heads)
    lines = []
    for place, row in enumerate(found):
        cells = [*loss_cells(row, unit, several, target), *(values[place] for values in told.values()), *effort_cells(row)]
        lines.append(f"<tr><td>{mark(row, colours)}</td>{''.join(f'<td>{safe(cell)}</td>' for cell in cells)}</tr>")
    table = f'<table class="unrolled-table"><thead><tr>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table>'
    return f'<div class="unrolled-wide unrolled-ranking">{table}</div>'


def unit_name(found: Sequence[Row], unit: LossUnit) -> str:
    """Return what the losses of some rows are in."""
    lengths = {row.group.runs[0].characters_per_token for row in found}
    return unit.spelled(lengths.pop() if len(lengths) == 1 else 0.0)


def mark(row: Row, colours: Mapping[str, str]) -> str:
    """Return a row's name behind the dot of its line, as HTML."""
    run = row.group.runs[0]
    colour = colours.get(run.id) or stroke(run.experiment.model.cell, theme()).colour
    return dot(colour) + safe(name_of(row.group.entries))


def loss_cells(row: Row, unit: LossUnit, several: bool, target: float | None) -> list[str]:
    """Return how good a row became, as a table writes it."""
    characters, runs = row.group.runs[0].characters_per_token, row.group.runs
    usable = row.loss.mean is not None and (characters > 0 or not unit.needs_characters)
    cells = [unit.number(row.loss.mean, characters) if usable else NONE]
    if several:
        cells += [
            f"{unit.number(row.loss.low, characters)} – {unit.number(row.loss.high, characters)}"
            if usable and row.loss.count > 1
            else NONE
        ]
        cells += [f"{row.loss.count} of {len(runs)}" if row.loss.count < len(runs) else str(len(runs))]
    return cells + ([reached_text(row)] if target is not None else [])


def effort_cells(row: Row) -> list[str]:
    """Return what a row took, as a table writes it."""
    steps, seconds = (Spread.of([getattr(run, name) for run in row.group.runs]) for name in ("step", "seconds"))
    return [f"{row.parameters:,}", f"{steps.mean:,.0f}", duration_text(seconds.mean), short_number(row.speed.mean or 0.0)]


def reached_text(row: Row) -> str:
    """Write when the target was reached, and by how many seeds where not by all."""
    if row.time.mean is None:
        return "not reached"
    seeds = len(row.group.entries)
    return f"{row.time.mean:.1f} s" + (f" ({row.times} of {seeds})" if row.times < seeds else "")


HEADERS = ("run", "seeds", "validation loss (nats/token)", "lowest", "highest", "bits per character", "perplexity per token")
MORE_HEADERS = ("parameters", "tokens per second", "seconds to the target", "seeds that reached it")


def ranking_text(entries: Sequence[Entry], together: bool, target: float | None = None) -> str:
    """Return the table as CSV, the differing settings first."""
    found = ranked(rows_of(entries, together, target), "loss")
    told = columns_of(found)
    lines = []
    for place, row in enumerate(found):
        loss = row.loss.mean
        perplexity = "" if loss is None else LOSS_UNITS["perplexity"].convert(loss, 1.0)
        numbers = (
            loss,
            row.loss.low,
            row.loss.high,
            row.bits,
            perplexity,
            row.parameters,
            row.speed.mean,
            row.time.mean,
            row.times,
        )
        values = (values[place] for values in told.values())
        lines.append((name_of(row.group.entries), *values, row.loss.count, *("" if one is None else one for one in numbers)))
    return table_text((HEADERS[0], *told, *HEADERS[1:], *MORE_HEADERS), lines)


def curves_text(entries: Sequence[Entry], metric: str) -> str:
    """Return every value that was recorded of what the figure shows, as CSV: nothing smoothed, nothing left out."""
    label = METRICS[metric].label.lower() + (" (nats/token)" if METRICS[metric].loss else "")
    lines = []
    for entry in entries:
        table = METRICS[metric].values(entry.curves)
        whole = {name: table[name].astype(int) for name in ("step", "tokens")}
        columns = ((table | whole)[name].tolist() for name in (*AXES, "value"))
        lines += [(entry.run.name, entry.run.experiment.training.seed, *row) for row in zip(*columns, strict=True)]
    return table_text(("run", "seed", *AXES, label), lines)
