"""Models that need no training: random networks, and n-grams of the pangrams."""

import pytest
import torch

from models.language_model import LanguageModel
from playground.language.experiment import Experiment
from playground.language.predictors import NetworkPredictor, NGramSettings, count_ngrams
from playground.text.corpora import Corpus
from playground.text.dataset import prepare
from tests.conftest import SENTENCES

KINDS = ["character", "character lines", "word"]


def network(dataset, cell="gru", layers=1, seed=2):
    """Return a random network whose distributions are far from uniform."""
    torch.manual_seed(seed)
    settings = Experiment().with_(cell=cell, layers=layers, hidden_size=24, embedding_size=8)
    model = LanguageModel(settings.model.config(len(dataset.vocabulary))).eval()
    with torch.no_grad():
        model.output.weight.mul_(4)
    return model


@pytest.fixture(scope="session")
def datasets():
    """The pangrams as characters, as characters of lines that end with <eos>, and as words."""

    def made(tokenizer, lines):
        corpus = Corpus("pangrams", "Pangrams", SENTENCES * 30, "the tests", "none", lines)
        return prepare(corpus, tokenizer, 10_000, 0.1)

    return dict(zip(KINDS, (made("character", False), made("character", True), made("word", False)), strict=True))


@pytest.fixture(scope="session")
def predictors(datasets):
    """A network and an n-gram model for each kind of data set, by (model, kind)."""
    networks = {("network", kind): NetworkPredictor(network(data), data.vocabulary) for kind, data in datasets.items()}
    return networks | {("ngram", kind): count_ngrams(data, NGramSettings(4)) for kind, data in datasets.items()}
