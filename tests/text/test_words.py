"""How text is cut into words, and how words read as text again."""

import random

import pytest

from playground.text.words import is_tokenised, join_words, split_words

PENN = " aer banknote \n mr. <unk> is chairman of <unk> n.v. the dutch group \n it 's N years old and does <unk> cost <unk> \n"

CUTS = {
    "Don't panic, said the well-known cat.": "don't panic , said the well-known cat .",
    "The cat's tail": "the cat 's tail",
    "the players’ cat’s isn’t": "the players ’ cat 's isn't",
    "It cost 10,000.50 at 10:30, in the U.S. of old": "it cost 10,000.50 at 10:30 , in the u.s. of old",
    "Wait... what -- no?!": "wait ... what -- no ? !",
    "I'm sure I am in": "I'm sure I am in",
    "a <unk> b <eos> c": "a <unk> b <eos> c",
    "self.size[3] += x_1": "self . size [ 3 ] + = x_1",
    "Ångström, naïve: 3rd": "ångström , naïve : 3rd",
    "नमस्ते": "नमस्ते",
    "": "",
    " \t ": "",
}


@pytest.mark.parametrize("text", [text for text in CUTS if "<unk>" not in text])
def test_words_numbers_and_marks_are_cut_apart(text):
    assert split_words(text) == CUTS[text].split()


def test_special_tokens_in_a_text_stay_whole():
    assert split_words("a (<unk>) b") == ["a", "(", "<unk>", ")", "b"]
    assert split_words("see: <eos>, b") == ["see", ":", "<eos>", ",", "b"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It rained. We left. Why?", 2),
        ('"Go!" He went.', 1),
        ('He said "Go." (Then he went.) She stayed.', 2),
        ("Mr. Smith met Dr. Jones and J. R. Ewing", 0),
        ("It costs 3.50 dollars. that is cheap", 0),
        ("a paragraph\n\nanother\n \nthird", 2),
        ("a line\nanother line", 0),
        ("the end\n", 1),
        ("Он ушёл. Она осталась", 1),
    ],
)
def test_a_sentence_ends_with_the_end_token(text, count):
    assert split_words(text).count("<eos>") == count


def test_tokenised_text_comes_through_split_at_spaces():
    assert is_tokenised(PENN)
    assert split_words(PENN) == PENN.replace("\n", "<eos>").split()
    agreement = "the cat , which ate , was full .\n" * 3
    assert is_tokenised(agreement) and split_words(agreement) == agreement.replace("\n", " <eos> ").split()
    assert not is_tokenised("The cat, which ate, was full; it slept: well. " * 10)


def test_known_words_stay_whole():
    assert split_words("Mr. Smith lost N dollars", {"mr.", "N"}) == ["mr.", "smith", "lost", "N", "dollars"]


@pytest.mark.parametrize(
    "text",
    [
        "the cat's tail isn't long, is it?",
        'she said: "no!" and left (alone).',
        "a well-known price of $10,000 in the u.s. rose 5%; it's [almost] half/half...",
        "one.\nTwo and I.\nThree!",
        "\n'tis mine.",
    ],
)
def test_joined_words_read_like_the_text(text):
    assert join_words(split_words(text.replace("\n", "\n\n"))).strip() == text.strip().replace("'tis", "'tis")


def test_what_was_written_never_changes():
    draw = random.Random(4)
    tokens = draw.choices(["the", "cat", "'s", "'", '"', ".", ",", "(", ")", "<eos>", "<unk>", "players", "$", "10"], k=300)
    whole = join_words(tokens)
    for end in range(0, 300, 7):
        assert whole.startswith(join_words(tokens[:end]))
