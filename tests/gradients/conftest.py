"""Small float64 networks with no parameter left at a special value, and a cell that nobody has written a formula for."""

import pytest
import torch

from models.cells import CELLS, LSTMCell
from models.language_model import LanguageModel, LanguageModelConfig


class Newcomer(LSTMCell):
    """An LSTM whose forget gate is one minus its input gate: a cell with two states and no formula backwards."""

    label, options, fused, numpy_step = "Newcomer", (), None, None

    def step(self, projected, state):
        h, c = state
        i, _, g, o = (projected + h @ self.weight_hh.T + self.bias_hh).chunk(4, dim=1)
        i = torch.sigmoid(i)
        c = (1 - i) * c + i * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        return h, (h, c)


@pytest.fixture
def newcomer(monkeypatch):
    """Enter the newcomer in the registry."""
    monkeypatch.setitem(CELLS, "newcomer", Newcomer)
    return "newcomer"


@pytest.fixture
def make_model():
    def made(cell, layers=1, hidden=6, seed=1, vocabulary=11):
        torch.manual_seed(seed)
        model = LanguageModel(LanguageModelConfig(cell, vocabulary, 4, hidden, layers)).double().eval()
        for name, parameter in model.named_parameters():
            if "bias" in name:
                torch.nn.init.normal_(parameter, std=0.3)
        return model

    return made
