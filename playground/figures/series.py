"""Preparing numbers for a line: fewer points without losing a peak, and a smooth line beside the raw one."""

from collections.abc import Sequence

import numpy as np

SMOOTHING = 0.02  # a smoothed point is the mean over this share of the points to either side
HEADROOM = 3  # a peak that comes down again is cut off at so many times what else there is


def rounded(value: float) -> float:
    """Return a number with four significant digits: what a chart can show, in a third of the bytes."""
    return float(f"{value:.4g}")


def thin(values: Sequence[float], limit: int) -> list[int]:
    """Return at most `limit` indices to draw: the first, the last, and the lowest and highest of every stretch between."""
    count = len(values)
    if count <= limit:
        return list(range(count))
    inner, buckets = np.asarray(values[1:-1], dtype=float), max(1, (limit - 2) // 2)
    size, longer = divmod(inner.size, buckets)
    split = longer * (size + 1)  # the first stretches are one longer, so that all are whole rows of two tables
    kept = {0, count - 1}
    for start, table in ((0, inner[:split].reshape(longer, size + 1)), (split, inner[split:].reshape(buckets - longer, size))):
        first = 1 + start + np.arange(len(table)) * table.shape[1]
        kept.update((first + table.argmin(axis=1)).tolist(), (first + table.argmax(axis=1)).tolist())
    return sorted(kept)


def smooth(values: Sequence[float], share: float = SMOOTHING) -> np.ndarray:
    """Return the moving average of a series (N,), over as many points after each as before it.

    At the start the window shrinks on both sides, where a loss falls steeply; at the end it has only what there is.
    """
    numbers = np.asarray(values, dtype=float)
    reach = int(share * numbers.size)
    places = np.arange(numbers.size)
    before = np.minimum(reach, places)
    after = np.minimum(before, places[::-1])
    totals = np.concatenate([[0.0], np.cumsum(numbers)])
    return (totals[places + after + 1] - totals[places - before]) / (before + after + 1)


def ceiling(*lines: Sequence[float]) -> float | None:
    """Return where an axis ends so that a short peak does not flatten all else, or None where nothing sticks out.

    A line that ends high is never cut: there the height is the news.
    """
    drawn = [np.asarray(line, dtype=float) for line in lines if len(line)]
    if not drawn:
        return None
    usual = max(max(line[0], line[-1], np.median(line)) for line in drawn)
    top = HEADROOM * usual
    return float(top) if 0 < top < max(line.max() for line in drawn) < np.inf else None


def latest(values: Sequence[float], count: int = 20) -> float | None:
    """Return the mean of the last few values, or None where there are none."""
    tail = values[-count:]
    return sum(tail) / len(tail) if tail else None


def speeds(tokens: Sequence[float], seconds: Sequence[float], points: int = 200) -> tuple[list[float], list[float]]:
    """Return (seconds, tokens per second) over about `points` equal stretches of a run."""
    if len(tokens) < 2:
        return [], []
    marks = np.unique(np.linspace(0, len(tokens) - 1, min(points, len(tokens))).astype(int))
    clock, done = np.asarray(seconds, dtype=float)[marks], np.asarray(tokens, dtype=float)[marks]
    spans = np.diff(clock)
    moved = spans > 0
    return clock[1:][moved].tolist(), (np.diff(done)[moved] / spans[moved]).tolist()
