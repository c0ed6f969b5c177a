"""Small experiments on the page “Inside”."""

from playground.ui.chips import Chip, chips
from playground.ui.inside import LEAVES, PAGE

CHIPS = (
    Chip(
        "A unit that counts",
        "The cell state of unit 76 falls by about 1 with every letter and space, and starts anew at an opening bracket: it "
        "counts how far back the last one was. Not cleanly: digits let it rise, and a closing bracket lifts it too.",
        {"series": "1c", "unit": 76, "pattern": "brackets"},
        LEAVES,
    ),
    Chip(
        "A unit for spaces",
        "The candidate of unit 103 is near −1 at letters, commas and points, and near 1 at spaces, digits and brackets: it "
        "follows spaces closely, and yet means something else.",
        {"series": "1g", "unit": 103, "pattern": "spaces"},
        LEAVES,
    ),
    Chip(
        "What would it have written?",
        "Below each letter stand the five expected next. Inside a long word the network is sure, at its beginning not.",
        {"guesses": True},
        LEAVES,
    ),
    Chip(
        "Your own pattern",
        "Four digits on end are mostly years. Press “Search”: which unit knows that it is inside one?",
        {"pattern": "own", "expression": "[0-9]{4}"},
        LEAVES,
    ),
)


def trials() -> None:
    """Draw the experiments to try."""
    chips(PAGE, CHIPS)
