"""Units: every number against the unrolled network, and a unit whose pattern was planted is found."""

import numpy as np
import pytest
import torch

from models.cells import CELLS
from models.language_model import LanguageModel
from playground.errors import Refusal
from playground.language import activations
from playground.language.activations import NAMES, Recording, Series, all_series, firings, rank_units, record
from playground.language.experiment import Experiment
from playground.language.patterns import PATTERNS, expression, over_tokens
from playground.text.corpora import Corpus
from playground.text.dataset import prepare
from tests.language.conftest import network

CODE = "".join(f"call(one, [two{n}, (three)], four) and {{more}} or (less (of ({n})))\n" for n in range(150))


@pytest.fixture(scope="module")
def code():
    return prepare(Corpus("c", "C", CODE, "the tests", "none"), "character", 100, 0.5)


def gates_by_hand(name, cell, x, before, after):
    """Return every gate from the equations, in torch; `before` and `after` are the states' parts."""
    u, h = x @ cell.weight_ih.T + cell.bias_ih, before[0]
    w = h @ cell.weight_hh.T + cell.bias_hh
    if name in ("gru", "gru-before"):
        (xr, xz, xn), (hr, hz, hn) = u.chunk(3, dim=1), w.chunk(3, dim=1)
        r = torch.sigmoid(xr + hr)
        hn = r * hn if name == "gru" else (r * h) @ cell.weight_hh[-24:].T + cell.bias_hh[-24:]
        return {"r": r, "z": torch.sigmoid(xz + hz), "n": torch.tanh(xn + hn)}
    if name == "gru-simple":
        z, n = (u + w).chunk(2, dim=1)
        return {"z": z.sigmoid(), "n": n.tanh()}
    if not cell.gate_names:
        return {}
    i, f, g, o = (u + w).chunk(4, dim=1)
    if name == "lstm-peephole":
        p, q, s = cell.weight_ch
        i, f, o = i + p * before[1], f + q * before[1], o + s * after[1]
    return {"i": i.sigmoid(), "f": f.sigmoid(), "g": g.tanh(), "o": o.sigmoid()}


@pytest.mark.parametrize("cell", CELLS)
def test_every_series_equals_the_unrolled_network(cell, datasets):
    data, text = datasets["character"], "The quick brown fox jumps over the lazy dog. " * 4
    model = network(data, cell, layers=2)
    found = record(model, data.vocabulary, text, all_series(model))
    start, ids = data.vocabulary.prefix(""), data.vocabulary.encode_text(text)
    with torch.no_grad():
        _, unrolled = model.unroll(torch.tensor([start + ids]))
        below = model.embedding(torch.tensor(start + ids))
        for layer, made in enumerate(model.recurrent.cells):
            states = [torch.cat([step[layer][part] for step in unrolled.states]) for part in range(len(made.state_names))]
            before = [torch.cat([torch.zeros(1, 24), part[:-1]]) for part in states]
            expected = dict(zip(made.state_names, states, strict=True)) | gates_by_hand(cell, made, below, before, states)
            for name, values in expected.items():
                got = found.values[Series(layer, name)]
                np.testing.assert_allclose(got, values[len(start) :].numpy(), atol=2e-3)  # 16-bit numbers
            below = states[0]
    assert found.tokens == tuple(text) and {series.name for series in found.values} <= NAMES.keys()


def test_a_long_text_is_read_in_stretches_each_from_its_beginning(datasets, monkeypatch):
    data, model = datasets["character"], network(datasets["character"])
    monkeypatch.setattr(activations, "STRETCH", 100)
    monkeypatch.setattr(activations, "ROWS", 4)
    text = data.vocabulary.decode(data.train[:802].tolist())
    found = record(model, data.vocabulary, text, [Series(0, "h")])
    assert "".join(found.tokens) == text[:800]
    monkeypatch.setattr(activations, "STRETCH", 10_000)
    alone = [record(model, data.vocabulary, text[place : place + 200], [Series(0, "h")]) for place in range(0, 800, 200)]
    whole = np.concatenate([one.values[Series(0, "h")] for one in alone])
    np.testing.assert_allclose(found.values[Series(0, "h")], whole, atol=2e-3)


def test_a_recording_never_takes_more_memory_than_it_may(datasets, monkeypatch):
    monkeypatch.setattr(activations, "MOST", 24 * 2 * 300)
    model = network(datasets["character"])
    found = record(model, datasets["character"].vocabulary, "The quick brown fox. " * 100, [Series(0, "h"), Series(0, "z")])
    assert len(found.tokens) == 300 and all(values.nbytes == 24 * 300 * 2 for values in found.values.values())
    with pytest.raises(Refusal, match="nothing to read"):
        record(model, datasets["character"].vocabulary, "", [Series(0, "h")])


def planted(data, unit=5):
    """Return a random ReLU network in which one unit counts open brackets: +1 at each opening one, -1 at each closing one."""
    torch.manual_seed(4)
    model = LanguageModel(
        Experiment().with_(cell="rnn-relu", hidden_size=32, embedding_size=8).model.config(len(data.vocabulary))
    )
    cell, index = model.recurrent.cells[0], data.vocabulary.index
    with torch.no_grad():
        model.embedding.weight[:, 0] = 0
        for mark in "([{)]}":
            model.embedding.weight[index[mark], 0] = 1.0 if mark in "([{" else -1.0
        cell.weight_ih[unit], cell.weight_hh[unit] = 0.0, 0.0
        cell.weight_ih[unit, 0] = cell.weight_hh[unit, unit] = 1.0
    return model.eval()


def test_a_planted_bracket_depth_unit_is_found(code):
    model, held_out = planted(code), code.vocabulary.decode(code.validation.tolist())
    found = record(model, code.vocabulary, held_out, [Series(0, "h")])
    ranked = rank_units(found.values[Series(0, "h")], over_tokens(PATTERNS["depth"], found.tokens, "character"))
    assert ranked[0].unit == 5 and ranked[0].correlation > 0.99
    assert abs(ranked[1].correlation) < 0.9
    (deepest, *_) = firings(found, Series(0, "h"), 5, count=3)
    assert deepest.value == 3.0 and deepest.token in "(0123456789"
    inside = rank_units(found.values[Series(0, "h")], over_tokens(expression(r"\([^()]*\)"), found.tokens, "character"))
    assert inside[0].correlation == max(inside, key=lambda match: abs(match.correlation)).correlation


def test_correlations_equal_numpys_own():
    random = np.random.default_rng(0)
    pattern = random.integers(0, 3, 9000)
    values = (random.normal(size=(9000, 6)) * [1, 1, 1, 1e-3, 50, 0] + [0, 0, 5, 1, 100, 3]).astype(np.float16)
    values[:, 1] += (2 * pattern).astype(np.float16)
    values[:, 2] -= pattern.astype(np.float16)
    found = {match.unit: match.correlation for match in rank_units(values, pattern)}
    expected = [np.corrcoef(column.astype(float), pattern)[0, 1] for column in values.T[:5]]
    assert [found[unit] for unit in range(5)] == pytest.approx(expected, abs=1e-9)
    assert found[5] == 0.0
    assert [match.unit for match in rank_units(values, pattern)][:2] == [1, 2]


def test_a_pattern_that_never_changes_is_refused():
    with pytest.raises(Refusal, match="same everywhere"):
        rank_units(np.zeros((10, 2), np.float16), np.ones(10))


@pytest.mark.parametrize("sign", [1, -1])
def test_firings_are_the_extremes_and_keep_their_distance(sign):
    values = np.random.default_rng(1).normal(size=(500, 3)).astype(np.float16)
    recording = Recording(tuple(f"t{n}" for n in range(500)), {Series(0, "h"): values})
    found = firings(recording, Series(0, "h"), 2, count=5, around=10, sign=sign)
    column = sign * values[:, 2].astype(float)
    assert found[0].place == int(column.argmax()) and len(found) == 5
    assert [sign * one.value for one in found] == sorted((sign * one.value for one in found), reverse=True)
    assert min(abs(a.place - b.place) for a in found for b in found if a is not b) > 10
    taken = {place for one in found for place in range(one.place - 10, one.place + 11)}
    rest = [value for place, value in enumerate(column) if place not in taken]
    assert max(rest) <= sign * found[-1].value
    for one in found:
        assert one.token == f"t{one.place}" and one.before[-1:] == ((f"t{one.place - 1}",) if one.place else ())
        assert len(one.after) == min(10, 499 - one.place) and one.value == float(values[one.place, 2])
