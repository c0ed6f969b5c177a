"""`python -m playground examples`: train the bundled examples again, one for each cell, the same each time."""

import argparse
from dataclasses import replace
from pathlib import Path

from models.cells import CELLS
from playground.commands.options import find_text
from playground.language.checkpoint import weights_bytes
from playground.language.experiment import Experiment
from playground.language.records import EndRecord, ValidationRecord
from playground.language.training import begin, train
from playground.runs.folder import EXAMPLES, save_run
from playground.runs.record import History, new_run
from playground.settings import settings
from playground.text.dataset import prepare

EXAMPLE = Experiment().with_(hidden_size=128, embedding_size=64, budget=4000)
CREATED = 1_790_000_000.0  # a fixed date, so that the same weights give the same files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where the examples go and which cells to train."""
    parser.add_argument("--folder", type=Path, default=EXAMPLES, help="Where the examples are written.")
    parser.add_argument("--cell", action="append", choices=CELLS, help="Only this cell; may be given several times.")
    parser.add_argument("--steps", type=int, default=int(EXAMPLE.training.budget), help="Updates of the weights.")


def run(arguments: argparse.Namespace) -> int:
    """Train one model for each cell and write it with its record."""
    for cell in arguments.cell or CELLS:
        loss = make_example(arguments.folder / cell, EXAMPLE.with_(cell=cell, budget=arguments.steps))
        print(f"{cell}: validation loss {loss:.4f} nats/token")
    return 0


def make_example(folder: Path, experiment: Experiment) -> float:
    """Train one example, write it to a folder and return its validation loss."""
    corpus, text = find_text(experiment.text.corpus, settings()), experiment.text
    dataset = prepare(corpus, text.tokenizer, text.vocabulary_size, text.validation_share)
    state = begin(experiment, dataset)
    records = list(train(state))
    history = History.from_records(records).thinned(600)
    last = next(record for record in reversed(records) if isinstance(record, ValidationRecord))
    end = next(record for record in records if isinstance(record, EndRecord))
    run = replace(
        new_run(experiment, "example", corpus.title),
        id=f"example-{experiment.model.cell}",
        name=f"{CELLS[experiment.model.cell].label} example",
        created=CREATED,
        updated=CREATED,
        status="finished",
        reason=end.reason,
        message=end.message,
        text_digest=corpus.digest,
        vocabulary_size=len(dataset.vocabulary),
        parameters=sum(parameter.numel() for parameter in state.model.parameters()),
        step=state.step,
        tokens=state.tokens,
        seconds=state.seconds,
        train_loss=history.steps[-1].train_loss,
        validation_loss=last.validation_loss,
        validation_tokens=last.validation_tokens,
        characters_per_token=dataset.characters_per_token,
    )
    save_run(folder, run, history, weights_bytes(state), dataset.vocabulary)
    return last.validation_loss
