"""Tokens stand where they were read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.text.places import token_places, unknown_pieces
from playground.text.vocabulary import TOKENIZERS, Vocabulary
from playground.text.words import END, UNKNOWN

LETTERS = Vocabulary("character", (UNKNOWN, *"abc \n"))
LINES = Vocabulary("character", (UNKNOWN, END, *"abc "))
WORDS = Vocabulary("word", (UNKNOWN, END, "the", "cat", "."))


def written(vocabulary, text):
    return [text[start:stop] for start, stop in token_places(vocabulary, text)]


def test_words_stand_where_they_were_written():
    assert written(WORDS, "The CAT’s tail,  isn’t it?") == ["The", "CAT", "’s", "tail", ",", "isn’t", "it", "?"]


def test_an_end_of_sentence_stands_between_the_sentences():
    assert token_places(WORDS, "The cat. A dog.") == [(0, 3), (4, 7), (7, 8), (8, 9), (9, 10), (11, 14), (14, 15)]


def test_an_end_that_was_written_stands_where_it_was_written():
    assert written(WORDS, "the <eos> cat") == ["the", "<eos>", "cat"]


@pytest.mark.parametrize("text", ["İstanbul ist groß", "STRASSE", "the , cat <unk> .\nthe , cat , <unk> .\n"])
def test_words_that_change_when_they_are_read(text):
    assert "".join(written(WORDS, text)).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")


def test_what_is_unknown_is_told_as_it_was_written_and_once():
    text = "The zebra, the Zebra and <unk> zebra."
    tokens = [WORDS.tokens[number] for number in WORDS.encode_text(text)]
    found = unknown_pieces(text, tokens, token_places(WORDS, text))
    assert found[0] == "zebra" and "Zebra" in found and len(found) == len(set(found)) and "<unk>" not in found


@pytest.mark.parametrize("vocabulary", [LETTERS, LINES])
@pytest.mark.parametrize("text", ["", "a b", "a\n b", " \n\n", "好 <eos>\n"])
def test_every_character_is_a_token(vocabulary, text):
    places = token_places(vocabulary, text)
    assert places == [(spot, spot + 1) for spot in range(len(text))] and len(places) == len(vocabulary.encode_text(text))


@settings(max_examples=200)
@given(text=st.text("aB .,!?\n’'sİẞ-3é中<>", max_size=60))
def test_words_cover_everything_but_white_space_once_and_in_order(text):
    places = token_places(WORDS, text)
    assert len(places) == len(TOKENIZERS["word"].split(text, WORDS.index))
    bounds = [0, *(spot for found in places for spot in found), len(text)]
    assert bounds == sorted(bounds)
    between = "".join(text[stop:start] for stop, start in zip(bounds[::2], bounds[1::2], strict=True))
    assert not between.strip()
