"""Vocabularies against brute-force counting, and the way there and back."""

import json
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.errors import Refusal
from playground.text.vocabulary import END, TOKENIZERS, UNKNOWN, Characters, Vocabulary, Words

ALPHABET = "abcdefgh .,\nÉß猫🦖"
CHARACTERS = Vocabulary("character", (UNKNOWN, *ALPHABET))
NAMES = Vocabulary.from_counts("character", {END: 3, "a": 5, "b": 5, "c": 1}, 100)


@settings(derandomize=True, max_examples=60)
@given(st.text(ALPHABET))
def test_characters_come_back(text):
    assert CHARACTERS.decode(CHARACTERS.encode_text(text)) == text


@settings(derandomize=True, max_examples=60)
@given(st.text())
def test_counting_and_numbering_by_code_point_agrees_with_doing_it_one_by_one(text):
    tokens = Characters(text)
    assert tokens.counts() == dict(Counter(text))
    assert tokens.ids(CHARACTERS.index).tolist() == [CHARACTERS.index.get(character, 0) for character in text]


def test_a_character_beyond_the_alphabet_is_unknown():
    assert CHARACTERS.encode_text("azb") == [CHARACTERS.index["a"], 0, CHARACTERS.index["b"]]


def test_tokens_stand_in_order_of_frequency_then_spelling():
    assert NAMES.tokens == (UNKNOWN, END, "a", "b", "c")
    assert Vocabulary.from_counts("character", {"x": 1, "y": 2}, 100).tokens == (UNKNOWN, "y", "x")


@pytest.mark.parametrize(("size", "kept"), [(2, ()), (3, ("a",)), (4, ("a", "b")), (5, ("a", "b", "c")), (99, ("a", "b", "c"))])
def test_the_size_counts_the_special_tokens(size, kept):
    assert Vocabulary.from_counts("character", {END: 3, "a": 5, "b": 5, "c": 1}, size).tokens == (UNKNOWN, END, *kept)


def test_a_newline_is_the_end_token_where_lines_are_examples():
    assert NAMES.encode_text("ab\nc") == [2, 3, 1, 4]
    assert Characters("ab\nc").ids(NAMES.index).tolist() == [2, 3, 1, 4]
    assert NAMES.decode([2, 3, 1, 4]) == "ab\nc"


def test_words_are_numbered_like_their_tokens():
    vocabulary = Vocabulary("word", (UNKNOWN, END, "the", "cat"))
    assert Words("The cat saw the cat. The").ids(vocabulary.index).tolist() == [2, 3, 0, 2, 3, 0, 1, 2]
    assert Words("The cat saw the cat. The").ids(vocabulary.index).dtype == np.int64


def test_sampling_starts_as_in_training():
    assert NAMES.prefix("ab") == [1, 2, 3]
    assert NAMES.prefix("") == [1]
    assert CHARACTERS.prefix("") == [CHARACTERS.index["."], CHARACTERS.index[" "]]  # more frequent in this text than "\n"
    assert Vocabulary("character", (UNKNOWN, "e", "\n", ".", " ")).prefix("") == [2]
    assert Vocabulary("character", (UNKNOWN, "e", "x")).prefix("") == [1]
    assert Vocabulary("character", (UNKNOWN,)).prefix("") == [0]


def test_text_goes_on_from_what_was_written_before():
    vocabulary = Vocabulary("word", (UNKNOWN, END, "the", "cat", "sat", "."))
    assert vocabulary.decode([2, 3, 4, 5], after=[1]) == "The cat sat."
    assert vocabulary.decode([4, 5], after=[1, 2, 3]) == " sat."
    assert vocabulary.decode([4]) == "sat"


def test_a_vocabulary_survives_json():
    for vocabulary in (CHARACTERS, NAMES):
        assert Vocabulary.from_json(json.loads(json.dumps(vocabulary.to_json()))) == vocabulary


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"tokenizer": "morse", "tokens": ["<unk>"]},
        {"tokenizer": "word", "tokens": ["a", "<unk>"]},
        {"tokenizer": "word", "tokens": ["<unk>", "a", "a"]},
        {"tokenizer": "word", "tokens": ["<unk>", 3]},
        {"tokenizer": "word", "tokens": ["<unk>", ""]},
        {"tokenizer": ["word"], "tokens": ["<unk>"]},
    ],
)
def test_a_damaged_vocabulary_is_refused(values):
    with pytest.raises(Refusal):
        Vocabulary.from_json(values)


def test_every_tokenizer_says_what_it_does():
    for tokenizer in TOKENIZERS.values():
        assert tokenizer.label and tokenizer.help.endswith(".") and tokenizer.unit in ("character", "word")


@pytest.mark.parametrize("name", TOKENIZERS)
@pytest.mark.parametrize("text", ["One. Two!\n\nThree", "", "\n", "a", "\ud800"])
def test_reading_a_whole_text_gives_the_same_tokens_as_splitting_it(name, text):
    tokenizer = TOKENIZERS[name]
    assert dict(tokenizer.read(text).counts()) == dict(Counter(tokenizer.split(text)))
    assert len(tokenizer.read(text).ids({UNKNOWN: 0})) == len(tokenizer.split(text))
