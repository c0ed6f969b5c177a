"""A map that t-SNE arranges, as a study: each event is the whole picture as it stands, in one slot."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.controls import check, choice, number, text
from playground.errors import Refusal
from playground.vectors.projection import ASKED, Quality, quality, unit
from playground.vectors.selection import MOST, WordChoice, select
from playground.vectors.sources import load_vectors
from playground.vectors.tsne import EARLY, Descent, affinities, beginning, descend
from playground.vectors.vectorset import Place

DIMENSIONS = {"2": "2-D", "3": "3-D"}
LEVELS = 65_535  # of a coordinate in an event: 16 bits
BETWEEN, GLANCE = 50, 200  # steps between two looks at the quality, and words asked then
SECONDS_A_STEP = {2: (0.002, 7e-6), 3: (0.004, 2.4e-5)}  # before and for each word, measured on one slow core
SECONDS_A_PAIR = 6e-9  # of words, for their cosines


@dataclass(frozen=True)
class TsneSettings(WordChoice):
    """Which words t-SNE arranges, and how; `start` is a picture to go on from, after `done` steps."""

    dimensions: str = choice("2", "Dimensions", "A plane, or a room to turn.", DIMENSIONS)
    perplexity: float = number(30.0, "Perplexity", "How many neighbours each word listens to, about.", 2, 100, step=5)
    rate: float = number(0.0, "Learning rate", "Length of a step; 0: what suits the number of words.", 0, 20_000, step=100)
    steps: int = number(500, "Steps", f"Of the descent, after {EARLY} early ones.", 50, 2_000, step=50)
    seed: int = number(1, "Seed", "Another number throws words another way when they are perturbed.", 0, 9_999)
    start: str = text("", "Start", "A picture to go on from.")
    done: int = number(0, "Done", "Steps that were done before.", 0, 2_000 + EARLY)

    def __post_init__(self):
        super().__post_init__()
        check(self)
        if len(self.start) > 4 * MOST * 3:
            raise Refusal("This picture is too large to go on from: start anew.", "start")
        if self.done >= EARLY + self.steps:
            raise Refusal(f"All {self.done:,} steps are done: ask for more of them to go on.", "steps")

    @property
    def axes(self) -> int:
        """Return how many numbers a word has on the map."""
        return int(self.dimensions)

    @property
    def descent(self) -> Descent:
        """Return how the picture is looked for."""
        return Descent(self.axes, self.perplexity, self.rate, self.steps, self.seed)

    @property
    def expected_seconds(self) -> float:
        """Return about how long it takes, in seconds."""
        fixed, each = SECONDS_A_STEP[self.axes]
        return 2 + SECONDS_A_PAIR * self.words**2 * 3 + (EARLY + self.steps - min(self.done, EARLY)) * (fixed + each * self.words)


def packed(points: np.ndarray) -> dict[str, Any]:
    """Return points (n, k) as JSON values: 16 bits for each number, and where the first and the last level lie."""
    low, high = float(points.min()), float(points.max())
    levels = np.round((points - low) / max(high - low, 1e-30) * LEVELS).astype("<u2")
    return {"points": base64.b64encode(levels.tobytes()).decode("ascii"), "low": low, "high": high}


def unpacked(event: Mapping[str, Any], axes: int) -> np.ndarray:
    """Return the points (n, k) of an event."""
    levels = np.frombuffer(base64.b64decode(event["points"]), "<u2").reshape(-1, axes)
    return event["low"] + levels / LEVELS * (event["high"] - event["low"])


def written(points: np.ndarray) -> str:
    """Return points (n, k) as a text to start from: half of a number's bits are enough."""
    return base64.b64encode(points.astype("<f2").tobytes()).decode("ascii")


def read_start(text: str, words: int, axes: int) -> np.ndarray:
    """Return the points (n, k) of a text to start from; raise `Refusal` where they are not those of so many words."""
    try:
        points = np.frombuffer(base64.b64decode(text, validate=True), "<f2").astype(np.float64).reshape(words, axes)
    except ValueError:
        points = np.full((1, 1), np.nan)
    if not np.isfinite(points).all():
        raise Refusal("This picture does not belong to these words: start anew.", "start")
    return points


def tsne_study(settings: TsneSettings, desk: Any) -> Iterator[dict]:
    """Arrange the words, yielding the picture several times a second, now and then with its quality, of all words at last."""
    yield {"progress": 0.0}
    vectors = load_vectors(settings.vectors, Place(desk.host, desk.visitor)).vectors
    chosen = unit(vectors.vectors[select(vectors, settings).rows])
    points = read_start(settings.start, len(chosen), settings.axes) if settings.start else beginning(chosen, settings.axes)
    yield picture(points, settings.done, None)
    near = affinities(chosen, settings.perplexity)
    total, until, looked, known = len(chosen), EARLY + settings.steps, settings.done, {}
    every = max(1, min(25, 40_000 // total))
    for step in descend(near, points, settings.descent, every, settings.done):
        points, last = step.points, step.step == until
        if last or not known or step.step - looked >= BETWEEN:
            looked, known = step.step, told_of(quality(chosen, points, asked=ASKED if last else GLANCE))
        yield {**picture(points, step.step, step.divergence), **known, "progress": step.step / until}


def told_of(found: Quality) -> dict[str, Any]:
    """Return how well a picture keeps neighbours as JSON values."""
    return {"kept": found.kept, "trust": found.trust, "asked": found.asked}


def picture(points: np.ndarray, step: int, divergence: float | None) -> dict[str, Any]:
    """Return a picture as an event: KL in nats, None before the first step."""
    return {"slot": "map", **packed(points), "step": step, "divergence": divergence}
