"""What is asked on the page “Write”: which run writes, how, and from which beginning."""

import math
from dataclasses import dataclass

from playground.controls import Described, as_in, check, choice, number, text
from playground.errors import Refusal
from playground.language.beam import BeamSettings
from playground.language.generation import Sampling
from playground.ui.pagesettings import PageSettings

LONGEST, LONGEST_PRIME = 2000, 500  # tokens written, and characters to begin with
SIDE_BY_SIDE = 4
HOW = {"draw": "Draw", "temperatures": "Temperatures", "search": "Search"}
TEMPERATURE = Sampling.__dataclass_fields__["temperature"].metadata


@dataclass(frozen=True)
class WriteSettings(Described):
    """How a run writes: token by token by chance, at four temperatures, or by a search for the likeliest text."""

    run: str = text("example-news", "Run", "A trained network, bundled or yours.", more=False)
    how: str = choice(
        "draw", "How it writes", "By chance, the same at up to four temperatures, or by a search for the likeliest text.", HOW
    )
    prime: str = text("", "Begin with", "The network goes on from here; leave it empty to let it start by itself.")
    length: int = number(400, "Length", "Tokens to write.", 1, LONGEST, step=100)
    temperature: float = as_in(Sampling, "temperature")
    temperatures: str = text("0.2,0.5,1,1.5", "Temperatures", f"Up to {SIDE_BY_SIDE}, by commas.")
    top_k: int = as_in(Sampling, "top_k")
    top_p: float = as_in(Sampling, "top_p")
    stop: bool = as_in(Sampling, "stop")
    seed: int = as_in(Sampling, "seed")
    width: int = number(4, "Width of the beam", "Beginnings kept at each token; 1 is greedy.", 1, 10)
    length_penalty: float = as_in(BeamSettings, "length_penalty")
    reach: int = number(30, "Length of the search", "Tokens to write at most.", 1, 60, step=10)

    def __post_init__(self):
        check(self)
        if len(self.prime) > LONGEST_PRIME:
            raise Refusal(f"This beginning has {len(self.prime):,} characters: use at most {LONGEST_PRIME}.", "prime")
        parse_temperatures(self.temperatures)

    def sampling(self, temperature: float) -> Sampling:
        """Return how a text is drawn at a temperature."""
        return Sampling(self.length, temperature, self.top_k, self.top_p, self.stop, self.seed)

    def levels(self) -> list[float]:
        """Return the temperatures at which the page writes now."""
        return parse_temperatures(self.temperatures) if self.how == "temperatures" else [self.temperature]

    def beam(self, width: int) -> BeamSettings:
        """Return how a beam of this width searches."""
        return BeamSettings(self.reach, width, self.length_penalty)


def parse_temperatures(raw: str) -> list[float]:
    """Return temperatures written as “0.2,0.5”; raise `Refusal` where one is none, or there are too many."""
    low, high = TEMPERATURE["low"], TEMPERATURE["high"]
    try:
        found = [float(part) for part in raw.split(",")]
    except ValueError:
        found = []
    fits = all(math.isfinite(one) and low <= one <= high for one in found)
    if not fits or not 1 <= len(found) <= SIDE_BY_SIDE:
        right = f"write up to {SIDE_BY_SIDE} numbers from {low:g} to {high:g} with commas between"
        raise Refusal(f"Temperatures cannot be “{raw[:40]}”: {right}.", "temperatures")
    return found


PAGE = PageSettings("write", WriteSettings())
