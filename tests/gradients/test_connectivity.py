"""Connectivity against brute force, and on a network that is known to look three tokens back."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from models.cells import CELLS
from models.language_model import LanguageModel, LanguageModelConfig
from playground.errors import Refusal
from playground.gradients.connectivity import LOGITS, MEASURES, Looking, connectivity, connectivity_matrix, longest_text
from playground.text.vocabulary import Vocabulary

VOCABULARY = Vocabulary("character", ("<unk>", *"abcdefghij"))
LAG = 3


def brute_force(model, ids, followed, measure):
    """One backward pass through the unrolled network for each position."""
    x = model.embedding(ids).detach().requires_grad_()
    logits = model.output(model.recurrent.unroll(x[None]).outputs)[0]
    matrix = np.zeros((len(ids), len(ids)))
    for place in range(len(ids)):
        (gradient,) = torch.autograd.grad(logits[place, followed[place]], x, retain_graph=True)
        amounts = {"gradient": gradient.norm(dim=1), "gradient-input": (gradient * x).sum(dim=1).abs()}
        matrix[place] = amounts[measure].detach().numpy()
    return matrix


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", [*CELLS, "newcomer"])
def test_one_pass_equals_one_pass_a_position(cell, layers, measure, make_model, newcomer):
    model, draw = make_model(cell, layers), torch.Generator().manual_seed(0)
    ids, followed = (torch.randint(11, (14,), generator=draw) for _ in range(2))
    ours = connectivity_matrix(model, ids, followed, measure)
    np.testing.assert_allclose(ours, brute_force(model, ids, followed, measure), rtol=1e-9, atol=1e-14)
    assert not np.triu(ours, 1).any()


@pytest.mark.parametrize("logit", LOGITS)
def test_the_logit_followed_and_the_candidates_are_those_of_the_model(logit, make_model):
    model, text = make_model("gru"), "abcabdcjj"
    found = connectivity(model, VOCABULARY, text, Looking(logit=logit, candidates=4))
    ids = torch.tensor(VOCABULARY.encode_text(text))
    chances = torch.softmax(model(ids[None])[0][0], dim=-1)
    likeliest = [VOCABULARY.tokens[number] for number in chances.argmax(dim=-1)]
    assert found.tokens == tuple(text)
    assert list(found.followed) == (likeliest if logit == "predicted" else [*text[1:], likeliest[-1]])
    for place, candidates in enumerate(found.top):
        assert [candidate.token for candidate in candidates][0] == likeliest[place] and len(candidates) == 4
        assert [candidate.probability for candidate in candidates] == pytest.approx(
            chances[place].sort(descending=True).values[:4].tolist()
        )
    followed = torch.tensor(VOCABULARY.encode(found.followed))
    np.testing.assert_allclose(found.matrix, brute_force(model, ids, followed, "gradient"), rtol=1e-9)
    np.testing.assert_allclose(found.shares().sum(axis=1), 1.0)


@pytest.fixture(scope="module")
def copier():
    """A GRU that has learned to name the token it read three steps ago, and by weight decay to depend on little else."""
    torch.manual_seed(0)
    model = LanguageModel(LanguageModelConfig("gru", 11, 16, 32))
    optimizer, draw = torch.optim.AdamW(model.parameters(), 0.02, weight_decay=1.0), torch.Generator().manual_seed(0)
    for _ in range(250):
        ids = torch.randint(1, 11, (32, 24), generator=draw)
        loss = F.cross_entropy(model(ids)[0][:, LAG:].flatten(0, 1), ids[:, :-LAG].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.2
    return model.eval()


@pytest.mark.parametrize("measure", MEASURES)
def test_a_copy_model_looks_as_far_back_as_it_copies(copier, measure):
    ids = torch.randint(1, 11, (200,), generator=torch.Generator().manual_seed(9))
    text = "".join(VOCABULARY.tokens[number] for number in ids)
    matrix = connectivity(copier, VOCABULARY, text, Looking(measure=measure)).matrix
    peaks = matrix.argmax(axis=1)[LAG:]
    assert (peaks == np.arange(len(peaks))).mean() >= 0.95


def test_500_tokens_of_a_strongly_forgetting_network_leave_no_number_untrue(make_model):
    """Float32 with rows near 1: what lies far back is tiny, and neither zero too early nor not a number."""
    model = make_model("rnn").float()
    with torch.no_grad():
        model.recurrent.cells[0].weight_hh.mul_(0.3)
    ids = torch.randint(11, (500,), generator=torch.Generator().manual_seed(0))
    matrix = connectivity_matrix(model, ids, ids)
    lower = matrix[np.tril_indices(500)]
    assert np.isfinite(matrix).all() and (lower[lower > 0] < 1e-200).any() and matrix[499, 300] < 1e-80


@pytest.mark.parametrize("text", ["", "a" * 501, "a" * 100_000], ids=len)
def test_a_text_that_is_no_text_or_too_long_is_refused(text, make_model):
    with pytest.raises(Refusal):
        connectivity(make_model("gru"), VOCABULARY, text)


def test_a_large_model_is_asked_about_fewer_tokens(make_model):
    assert longest_text(make_model("gru")) == 500
    model = make_model("gru", hidden=700)
    with pytest.raises(Refusal, match=str(longest_text(model))):
        connectivity(model, VOCABULARY, "a" * (longest_text(model) + 1))
    assert 200 < longest_text(model) < 400
