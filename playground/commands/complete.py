"""`python -m playground complete`: complete the word that a text ends with, or propose the next one."""

import argparse
import json
from dataclasses import asdict

from playground.commands.options import add_run, open_run, whole
from playground.language.completion import completer
from playground.language.keystrokes import begin_typing
from playground.language.predictors import NetworkPredictor

MOST = 20  # completions in one call


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which run completes which text."""
    add_run(parser)
    parser.add_argument("--text", required=True, help="What is typed so far; a space at its end asks for the next word.")
    parser.add_argument("-n", type=int, default=5, metavar="N", help="Completions to show, the likeliest first. Default 5.")
    parser.add_argument("--json", action="store_true", help="Print a JSON list instead of a table.")


def run(arguments: argparse.Namespace) -> int:
    """Print whole words, each with its probability given what is typed."""
    count = whole(arguments.n, "-n", 1, MOST)
    saved = open_run(arguments.run)
    typing = begin_typing(completer(NetworkPredictor(saved.model, saved.vocabulary))).to(arguments.text)
    found = typing.completions(count)
    if arguments.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
    else:
        print("\n".join(f"{one.probability:8.4f}  {one.text}" for one in found) or "No word that this model knows begins so.")
    return 0
