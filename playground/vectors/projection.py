"""Many dimensions on a plane or in a room: PCA, and axes that a visitor names."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from playground.errors import Refusal

NEIGHBOURHOOD = 10  # neighbours that a picture should keep
ASKED = 1_000  # words whose neighbours are compared, drawn from all where there are more
ROWS = 512  # rows of a matrix of similarities at a time: 40 MB at 20,000 words


def unit(vectors: np.ndarray) -> np.ndarray:
    """Return vectors (n, d) of length 1 as float32, so that nearness is cosine; one of zeros stays as it is."""
    vectors = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)


@dataclass(frozen=True)
class Plane:
    """A view by principal components (Pearson 1901): points (n, k), and the share of the variance along each axis (k)."""

    points: np.ndarray
    shares: np.ndarray


def pca(vectors: np.ndarray, dimensions: int) -> Plane:
    """Return the directions in which vectors (n, d) vary most; the largest number of each direction is positive."""
    centred = np.asarray(vectors, np.float64) - np.mean(vectors, axis=0, dtype=np.float64)
    table = torch.from_numpy(centred)
    variances, directions = np.linalg.eigh((table.T @ table).numpy())  # ascending
    chosen = directions[:, ::-1][:, :dimensions]  # (d, k)
    strongest = np.abs(chosen).argmax(axis=0)
    chosen = chosen * np.sign(chosen[strongest, np.arange(chosen.shape[1])])
    points = np.zeros((len(centred), dimensions))
    points[:, : chosen.shape[1]] = (table @ torch.from_numpy(chosen)).numpy()
    shares = np.zeros(dimensions)
    shares[: chosen.shape[1]] = variances[::-1][:dimensions].clip(0) / max(variances.clip(0).sum(), 1e-30)
    return Plane(points, shares)


def along(vectors: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the cosine (n) of vectors (n, d) with the way from one vector (d) to another; raise `Refusal` where it is none."""
    direction = unit(end[None])[0] - unit(start[None])[0]
    length = np.linalg.norm(direction)
    if length < 1e-6:
        raise Refusal("Both ends of this axis are the same: choose two words that differ.", "axes")
    return unit(vectors) @ (direction / length)


def nearest(vectors: np.ndarray, count: int, asked: Sequence[int] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest others (m, count) of unit vectors (n, d), nearest first, and their cosines; `asked` names the rows."""
    table = torch.from_numpy(np.ascontiguousarray(vectors))
    rows = torch.arange(len(table)) if asked is None else torch.as_tensor(np.asarray(asked))
    found = []
    for part in rows.split(ROWS):
        cosines = table[part] @ table.T  # (rows, n)
        cosines[torch.arange(len(part)), part] = -torch.inf
        found.append(cosines.topk(count))
    return torch.cat([one.indices for one in found]).numpy(), torch.cat([one.values for one in found]).numpy()


@dataclass(frozen=True)
class Quality:
    """How well a picture keeps neighbours: both 0 to 1, of so many words.

    `kept` is the share of the nearest words that are among the nearest in the picture too; `trust` is trustworthiness (Venna and
    Kaski 2001): 1 where nobody stands among a word's nearest in the picture who is far from it in truth.
    """

    kept: float
    trust: float
    asked: int


def quality(vectors: np.ndarray, points: np.ndarray, count: int = NEIGHBOURHOOD, asked: int = ASKED, seed: int = 0) -> Quality:
    """Return how well points (n, k) keep the nearest words of unit vectors (n, d), asking a sample of words among all."""
    total = len(vectors)
    count = min(count, (total - 1) // 2)
    if count < 1:
        return Quality(1.0, 1.0, total)
    rows = np.sort(np.random.default_rng(seed).permutation(total)[:asked])
    true, flat = torch.from_numpy(np.ascontiguousarray(vectors)), torch.from_numpy(np.asarray(points, np.float32))
    kept = penalty = 0
    for part in torch.from_numpy(rows).split(ROWS):
        far, near = -(true[part] @ true.T), torch.cdist(flat[part], flat, compute_mode="donot_use_mm_for_euclid_dist")
        own = torch.arange(len(part))
        far[own, part] = near[own, part] = torch.inf
        shown = near.topk(count, largest=False).indices  # (rows, count)
        ranks = ranked(far, shown)
        kept += int((ranks <= count).sum())
        penalty += int((ranks - count).clamp(min=0).sum())
    worst = len(rows) * count * (2 * total - 3 * count - 1) / 2
    return Quality(kept / (len(rows) * count), 1 - penalty / worst, len(rows))


def ranked(far: torch.Tensor, shown: torch.Tensor) -> torch.Tensor:
    """Return the rank (m, count), 1 the nearest, of some columns (m, count) among all distances (m, n) of their rows."""
    return torch.stack([(far < far.gather(1, shown[:, place, None])).sum(1) for place in range(shown.shape[1])], 1) + 1
