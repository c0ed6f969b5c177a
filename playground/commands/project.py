"""`python -m playground project`: words on a plane or in a room, by PCA or t-SNE."""

import argparse
import json
import time

import numpy as np
import torch

from playground.commands.options import whole
from playground.commands.vectoroptions import add_vectors, find
from playground.errors import unknown
from playground.settings import settings
from playground.vectors.projection import pca, quality, unit
from playground.vectors.selection import LEAST, MOST, WordChoice, select
from playground.vectors.tsne import Descent, affinities, beginning, descend

EVERY = 125  # steps between two looks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the vectors, the words, and how they are placed."""
    parser.add_argument("--method", default="pca", help=f"How ({', '.join(METHODS)}). Default pca.")
    parser.add_argument("--words", type=int, default=2_000, metavar="N", help="The N most frequent words. Default 2,000.")
    parser.add_argument("--dimensions", type=int, default=2, metavar="K", help="2 or 3. Default 2.")
    parser.add_argument("--perplexity", type=float, default=30.0, help="Neighbours that each word listens to. Default 30.")
    parser.add_argument("--steps", type=int, default=500, help="Steps of t-SNE, after the early ones. Default 500.")
    add_vectors(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print every word with its place, and how well the picture keeps neighbours."""
    if arguments.method not in METHODS:
        raise unknown("method", arguments.method, METHODS)
    whole(arguments.words, "--words", LEAST, MOST), whole(arguments.dimensions, "--dimensions", 2, 3)
    whole(arguments.steps, "--steps", 1, 5_000), whole(arguments.perplexity, "--perplexity", 1, 1_000)
    torch.set_num_threads(settings().threads)
    vectors = find(arguments).vectors
    started = time.perf_counter()
    rows = frequent_rows(vectors, arguments.words)
    chosen = unit(vectors.vectors[rows])
    points, told = METHODS[arguments.method](chosen, arguments)
    found = quality(chosen, points)
    answer = {
        "method": arguments.method,
        "words": [vectors.index_to_key[row] for row in rows],
        "points": np.round(points, 5).tolist(),
        "neighbours_kept": found.kept,
        "trustworthiness": found.trust,
        **told,
        "seconds": time.perf_counter() - started,
    }
    print(json.dumps(answer, ensure_ascii=False, allow_nan=False) if arguments.json else table(answer))
    return 0


def frequent_rows(vectors, count: int) -> np.ndarray:
    """Return the rows of the most frequent words."""
    return select(vectors, WordChoice(words=max(count, 10))).rows[:count]


def by_pca(chosen: np.ndarray, arguments: argparse.Namespace) -> tuple[np.ndarray, dict]:
    """Return points (n, k), and the share of the variance along each axis."""
    plane = pca(chosen, arguments.dimensions)
    return plane.points, {"variance": plane.shares.tolist()}


def by_tsne(chosen: np.ndarray, arguments: argparse.Namespace) -> tuple[np.ndarray, dict]:
    """Return points (n, k), and the Kullback–Leibler divergence in nats."""
    wanted = Descent(arguments.dimensions, arguments.perplexity, steps=arguments.steps)
    near = affinities(chosen, wanted.perplexity)
    *_, last = descend(near, beginning(chosen, wanted.dimensions), wanted, EVERY)
    return last.points, {"divergence": last.divergence}


METHODS = {"pca": by_pca, "tsne": by_tsne}


def table(answer: dict) -> str:
    """Return the places for people."""
    rows = (
        "  ".join([*(f"{number:9.4f}" for number in point), word])
        for word, point in zip(answer["words"], answer["points"], strict=True)
    )
    return "\n".join([*rows, f"{answer['neighbours_kept']:.1%} of the ten nearest kept, {answer['seconds']:.2f} s"])
