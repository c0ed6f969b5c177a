"""Who takes part in the arena: the chosen networks, and an n-gram model counted on the text that the first of them read."""

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import streamlit as st

from models.cells import CELLS
from playground.controls import Described, check, choice, number, text
from playground.errors import Refusal
from playground.language.completion import Completer, completer
from playground.language.experiment import Experiment, TextSettings
from playground.language.keystrokes import LONGEST_TEXT, SHOWN, typing_tasks
from playground.language.predictors import NetworkPredictor, NGramSettings, count_ngrams
from playground.runs.accuracies import WORDS, held_out
from playground.runs.folder import SavedRun
from playground.runs.record import Run, new_run
from playground.runs.store import OWN
from playground.runs.texts import find_dataset
from playground.text.ngram import ORDERS, NGramModel
from playground.ui.boot import services
from playground.ui.chosen import BUNDLED, chosen_run, chosen_runs
from playground.ui.examples import bundled
from playground.ui.pagesettings import PageSettings
from playground.ui.texts import distinct, title_of
from playground.ui.visitor import visitor
from playground.ui.words import size_text

PATIENCE = 1.5  # seconds that the page waits for an n-gram model before it is drawn without
N_GRAM = "n-gram"
BEST = {str(best): f"the first {best}" if best > 1 else "the first" for best in range(1, SHOWN + 1)}


@dataclass(frozen=True)
class ArenaSettings(Described):
    """What the arena shows."""

    runs: str = text(
        "example-rnn,example-gru,example-lstm",
        "Networks",
        "Up to four, bundled or yours. The first decides on which text the n-gram is counted.",
        more=False,
    )
    order: int = number(
        5,
        "Order of the n-gram",
        "It sees one token less than this: with 5, the last four letters and nothing else.",
        1,
        8,
        more=False,
    )
    best: str = choice("1", "Found among", "How high a word must stand in the list to count as found.", BEST, more=False)
    text: str = text("The Soviet U", "Text", "What is typed so far.", more=False)

    def __post_init__(self):
        check(self)
        if len(self.text) > LONGEST_TEXT:
            raise Refusal(f"This text is too long with {len(self.text):,} characters: use at most {LONGEST_TEXT:,}.", "text")


class ArenaPage(PageSettings[ArenaSettings]):
    """The settings of the arena; a space at the end of its text means something."""

    def from_url(self, parameters: Mapping[str, str], start: ArenaSettings | None = None) -> tuple[ArenaSettings, list[str]]:
        """Return the settings that a URL spells, and a sentence for each that was nonsense."""
        settings, notes = super().from_url(parameters, start)
        given = parameters.get("text", "")
        return settings.with_(text=given) if given.strip() == settings.text and len(given) <= LONGEST_TEXT else settings, notes


ARENA = ArenaPage("autocomplete", ArenaSettings())


@dataclass(frozen=True)
class Contestant:
    """A model that proposes words; `key` names it and the state it is in.

    `bundled` is what the measures of the bundled models call it; `learned` the text that it was trained on and the share of it
    that was kept back.
    """

    key: str
    title: str
    about: str
    cell: str
    completer: Completer
    learned: tuple[str, float]
    bundled: str | int = ""
    parameters: int = 0


@dataclass(frozen=True)
class Counted:
    """An n-gram model of a text and what completes words under it; the part not seen, the words to ask for there, the digest."""

    model: NGramModel
    completer: Completer
    held_out: str
    words: int
    digest: str


@st.cache_resource(max_entries=1, show_spinner=False)
def counter() -> ThreadPoolExecutor:
    """Return the one thread that counts for all visitors: a page is drawn, and answers keys, while it does."""
    return ThreadPoolExecutor(1, "ngrams")


def stands(found: Future) -> bool:
    """Tell whether something counted may be kept; what failed is tried again."""
    return not (found.done() and found.exception())


@st.cache_resource(max_entries=4, validate=stands, show_spinner=False)
def shared_count(text: TextSettings, digest: str | None, order: int, _run: Run) -> Future:
    """Return the n-gram model of a text of the registry, counted once for all visitors."""
    return counter().submit(counted, _run, order)


@st.cache_resource(scope="session", max_entries=2, validate=stands, show_spinner=False)
def own_count(text: TextSettings, digest: str | None, order: int, _run: Run) -> Future:
    """Return the n-gram model of one of the visitor's own texts; kept with their session only."""
    return counter().submit(counted, _run, order)


def counted(run: Run, order: int) -> Counted:
    """Count the n-grams of a run's text; raise `Refusal` where the text is gone or has changed."""
    found = find_dataset(run, services().store, services().settings)
    predictor = count_ngrams(found, NGramSettings(order))
    rest = held_out(found)
    return Counted(predictor.model, completer(predictor), rest, len(typing_tasks(rest, WORDS)), found.corpus.digest)


def counting(run: Run, order: int) -> Future:
    """Return the n-gram model of a run's text, which may still be being counted."""
    count = own_count if run.experiment.text.corpus.startswith(OWN) else shared_count
    found = count(run.experiment.text, run.text_digest if run.step else None, order, run)
    wait([found], PATIENCE)
    return found


def networks() -> dict[str, SavedRun]:
    """Return the chosen runs; of the usual ones those that come with this copy."""
    named = ARENA.value().runs
    if named != ARENA.standard.runs:
        return chosen_runs(ARENA)
    known = bundled()
    return {name: chosen_run(name) for name in named.split(",") if name.removeprefix(BUNDLED) in known}


@st.cache_resource(max_entries=16, show_spinner=False)
def bundled_completer(name: str, _saved: SavedRun) -> Completer:
    """Return what completes words under a bundled run, made once for all visitors."""
    return completer(NetworkPredictor(_saved.model, _saved.vocabulary))


@st.cache_resource(scope="session", max_entries=6, show_spinner=False)
def own_completer(run_id: str, updated: float, _saved: SavedRun) -> Completer:
    """Return what completes words under a run of the visitor's, made once for each state of it."""
    return completer(NetworkPredictor(_saved.model, _saved.vocabulary))


def network(name: str, saved: SavedRun, title: str) -> Contestant:
    """Return a run as one who takes part."""
    run, comes_with = saved.run, name.startswith(BUNDLED)
    how = bundled_completer(name, saved) if comes_with else own_completer(run.id, run.updated, saved)
    parameters = sum(weight.numel() for weight in saved.model.parameters())
    about = f"{parameters:,} parameters · {size_text(4 * parameters)}"
    known_as = name.removeprefix(BUNDLED) if comes_with else ""
    return Contestant(f"{name}@{run.updated}", title, about, run.experiment.model.cell, how, learned(run), known_as, parameters)


def learned(run: Run) -> tuple[str, float]:
    """Return the name of a run's text, and the share of it that it never saw."""
    return run.experiment.text.corpus, run.experiment.text.validation_share


def ngram(found: Counted, run: Run) -> Contestant:
    """Return an n-gram model as one who takes part."""
    model, order, settings = found.model, found.model.order, run.experiment.text
    key = f"{order}-gram@{settings.corpus}-{settings.tokenizer}-{settings.vocabulary_size}-{settings.validation_share}"
    about = f"{sum(model.grams):,} grams · {size_text(model.nbytes)}"
    return Contestant(key, f"{order}-gram", about, N_GRAM, found.completer, learned(run), order)


def order_for(tokenizer: str) -> int:
    """Return the order that is counted, the highest there is where a higher one is asked for; the page says so."""
    order, most = ARENA.value().order, ORDERS[tokenizer]
    if order > most:
        try:
            NGramSettings(order).check_for(tokenizer)
        except Refusal as refusal:
            sentence = f"{refusal} For now it is {most}."
            ARENA.note(sentence) if sentence not in ARENA.notes() else None
    return min(order, most)


@dataclass(frozen=True)
class Contest:
    """Those who take part, the text that the n-gram is counted on while that is awaited, and what went wrong with it."""

    contestants: tuple[Contestant, ...]
    run: Run
    counting: Future
    trouble: str = ""

    @property
    def ready(self) -> bool:
        """Tell whether the n-gram model is counted, or never will be."""
        return self.counting.done()

    @property
    def text(self) -> Counted | None:
        """Return the text that accuracy is measured on, None where it is not at hand."""
        return self.counting.result() if self.ready and not self.trouble else None

    @property
    def words(self) -> int:
        """Return how many held-out words are asked for: a short text has fewer."""
        return self.text.words if self.text else WORDS


def contest() -> Contest:
    """Return who takes part now, the n-gram model first once it is counted."""
    runs = networks()
    names = short_names({name: saved.run for name, saved in runs.items()})
    found = [network(name, saved, names[name]) for name, saved in runs.items()]
    first = next(iter(runs.values())).run if runs else default_run()
    count = counting(first, order_for(first.experiment.text.tokenizer))
    if not count.done():
        return Contest(tuple(found), first, count)
    if trouble := count.exception():
        if not isinstance(trouble, Refusal):
            raise trouble
        return Contest(tuple(found), first, count, str(trouble))
    return Contest((ngram(count.result(), first), *found), first, count)


def default_run() -> Run:
    """Return a run that was never trained, for the text that the n-gram is counted on where there is no network at all."""
    experiment = Experiment()
    return new_run(experiment, visitor(), title_of(experiment.text.corpus))


def short_names(runs: Mapping[str, Run]) -> dict[str, str]:
    """Name networks in the room of a column; where cell and size are the same, their texts tell them apart, or else a number."""
    names = {name: short_name(run) for name, run in runs.items()}
    alike = {name for name, count in Counter(names.values()).items() if count > 1}
    texts = {name: f"{short} · {runs[name].text_title}" if short in alike else short for name, short in names.items()}
    return distinct(texts)


def short_name(run: Run) -> str:
    """Name a network in the room of a column: its cell and its size."""
    model = run.experiment.model
    layers = f"{model.layers} × " if model.layers > 1 else ""
    return f"{CELLS[model.cell].label} {layers}{model.hidden_size}"
