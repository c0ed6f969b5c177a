"""The split, the vocabulary and the shares of a data set, each against counting by hand."""

import math
import random

import pytest
import torch

from playground.errors import Refusal
from playground.text.corpora import Corpus
from playground.text.dataset import prepare
from playground.text.vocabulary import END, TOKENIZERS, UNKNOWN


def corpus_of(text: str, lines: bool = False) -> Corpus:
    return Corpus("test", "Test", text, "the tests", "none", lines)


def random_prose(sentences: int) -> str:
    draw = random.Random(7)
    words = ["".join(draw.choices("abcdefgh", k=draw.randint(1, 6))) for _ in range(200)]
    return " ".join(" ".join(draw.choices(words, k=6)).capitalize() + "." for _ in range(sentences))


PROSE = random_prose(300)
NAMES = "".join(f"name{number}\n" for number in range(100))


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_characters_are_cut_at_the_exact_place(share):
    dataset = prepare(corpus_of(PROSE), "character", 100, share)
    place = int(len(PROSE) * (1 - share))
    assert dataset.vocabulary.decode(dataset.train.tolist()) == PROSE[:place]
    assert dataset.vocabulary.decode(dataset.validation.tolist()) == PROSE[place:]
    assert dataset.train.dtype == dataset.validation.dtype == torch.int64


def test_words_are_not_cut_in_two():
    dataset = prepare(corpus_of(PROSE), "word", 10_000, 0.1)
    whole = TOKENIZERS["word"].split(PROSE)
    parts = [dataset.vocabulary.tokens[number] for number in dataset.train.tolist()]
    assert whole[: len(parts)] == parts and len(whole) - 1 <= len(parts) + len(dataset.validation) <= len(whole)
    assert abs(dataset.validation_characters - 0.1 * len(PROSE)) < 10


def test_text_without_spaces_is_cut_all_the_same():
    dataset = prepare(corpus_of("a,b," * 1000), "word", 100, 0.1)
    assert (len(dataset.train), len(dataset.validation)) == (3600, 400)
    assert len(prepare(corpus_of("abc" * 1000), "character", 100, 0.1).validation) == 300


def test_the_vocabulary_knows_the_training_part_only():
    dataset = prepare(corpus_of("ab " * 300 + "z" * 100), "character", 100, 0.1)
    assert dataset.vocabulary.tokens == (UNKNOWN, " ", "a", "b")
    assert dataset.unknown_share == 0 and dataset.unknown_share_validation == 1


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
@pytest.mark.parametrize("size", [3, 5, 50])
def test_unknown_shares_agree_with_counting(tokenizer, size):
    dataset = prepare(corpus_of(PROSE), tokenizer, size, 0.2)
    assert len(dataset.vocabulary) <= size
    place = TOKENIZERS[tokenizer].cut(PROSE, int(len(PROSE) * 0.8))
    known = set(dataset.vocabulary.tokens)
    for part, share in ((PROSE[:place], dataset.unknown_share), (PROSE[place:], dataset.unknown_share_validation)):
        tokens = TOKENIZERS[tokenizer].split(part)
        assert share == pytest.approx(sum(token not in known for token in tokens) / len(tokens))


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_each_line_of_a_list_is_an_example_in_one_of_the_parts(tokenizer):
    dataset = prepare(corpus_of(NAMES, lines=True), tokenizer, 10_000, 0.1)
    assert dataset.vocabulary.tokens[1] == END and "\n" not in dataset.vocabulary.tokens
    assert (dataset.train == 1).sum() == 90 and (dataset.validation == 1).sum() == 10
    assert dataset.train[-1] == 1 and dataset.validation[-1] == 1
    if tokenizer == "character":
        names = [dataset.vocabulary.decode(part.tolist()).split() for part in (dataset.train, dataset.validation)]
        assert sorted(names[0] + names[1]) == sorted(NAMES.split()) and names[0] != NAMES.split()[:90]


def test_a_list_is_shuffled_the_same_way_for_everybody():
    first, second = (prepare(corpus_of(NAMES, lines=True), "character", 100, 0.1) for _ in range(2))
    assert torch.equal(first.train, second.train)


def test_bits_per_character_by_hand():
    text = "ab cd ef gh. " * 100  # 1300 characters, cut at 1170; each repetition is 4 words and a full stop
    dataset = prepare(corpus_of(text), "word", 100, 0.1)
    assert dataset.validation_characters == 130 and len(dataset.validation) == 50
    assert dataset.characters_per_token == 2.6
    assert dataset.bits_per_character(math.log(8)) == pytest.approx(3 * 50 / 130)
    characters = prepare(corpus_of(text), "character", 100, 0.1)
    assert characters.validation_characters == len(characters.validation) == 130
    assert characters.bits_per_character(math.log(2)) == pytest.approx(1)


def test_characters_of_a_list_count_its_line_ends():
    dataset = prepare(corpus_of("abc\ndefg\n" * 50, lines=True), "character", 100, 0.1)
    assert dataset.validation_characters == len(dataset.validation)
    words = prepare(corpus_of("abc\ndefg\n" * 50, lines=True), "word", 100, 0.1)
    assert words.validation_characters == dataset.validation_characters


@pytest.mark.parametrize(
    ("text", "tokenizer", "lines"),
    [
        ("", "character", False),
        ("a", "character", False),
        ("ab", "character", False),
        ("a" * 500, "character", False),
        ("yes " * 500, "word", False),
        ("word", "word", False),
        ("x" * 1000, "word", False),
        ("name\n", "character", True),
        ("\n\n\n", "character", True),
    ],
)
def test_a_text_with_nothing_to_learn_is_refused(text, tokenizer, lines):
    with pytest.raises(Refusal) as refused:
        prepare(corpus_of(text, lines), tokenizer, 100, 0.1)
    assert refused.value.field == "corpus"


def test_an_unknown_tokenizer_is_refused():
    with pytest.raises(Refusal, match="did you mean word"):
        prepare(corpus_of(PROSE), "wrod", 100, 0.1)
