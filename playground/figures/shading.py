"""How much something mattered as a shade behind text: strong where it mattered most, and never too strong to be read through."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.figures.theme import Theme, channels, mix
from playground.text.words import END

READABLE = 4.5  # the contrast of text to its background that everybody can read (WCAG 2, AA)
STEPS = 100  # of opacity looked at
BYTE = 255
DECADES = 6  # powers of ten that the log scale shows
VISIBLE = {" ": "·", "\n": "↵", "\t": "⇥", END: "↵"}


@dataclass(frozen=True)
class Scale:
    """How shares become shades: `level` takes a share relative to its row's largest, 0 to 1, to a strength from 0 to 1."""

    label: str
    least: str  # what no shade at all says
    level: Callable[[np.ndarray], np.ndarray]


def decades(relative: np.ndarray) -> np.ndarray:
    """Return 1 for 1, 0 for a millionth or less, and as much more for each power of ten between."""
    return np.clip(1 + np.log10(np.maximum(relative, 10.0**-DECADES)) / DECADES, 0.0, 1.0)


SCALES: dict[str, Scale] = {
    "share": Scale("Share", "nothing", lambda relative: relative),
    "log": Scale("Log", "a millionth of the most", decades),
}


def shades(shares: np.ndarray, scale: str) -> bytes:
    """Return how strongly each token is shaded for each prediction: row i of (T, T) is i + 1 bytes, its largest share 255."""
    largest = shares.max(axis=1, keepdims=True)
    levels = SCALES[scale].level(shares / np.where(largest > 0, largest, 1.0))
    return np.rint(BYTE * levels[np.tril_indices(len(shares))]).astype(np.uint8).tobytes()


def strongest(colour: str, theme: Theme) -> float:
    """Return the largest opacity of a colour on the page, 0 to 1, at which the theme's text can be read on it."""
    steps = (step / STEPS for step in range(STEPS, 0, -1))
    return next(step for step in steps if contrast(theme.text, mix(theme.background, colour, step)) >= READABLE)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two hex colours, 1 to 21 (WCAG 2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return how bright a hex colour looks, 0 to 1 (WCAG 2)."""
    parts = [value / BYTE for value in channels(colour)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def visible(token: str) -> str:
    """Return a token as it can be seen alone: a space is a dot, the end of a line an arrow."""
    return "".join(VISIBLE.get(letter, letter) for letter in VISIBLE.get(token, token))


def isolated(text: str) -> str:
    """Return text that stands in a sentence and leaves its order alone, whichever way its own letters run."""
    backwards = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)
    return f"\u2068{text}\u2069" if backwards else text
