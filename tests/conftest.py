"""Small seeded things that many tests share."""

import os
from pathlib import Path

import pytest
import torch

from playground.jobs.light import leave_out_compiler
from playground.language.experiment import Experiment
from playground.text.corpora import Corpus
from playground.text.dataset import prepare

torch.set_num_threads(1)  # several threads waiting for each other on a busy machine are far slower than one
os.environ["OMP_NUM_THREADS"] = "1"
leave_out_compiler()  # as workers and server do; the first optimiser would wait seconds for it

SENTENCES = "The quick brown fox jumps over the lazy dog. Pack my box with five dozen jugs! Why do zebras quiz a vexed ox?\n"


@pytest.fixture(scope="session")
def corpus():
    """A text of 5,500 characters that is learned in a few updates."""
    return Corpus(name="pangrams", title="Pangrams", text=SENTENCES * 50, source="the tests", licence="none", lines=False)


@pytest.fixture(scope="session")
def dataset(corpus):
    """The pangrams as characters, 90/10."""
    return prepare(corpus, "character", 10_000, 0.1)


@pytest.fixture
def experiment():
    """A model so small that an update takes a millisecond."""
    return Experiment().with_(hidden_size=16, embedding_size=8, batch_size=4, sequence_length=16, budget=30, learning_rate=0.01)


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real data; tests that need it are skipped where it is not at hand."""
    folder = Path(os.environ.get("UNROLLED_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the folder of real data is not at hand: set UNROLLED_DATA to the one that holds text/")
    return folder


def pytest_collection_modifyitems(items):
    """Let one process do all tests of a folder, in order: pages share a site, the browser a server."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(item.path.relative_to(item.config.rootpath).parts[1]))
