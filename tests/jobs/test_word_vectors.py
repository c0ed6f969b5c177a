"""A run that starts from word vectors, in a worker: it finds them by name, keeps what was found, and goes on without them."""

import numpy as np
import pytest
from gensim.models import KeyedVectors

from playground.errors import Refusal
from playground.jobs import worker as module
from playground.jobs.protocol import Job
from playground.language.experiment import Experiment
from playground.runs.record import new_run
from playground.runs.wordvectors import found_in
from playground.settings import Settings
from playground.text.corpora import corpus_from_bytes
from tests.conftest import SENTENCES
from tests.jobs.test_studies import InProcess


@pytest.fixture
def vectors():
    found = KeyedVectors(5)
    found.add_vectors(["the", "fox", "dog", "unicorn"], np.eye(4, 5, dtype=np.float32))
    return found


def trained(made, monkeypatch, vectors, kind, **changes):
    """Train a run in a worker and return it."""
    monkeypatch.setattr(module, "found_in", lambda host, visitor: lambda name: vectors)
    store = made.worker.store
    name = store.put_text("ann", corpus_from_bytes((SENTENCES * 30).encode(), "mine.txt", 10**6), keep=3)
    sizes = dict(hidden_size=8, batch_size=2, sequence_length=8, budget=3)
    experiment = Experiment().with_(
        **{**sizes, "corpus": name, "tokenizer": "word", "embedding": kind, "vectors": "mine", **changes}
    )
    run = new_run(experiment, "ann", "Mine")
    store.add(run)
    made.worker.do(Job(run.id, "ann"))
    return store.get(run.id)


@pytest.mark.parametrize("kind", ["frozen", "fine-tuned"])
def test_a_run_finds_its_vectors_and_says_how_many_words_it_found(kind, tmp_path, monkeypatch, vectors):
    made = InProcess(tmp_path)
    run = trained(made, monkeypatch, vectors, kind)
    assert run.status == "finished" and run.experiment.model.embedding_size == 5
    assert run.versions["vectors"].startswith("mine: 3 of ") and run.versions["torch"]
    monkeypatch.setattr(module, "found_in", lambda host, visitor: pytest.fail)
    made.worker.do(Job(run.id, "ann", "longer", 2.0, "steps"))
    again = made.worker.store.get(run.id)
    assert again.step == run.step + 2 and again.versions["vectors"] == run.versions["vectors"]


def test_letters_have_no_vectors(tmp_path, monkeypatch, vectors):
    run = trained(InProcess(tmp_path), monkeypatch, vectors, "frozen", tokenizer="character")
    assert run.status == "failed" and "choose words" in run.message


def test_vectors_that_nobody_has_are_refused(tmp_path):
    with pytest.raises(Refusal, match="vectors"):
        found_in(Settings(home=tmp_path))("nobody")
