"""A closer look at a few runs side by side: what they wrote at the same step, how far back they learned, how they type."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from playground.errors import Refusal
from playground.figures.decay import decay_figure, growth_of, learning_figure
from playground.figures.describe import describe_decay, describe_memory
from playground.figures.overlay import Look
from playground.figures.units import LossUnit, loss_text, short_number
from playground.gradients.lines import Line
from playground.gradients.trace import Decay
from playground.language.keystrokes import TypingAccuracy
from playground.language.records import DecayRecord, SampleRecord
from playground.runs import folder
from playground.runs.folder import SavedRun, stored_run
from playground.runs.record import History, Run
from playground.sweeps.results import Entry
from playground.ui.accuracy import FOUND, shipped
from playground.ui.asked import scored
from playground.ui.boot import services
from playground.ui.charts import draw
from playground.ui.chosen import BUNDLED, come_with
from playground.ui.compared import history_named, names_in
from playground.ui.fold import fold
from playground.ui.looks import cell_dot, dot, sample_html, theme
from playground.ui.menus import names_menu
from playground.ui.pagesettings import PageSettings
from playground.ui.readers import predictor_of
from playground.ui.words import plain, safe, share_text

CLOSE = 4  # runs that have room side by side
HEIGHT = 250  # pixels of a sample
FLOOR = -8.0  # log10 of the share at which the decay figure ends
NO_SAMPLE = "It had written nothing yet."


Looks = Mapping[str, Look]  # of runs by their id, as the comparison draws them


def closer_panel(page: PageSettings, entries: Mapping[str, Entry], unit: LossUnit, looks: Looks) -> None:
    """Draw samples at the same step with a slider, and folded below gradients at that step and what the runs can do."""
    st.subheader("Side by side", anchor=False)
    if len(entries) > CLOSE:
        known = {name: entry.run.name for name, entry in entries.items()}
        names_menu(page, "closer", known, CLOSE, f"The first {CLOSE} are shown: choose others")
    wanted = [name for name in names_in(page.value().closer) if name in entries] or list(entries)
    shown = {name: entries[name].run for name in wanted[:CLOSE]}
    histories = {name: history_named(name, run) for name, run in shown.items()}
    at = step_slider(page, list(histories.values()))
    samples_row(shown, histories, at, unit, looks)
    gradient_fold(shown, histories, at, looks)
    skills_fold(page, shown, looks)


def step_slider(page: PageSettings, histories: Sequence[History]) -> float:
    """Draw the slider over every step at which one of the runs wrote or was traced; return the step, infinite for the last."""
    steps = sorted({record.step for history in histories for record in (*history.samples, *history.decays)})
    if len(steps) < 2:
        return np.inf
    wanted = page.value().at
    now = min(steps, key=lambda step: abs(step - wanted)) if wanted else steps[-1]
    key = page.key("step")
    if st.session_state.get(key) != now:
        st.session_state[key] = now
    how = dict(format_func=lambda step: f"{step:,}", key=key, on_change=move, args=(page, key, steps[-1]))
    st.select_slider("After so many training steps", steps, **how)
    return now if now < steps[-1] else np.inf


def move(page: PageSettings, key: str, last: int) -> None:
    """Look at another step."""
    step = st.session_state[key]
    page.change(at=0 if step == last else step)


def latest(records: Sequence, step: float):
    """Return the last record up to a step, None where there is none yet."""
    return next((record for record in reversed(records) if record.step <= step), None)


def run_dot(run: Run, looks: Looks) -> str:
    """Return a dot in the colour of a run's line, as HTML."""
    return dot(looks[run.id].colour) if run.id in looks else cell_dot(run.experiment.model.cell)


def samples_row(runs: Mapping[str, Run], histories: Mapping[str, History], step: float, unit: LossUnit, looks: Looks) -> None:
    """Draw what each run wrote at the step, or last before it, each saying when that was."""
    for (name, run), place in zip(runs.items(), st.columns(len(runs)), strict=True):
        sample = latest(histories[name].samples, step)
        with place:
            st.html(f"<strong>{run_dot(run, looks)}{safe(run.name)}</strong>")
            with st.container(height=HEIGHT, border=True, key=f"compare-sample-{list(runs).index(name)}"):
                st.html(
                    sample_html(sample.text, when(sample, histories[name], run, unit), "older")
                    if sample
                    else sample_html("", NO_SAMPLE)
                )


def when(sample: SampleRecord, history: History, run: Run, unit: LossUnit) -> str:
    """Say after how many steps a sample was written, and how good the network was."""
    losses = {record.step: record.validation_loss for record in history.validations}
    loss = f" · {loss_text(losses[sample.step], unit, run.characters_per_token)}" if sample.step in losses else ""
    return f"after {sample.step:,} steps{loss}"


def gradient_fold(runs: Mapping[str, Run], histories: Mapping[str, History], step: float, looks: Looks) -> None:
    """Draw, when asked for, the decay of each run's gradient at the step on one axis, and how it came to be, side by side."""
    if place := fold("How far back each learns", ":material/trending_down:"):
        with place:
            lines = decay_lines(runs, histories, step)
            if not lines:
                st.info("None of these runs recorded its gradients: train one, and its curve appears here.")
                return
            st.markdown(
                "How much of a loss's gradient is left so many steps back, as recorded on validation text at the step of the "
                "slider. Below, "
                "every recorded curve as a column: bright where much is left. All maps share one scale."
            )
            figure = decay_figure(lines, theme(), FLOOR, shares=True)
            wear(figure, {run.name: looks[run.id] for run in runs.values() if run.id in looks})
            draw(figure, "compare-decay", describe_decay(lines))
            top = max(growth_of(history.decays, "h") for history in histories.values())
            for place, ((name, run), column) in enumerate(zip(runs.items(), st.columns(len(runs)), strict=True)):
                with column:
                    heat_map(run, histories[name], f"compare-map-{place}", top, scale=place == len(runs) - 1)


def wear(figure: go.Figure, looks: Looks) -> None:
    """Let the curves of runs, by their name, look as in the comparison above; those of a cell state keep their thin dashes."""
    for trace in figure.data:
        if look := looks.get(trace.legendgroup):
            trace.line.color = look.colour
            if trace.showlegend:
                trace.line.dash = look.dash


def heat_map(run: Run, history: History, key: str, top: int, scale: bool) -> None:
    """Draw how one run learned to remember; the scale, up to 10^top, is the same for all, and stands beside one of them."""
    st.markdown(f"**{plain(run.name)}**")
    figure = learning_figure(history.decays, "h", theme(), top).update_layout(height=280)
    figure.update_traces(showscale=scale, selector=dict(type="heatmap"))
    draw(figure, key, f"{run.name}: {describe_memory(history.decays)}")


def decay_lines(runs: Mapping[str, Run], histories: Mapping[str, History], step: float) -> list[Line]:
    """Return the recorded decay curves of some runs at a step, those of an LSTM's cell state too."""
    ranks: dict[str, int] = {}
    found = []
    for name, run in runs.items():
        record: DecayRecord | None = latest(histories[name].decays, step)
        cell = run.experiment.model.cell
        rank = ranks[cell] = ranks.get(cell, -1) + 1
        for state, values in (record.states if record else {}).items():
            curve = np.array([[-np.inf if value is None else value for value in values]])
            found.append(Line(run.name, cell, state, rank, Decay(curve)))
    return found


def skills_fold(page: PageSettings, runs: Mapping[str, Run], looks: Looks) -> None:
    """Draw, when asked for, how likely each run finds a sentence, and how well it completes words where that was measured."""
    if place := fold("A sentence, and typing", ":material/keyboard:"):
        with place:
            page.control("sentence")
            measured = {name: accuracy_of(name, run) for name, run in runs.items()}
            heads = ("Run", "whole sentence, bits", "bits/char", "words found after 2 letters", "keystrokes saved")
            head = "".join(f"<th>{safe(one)}</th>" for one in heads)
            sentence = page.value().sentence
            body = "".join(skill_row(name, run, sentence, measured[name], run_dot(run, looks)) for name, run in runs.items())
            table = f'<table class="unrolled-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
            st.html(f'<div class="unrolled-wide">{table}</div>')
            if not all(measured.values()):
                st.caption("Completions are measured on the page Autocomplete: press “Measure” there, and they appear here.")


def skill_row(name: str, run: Run, sentence: str, accuracy: TypingAccuracy | None, mark: str) -> str:
    """Return one run's row."""
    cells = (*score_cells(name, run, sentence), *accuracy_cells(accuracy))
    label = f"<td>{mark}{safe(run.name)}</td>"
    return f"<tr>{label}{''.join(f'<td>{safe(cell)}</td>' for cell in cells)}</tr>"


def score_cells(name: str, run: Run, sentence: str) -> tuple[str, str]:
    """Return how surprised a run is by a sentence; in place of numbers, a dash and the reason where there are none."""
    try:
        saved = come_with().get(name) or loaded(run.id, run.updated, run)
        (one,) = scored(f"{run.id}@{run.updated}", (sentence.strip(),), predictor_of(saved))
    except Refusal as refusal:
        return "–", str(refusal)
    return short_number(-one.log_probability / np.log(2)), f"{one.bits_per_character:.3f}"


@st.cache_resource(scope="session", max_entries=CLOSE, show_spinner=False)
def loaded(run_id: str, updated: float, _run: Run) -> SavedRun:
    """Return a run that this visitor may see, with its model."""
    return stored_run(services().store, _run)


def accuracy_of(name: str, run: Run) -> TypingAccuracy | None:
    """Return how well a run completes words, where that came with this copy or was measured in this session."""
    known = shipped(str(folder.EXAMPLES))
    if name in come_with():
        return known.networks.get(name.removeprefix(BUNDLED)) if known.text == run.text_digest else None
    found = st.session_state.get(FOUND, {})
    return next((accuracy for (_, key), accuracy in found.items() if key == f"{run.id}@{run.updated}"), None)


def accuracy_cells(accuracy: TypingAccuracy | None) -> tuple[str, str]:
    """Return how well a run types, as a table writes it."""
    if accuracy is None:
        return "–", "–"
    two = accuracy.accuracy(2, 1)
    return share_text(two) if two is not None else "–", share_text(accuracy.saved[0])
