"""`python -m playground examples`: make what comes with the app again: a trained run of each cell, and answers to studies."""

import argparse
from dataclasses import replace
from pathlib import Path

import torch

from models.cells import CELLS
from playground.commands.options import find_text
from playground.commands.train import conduct
from playground.jobs.answers import BUNDLED, answer, write_answer
from playground.jobs.studies import Desk
from playground.language.experiment import Experiment
from playground.language.training import begin
from playground.runs.folder import EXAMPLES, save_run
from playground.runs.record import new_run
from playground.runs.store import RunStore
from playground.settings import settings
from playground.text.dataset import prepare

EXAMPLE = Experiment().with_(hidden_size=128, embedding_size=64, budget=4000)
POINTS = 600  # steps kept of each history
CREATED = 1_790_000_000.0  # a fixed date, so that the same weights give the same files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where the examples go and which cells to train."""
    parser.add_argument("--folder", type=Path, default=EXAMPLES, help="Where the examples are written.")
    parser.add_argument("--cell", action="append", choices=CELLS, help="Only this cell; may be given several times.")
    parser.add_argument("--study", action="append", choices=BUNDLED, help="Only this study's answer; may be given several times.")
    parser.add_argument("--steps", type=int, default=int(EXAMPLE.training.budget), help="Updates of the weights.")


def run(arguments: argparse.Namespace) -> int:
    """Train one model for each cell and write it with its record."""
    torch.set_num_threads(1)  # the same numbers on every machine
    for cell in arguments.cell or (CELLS if arguments.study is None else ()):
        loss = make_example(arguments.folder / cell, EXAMPLE.with_(cell=cell, budget=arguments.steps))
        print(f"{cell}: validation loss {loss:.4f} nats/token")
    wanted = arguments.study if arguments.study is not None else [] if arguments.cell else list(BUNDLED)
    for name in wanted:
        study, values = BUNDLED[name]
        *_, found = answer(study, values, Desk("", RunStore("sqlite://"), settings()))
        write_answer(name, found, arguments.folder / "studies")
        print(f"{name}: answered")
    return 0


def make_example(folder: Path, experiment: Experiment) -> float:
    """Train one example, write it to a folder and return its validation loss."""
    corpus, text, cell = find_text(experiment.text.corpus, settings()), experiment.text, experiment.model.cell
    dataset = prepare(corpus, text.tokenizer, text.vocabulary_size, text.validation_share)
    store, waiting = RunStore("sqlite://"), new_run(experiment, "example", corpus.title, f"{CELLS[cell].label} example")
    store.add(waiting)
    list(conduct(store, waiting.id, begin(experiment, dataset)))
    run = replace(store.get(waiting.id), id=f"example-{cell}", created=CREATED, updated=CREATED)
    save_run(folder, run, store.history(waiting.id).thinned(POINTS), store.blob(waiting.id, "weights"), dataset.vocabulary)
    return run.validation_loss
