"""A network with its gates in sight: against the model itself, and against the same done by hand."""

import numpy as np
import pytest
import torch

from models.cells import CELLS
from models.language_model import LanguageModel, LanguageModelConfig
from playground.cells.notation import NOTATIONS, titles
from playground.cells.reading import Holding
from playground.cells.recipes import RECIPES
from playground.cells.sentence import LONGEST, Reader, liveliest, spread
from playground.errors import Refusal
from playground.figures.cards import gates as card
from playground.runs.folder import EXAMPLES, load_run
from playground.text.vocabulary import Vocabulary

WORDS = Vocabulary("character", ("<unk>", *"\n abcdefghijklmnopqrstuvwxyz."))
TEXT = "the cat sat. the end"


def network(cell):
    torch.manual_seed(3)
    model = LanguageModel(LanguageModelConfig(cell, len(WORDS), 6, 9)).eval()
    with torch.no_grad():
        model.output.weight.mul_(4)
    return model


@pytest.mark.parametrize("cell", RECIPES)
def test_states_losses_and_the_likeliest_letters_are_the_models_own(cell):
    model, opening = network(cell), WORDS.prefix("")
    reader = Reader(model, WORDS, TEXT)
    reading = reader.read()
    ids = torch.tensor([opening + WORDS.encode_text(TEXT)])
    with torch.no_grad():
        logits, unrolled = model.double().unroll(ids)
    states = torch.cat([state[0][0] for state in unrolled.states])[len(opening) :]
    np.testing.assert_allclose(reading.values["h'"], states.numpy(), rtol=1e-9, atol=1e-12)
    losses = torch.nn.functional.cross_entropy(logits[0, :-1], ids[0, 1:], reduction="none")[len(opening) :]
    found = reader.expected(reading, 4)
    assert found.loss == pytest.approx(losses[4:].mean().item(), rel=1e-9)
    chances = torch.softmax(logits[0, -1], dim=0)
    assert [token for token, _ in found.next] == [WORDS.tokens[number] for number in chances.topk(3).indices]
    assert [chance for _, chance in found.next] == pytest.approx(chances.topk(3).values.tolist(), rel=1e-9)
    assert reader.expected(reading, len(TEXT) - 1).loss is None


@pytest.mark.parametrize("cell", ["rnn", "gru-before", "lstm-peephole"])
def test_the_trace_of_a_letter_is_the_distance_of_states_that_read_another(cell):
    model, place = network(cell), 4
    reader, opening = Reader(model, WORDS, TEXT), WORDS.prefix("")
    ids = opening + WORDS.encode_text(TEXT)
    rows = [ids[: len(opening) + place] + [other] + ids[len(opening) + place + 1 :] for other in spread(len(WORDS), 12)]
    model.double()

    def states(row):
        with torch.no_grad():
            return [step[0] for step in model.unroll(torch.tensor([row]))[1].states][len(opening) + place :]

    true, others = states(ids), [states(row) for row in rows if row != ids]
    for part, (name, left) in enumerate(reader.follow(place)[0].trace.left.items()):
        apart = [
            np.sqrt(np.mean([((other[k][part] - true[k][part]) ** 2).sum().item() for other in others])) for k in range(len(true))
        ]
        np.testing.assert_allclose(left, np.array(apart) / apart[0], rtol=1e-8)
        assert name == CELLS[cell].state_names[part]


@pytest.mark.parametrize("cell", ["gru", "gru-before", "lstm-peephole"])
@pytest.mark.parametrize("place", [0, 4, len(TEXT) - 1])
def test_to_follow_a_letter_reads_the_text_as_from_its_beginning(cell, place):
    reader, gate = Reader(network(cell), WORDS, TEXT), "f" if cell.startswith("lstm") else "z"
    for holding in (None, Holding(gate, 0.3, since=place + 1)):
        np.testing.assert_allclose(
            reader.follow(place, holding)[-1].reading.values["h'"], reader.read(holding).values["h'"], rtol=1e-9, atol=1e-12
        )


def test_a_gate_is_held_from_a_letter_of_the_text_on():
    reader = Reader(network("gru"), WORDS, TEXT)
    free, held = reader.read(), reader.read(Holding("z", 1.0, since=5))
    np.testing.assert_array_equal(free.values["h'"][:5], held.values["h'"][:5])
    np.testing.assert_array_equal(held.values["h'"][5:], np.broadcast_to(held.values["h'"][4], (len(TEXT) - 5, 9)))
    np.testing.assert_allclose(reader.follow(4, Holding("z", 1.0, since=5))[1].trace.left["h"], 1.0)


def test_what_cannot_be_read_is_refused():
    for text, word in (("", "nothing to read"), ("a" * (LONGEST + 1), "tokens")):
        with pytest.raises(Refusal, match=word):
            Reader(network("rnn"), WORDS, text)
    assert Reader(network("rnn"), WORDS, "x").follow(0)[0].trace.left["h"].tolist() == [1.0]


def test_the_liveliest_units_are_those_that_vary_most():
    reading = Reader(network("gru"), WORDS, TEXT).read()
    for name in ("r", "z", "n", "h'"):
        reading.values[name][:, 4] *= 3.0
    assert liveliest(reading, ["r", "z", "n", "h'"], 1) == [4]
    assert liveliest(reading, ["r", "z", "n", "h'"], 9) == list(range(9))


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("cell", RECIPES)
def test_everything_that_is_shown_has_a_title_and_numbers(cell, notation):
    shown, reading = titles(cell, notation), Reader(network(cell), WORDS, TEXT).read()
    assert shown.keys() <= reading.values.keys() and len(shown) == len(CELLS[cell].gate_names) + len(CELLS[cell].state_names)
    if "-z" in shown:
        np.testing.assert_allclose(reading.values["-z"], 1 - reading.values["z"])


def test_the_card_shows_the_bundled_gru():
    saved = load_run(EXAMPLES / "gru")
    reading = Reader(saved.model, saved.vocabulary, card.READ).read()
    gates = reading.values["z"][:, liveliest(reading, ["z"], len(card.OPEN))].T
    np.testing.assert_allclose(card.OPEN, gates, atol=0.006)
