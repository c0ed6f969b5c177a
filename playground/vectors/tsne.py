"""t-SNE that can be watched: neighbours found exactly, then a descent that yields the picture as it improves.

van der Maaten and Hinton 2008, by openTSNE (Poličar, Stražar, Zupan 2024). Forces go by Barnes and Hut's tree: up to 20,000 words
it is faster than a grid (Linderman et al. 2019), whose size grows with the picture and not with the words. openTSNE is imported
where it computes, in a worker: the page only draws, and would be 25 MB larger.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from playground.vectors.projection import nearest, pca

if TYPE_CHECKING:
    from openTSNE.affinity import PerplexityBasedNN

EARLY, EXAGGERATION, MOMENTUM = 125, 12.0, 0.8  # steps at first, in which near words are drawn together more strongly
SPREAD = 1e-4  # standard deviation of the first axis to begin with
JOLT = 0.15  # of the picture's own spread: how far a perturbation throws each word


@dataclass(frozen=True)
class Descent:
    """How the picture is looked for; `rate` 0 stands for n / exaggeration (Belkina et al. 2019)."""

    dimensions: int = 2
    perplexity: float = 30.0
    rate: float = 0.0
    steps: int = 500  # after the early ones
    seed: int = 1


@dataclass(frozen=True)
class Step:
    """Where a descent is: points (n, k), the number of the step, and the Kullback–Leibler divergence in nats."""

    points: np.ndarray
    step: int
    divergence: float


def affinities(vectors: np.ndarray, perplexity: float) -> PerplexityBasedNN:
    """Return who is near whom among unit vectors (n, d), by distance; a perplexity that n words do not allow is lowered."""
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    count = min(len(vectors) - 1, int(3 * perplexity))
    others, cosines = nearest(vectors, count)
    distances = np.sqrt(np.maximum(2 - 2 * cosines, 0))
    return PerplexityBasedNN(knn_index=PrecomputedNeighbors(others, distances), perplexity=min(perplexity, count / 3), n_jobs=1)


def beginning(vectors: np.ndarray, dimensions: int) -> np.ndarray:
    """Return where t-SNE starts: the PCA of the vectors (n, k), as small as it should be."""
    points = pca(vectors, dimensions).points
    return points / max(points[:, 0].std(), 1e-30) * SPREAD


def jolted(points: np.ndarray, seed: int) -> np.ndarray:
    """Return a picture in which every word was thrown some way: what holds together comes back together."""
    noise = np.random.default_rng(seed).standard_normal(points.shape)
    return points + JOLT * points.std() * noise


def descend(near: PerplexityBasedNN, points: np.ndarray, settings: Descent, every: int, done: int = 0) -> Iterator[Step]:
    """Yield the picture after each so many steps, beginning with points (n, k) after `done` steps."""
    from openTSNE import TSNEEmbedding

    embedding = TSNEEmbedding(points.copy(), near, negative_gradient_method="bh", n_jobs=1)
    until = EARLY + settings.steps
    while done < until:
        early = done < EARLY
        count = min(every, (EARLY if early else until) - done)
        factor = EXAGGERATION if early else 1.0
        rate = settings.rate or len(points) / factor
        forces = dict(exaggeration=factor, momentum=MOMENTUM, learning_rate=max(rate, 1.0))
        embedding.optimize(n_iter=count, inplace=True, n_jobs=1, **forces)
        done += count
        yield Step(np.asarray(embedding), done, float(embedding.kl_divergence))
