"""`python -m playground connectivity`: how much each token of a text mattered for each prediction."""

import argparse
from collections.abc import Sequence

import torch

from playground.commands.options import add_controls, read_controls
from playground.commands.train import VISITOR
from playground.controls import controls
from playground.gradients.connectivity import Connectivity, Looking, connectivity
from playground.runs.folder import find_run
from playground.runs.record import strict_json
from playground.runs.store import RunStore
from playground.settings import settings
from playground.text.places import token_places, unknown_pieces
from playground.text.words import UNKNOWN

OPTIONS = controls(Looking)
MOST = 3  # tokens named for each position in the table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which run reads which text, and what is asked of it."""
    parser.add_argument("--run", required=True, metavar="DIR|NAME", help="A folder, a run's name, or example-gru.")
    parser.add_argument("--text", required=True, help="The text to read, up to 500 tokens.")
    add_controls(parser, OPTIONS)
    parser.add_argument("--json", action="store_true", help="Print a JSON object instead of a table.")


def run(arguments: argparse.Namespace) -> int:
    """Print the tokens and, for each position, how much every token up to it mattered."""
    looking, host = Looking(**read_controls(arguments, OPTIONS)), settings()
    torch.set_num_threads(host.threads)
    saved = find_run(arguments.run, RunStore(host.database()), VISITOR)
    found = connectivity(saved.model, saved.vocabulary, arguments.text, looking)
    unknown = unknown_pieces(arguments.text, found.tokens, token_places(saved.vocabulary, arguments.text))
    print(strict_json(values(found, unknown), ensure_ascii=False) if arguments.json else table(found, unknown))
    return 0


def values(found: Connectivity, unknown: Sequence[str]) -> dict:
    """Return a connectivity as plain JSON values, with what the run does not know of the text."""
    return {
        "unknown": unknown,
        "tokens": found.tokens,
        "matrix": found.matrix.tolist(),
        "followed": found.followed,
        "top": [[vars(candidate) for candidate in candidates] for candidates in found.top],
    }


def table(found: Connectivity, unknown: Sequence[str]) -> str:
    """Return one line a position: what was read, what was expected next, and what mattered most for that.

    Where the run does not know something of the text, a first line says so.
    """
    rows, shares = [], found.shares()
    if unknown:
        rows.append(f"The run does not know {', '.join(map(repr, unknown))}: it reads {UNKNOWN} there.")
    for place, (token, after) in enumerate(zip(found.tokens, found.followed, strict=True)):
        most = shares[place].argsort()[::-1][: min(MOST, place + 1)]
        because = ", ".join(f"{found.tokens[number]!r} ({place - number} back, {shares[place, number]:.0%})" for number in most)
        rows.append(f"{token!r:>12} → {after!r:<12} because of {because}")
    return "\n".join(rows)
