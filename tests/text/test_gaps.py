import pytest

from playground.text.gaps import GAPS, LONGEST, cat_sentence


@pytest.mark.parametrize("gap", range(LONGEST + 1))
def test_the_gap_has_as_many_words_as_asked_for(gap):
    before, after = cat_sentence(gap).split(", was ")
    assert before.startswith("The cat, which already ate") and after == "full"
    assert len(before.split()) - 5 == gap


def test_every_sentence_is_known_by_its_gap():
    assert [GAPS[cat_sentence(gap)] for gap in range(LONGEST + 1)] == list(range(LONGEST + 1))


def test_sentences_read_as_english():
    assert cat_sentence(0) == "The cat, which already ate, was full"
    assert cat_sentence(3) == "The cat, which already ate some fresh fish, was full"
    assert cat_sentence(6) == "The cat, which already ate some very fresh fish all alone, was full"
    assert cat_sentence(7) == "The cat, which already ate some very fresh fish in the kitchen, was full"
    assert cat_sentence(11).endswith("in the warm kitchen of the farmhouse, was full")


def test_a_longer_gap_goes_on_from_a_shorter_one():
    for gap in range(4, LONGEST - 3, 4):
        assert cat_sentence(gap + 4).startswith(cat_sentence(gap).removesuffix(", was full"))
