"""Maps of words: the first picture, and t-SNE against scikit-learn's, in turn in the same process, one thread."""

from collections.abc import Iterator
from statistics import median

import numpy as np
import torch
from sklearn.manifold import TSNE

from benchmarks.data import FOLDER
from benchmarks.gradients import seconds
from benchmarks.table import Row
from playground.settings import settings
from playground.vectors.files import open_vectors
from playground.vectors.projection import pca, quality, unit
from playground.vectors.sources import load_vectors
from playground.vectors.tsne import Descent, affinities, beginning, descend
from playground.vectors.vectorset import Place

WORDS, SIZE, ROUNDS = 5_000, 50, 2
GLOVE = FOLDER / "embeddings" / "glove.6B.50d.subset.txt.gz"


def words() -> np.ndarray:
    """Return the directions of the most frequent words: GloVe's where it is at hand, else those of the bundled Wikipedia set."""
    host = settings()
    found = open_vectors(GLOVE, host.home) if GLOVE.exists() else load_vectors("wikipedia", Place(host))
    return unit(found.vectors.vectors[:WORDS, :SIZE])


def ours(table: np.ndarray) -> np.ndarray:
    """Return the picture that the app's t-SNE comes to."""
    *_, last = descend(affinities(table, 30), beginning(table, 2), Descent(), 25)
    return last.points.copy()


def theirs(table: np.ndarray) -> np.ndarray:
    """Return scikit-learn's, with its defaults."""
    return TSNE(n_jobs=1, random_state=0).fit_transform(table)


def divergence(near, points: np.ndarray) -> float:
    """Return the Kullback–Leibler divergence of a picture from the same affinities, without any approximation, in nats."""
    flat, total = torch.from_numpy(np.asarray(points, np.float64)), 0.0
    for part in flat.split(500):
        total += float((1 / (1 + torch.cdist(part, flat) ** 2)).sum())
    total -= len(flat)  # nobody is a neighbour of themselves
    table = near.P.tocoo()
    apart = ((points[table.row] - points[table.col]) ** 2).sum(1)
    return float((table.data * np.log(table.data * total * (1 + apart))).sum())


def rows() -> Iterator[Row]:
    """Yield every figure."""
    torch.set_num_threads(1)
    table = words()
    first = median(seconds(lambda: quality(table, pca(table, 2).points)) for _ in range(5))
    yield Row(f"PCA of {WORDS:,} × {SIZE} with its quality", first, "s", 1)
    found: dict = {}
    pairs = []
    for _ in range(ROUNDS):
        mine = seconds(lambda: found.update(ours=ours(table)))
        pairs.append((mine, seconds(lambda: found.update(theirs=theirs(table)))))
    yield Row(f"t-SNE of {WORDS:,} × {SIZE}", median(one for one, _ in pairs), "s")
    yield Row("scikit-learn's, by default", median(other for _, other in pairs), "s")
    yield Row("times faster", median(other / one for one, other in pairs), "×", 1.5, more_is_better=True)
    near = affinities(table, 30)
    kept = [quality(table, found[name], asked=WORDS).kept for name in ("ours", "theirs")]
    yield Row("neighbours kept, of scikit-learn's", kept[1], "")
    yield Row("neighbours kept, beyond scikit-learn's", kept[0] - kept[1], "", -0.01, more_is_better=True)
    yield Row(
        "divergence, as a share of scikit-learn's", divergence(near, found["ours"]) / divergence(near, found["theirs"]), "", 1.015
    )
