"""`python -m playground truncation`: train the networks again that show how far back a gradient has to flow."""

import argparse
import sys
from pathlib import Path

import torch
from tqdm import tqdm

from playground.commands.options import find_text, whole
from playground.gradients import truncation
from playground.gradients.experiments import MOST_POSITIONS
from playground.gradients.truncation import TruncatedRun, Truncation
from playground.runs.folder import EXAMPLES
from playground.runs.record import versions
from playground.settings import settings
from playground.text.dataset import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where the result goes, which lengths are tried, and how long."""
    budget = int(truncation.STUDIED.training.budget)
    parser.add_argument("--folder", type=Path, default=EXAMPLES, help=f"Where {truncation.FILE} is written.")
    parser.add_argument("--length", action="append", type=int, help="Only this truncation length; may be given several times.")
    parser.add_argument("--steps", type=int, default=budget, help="Updates of each network.")
    parser.add_argument("--seeds", type=int, default=truncation.SEEDS, help="Networks behind each point.")


def run(arguments: argparse.Namespace) -> int:
    """Train the networks, write their losses with what these depend on, and print them."""
    lengths = [whole(length, "--length", 1, MOST_POSITIONS) for length in arguments.length or truncation.LENGTHS]
    steps, seeds = whole(arguments.steps, "--steps", 1, 100_000), whole(arguments.seeds, "--seeds", 1, 20)
    torch.set_num_threads(1)  # the same numbers on every machine
    experiment = truncation.STUDIED.with_(budget=float(steps))
    text = experiment.text
    corpus = find_text(text.corpus, settings())
    dataset = prepare(corpus, text.tokenizer, text.vocabulary_size, text.validation_share)
    runs = truncation.truncated_runs(experiment, dataset, lengths, seeds)
    found = tuple(tqdm(runs, total=2 * len(lengths) * seeds, file=sys.stderr))
    arguments.folder.mkdir(parents=True, exist_ok=True)
    written = truncation.truncation_text(Truncation(experiment, corpus.title, versions(), found))
    (arguments.folder / truncation.FILE).write_text(written, encoding="utf-8")
    print("\n".join(line(one) for one in found))
    return 0


def line(one: TruncatedRun) -> str:
    """Return one network for people."""
    state = "carried over" if one.stateful else "reset"
    return f"length {one.length:>3}, seed {one.seed}, state {state}: {one.loss:.4f} nats/token"
