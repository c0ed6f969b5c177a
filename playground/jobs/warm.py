"""What a worker does before its first job, so that a visitor does not wait for it: the first update of a process is slow."""

import time
from collections.abc import Callable
from pathlib import Path

from playground.jobs.limits import STEP_OVERHEAD, TIME_STEP_OVERHEAD, estimate
from playground.language.experiment import Experiment
from playground.language.training import begin, train, update
from playground.text.corpora import Corpus, load_corpus
from playground.text.dataset import prepare

TEXT = "The quick brown fox jumps over the lazy dog. " * 400
TRIAL = Experiment().with_(hidden_size=256, batch_size=16, sequence_length=32, budget=1)
MEASURED = 5  # updates


def timed(function: Callable, *arguments) -> float:
    """Return the seconds that a call takes."""
    started = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - started


def warm_up(home: Path) -> float:
    """Train a little, and return the speed of this machine in floating-point operations per second, calls included.

    The default text is read once too, since its first reading fills a cache under the home folder.
    """
    load_corpus(TRIAL.text.corpus, home)
    dataset = prepare(Corpus("warm-up", "Warm-up", TEXT, "this module", "none"), "character", 100, 0.1)
    state = begin(TRIAL, dataset)
    list(train(state))  # a first update, a validation and a sample
    each = min(timed(update, state) for _ in range(MEASURED))
    training = TRIAL.training
    calls = TIME_STEP_OVERHEAD * training.sequence_length * TRIAL.model.layers
    return (estimate(TRIAL, len(dataset.vocabulary)).step_operations + STEP_OVERHEAD + calls) / each
