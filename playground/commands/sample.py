"""`python -m playground sample`: let a trained model write."""

import argparse
import json

from playground.commands.options import add_controls, read_controls
from playground.commands.train import VISITOR
from playground.controls import controls
from playground.language.generation import Sampling, generate
from playground.runs.folder import find_run
from playground.runs.store import RunStore
from playground.settings import settings

OPTIONS = controls(Sampling)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which run writes, from which beginning, and how it draws."""
    parser.add_argument(
        "--run", required=True, metavar="DIR|NAME", help="A folder from train --save, a run's name, or example-gru."
    )
    parser.add_argument("--prime", default="", metavar="TEXT", help="Text to continue.")
    add_controls(parser, OPTIONS)
    parser.add_argument("--json", action="store_true", help="Print a JSON object instead of the text.")


def run(arguments: argparse.Namespace) -> int:
    """Print the prime text and what the model writes after it."""
    sampling = Sampling(**read_controls(arguments, OPTIONS))
    saved = find_run(arguments.run, RunStore(settings().database()), VISITOR)
    written = generate(saved.model, saved.vocabulary, arguments.prime, sampling)
    answer = {"run": saved.run.id, "prime": arguments.prime, "text": written}
    print(json.dumps(answer, ensure_ascii=False) if arguments.json else arguments.prime + written)
    return 0
