"""What completions are worth on text that no model was trained on: measured when asked for, a little at each tick of the page."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from playground.errors import Refusal
from playground.figures.export import table_text
from playground.figures.theme import theme as theme_named
from playground.figures.typing import HEADERS, Measured, accuracy_figure, accuracy_rows, describe_accuracy
from playground.language.experiment import TextSettings
from playground.language.keystrokes import SHOWN, TOGETHER, TypingAccuracy, typing_accuracy
from playground.runs import folder
from playground.runs.accuracies import WORDS, Measures, load_measures
from playground.ui.charts import draw
from playground.ui.contest import ARENA, Contest, Contestant
from playground.ui.looks import cell_dot, theme
from playground.ui.notices import notice, say_notices
from playground.ui.words import count_text, plain, safe, share_text

FOUND, MEASURING = ARENA.key("accuracies"), ARENA.key("measuring")
TICK, SLICE = 0.4, 0.25  # seconds between two looks at the measuring, and of computing at each
QUICK = 150_000  # parameters of a network that completes `TOGETHER` words in a third of a slice
CHANCE = 87  # two standard errors of a share of a quarter, in points, times the root of the number of words
KEPT = 40  # accuracies kept in a session
SHIPPED = "Measured before, on the same text: `python -m playground examples --only typing` measures it again."


@dataclass
class Measuring:
    """Models that are being measured one after the other; the first is under way."""

    waiting: list[Contestant]
    text: str
    identity: str
    words: int
    steps: Iterator[TypingAccuracy] | None = None
    share: float = 0.0
    total: int = field(init=False)

    def __post_init__(self):
        self.total = len(self.waiting)

    @property
    def progress(self) -> float:
        """Return the share of all the work that is done."""
        return (self.total - len(self.waiting) + self.share) / self.total

    def advance(self, seconds: float) -> TypingAccuracy | None:
        """Go on for about so many seconds; return the accuracy of the first model once it is known."""
        until = time.perf_counter() + seconds
        self.steps = self.steps or typing_accuracy(self.waiting[0].completer, self.text, WORDS, together=portion(self.waiting[0]))
        while time.perf_counter() < until:
            found = next(self.steps)
            self.share = found.share
            if found.share == 1.0:
                self.steps, self.share = None, 0.0
                return found
        return None


def portion(one: Contestant) -> int:
    """Return how many words of a model are completed at a time, so that a slice stays one."""
    return max(1, min(TOGETHER, TOGETHER * QUICK // max(1, one.parameters)))


@st.cache_resource(max_entries=1, show_spinner=False)
def shipped(place: str) -> Measures:
    """Return the measures that come with this copy."""
    return load_measures(folder.EXAMPLES)


def identity(now: Contest) -> str:
    """Return what tells one held-out text from another."""
    text = now.run.experiment.text
    digest = now.text.digest if now.text else now.run.text_digest
    return f"{digest} {text.tokenizer} {text.validation_share} {text.vocabulary_size}"


def bundled_accuracy(one: Contestant, now: Contest) -> TypingAccuracy | None:
    """Return the accuracy of a bundled model that comes with this copy, where it was taken of this very text."""
    known, usual = shipped(str(folder.EXAMPLES)), TextSettings()
    digest = now.text.digest if now.text else now.run.text_digest
    if known.text != digest or now.run.experiment.text != usual or one.learned != (usual.corpus, usual.validation_share):
        return None
    return (known.ngrams if isinstance(one.bundled, int) else known.networks).get(one.bundled)


def known_accuracies(now: Contest) -> dict[str, TypingAccuracy]:
    """Return what is known of those who take part, by their keys: what comes with this copy, and what was measured here."""
    measured: Mapping = st.session_state.get(FOUND, {})
    found = {}
    for one in now.contestants:
        known = bundled_accuracy(one, now) or measured.get((identity(now), one.key))
        if known:
            found[one.key] = known
    return found


def accuracy_panel(now: Contest) -> list[Measured]:
    """Draw the share of words found by letters known, and of keystrokes saved; return the models measured."""
    found = known_accuracies(now)
    models = [Measured(one.title, one.cell, found[one.key]) for one in now.contestants if one.key in found]
    st.subheader("How soon does it know your word?", anchor=False)
    st.markdown(introduction(now))
    say_notices()
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        best_switch()
        measure_controls(now, [one for one in now.contestants if one.key not in found])
    follow_measuring()
    best = int(ARENA.value().best)
    if models:
        st.markdown("**Keystrokes saved** by taking the word as soon as it is found:")
        st.html(saved_numbers(models, best))
    draw(accuracy_figure(models, best, theme()), "completion-accuracy", describe_accuracy(models, best))
    st.caption(" ".join(remarks(now, models)))
    return models


def introduction(now: Contest) -> str:
    """Say what is measured."""
    title = plain(now.run.text_title or now.run.experiment.text.corpus)
    return (
        f"{count_text(now.words, 'word')} from the part of “{title}” that was kept back from training. For each, a model knows "
        "all that stands before it and its first letters: is the word among those it proposes?"
    )


def best_switch() -> None:
    """Draw the choice of how high in the list counts."""
    control, key = ARENA.standard.controls()["best"], ARENA.key("best")
    if st.session_state.get(key) != ARENA.value().best:
        st.session_state[key] = ARENA.value().best
    look = dict(format_func=control.registry.get, required=True, help=control.help, on_change=ARENA.take, args=("best",))
    st.segmented_control(control.label, control.options(), key=key, **look)


def measure_controls(now: Contest, missing: Sequence[Contestant]) -> None:
    """Draw the button that measures what is not known yet, or the one that stops it."""
    if st.session_state.get(MEASURING):
        st.button("Stop", icon=":material/stop:", on_click=stop, key=ARENA.key("stop"))
    elif missing and now.text:
        names = plain(", ".join(one.title for one in missing))
        label = "Measure" if len(missing) == len(now.contestants) else f"Measure {names} too"
        begin = dict(on_click=start, args=(now, tuple(missing)), icon=":material/play_arrow:", type="primary")
        st.button(label, key=ARENA.key("measure"), **begin)


def start(now: Contest, missing: Sequence[Contestant]) -> None:
    """Begin to measure."""
    ARENA.touch()
    st.session_state[MEASURING] = Measuring(list(missing), now.text.held_out, identity(now), now.words)


def stop() -> None:
    """Measure no further; what is known stays."""
    ARENA.touch()
    st.session_state.pop(MEASURING, None)


def follow_measuring() -> None:
    """Draw the progress of what is being measured, in a fragment that goes on with it."""
    if st.session_state.get(MEASURING):
        st.fragment(tick, run_every=TICK)()


def tick() -> None:
    """Go on measuring for a slice; once a model is done, the page is drawn with it."""
    work: Measuring | None = st.session_state.get(MEASURING)
    if work is None:
        return
    try:
        found = work.advance(SLICE)
    except Refusal as refusal:
        notice(str(refusal))
        stop()
        st.rerun()
    if found:
        known = {**st.session_state.get(FOUND, {}), (work.identity, work.waiting.pop(0).key): found}
        st.session_state[FOUND] = dict(list(known.items())[-KEPT:])
        if not work.waiting:
            st.session_state.pop(MEASURING)
        st.rerun()
    done = f"{plain(work.waiting[0].title)}: {round(work.share * work.words)} of {count_text(work.words, 'word')}"
    st.progress(min(1.0, work.progress), text=done)


def saved_numbers(models: Sequence[Measured], best: int) -> str:
    """Return the share of keystrokes saved by each model, as HTML: large for the chosen place, small for the other end."""
    other = SHOWN if best == 1 else 1
    beside = f"choosing among {SHOWN}" if best == 1 else "with the first alone"
    parts = [
        f"<div><dt>{cell_dot(model.cell)}{safe(model.title)}</dt>"
        f"<dd>{share_text(model.accuracy.saved[best - 1])}</dd>"
        f"<dd><small>{share_text(model.accuracy.saved[other - 1])} {beside}</small></dd></div>"
        for model in models
    ]
    return f'<dl class="unrolled-numbers">{"".join(parts)}</dl>'


def remarks(now: Contest, models: Sequence[Measured]) -> list[str]:
    """Say how sure the figure is, what it leaves out, where it comes from, and who had an easier or a harder task."""
    said = [
        "Longer prefixes leave fewer words (point at a dot), and the longer ones, so that a line may fall; of "
        f"{count_text(now.words, 'word')}, differences below {CHANCE / math.sqrt(max(now.words, 1)):.0f} points may be chance."
    ]
    if any(bundled_accuracy(one, now) for one in now.contestants):
        said.append(SHIPPED)
    corpus, kept_back = now.run.experiment.text.corpus, now.run.experiment.text.validation_share
    for one in now.contestants:
        other, share = one.learned
        if other != corpus:
            said.append(f"{plain(one.title)} was trained on another text.")
        elif share < kept_back:
            said.append(f"{plain(one.title)} has seen part of these words in training.")
    return said if models else []


def accuracy_files(models: Sequence[Measured]) -> tuple[dict, dict]:
    """Return what can be taken away: figures and tables by name, each made when asked for."""
    name, best = "Words found by letters known", int(ARENA.value().best)
    figure = lambda: accuracy_figure(models, best, theme_named("light"))  # noqa: E731
    return {name: figure}, {name: lambda: table_text(HEADERS, accuracy_rows(models))}
