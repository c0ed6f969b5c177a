"""`python -m playground analogy`: A is to B as C is to …"""

import argparse
import json

from playground.commands.neighbours import MOST
from playground.commands.options import whole
from playground.commands.vectoroptions import add_vectors, find
from playground.errors import unknown
from playground.vectors.analogies import METHODS, analogy
from playground.vectors.lookup import word_in


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the three words, the vectors, and how the answer is scored."""
    for name in "abc":
        parser.add_argument(name, metavar=name.upper(), help="A word: A is to B as C is to what is looked for.")
    parser.add_argument("-n", type=int, default=10, metavar="N", help="Answers to show. Default 10.")
    parser.add_argument("--method", default="3cosadd", help=f"How answers are scored ({', '.join(METHODS)}). Default 3cosadd.")
    add_vectors(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the best answers; A, B and C are left out."""
    count = whole(arguments.n, "-n", 1, MOST)
    if arguments.method not in METHODS:
        raise unknown("method", arguments.method, METHODS)
    vectors = find(arguments).vectors
    words = [word_in(vectors, getattr(arguments, name), name) for name in "abc"]
    found = [(one.word, one.score) for one in analogy(vectors, words, count, arguments.method)]
    if arguments.json:
        print(json.dumps([{"word": word, "similarity": score} for word, score in found], ensure_ascii=False))
    else:
        print("\n".join(f"{score:8.4f}  {word}" for word, score in found))
    return 0
