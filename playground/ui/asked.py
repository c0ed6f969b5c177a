"""What is asked on the page “How likely is this sentence?”, and which models answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import streamlit as st

from models.cells import CELLS
from playground.controls import Described, check, number, text
from playground.errors import Refusal
from playground.language.predictors import Predictor
from playground.language.scoring import PairScore, SentenceScore, read_pairs, score, score_pairs
from playground.runs.folder import SavedRun
from playground.text.ngram import ORDERS
from playground.text.vocabulary import UNKNOWN
from playground.ui.chosen import choices, chosen_run, chosen_runs
from playground.ui.contest import N_GRAM, counting
from playground.ui.pagesettings import PageSettings
from playground.ui.readers import predictor_of

LONGEST, LINK, MOST, MOST_PAIRS = 2000, 6000, 8, 100  # characters, characters of a link, sentences, pairs
TOP, NAMED = 5, 8  # candidates told of each token; unknown words that are named
USUAL = "example-rnn,example-gru,example-lstm"
SENTENCES = "The apple and pair salad\nThe apple and pear salad"
PAIRS = """The city is in the north of England / The city are in the north of England
The people were in the city / The people was in the city
It is one of the largest cities / It is one of the largest city
He was born in London / He was borned in London
They have been used in the war / They has been used in the war
a number of people / an number of people
It was the first time / It was first the time
The government of the United States / The government of the United Stats
"""


@dataclass(frozen=True)
class Asked(Described):
    """Sentences, one a line; the models that read them; which of them is looked at closely; and pairs to be told apart."""

    sentences: str = text(SENTENCES, "Sentences", f"One a line, up to {MOST}.")
    runs: str = text(USUAL, "Runs", "Up to four, bundled or yours. The first decides on which text the n-gram is counted.")
    order: int = number(5, "Order of the n-gram", "It sees one token less than this; 0 leaves it out.", 0, 8)
    model: str = text("", "Under", "The model whose account is drawn.")
    line: int = number(1, "Sentence", "Which of the sentences is written out.", 1, MOST)
    pairs: str = text(PAIRS, "Minimal pairs", "One a line: the good sentence, “ / ” (or a tab), the bad one.")

    def __post_init__(self):
        check(self)
        check_room(self.sentences, "sentences")
        check_room(self.pairs, "pairs")
        lines = self.lines()
        if not lines:
            raise Refusal("There is no sentence: write at least one.", "sentences")
        if len(lines) > MOST:
            raise Refusal(f"These are {len(lines)} sentences: use at most {MOST}.", "sentences")
        if len(read_pairs(self.pairs)) > MOST_PAIRS:
            raise Refusal(f"These are more than {MOST_PAIRS} pairs: use at most {MOST_PAIRS}.", "pairs")

    def lines(self) -> list[str]:
        """Return the sentences."""
        return [line.strip() for line in self.sentences.splitlines() if line.strip()]


def check_room(text: str, name: str) -> None:
    """Raise `Refusal` where a text is too long to be read at once, or for a link."""
    most = LONGEST if name == "sentences" else LINK
    if len(text) > most or len(quote(text, errors="replace")) > LINK:
        raise Refusal(f"This is too much to read at once with {len(text):,} characters: use about half of it.", name)


PAGE = PageSettings("likelihood", Asked())


@dataclass(frozen=True)
class Reader:
    """A model that reads: what it is called, its cell (`n-gram` for one that counts), and what tells its states apart."""

    title: str
    short: str
    cell: str
    predictor: Predictor
    version: str


@dataclass(frozen=True)
class Readers:
    """Everybody who reads, by name; `ready` is false while an n-gram model is being counted, `trouble` why there is none."""

    known: Mapping[str, Reader]
    ready: bool = True
    trouble: str = ""


def readers() -> Readers:
    """Return the chosen runs, and an n-gram model of the text that the first of them read."""
    asked, titles = PAGE.value(), choices()
    found = usual_runs(titles) if asked.runs == USUAL else chosen_runs(PAGE)
    cells = [saved.run.experiment.model.cell for saved in found.values()]
    known = {name: network(name, saved, titles, cells) for name, saved in found.items()}
    if not found or not asked.order:
        return Readers(known)
    return with_ngram(known, next(iter(found.values())), asked.order)


def usual_runs(titles: Mapping[str, str]) -> dict[str, SavedRun]:
    """Return the bundled runs that the page begins with, as far as they come with this copy."""
    return {name: chosen_run(name) for name in USUAL.split(",") if name in titles}


def network(name: str, saved: SavedRun, titles: Mapping[str, str], cells: list[str]) -> Reader:
    """Return a run as one who reads."""
    run = saved.run
    cell, title = run.experiment.model.cell, titles.get(name, run.name)
    short = CELLS[cell].label if cells.count(cell) == 1 else title
    return Reader(title, short, cell, predictor_of(saved), f"{name}@{run.updated}")


def with_ngram(known: Mapping[str, Reader], saved: SavedRun, order: int) -> Readers:
    """Return those who read with an n-gram model beside them, as far as it is counted."""
    run = saved.run
    order = min(order, ORDERS[run.experiment.text.tokenizer])
    future = counting(run, order)
    if not future.done():
        return Readers(known, ready=False)
    try:
        found = future.result()
    except Refusal as refusal:
        return Readers(known, trouble=f"There is no n-gram model to compare with. {refusal}")
    title = f"{order}-gram"
    version = f"{title}@{found.digest}-{run.experiment.text.tokenizer}-{run.experiment.text.vocabulary_size}"
    reader = Reader(title, title, N_GRAM, found.completer.predictor, version)
    return Readers({N_GRAM: reader, **known})


def unknown_words(known: Mapping[str, Reader], scores: Mapping[str, Sequence[SentenceScore]]) -> str:
    """Say which words or characters of what was asked are unknown to whom; nothing where everybody knows all of them."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name, reader in known.items():
        tokens = (token for one in scores[name] for token in one.tokens)
        if strange := tuple(dict.fromkeys(token.written for token in tokens if token.token == UNKNOWN)):
            found.setdefault(strange, []).append(reader.short)
    if not found:
        return ""
    said = (f"{', '.join(f'“{one}”' for one in strange[:NAMED])} ({', '.join(names)})" for strange, names in found.items())
    return f"Unknown, and read as {UNKNOWN}: {'; '.join(said)}. All share its probability, which tells little about any one."


@st.cache_resource(scope="session", max_entries=64, show_spinner=False)
def scored(version: str, sentences: tuple[str, ...], _predictor: Predictor) -> list[SentenceScore]:
    """Return how likely sentences are under a model, read once for each thing asked."""
    return score(_predictor, sentences, TOP)


@st.cache_resource(scope="session", max_entries=32, show_spinner=False)
def scored_pairs(version: str, pairs: str, _predictor: Predictor) -> list[PairScore]:
    """Return which sentence of each pair is likelier under a model, read once for each thing asked."""
    return score_pairs(_predictor, read_pairs(pairs))
