"""`python -m playground neighbours`: the words nearest to a word, or to the mean of several."""

import argparse
import json

from playground.commands.options import whole
from playground.commands.vectoroptions import add_vectors, find
from playground.errors import unknown
from playground.vectors.lookup import word_in
from playground.vectors.similarity import MEASURES, neighbours

MOST = 1_000  # words in one answer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words, the vectors, and how many neighbours."""
    parser.add_argument("words", nargs="+", metavar="WORD", help="A word; several are averaged.")
    parser.add_argument("-n", type=int, default=10, metavar="N", help="Neighbours to show. Default 10.")
    parser.add_argument("--measure", default="cosine", help=f"What is near ({', '.join(MEASURES)}). Default cosine.")
    add_vectors(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the nearest words, the nearest first, without those that were asked for."""
    count = whole(arguments.n, "-n", 1, MOST)
    if arguments.measure not in MEASURES:
        raise unknown("measure", arguments.measure, MEASURES)
    vectors = find(arguments).vectors
    words = list(dict.fromkeys(word_in(vectors, word) for word in arguments.words))
    found = neighbours(vectors, words, count, arguments.measure)
    if arguments.json:
        print(json.dumps([vars(one) for one in found], ensure_ascii=False))
    else:
        print("\n".join(f"{one.similarity:8.4f}  {one.word}" for one in found))
    return 0
