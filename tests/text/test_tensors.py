"""From sentences to tensors: every number by hand, and the page's lines of PyTorch are run and give the same."""

import numpy as np
import pytest
import torch

from playground.errors import Refusal
from playground.figures.cards import batch as card
from playground.figures.tensors import batch_text, embedding_drawing, one_hot_drawing
from playground.figures.theme import THEMES
from playground.text.tensors import MOST_TOKENS, PAD, code, embedding_table, make_batch, one_hot, with_end
from playground.text.vocabulary import Vocabulary
from playground.ui.tensors import SENTENCES
from tests.figures.drawn import told

WORDS = with_end(Vocabulary("word", ("<unk>", "a", "cats", "day", ".", "15", "hours", "sleep", "of")))
TEXT = ["Cats average 15 hours of sleep a day.", "", "A day."]


def test_a_batch_by_hand():
    batch = make_batch(TEXT, WORDS, end=True)
    assert WORDS.tokens[:2] == ("<unk>", "<eos>") and with_end(WORDS) is WORDS and batch.vocabulary_size == 10
    assert batch.ids.tolist() == [[3, 0, 6, 7, 9, 8, 2, 4, 5, 1], [2, 4, 5, 1, 10, 10, 10, 10, 10, 10]]
    assert batch.mask.tolist() == [[1] * 10, [1] * 4 + [0] * 6] and batch.lengths == [10, 4] and batch.unknown == 1
    assert batch.tokens[0][1] == "average" and batch.known[0][1] == "<unk>" and batch.tokens[1][4:] == (PAD,) * 6
    assert make_batch(TEXT, WORDS, end=False).lengths == [9, 3]


def test_one_hot_times_a_matrix_is_a_row_of_the_embedding_and_padding_is_nothing():
    batch, table = make_batch(TEXT, WORDS, end=True), embedding_table(10, 4, seed=1)
    for ids in batch.ids:
        np.testing.assert_array_equal(one_hot(ids, 10) @ table[:10], table[ids])
    assert one_hot(batch.ids[1], 10).sum() == 4 and not table[10].any()


@pytest.mark.parametrize("width", [1, 4])
def test_the_lines_of_pytorch_run_and_make_these_tensors(width):
    batch, made = make_batch(TEXT, WORDS, end=True), {}
    exec(code(batch, width), made)
    assert made["ids"].tolist() == batch.ids.tolist() and made["mask"].int().tolist() == batch.mask.tolist()
    assert made["x"].shape == (2, 10, width) and made["hot"].shape == (2, 10, 10)
    assert not made["x"][1, 4:].any() and made["packed"].data.shape == (14, width)
    expected = np.stack([one_hot(ids, 10) for ids in batch.ids])
    assert torch.equal(made["hot"], torch.tensor(expected))


def test_letters_are_tokens_too():
    letters = with_end(Vocabulary("character", ("<unk>", "a", "b")))
    assert make_batch(["abc"], letters, end=True).ids.tolist() == [[2, 3, 0, 1]]


@pytest.mark.parametrize("text", [[], [" "], ["a"] * 7, ["a " * (MOST_TOKENS + 1)]])
def test_too_little_and_too_much_are_refused(text):
    with pytest.raises(Refusal) as caught:
        make_batch(text, WORDS, end=False)
    assert caught.value.field == "text"


def test_figures_and_table_hold_the_numbers():
    batch, table = make_batch(TEXT, WORDS, end=True), embedding_table(10, 4, seed=1)
    (hot,) = told(one_hot_drawing(batch, 0, THEMES["light"], 900))
    assert hot["values"].count("1") == 10 and hot["columns"][0] == "0 <unk>" and len(hot["columns"]) == 10
    (rows,) = told(embedding_drawing(batch, 1, table, THEMES["dark"], 900))
    said = np.array([float(value.replace("−", "-")) for value in rows["values"]])
    np.testing.assert_allclose(said, table[batch.ids[1]].ravel(), rtol=2e-3)
    lines = batch_text(batch).splitlines()
    assert len(lines) == 21 and lines[2] == "1,2,average,<unk>,0,1"


def test_the_card_shows_the_pages_own_sentences():
    assert list(card.LENGTHS) == make_batch(SENTENCES.split("\n"), WORDS, end=True).lengths
