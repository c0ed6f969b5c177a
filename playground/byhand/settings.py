"""What is asked of a small network by hand, on the pages and the command line: its word, its weights, and how it is taught."""

from dataclasses import dataclass

from playground.byhand.backward import COUNTED, MOST_UPDATES
from playground.byhand.edits import Edits, Place, apply, fits, parse_edits
from playground.byhand.network import INPUTS, STARTS, Network, network
from playground.byhand.words import alphabet, check_word, numbered, spelled
from playground.controls import Described, check, choice, number, text, toggle

START_HELP = (
    "The worked example's matrices begin again from their first row and column where they are too small. Random numbers lie "
    "between −1 and 1. Identity: ones on the diagonal, so that a state is passed on as it is."
)


@dataclass(frozen=True)
class ByHand(Described):
    """A word, and the small network that reads it; `edits` are the numbers that were changed by hand."""

    word: str = text("dogs", "Word", "1 to 12 letters; the network knows the letters of this word and no others.", more=False)
    start: str = choice("example", "Weights", START_HELP, STARTS, more=False)
    inputs: str = choice(
        "one-hot", "Letters as", "One-hot: a 1 in the letter's place. Embedding: a short vector.", INPUTS, more=False
    )
    places: int = number(2, "Decimal places", "Shown; all that is computed is computed in double precision.", 1, 8, more=False)
    hidden_size: int = number(3, "Hidden units", "Numbers in the state.", 1, 5)
    embedding_size: int = number(2, "Embedding size", "Numbers of a letter's vector, where letters are embedded.", 1, 4)
    large: bool = toggle(False, "Large type", "For a projector, or for tired eyes.")
    seed: int = number(1, "Seed", "Another seed draws other random weights.", 0, 10**6)
    edits: str = text("", "Edited numbers", "Which numbers were changed by hand.")

    def __post_init__(self):
        check(self)
        check_word(self.word)
        parse_edits(self.edits)

    @property
    def spelling(self) -> str:
        """Return the word with each letter as one character."""
        return spelled(self.word)

    def edited(self) -> dict[Place, float]:
        """Return the numbers that were changed by hand."""
        return parse_edits(self.edits)

    def standard_network(self) -> Network:
        """Return the network before any number was changed by hand."""
        embedding = self.embedding_size if self.inputs == "embedding" else None
        return network(len(alphabet(self.word)), self.hidden_size, embedding, self.start, self.seed)

    def has(self, place: Place) -> bool:
        """Tell whether there is a number at a place."""
        return fits(place, self.standard_network(), len(numbered(self.word)))

    def needed(self, edits: Edits) -> Edits:
        """Return the edits without those that leave a weight, or h_0, as it is, so that a link stays short."""
        known, steps = self.standard_network(), 99  # an edit that fits no longer is kept until the word is long enough again
        return {place: value for place, value in edits.items() if not fits(place, known, steps) or known.number(place) != value}

    def network(self) -> tuple[Network, Edits]:
        """Return the network with its edited weights, and the computed numbers that are held by hand."""
        return apply(self.edited(), self.standard_network(), len(numbered(self.word)))


@dataclass(frozen=True)
class Taught(ByHand):
    """A small network that learns its word by gradient descent: which losses count, how large its steps are, and how many."""

    counted: str = choice(
        "every", "The loss counts", "At every letter that another follows, or at the last alone.", COUNTED, more=False
    )
    rate: float = number(0.5, "Learning rate", "How far one update goes down the gradient.", 0.001, 5.0, step=0.1, more=False)
    updates: int = number(0, "Updates", "How often the weights have been updated.", 0, MOST_UPDATES)
