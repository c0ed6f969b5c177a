"""What a network would have gone on with, against its own softmax."""

import pytest
import torch

from playground.language.guesses import guesses
from playground.language.predictors import NetworkPredictor
from tests.language.conftest import KINDS, network


@pytest.mark.parametrize("kind", KINDS)
def test_candidates_are_the_likeliest_after_each_token(kind, datasets):
    data = datasets[kind]
    model, vocabulary = network(data), data.vocabulary
    row = data.validation[:40].tolist()
    found = guesses(NetworkPredictor(model, vocabulary), row, 3)
    start = vocabulary.prefix("")
    with torch.no_grad():
        chances = torch.softmax(model(torch.tensor([start + row]))[0][0].double(), dim=-1)[len(start) :]  # (T, V)
    best = chances.topk(3)
    for place, candidates in enumerate(found):
        assert [one.token for one in candidates] == [vocabulary.tokens[number] for number in best.indices[place]]
        assert [one.probability for one in candidates] == pytest.approx(best.values[place].tolist(), rel=1e-4)
    assert len(found) == 40 and guesses(NetworkPredictor(model, vocabulary), [], 3) == []
