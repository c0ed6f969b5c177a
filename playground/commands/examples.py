"""`python -m playground examples`: make again what comes with the app: runs, what they type, vectors, answers to studies."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import torch

from models.cells import CELLS
from playground.commands.options import find_text
from playground.commands.train import conduct
from playground.jobs.answers import BUNDLED, answer, write_answer
from playground.jobs.studies import Desk, study_job
from playground.language.experiment import Experiment
from playground.language.training import begin
from playground.runs import folder
from playground.runs.accuracies import measure
from playground.runs.record import Run, new_run
from playground.runs.store import RunStore
from playground.settings import settings
from playground.sweeps.example import write_example
from playground.sweeps.running import Texts, run_sweep
from playground.sweeps.shelf import add_sweep, owned_sweep, runs_of
from playground.sweeps.sweep import USUAL_SWEEP, points
from playground.text.dataset import Dataset, prepare

EXAMPLE = Experiment().with_(hidden_size=128, embedding_size=64, budget=4000)
WRITERS = {  # what the page Write offers besides: names to invent, stories, and lines that are indented
    "names": EXAMPLE.with_(corpus="dinosaurs", hidden_size=96, embedding_size=32, budget=700, dropout=0.2),
    "news": EXAMPLE.with_(corpus="lee", budget=5000, dropout=0.1),
    "python": EXAMPLE.with_(corpus="python-code", cell="lstm", budget=8000),
}
AMPLE = {"memory": {"seconds": 120.0}}  # on an idle machine no network uses up its time: on a busy one none may either
POINTS = 600  # steps kept of each history
CREATED = 1_790_000_000.0  # a fixed date, so that the same weights give the same files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where the examples go, and which of them to make."""
    parser.add_argument("--folder", type=Path, default=folder.EXAMPLES, help="Where the examples are written.")
    parser.add_argument("--only", action="append", choices=PARTS, help="Only this part; may be given several times.")
    parser.add_argument("--cell", action="append", choices=CELLS, help="Of the runs, only this cell; may be given several times.")
    parser.add_argument("--writer", action="append", choices=WRITERS, help="Of the runs that write, only this one, as above.")
    parser.add_argument("--study", action="append", choices=BUNDLED, help="Of the studies, only this one, as above.")
    parser.add_argument("--steps", type=int, help="Updates of the weights; without it, what suits each text.")


def run(arguments: argparse.Namespace) -> int:
    """Make every part that is asked for, telling what it came to."""
    torch.set_num_threads(1)  # the same numbers on every machine
    for part in arguments.only or PARTS:
        for sentence in PARTS[part](arguments):
            print(sentence, flush=True)
    return 0


def make_runs(arguments: argparse.Namespace) -> Iterator[str]:
    """Train one model for each cell and write it with its record."""
    for cell in arguments.cell or CELLS:
        yield make_example(arguments.folder, cell, EXAMPLE.with_(cell=cell), arguments.steps)


def make_writers(arguments: argparse.Namespace) -> Iterator[str]:
    """Train one model for each of the other texts and write it with its record."""
    for name in arguments.writer or WRITERS:
        yield make_example(arguments.folder / folder.WRITERS, name, WRITERS[name], arguments.steps)


def measure_typing(arguments: argparse.Namespace) -> Iterator[str]:
    """Measure how well the runs in the folder complete words."""
    for name, found in measure(arguments.folder, text_of(EXAMPLE)):
        yield f"{name}: {found.saved[0]:.1%} of the keystrokes saved by its first completion, {found.words} words"


def answer_studies(arguments: argparse.Namespace) -> Iterator[str]:
    """Do the studies that pages open with."""
    for name in arguments.study or BUNDLED:
        study, values = BUNDLED[name]
        *_, found = answer(study, values | AMPLE.get(study, {}), Desk("", RunStore("sqlite://"), settings()))
        write_answer(name, found | {"settings": dict(study_job("", study, values).settings)}, arguments.folder / "studies")
        yield f"{name}: answered"


def make_vectors(arguments: argparse.Namespace) -> Iterator[str]:
    """Train the sets of word vectors that come with the app."""
    from playground.vectors.bundling import MADE, make  # gensim takes a second to import, and the other parts do without

    for name in MADE:
        words, dimensions = make(name, arguments.folder / "vectors" / name)
        yield f"{name}: {words:,} words, {dimensions} dimensions"


def make_sweep(arguments: argparse.Namespace) -> Iterator[str]:
    """Train the sweep that its page opens with."""
    store, texts = RunStore("sqlite://"), Texts(lambda name: find_text(name, settings()))
    wanted = USUAL_SWEEP.with_(budget=float(arguments.steps)) if arguments.steps else USUAL_SWEEP
    sweep = add_sweep(store, "example", wanted, points(wanted, texts.vocabulary))
    for done in run_sweep(store, sweep, texts, lambda place, record, state: None):
        yield f"{done.run.name}: {done.run.validation_loss:.3f} nats per token"
    found = runs_of(store, owned_sweep(store, sweep.id, "example"))
    write_example(arguments.folder, [(named(run, place), store.history(run.id)) for place, run in found.items()])


def named(run: Run, place: int) -> Run:
    """Return a run of the bundled sweep under an id and a date that are the same each time."""
    return replace(run, id=f"example-sweep-{place}", created=CREATED, updated=CREATED)


PARTS: dict[str, Callable[[argparse.Namespace], Iterator[str]]] = {
    "runs": make_runs,
    "writers": make_writers,
    "typing": measure_typing,
    "vectors": make_vectors,
    "studies": answer_studies,
    "sweep": make_sweep,
}


def text_of(experiment: Experiment) -> Dataset:
    """Return the text of an experiment made ready."""
    text = experiment.text
    return prepare(find_text(text.corpus, settings()), text.tokenizer, text.vocabulary_size, text.validation_share)


def make_example(place: Path, name: str, usual: Experiment, steps: int | None) -> str:
    """Train one example, write it to a folder of this name, and say what it came to."""
    experiment = usual.with_(budget=float(steps)) if steps else usual
    dataset, cell = text_of(experiment), CELLS[experiment.model.cell].label
    store, waiting = RunStore("sqlite://"), new_run(experiment, "example", dataset.corpus.title, f"{cell} example")
    store.add(waiting)
    list(conduct(store, waiting.id, begin(experiment, dataset)))
    run = replace(store.get(waiting.id), id=f"example-{name}", created=CREATED, updated=CREATED)
    history = store.history(waiting.id).thinned(POINTS)
    folder.save_run(place / name, run, history, store.blob(waiting.id, "weights"), dataset.vocabulary)
    return f"{name}: validation loss {run.validation_loss:.4f} nats/char"
