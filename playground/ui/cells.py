"""The page Cells: its settings, the experiments it offers, and which network reads what."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from models.cells import CELLS
from models.language_model import LanguageModel, LanguageModelConfig
from playground.cells.costs import Sizes
from playground.cells.notation import NOTATIONS, titles
from playground.cells.reading import Holding
from playground.cells.recipes import RECIPES, SHUTTERS, shutters
from playground.cells.sentence import LONGEST, Reader, Reading, liveliest
from playground.controls import Described, as_in, check, choice, number, text, toggle
from playground.errors import Refusal
from playground.gradients.untrained import seeded
from playground.text.vocabulary import Vocabulary
from playground.ui.chips import Chip
from playground.ui.examples import bundled
from playground.ui.pagesettings import PageSettings

SENTENCE = "The president of the United States"
SHOWN = {name: CELLS[name] for name in RECIPES}
KEEPS = "keep"
GATES = {"none": "none, as trained", KEEPS: "the gate that keeps"} | {name: about["name"] for name, about in SHUTTERS.items()}
UNITS = 24  # rows of a heat map: those that vary most
LETTERS = "\n etaonisrhldcumfgpwybvkxjqz,.ETAONISRHLDCUMFGPWYBVKXJQZ'-0123456789"
SMALL = dict(embedding_size=16, hidden_size=24)  # of the network that stands in where none comes with this copy


@dataclass(frozen=True)
class CellsSettings(Described):
    """Which cell is looked into, what it reads, where the numbers are read off, and which gate is held."""

    cell: str = choice("gru", "Cell", "How one step combines the new token with what is remembered.", SHOWN, more=False)
    notation: str = choice("torch", "Notation", "The letters of torch, or those of a well-known course.", NOTATIONS)
    text: str = text(SENTENCE, "Your sentence", f"Up to {LONGEST} letters.")
    position: int = number(5, "Letter", "Whose step the numbers are of, counted from 1.", 1, LONGEST)
    unit: int = number(0, "Unit", "Whose numbers stand under the symbols; 0 for the one that varies most.", 0, 2048)
    gate: str = choice(KEEPS, "Hold a gate", "Which gate is held open or shut from the next letter on.", GATES)
    held: float = number(1.0, "Held at", "0 is shut, 1 is open.", 0.0, 1.0, step=0.1)
    input_size: int = as_in(Sizes, "input_size")
    hidden_size: int = as_in(Sizes, "hidden_size")
    large: bool = toggle(False, "Large type", "For a projector, or for tired eyes.")

    def __post_init__(self):
        check(self)
        if not self.text.strip():
            raise Refusal("There is nothing to read: write at least one letter.", "text")
        if len(self.text) > LONGEST:
            raise Refusal(f"This sentence has {len(self.text):,} letters: use up to {LONGEST}.", "text")

    @property
    def shutter(self) -> str | None:
        """Return the gate that is held, None for none; where this cell has no such gate, the one that keeps its memory."""
        own = shutters(self.cell)
        if self.gate == "none" or not own:
            return None
        return self.gate if self.gate in own else "f" if "f" in own else "z"

    def holding(self, place: int) -> Holding | None:
        """Return what is held from the token after a place on."""
        return Holding(self.shutter, self.held, place + 1) if self.shutter else None


PAGE = PageSettings("cells", CellsSettings())
CHIPS = (
    Chip(
        "Never forget",
        "The forget gate is held at 1: nothing is cleared from the cell state c, where the letter's trace does not fade at all. "
        "Yet the network expects worse letters: it never learned to work with a memory that is never cleared.",
        {"cell": "lstm", "gate": "f", "held": 1.0},
        ("notation", "text", "position", "large"),
    ),
    Chip(
        "Forget at once",
        "With the update gate shut the GRU replaces its state at each letter. Only what the candidate reads of the old state "
        "gets through: after ten letters a quarter of what is left as trained, and the letters expected are far worse.",
        {"cell": "gru", "gate": "z", "held": 0.0},
        ("notation", "text", "position", "large"),
    ),
    Chip(
        "Before or after?",
        "Two GRUs with the same letters in their equations: here the reset gate meets the old state before the matrix, in "
        "torch's after it. Look at the line of the candidate n.",
        {"cell": "gru-before"},
        ("notation", "text", "position", "large"),
    ),
    Chip(
        "Hide everything",
        "The output gate is shut: nothing of the cell state shows any more, so the network guesses, whatever it remembers.",
        {"cell": "lstm-peephole", "gate": "o", "held": 0.0},
        ("notation", "text", "position", "large"),
    ),
)


@st.cache_resource(max_entries=8, show_spinner=False)
def stand_in(cell: str) -> tuple[LanguageModel, Vocabulary]:
    """Return a small network as it is before training, for a copy without trained ones."""
    vocabulary = Vocabulary("character", ("<unk>", *LETTERS))
    with seeded(1):
        return LanguageModel(LanguageModelConfig(cell, len(vocabulary), **SMALL)).eval(), vocabulary


def reader_of(cell: str, text: str) -> tuple[Reader, str]:
    """Return what reads the sentence with this cell, and what it is."""
    saved = bundled().get(cell)
    if saved is None:
        model, vocabulary = stand_in(cell)
        return Reader(model, vocabulary, text), "a network that has not been trained"
    return Reader(saved.model, saved.vocabulary, text), f"the bundled network, trained on {saved.run.text_title}"


def known_reader(cell: str, text: str) -> tuple[Reader, str]:
    """Return the same, made once for each sentence, wherever in it a visitor then looks."""
    saved = bundled().get(cell)
    return kept_reader(cell=cell, text=text, run_id=saved.run.id if saved else "")


@st.cache_resource(scope="session", max_entries=2, show_spinner=False)
def kept_reader(cell: str, text: str, run_id: str) -> tuple[Reader, str]:
    """Return what reads a sentence, kept for as long as it is the same network that reads."""
    return reader_of(cell, text)


@dataclass(frozen=True)
class Scene:
    """What the panels of the page draw: the reading, where in it, and which unit."""

    settings: CellsSettings
    reader: Reader
    about: str
    reading: Reading
    place: int
    unit: int
    units: list[int]

    @property
    def titles(self) -> dict[str, str]:
        """Return what is shown of the cell, and what it is called."""
        return titles(self.settings.cell, self.settings.notation)

    @property
    def size(self) -> int:
        """Return how many units the cell has."""
        return self.reading.values["h'"].shape[1]

    @property
    def letter(self) -> str:
        """Return the token at the place, as it is written."""
        token = self.reading.tokens[self.place]
        return token if token.strip() else "space"


def scene_of(settings: CellsSettings, find: Callable[[str, str], tuple[Reader, str]] = known_reader) -> Scene:
    """Let the network read, and find out where the page looks.

    A download is made outside the script, where nothing that is kept for a session can be asked for: `reader_of` finds it there.
    """
    reader, about = find(settings.cell, settings.text)
    reading = reader.plain
    names, size = list(titles(settings.cell, "torch")), reading.values["h'"].shape[1]
    units = liveliest(reading, names, min(UNITS, size))
    unit = min(settings.unit, size) - 1 if settings.unit else liveliest(reading, names, 1)[0]
    place = min(settings.position, len(reading.tokens)) - 1
    return Scene(settings, reader, about, reading, place, unit, sorted({*units, unit}))
