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
    return thin_rows(np.asarray(values, dtype=float)[None], limit)[0].tolist()


def thin_rows(table: np.ndarray, limit: int) -> list[np.ndarray]:
    """Return the same for each row of a table (R, N), in one go."""
    rows, count = table.shape
    if count <= limit:
        return [np.arange(count)] * rows
    inner, buckets = table[:, 1:-1], max(1, (limit - 2) // 2)
    size, longer = divmod(inner.shape[1], buckets)
    split = longer * (size + 1)  # the first stretches are one longer, so that all are whole rows of two tables
    kept = np.zeros((rows, count), dtype=bool)
    kept[:, [0, -1]] = True
    for start, stop, each in ((0, split, size + 1), (split, inner.shape[1], size)):
        if stop > start:
            part = inner[:, start:stop].reshape(rows, -1, each)
            first = 1 + start + each * np.arange(part.shape[1])
            for extreme in (part.argmin(axis=2), part.argmax(axis=2)):
                np.put_along_axis(kept, first + extreme, True, axis=1)
    return np.split(np.nonzero(kept)[1], np.cumsum(kept.sum(axis=1))[:-1])


def smooth(values: Sequence[float], share: float = SMOOTHING) -> np.ndarray:
    """Return the moving average of a series (N,), over as many points after each as before it: a share of all, at most half.

    At the start the window shrinks on both sides, where a loss falls steeply; at the end it has only what there is.
    """
    count, reach = len(values), int(share * len(values))
    totals = np.zeros(count + 1)
    np.cumsum(values, out=totals[1:], dtype=float)
    start = totals[1 : 2 * reach : 2] / np.arange(1, 2 * reach, 2)
    middle = (totals[2 * reach + 1 :] - totals[: count - 2 * reach]) / (2 * reach + 1)
    end = (totals[count] - totals[count - 2 * reach : count - reach]) / np.arange(2 * reach, reach, -1)
    return np.concatenate([start, middle, end])


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
