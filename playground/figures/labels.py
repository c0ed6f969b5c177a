"""Words beside points where there is room for them: no label covers another, or a point."""

from collections.abc import Sequence

import numpy as np

SIZE = 12.0  # of a word, pixels
LETTER, LINE, DOT = 6.8, 14.0, 5.0  # pixels: width of a letter and height of a line at this size, radius of a point
SIDES = {  # Plotly's name, and where the middle of a label lies: in half its size, and in radii of a point
    "top center": (0, 1),
    "bottom center": (0, -1),
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top right": (1, 1),
    "bottom right": (1, -1),
    "top left": (-1, 1),
    "bottom left": (-1, -1),
}


def roomy(points: np.ndarray, words: Sequence[str], wide: float, sizes: Sequence[float] = (), sure: int = 0) -> list[str]:
    """Return on which side of its point (n, 2) each word finds room, "" where it finds none; earlier words choose first.

    `wide` is how many units of the plane a pixel is; `sizes` are those of the words in pixels, where they are not 12. The first
    words, `sure` of them, may cover points where nothing else is left, but no word.
    """
    places = np.asarray(points, float) / wide  # pixels
    taken = [box(place, (DOT, DOT)) for place in places]
    sides = []
    for number, (place, word, size) in enumerate(zip(places, words, sizes or [SIZE] * len(words), strict=True)):
        half = np.array([LETTER * len(word), LINE]) * size / SIZE / 2
        side, own = first_free(place, half, taken[:number] + taken[number + 1 :])
        if not side and number < sure:
            side, own = first_free(place, half, taken[len(places) :])
        sides.append(side)
        if side:
            taken.append(own)
    return sides


def first_free(place: np.ndarray, half: np.ndarray, boxes: Sequence[np.ndarray]) -> tuple[str, np.ndarray]:
    """Return the first side of a point where a word, `half` (2) its size, covers none of some boxes (4), and its own box."""
    taken = np.array(boxes).reshape(-1, 4)
    for side, way in SIDES.items():
        own = box(place + np.array(way) * (half + DOT), half)
        if not ((own[:2] < taken[:, 2:]) & (own[2:] > taken[:, :2])).all(axis=1).any():
            return side, own
    return "", place


def box(middle: np.ndarray, half: Sequence[float]) -> np.ndarray:
    """Return the left, lower, right and upper end of a box."""
    return np.concatenate([middle - half, middle + half])
