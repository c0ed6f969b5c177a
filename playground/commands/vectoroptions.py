"""The option that names word vectors, and how the commands that take it print words."""

import argparse
import sys
from dataclasses import replace

from tqdm import tqdm

from playground.commands.options import advance
from playground.settings import settings
from playground.vectors.layout import ENCODINGS
from playground.vectors.sources import find_vectors
from playground.vectors.vectorset import Place, VectorSet

ANY = 10**12  # bytes of a set that is fetched: who sits at the machine asks for it by name


def add_vectors(parser: argparse.ArgumentParser) -> None:
    """Declare which vectors are used, and that JSON may be asked for."""
    about = "A file (GloVe or word2vec; plain, .gz or .zip), a bundled set, or one of gensim-data's, which is fetched once."
    parser.add_argument("--vectors", required=True, metavar="FILE|NAME", help=about)
    add_encoding(parser)
    parser.add_argument("--json", action="store_true", help="Print JSON.")


def add_encoding(parser: argparse.ArgumentParser) -> None:
    """Declare how the words of a file are written."""
    parser.add_argument("--encoding", default="utf-8", help=f"How its words are written ({', '.join(ENCODINGS)}). Default utf-8.")


def find(arguments: argparse.Namespace) -> VectorSet:
    """Return the vectors that --vectors names, with a progress bar where reading them takes long."""
    with tqdm(desc=f"Reading {arguments.vectors}", unit="B", unit_scale=True, delay=0.5, file=sys.stderr) as bar:
        place = Place(replace(settings(), max_fetched_bytes=ANY))
        return find_vectors(arguments.vectors, place, arguments.encoding, lambda done, size: advance(bar, done, size))
