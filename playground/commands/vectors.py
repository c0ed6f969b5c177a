"""`python -m playground vectors inspect FILE`: read a file of word vectors and say what is in it, or what is wrong with it."""

import argparse
import json
import time
from pathlib import Path

from playground.commands.vectoroptions import add_encoding
from playground.settings import settings
from playground.vectors.files import FORMATS, open_vectors

ACTIONS = ("inspect",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file."""
    parser.add_argument("action", choices=ACTIONS, help="What to do with the file.")
    parser.add_argument("file", metavar="FILE", type=Path, help="GloVe or word2vec, text or binary; plain, .gz or .zip.")
    add_encoding(parser)
    parser.add_argument("--json", action="store_true", help="Print a JSON object.")


def run(arguments: argparse.Namespace) -> int:
    """Read the file and print what is in it."""
    started = time.perf_counter()
    report = open_vectors(arguments.file.expanduser(), settings().home, encoding=arguments.encoding).report
    seconds = time.perf_counter() - started
    if arguments.json:
        print(json.dumps({**vars(report), "seconds": seconds}))
    else:
        size = f"{report.words:,} words × {report.dimensions:,} numbers"
        print(f"{FORMATS[report.format].label} ({report.packing}): {size}, opened in {seconds:.2f} s")
        print("".join(f"{note}\n" for note in report.notes()), end="")
    return 0
