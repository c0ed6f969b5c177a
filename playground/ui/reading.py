"""What is asked on the page “What mattered”, and what the chosen networks make of the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import streamlit as st

from models.cells import CELLS
from playground.controls import Described, check, choice, number
from playground.controls import text as line
from playground.errors import Refusal
from playground.figures.pointing import Reading
from playground.figures.shading import SCALES, isolated, visible
from playground.gradients.connectivity import MEASURES, Connectivity, Looking, connectivity
from playground.runs.folder import SavedRun
from playground.text.places import Place, token_places, unknown_pieces
from playground.text.words import UNKNOWN
from playground.ui.chosen import choices, chosen_run, chosen_runs
from playground.ui.pagesettings import PageSettings

LONGEST, LINK = 3000, 6000  # characters of a text: 500 words, and what a link can carry
TOLD = 3  # unknown tokens that are named
DOG = "The brown and black dog, which was playing with the cat, was a german shepherd"
USUAL = "example-rnn,example-gru,example-lstm"
LOGIT_NAMES = {"predicted": "the likeliest token", "true": "the token that follows"}
MEASURE_NAMES = {"gradient": "gradient", "gradient-input": "gradient × input"}
MEASURES_HELP = " ".join(f"{MEASURE_NAMES[name].capitalize()}: {about}." for name, about in MEASURES.items())
SCALE_HELP = "Share: half as strong is half as much. Log: each power of ten is a step, so that what mattered little is seen too."
EMPTY = "There is nothing to read: write at least one character."


def check_text(text: str) -> None:
    """Raise `Refusal` unless a text has at least one character, and few enough for a network and for a link."""
    if not text.strip():
        raise Refusal(EMPTY, "text")
    if len(text) > LONGEST:
        raise Refusal(f"This text has {len(text):,} characters: use up to 500, or up to {LONGEST:,} for runs on words.", "text")
    if len(quote(text, errors="replace")) > LINK:
        raise Refusal("This text is too long for a link in its script: use about half of it.", "text")


@dataclass(frozen=True)
class Asked(Described):
    """A text, the runs that read it, what counts as mattering, and where the pointer is pinned."""

    text: str = line(DOG, "Your text", "Up to 500 characters, or 500 words for a run that reads words.")
    runs: str = line(USUAL, "Runs", "Up to four, yours and the bundled ones; each is shaded in the colour of its cell.")
    logit: str = choice("predicted", "Shade what mattered for", "The token whose logit is followed back.", LOGIT_NAMES)
    measure: str = choice("gradient", "Measure", MEASURES_HELP, MEASURE_NAMES)
    scale: str = choice("share", "Scale", SCALE_HELP, SCALES)
    position: int = number(0, "Position", "After how many characters; 0 is after all of them.", 0, LONGEST)
    map: str = line("", "Heat map of", "Which of the chosen runs the whole matrix is drawn for.")

    def __post_init__(self):
        check(self)
        check_text(self.text)

    def looking(self) -> Looking:
        """Return what is asked of each network."""
        return Looking(logit=self.logit, measure=self.measure)

    def read(self) -> int:
        """Return after how many characters the pinned position is."""
        return min(self.position, len(self.text)) or len(self.text)


PAGE = PageSettings("connectivity", Asked())


@dataclass(frozen=True)
class Reader:
    """A chosen run, and what it made of the text."""

    saved: SavedRun
    reading: Reading


@st.cache_resource(scope="session", max_entries=8, show_spinner=False)
def read(name: str, updated: float, text: str, looking: Looking, _saved: SavedRun) -> Connectivity:
    """Return what a run makes of a text, computed once for each thing asked."""
    return connectivity(_saved.model, _saved.vocabulary, text, looking)


def readers() -> dict[str, Reader]:
    """Return the chosen runs by name, each with what it makes of the text, or with why it cannot read it."""
    asked, titles = PAGE.value(), choices()
    found = usual_runs(titles) if asked.runs == USUAL else chosen_runs(PAGE)
    cells = [saved.run.experiment.model.cell for saved in found.values()]
    readers = {}
    for name, saved in found.items():
        cell = saved.run.experiment.model.cell
        title = titles.get(name, saved.run.name)
        short = CELLS[cell].label if cells.count(cell) == 1 and cell in CELLS else title
        readers[name] = Reader(saved, reading(name, saved, title, short))
    return readers


def usual_runs(titles: dict[str, str]) -> dict[str, SavedRun]:
    """Return the bundled runs that the page begins with, as far as they come with this copy."""
    return {name: chosen_run(name) for name in USUAL.split(",") if name in titles}


def reading(name: str, saved: SavedRun, title: str, short: str) -> Reading:
    """Return what a run makes of the page's text, under these names."""
    asked, cell = PAGE.value(), saved.run.experiment.model.cell
    try:
        found = read(name, saved.run.updated, asked.text, asked.looking(), saved)
    except Refusal as refusal:
        return Reading(title, short, cell, note=str(refusal))
    places = token_places(saved.vocabulary, asked.text)
    return Reading(title, short, cell, found, places, unknown_note(asked.text, found, places))


def written(text: str, places: Sequence[Place]) -> list[str]:
    """Return each token as the text has it."""
    return [text[start:stop] for start, stop in places]


def unknown_note(text: str, found: Connectivity, places: Sequence[Place]) -> str:
    """Say which tokens of the text a run does not know, if any."""
    named = [f"“{isolated(visible(piece))}”" for piece in unknown_pieces(text, found.tokens, places)]
    if not named:
        return ""
    more = f" and {len(named) - TOLD} more" if len(named) > TOLD else ""
    return f"It does not know {', '.join(named[:TOLD])}{more}: it reads {UNKNOWN} there."
