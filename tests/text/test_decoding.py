"""What becomes of a visitor's own bytes, and every refusal."""

import pytest

from playground.errors import Refusal
from playground.text.corpora import corpus_from_bytes, corpus_from_file, is_list

LIMIT = 5_000_000
TEXT = "The quick brown fox jumps over the lazy dog.\n" * 10


def read(data: bytes) -> str:
    return corpus_from_bytes(data, "mine.txt", LIMIT).text


def test_plain_text_comes_through_as_it_is():
    corpus = corpus_from_bytes((TEXT + "naïve 猫 🦖").encode(), "mine.txt", LIMIT)
    assert corpus.text == TEXT + "naïve 猫 🦖"
    assert (corpus.name, corpus.title, corpus.lines) == ("mine.txt", "mine", False) and corpus.source and corpus.licence


def test_marks_and_line_ends_of_other_systems_are_made_plain():
    assert read(b"\xef\xbb\xbf" + TEXT.encode()) == TEXT
    assert read(TEXT.replace("\n", "\r\n").encode()) == TEXT
    assert read(TEXT.replace("\n", "\r").encode()) == TEXT
    assert read(TEXT.replace("\n", "\u2028").encode()) == TEXT


def test_a_stray_control_character_goes_and_a_tab_stays():
    assert read((TEXT + "a\x07b\tc\x9fd").encode()) == TEXT + "ab\tcd"


def test_a_text_without_line_ends_is_fine():
    assert "\n" not in read(b"word " * 100)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \n\t" * 100, "only white space"),
        (b"x", "too short with 1 character"),
        (b"x" * 199, "too short with 199 characters"),
        (b"x" * 5_000_001, "too large with 5 MB: at most 5 MB"),
        (b"x" * 50_000_000, "too large with 50 MB: at most 5 MB"),
        (TEXT.encode() + b"\0", "binary"),
        (bytes(range(256)) * 4, "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"\x01\x02\x03" * 100, "binary"),
        (b"abc\n" * 100 + b"caf\xe9" + b" abc" * 100, r"byte 404 \(0xe9, in line 101\).* save it as UTF-8"),
        (TEXT.encode() + b"\xf0\x9f", r"byte 451 \(0xf0.* save it as UTF-8"),
        (TEXT.encode("utf-16"), "save it as UTF-8"),
        (b"\xed\xa0\x80" * 100, "not in UTF-8"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(data, said):
    with pytest.raises(Refusal, match=said) as refused:
        read(data)
    assert refused.value.field == "corpus"


def test_a_list_of_words_is_found():
    names = "".join(f"name{number}\n" for number in range(40))
    assert corpus_from_bytes(names.encode(), "names.txt", LIMIT).lines
    assert is_list(names + "two words\n") and not is_list(names + "two words\n" * 5)
    assert not is_list("one\n" * 19) and is_list("one\n\n" * 20) and not is_list(TEXT)


def test_files_are_read_and_refused_alike(tmp_path):
    (tmp_path / "good.txt").write_text(TEXT)
    assert corpus_from_file(tmp_path / "good.txt", LIMIT).text == TEXT
    for path in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(Refusal, match="cannot be read") as refused:
            corpus_from_file(path, LIMIT)
        assert refused.value.field == "corpus"
    with pytest.raises(Refusal, match="too large"):
        corpus_from_file(tmp_path / "good.txt", 100)
