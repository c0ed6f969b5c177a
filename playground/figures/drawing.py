"""The pieces of drawings that are made of boxes, numbers and arrows: SVG that stands alone, on its theme's background."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from playground.figures.shading import strongest
from playground.figures.theme import FONT, THEMES, Theme, mix, stroke

ACCENTS = {"light": "#5b3f9e", "dark": "#b8a1f0"}  # as the pages themselves have it, in .streamlit/config.toml
MINUS = "−"
SIZE = 14  # pixels of ordinary type


def accent(theme: Theme) -> str:
    """Return the colour of what is in focus, and of negative numbers."""
    return ACCENTS[theme.name]


def number(value: float, places: int = 2) -> str:
    """Write a number with so many decimal places and a real minus sign; what rounds to nothing has no sign."""
    written = f"{value:.{places}f}"
    return written.lstrip("-") if float(written) == 0 else written.replace("-", MINUS)


def shade(value: float, theme: Theme, largest: float = 1.0) -> str:
    """Return the colour of a signed number: the RNN's where it is positive, the accent's where negative, none at 0."""
    colour = positive(theme.name) if value > 0 else accent(theme)
    share = min(1.0, abs(value) / largest) if largest > 0 else 0.0
    return mix(theme.background, colour, share * readable(colour, theme.name))


@lru_cache(maxsize=16)
def positive(theme: str) -> str:
    """Return the colour of a positive number, the RNN's."""
    return stroke("rnn", THEMES[theme]).colour


@lru_cache(maxsize=16)
def readable(colour: str, theme: str) -> float:
    """Return the largest opacity of a colour at which numbers on it can be read; looked for once."""
    return strongest(colour, THEMES[theme])


def svg(width: float, height: float, parts: Sequence[str], theme: Theme, alt: str) -> str:
    """Return a whole drawing of this natural size; it can be read aloud."""
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    about = f'role="img" aria-label="{escape(alt)}" font-family="{FONT}" font-size="{SIZE}"'
    ground = f'<rect width="100%" height="100%" fill="{theme.background}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {about}>{ground}{"".join(parts)}</svg>'


def group(parts: Sequence[str], choose: str = "", focus: bool = False) -> str:
    """Return parts that belong together; a click on them chooses a name, and `focus` is what is brought into view."""
    marks = (f' data-choose="{escape(choose)}"' if choose else "") + (' data-focus="yes"' if focus else "")
    return f"<g{marks}>{''.join(parts)}</g>"


def box(
    x: float, y: float, width: float, height: float, fill: str, line: str = "none", thick: float = 1, round: float = 4
) -> str:
    """Return a rectangle."""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{round:g}"'
    return f'<rect {place} fill="{fill}" stroke="{line}" stroke-width="{thick:g}"/>'


def label(
    x: float, y: float, words: str, colour: str, sub: str = "", size: float = SIZE, anchor: str = "middle", weight: int = 400
) -> str:
    """Return a line of text centred on a height, with a subscript behind it."""
    low = f'<tspan dy="0.3em" font-size="{0.72 * size:.1f}">{escape(sub)}</tspan>' if sub else ""
    look = f'fill="{colour}" font-size="{size:g}" text-anchor="{anchor}" font-weight="{weight}"'
    return f'<text x="{x:.1f}" y="{y + 0.36 * size:.1f}" {look}>{escape(words)}{low}</text>'


def arrow(start: tuple[float, float], end: tuple[float, float], colour: str, thick: float = 1.5) -> str:
    """Return a straight arrow."""
    (x1, y1), (x2, y2) = start, end
    length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1e-9)
    dx, dy, head = (x2 - x1) / length, (y2 - y1) / length, 4 + 2 * thick
    bx, by = x2 - head * dx, y2 - head * dy
    line = f'<path d="M{x1:.1f} {y1:.1f}L{bx:.1f} {by:.1f}" fill="none" stroke="{colour}" stroke-width="{thick:g}"/>'
    return line + tip((x2, y2), (dx, dy), head, colour)


def tip(point: tuple[float, float], along: tuple[float, float], head: float, colour: str) -> str:
    """Return the head of an arrow that points at a place, in a direction of length 1."""
    (x, y), (dx, dy) = point, along
    bx, by, half = x - head * dx, y - head * dy, head / 2
    corners = f"{x:.1f},{y:.1f} {bx - half * dy:.1f},{by + half * dx:.1f} {bx + half * dy:.1f},{by - half * dx:.1f}"
    return f'<polygon points="{corners}" fill="{colour}"/>'


def curve(path: str, colour: str, thick: float = 1.5, dashes: str = "") -> str:
    """Return a bent line, spelled as SVG paths are."""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{thick:g}" stroke-dasharray="{dashes}"/>'


def hover(part: str, words: str) -> str:
    """Return a part that says more when pointed at."""
    return f"<g><title>{escape(words)}</title>{part}</g>"
