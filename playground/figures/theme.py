"""One place for colour: a cell has the same colour on every page, in light and dark."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from models.cells import CELLS

FONT = "Source Sans, Source Sans Pro, Segoe UI, Helvetica, Arial, sans-serif"
DASHES = ("solid", "dash", "dot", "dashdot")  # the first cell of a family is solid, its siblings are not
SHADE = 0.3  # how far a sibling's colour moves towards the text colour, where it has none of its own


@dataclass(frozen=True)
class Theme:
    """What a figure needs to know of the page it stands on."""

    name: str
    text: str
    muted: str  # readable at 4.5 to 1 on the background
    grid: str
    background: str
    families: Mapping[str, str]  # cell family → colour
    accents: Mapping[str, str]  # colours of further cells, near their family's


FAMILIES = {"rnn": "#E69F00", "gru": "#009E73", "lstm": "#0072B2", "n-gram": "#7F7F7F"}
BRIGHT = {**FAMILIES, "lstm": "#56B4E9"}  # on a dark page
ACCENTS = {"rnn-relu": "#C4501B", "gru-simple": "#4F7A00", "gru-before": "#00838F", "lstm-peephole": "#4B2E83"}
BRIGHT_ACCENTS = {"rnn-relu": "#FF9B7A", "gru-simple": "#B7DB4C", "gru-before": "#4FD1C5", "lstm-peephole": "#CDB7F6"}
THEMES = {
    "light": Theme("light", "#2f2d2b", "#6b6863", "#e6e4e0", "#ffffff", FAMILIES, ACCENTS),
    "dark": Theme("dark", "#edebe8", "#a9a5a0", "#3a3833", "#171614", BRIGHT, BRIGHT_ACCENTS),
}


@dataclass(frozen=True)
class Stroke:
    """How the lines of one cell are drawn; `dash` is Plotly's name for it."""

    colour: str
    dash: str


def theme(name: str | None) -> Theme:
    """Return the theme of that name, the light one where the name is not known yet."""
    return THEMES.get(name or "light", THEMES["light"])


def family(cell: str) -> str:
    """Return the family whose colour a cell (or an n-gram model) wears."""
    return CELLS[cell].family if cell in CELLS else "n-gram"


def stroke(cell: str, on: Theme) -> Stroke:
    """Return the line of a cell: its family's colour, with a hue or shade and a dash of its own from the second member on."""
    siblings = [name for name in CELLS if CELLS[name].family == family(cell)]
    rank = siblings.index(cell) if cell in siblings else 0
    colour = on.families.get(family(cell), FAMILIES["n-gram"])
    return Stroke(on.accents.get(cell) or mix(colour, on.text, SHADE * min(rank, 2)), DASHES[rank % len(DASHES)])


@lru_cache(maxsize=4096)
def mix(colour: str, other: str, share: float) -> str:
    """Return a colour `share` of the way from one hex colour to another."""
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(f"{round(one + share * (two - one)):02x}" for one, two in pairs)


def channels(colour: str) -> tuple[int, ...]:
    """Return red, green and blue of a hex colour, 0 to 255 each."""
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def faint(colour: str, opacity: float = 0.3) -> str:
    """Return a hex colour as CSS with an opacity."""
    red, green, blue = channels(colour)
    return f"rgba({red},{green},{blue},{opacity:g})"
