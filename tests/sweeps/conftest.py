"""A store for sweeps, and a sweep so small that it is trained in a moment."""

import pytest

from playground.language.experiment import Experiment
from playground.runs.store import RunStore
from playground.sweeps.sweep import GridSettings, Sweep


@pytest.fixture
def store(tmp_path):
    return RunStore(f"sqlite:///{tmp_path / 'runs.sqlite'}")


@pytest.fixture
def small():
    """Two cells, two seeds, six updates each."""
    base = Experiment().with_(
        corpus="pangrams", hidden_size=8, embedding_size=4, batch_size=4, sequence_length=16, budget=6, learning_rate=0.01
    )
    return Sweep(base, GridSettings(grid="cell=rnn,gru", seeds=2))
