"""Files of vectors: every format in every packing, what is odd and right, what is wrong and refused, and what is kept."""

import gzip
import json
import pickle
import shutil

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.errors import Refusal
from playground.vectors import cache, textual
from playground.vectors.blocks import Limits
from playground.vectors.files import FOLDER, open_vectors
from tests.vectors.conftest import DATA, PACKED, ROWS, binary, same, text, zipped

FORMATS = {
    "glove-text": text(ROWS),
    "word2vec-text": text(ROWS, header=True),
    "word2vec-binary": binary(ROWS),
}
FASTTEXT = text(ROWS, header=True, end=" \n")
ODD = ["nan", "null", "NA", '"', "#", "'", "1.5", "</s>", "<unk>", "a\u00a0b", "\u2028", "naïve", "好", '"a"', "\\N", "-", "1e5"]


@pytest.mark.parametrize("packing", PACKED)
@pytest.mark.parametrize("format", FORMATS)
def test_a_file_is_recognised_by_what_is_in_it(opened, format, packing):
    found = opened(PACKED[packing](FORMATS[format]))
    assert (found.report.format, found.report.packing) == (format, packing)
    assert (found.report.words, found.report.dimensions, found.report.duplicates) == (4, 3, 0)
    assert isinstance(found.vectors, KeyedVectors) and same(found.vectors, ROWS)


@pytest.mark.parametrize(
    "data",
    [
        FASTTEXT,
        text(ROWS, end="\r\n"),
        text(ROWS, header=True, end=" \r\n"),
        text(ROWS, before="\ufeff"),
        text(ROWS, header=True, before="\ufeff"),
        text(ROWS) + b"\n\n \r\n",
        text(ROWS).rstrip(b"\n"),
        text(ROWS).replace(b" 3.0", b" +3.0").replace(b"1.25", b"125.0e-2"),
        binary(ROWS, line_end=b""),
        binary(ROWS) + b"\n",
    ],
)
def test_other_ways_to_write_the_same(opened, data):
    assert same(opened(data).vectors, ROWS)


@pytest.mark.parametrize("write", [text, lambda rows: text(rows, header=True), binary])
def test_odd_words_are_words(opened, write):
    rows = {word: [place + 0.5, -place] for place, word in enumerate(ODD)}
    assert same(opened(write(rows)).vectors, rows)


def test_a_word_may_have_spaces_in_it(opened):
    rows = {"the": [1.0, 2.0], "at name@domain.com": [3.0, 4.0], ". . .": [5.0, 6.0], "end": [7.0, 8.0]}
    assert same(opened(text(rows)).vectors, rows)
    assert same(opened(text(rows, header=True)).vectors, rows)


def test_numbers_are_read_to_the_last_bit(opened):
    values = np.random.default_rng(0).normal(size=(200, 7)).astype(np.float32)
    lines = "".join(f"w{row} {' '.join(map(str, line))}\n" for row, line in enumerate(values))
    assert np.array_equal(opened(lines.encode()).vectors.vectors, values)


def test_many_chunks_are_one_file(opened, monkeypatch):
    monkeypatch.setattr(textual, "CHUNK", 100)
    rows = {f"w{place}": [place / 8, -place] for place in range(300)} | {"two words": [1.0, 2.0]}
    assert same(opened(text(rows)).vectors, rows)


def test_a_word_that_comes_twice_counts_once_and_is_told(opened, monkeypatch):
    monkeypatch.setattr(textual, "CHUNK", 60)
    monkeypatch.setattr(cache, "ROWS", 7)
    rows = [("a", [1.0]), ("b", [2.0]), ("a", [3.0]), *((f"w{place}", [0.5]) for place in range(50)), ("b", [4.0]), ("a", [5.0])]
    for header in (False, True):
        found = opened(text(rows, header=header))
        assert found.report.duplicates == 3 and found.vectors["a"] == 1 and found.vectors["b"] == 2
        assert len(found.vectors) == 52 and found.report.notes() == (
            "3 words stand there more than once: the first of each counts.",
        )
        assert same(found.vectors, dict([*rows[:2], *rows[3:-2]]))
        assert sorted(path.name for path in found.folder.iterdir()) == ["about.json", "norms.npy", "vectors.npy", "words.txt"]


def test_two_words_with_one_hash_are_two_words(opened, monkeypatch):
    monkeypatch.setattr(cache, "repeated", lambda hashes: True)
    found = opened(text(ROWS))
    assert same(found.vectors, ROWS) and found.report.duplicates == 0


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b" \n", b" \r\n", b"\n\n", b"\r\n \r\n"])
@pytest.mark.parametrize("size", [30, 61, 10_000])
def test_lines_may_end_in_other_ways(opened, monkeypatch, end, size):
    monkeypatch.setattr(textual, "CHUNK", size)
    rows = {f"w{place}": [place / 8, -place] for place in range(50)}
    lines = end if end.count(b"\n") == 1 else b"\n"
    data = text(rows).replace(b"\n", lines)
    assert same(opened(data.removesuffix(lines) + end).vectors, rows)
    with pytest.raises(Refusal, match="^Line 41 has 1 number where 2 are due"):
        opened(data.replace(b"w40 5.0", b"w40"))


def test_a_lone_carriage_return_ends_no_line(opened):
    with pytest.raises(Refusal, match="^Line 2 "):
        opened(b"a 1 2\nb 3 4\rc 5 6\nd 7 8\n")


BROKEN = {
    "too short": (text(ROWS).replace(b" 1.25", b""), "Line 3 has 2 numbers where 3 are due"),
    "too long": (text(ROWS).replace(b" 1.25", b" 1.25 7"), "Line 3 has 4 numbers where 3 are due"),
    "no number": (text(ROWS).replace(b" 1.25", b" 1,25"), "Line 3 has “1,25”, which is no number"),
    "python's own": (text(ROWS).replace(b" 1.25", b" 1_2"), "Line 3 has “1_2”, which is no number"),
    "nan": (text(ROWS).replace(b" 1.25", b" nan"), "Line 3 has “nan”, which is not finite"),
    "infinite": (text(ROWS).replace(b" 1.25", b" -inf"), "Line 3 has “-inf”, which is not finite"),
    "too large": (text(ROWS).replace(b" 1.25", b" 1e39"), "Line 3 has 1e39, which is too large"),
    "blank line": (text(ROWS).replace(b"man 1.0 1.25", b"\nman 1.0 1.25", 1), "Line 3 is blank"),
    "no word": (text(ROWS).replace(b"man 1.0 1.25", b" 1.0 1.25", 1), "Line 3 has no word"),
    "two spaces": (text(ROWS).replace(b" 1.25", b"  1.25"), "Line 3 has two spaces in a row"),
    "fewer than promised": (text(ROWS, header=True).replace(b"4 3", b"5 3"), "promises 5 words, and the file holds 4"),
    "more than promised": (text(ROWS, header=True).replace(b"4 3", b"3 3"), "promises 3 words, and the file holds 4"),
    "other dimensions": (text(ROWS, header=True).replace(b"4 3", b"4 2"), "Line 2 has 3 numbers where 2 are due"),
    "header alone": (b"4 3\n", "promises 4 words, and the file holds 0"),
    "nothing promised": (b"0 3\nking 1 2 3\n", "promises 0 words"),
    "latin-1": ("caf\xe9 1 2\n".encode("latin-1"), "Byte 4 of line 1 \\(0xe9\\) is not UTF-8"),
    "utf-16": ("king 1 2\n".encode("utf-16"), "UTF-16"),
    "prose": (b"It was the best of times\nit was the worst\n", "no number"),
    "one word a line": (b"king\nqueen\n", "no word vectors that are known here"),
    "empty": (b"", "is empty"),
    "blank": (b"\n\n", "holds no words"),
    "cut in the middle": (binary(ROWS)[:-9], "ends at byte 68, in the middle of word 4 of 4"),
    "cut before a word": (binary(ROWS)[:40], "in the middle of word 3 of 4"),
    "more after the last": (binary(ROWS) + b"x", "promises 4 words, and more follows them at byte 78"),
    "binary nan": (binary({**ROWS, "man": [1.0, np.nan, 0.0]}), "number at byte 50 \\(“man”, number 2\\) is nan"),
    "binary latin-1": (binary(ROWS).replace(b"queen", b"qu\xe9en"), "word at byte 22 is not UTF-8"),
    "another binary": (b"\x7fELF" + bytes(100), "no word vectors that are known here"),
    "pickle": (pickle.dumps({"king": [1, 2]}), "pickle"),
    "packed pickle": (gzip.compress(pickle.dumps([1])), "pickle"),
    "zipped pickle": (zipped(("vectors.txt", pickle.dumps([1]))), "pickle"),
    "a torch file": (zipped(("archive/data.pkl", b"x"), ("archive/data/0", b"x")), "pickle"),
    "packed twice": (gzip.compress(gzip.compress(text(ROWS))), "another archive"),
    "cut archive": (gzip.compress(text(ROWS) * 50)[:-20], "damaged"),
    "archive of noise": (b"\x1f\x8b" + bytes(range(200)), "damaged"),
    "cut zip": (zipped(("v.txt", text(ROWS)))[:-30], "damaged"),
    "zip of several": (zipped(("a.txt", text(ROWS)), ("b.txt", text(ROWS))), "2 files \\(a.txt, b.txt\\)"),
    "zip of nothing": (zipped(("folder/", b"")), "no file"),
    "absolute path": (zipped(("/etc/passwd", text(ROWS))), "absolute path"),
    "path upwards": (zipped(("../v.txt", text(ROWS))), "absolute path"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_is_refused_with_the_place_and_leaves_nothing_behind(opened, tmp_path, case):
    data, said = BROKEN[case]
    with pytest.raises(Refusal, match=said) as refused:
        opened(data)
    assert refused.value.field == ("encoding" if "latin" in case else "vectors")
    left = [path for path in (tmp_path / "home" / FOLDER).rglob("*") if path.is_file()]
    assert left == []


def test_latin_1_is_read_when_it_is_asked_for(opened):
    assert opened("caf\xe9 1 2\nna\xefve 3 4\n".encode("latin-1"), encoding="latin-1").vectors.index_to_key == ["café", "naïve"]
    assert opened(binary({"x": [1.0]}).replace(b"x", b"\xe9"), encoding="latin-1").vectors.index_to_key == ["é"]
    with pytest.raises(Refusal, match="no encoding called"):
        opened(text(ROWS), encoding="rot13")


@pytest.mark.parametrize(
    ("limits", "said"),
    [(Limits(bytes=50), "50|0 MB"), (Limits(words=3), "more than 3 words"), (Limits(dimensions=2), "3 numbers each: at most 2")],
)
def test_there_is_a_limit_to_everything(opened, limits, said):
    for data in FORMATS.values():
        with pytest.raises(Refusal, match=said):
            opened(data, limits=limits)


def test_an_archive_is_not_unpacked_past_the_limit(opened, monkeypatch):
    taken = []
    read = gzip.GzipFile.read
    monkeypatch.setattr(gzip.GzipFile, "read", lambda self, size=-1: taken.append(size) or read(self, size))
    with pytest.raises(Refusal, match="unpacks to more than 3 MB"):
        opened(gzip.compress(text({"w": [1.0] * 50}) * 200_000), limits=Limits(bytes=3_000_000))
    assert 3_000_000 <= sum(taken) < 6_000_000


def test_a_line_without_an_end_is_not_read_to_its_end(opened):
    with pytest.raises(Refusal, match="Line 2 is longer than"):
        opened(b"a 1 2\nb " + b"1 " * 2_000_000)
    with pytest.raises(Refusal, match="no word vectors that are known"):
        opened(b"b " + b"1 " * 2_000_000)


def test_what_was_read_is_mapped_into_memory_the_next_time_whatever_the_file_is_called(tmp_path, monkeypatch):
    (tmp_path / "one").write_bytes(text(ROWS))
    first = open_vectors(tmp_path / "one", tmp_path / "home")
    shutil.copy(tmp_path / "one", tmp_path / "two")
    monkeypatch.setattr("playground.vectors.files.read_anew", lambda *_: pytest.fail("read again"))
    again = open_vectors(tmp_path / "two", tmp_path / "home")
    assert again.report == first.report and again.folder == first.folder and same(again.vectors, ROWS)
    assert isinstance(again.vectors.vectors.base, np.memmap) and not again.vectors.vectors.flags.writeable
    assert np.allclose(again.vectors.norms, np.linalg.norm(list(ROWS.values()), axis=1))


def test_a_file_that_changed_is_read_again(tmp_path):
    path = tmp_path / "one"
    for value in ("1.0", "2.0", "3.0"):  # the same size, within the same second
        path.write_text(f"a {value}\n")
        assert open_vectors(path, tmp_path / "home").vectors["a"] == float(value)


@pytest.mark.parametrize("part", ["vectors.npy", "words.txt", "about.json", "norms.npy"])
def test_a_damaged_cache_is_made_anew(opened, part):
    folder = opened(text(ROWS)).folder
    (folder / part).write_bytes((folder / part).read_bytes()[:-5])
    assert same(opened(text(ROWS)).vectors, ROWS)
    (folder / part).unlink()
    assert same(opened(text(ROWS)).vectors, ROWS) and json.loads((folder / "about.json").read_text())["words"] == 4


def test_progress_is_told_in_bytes_of_the_file(opened, monkeypatch):
    monkeypatch.setattr(textual, "CHUNK", 5_000)
    seen, data = [], text({f"w{place}": [float(place)] for place in range(2000)})
    opened(data, progress=lambda done, size: seen.append((done, size)))
    assert seen == sorted(seen) and seen[0][0] > 0 and seen[-1] == (len(data), len(data))


words = st.text(
    st.characters(codec="utf-8", exclude_characters="\n\r \x00", exclude_categories=("Cc", "Cs")), min_size=1, max_size=8
)
numbers = st.floats(-1e6, 1e6, width=32)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_vectors_come_back_as_they_were_written(opened, data):
    dimensions = data.draw(st.integers(1, 5))
    found = data.draw(st.lists(words, min_size=1, max_size=8, unique=True))
    rows = {word: data.draw(st.lists(numbers, min_size=dimensions, max_size=dimensions)) for word in found}
    for written in (text(rows), text(rows, header=True), binary(rows)):
        assert same(opened(written).vectors, rows)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([*FORMATS.values(), *(pack(FASTTEXT) for pack in PACKED.values())]), st.data())
def test_whatever_bytes_come_it_is_vectors_or_one_sentence(opened, seed, data):
    mangled = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(mangled)))
        mangled[start : start + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
    try:
        found = opened(bytes(mangled)).vectors
    except Refusal as refusal:
        assert len(str(refusal).splitlines()) == 1
    else:
        assert len(found) and np.isfinite(found.vectors).all() and found.vectors.shape == (len(found), found.vector_size)


@pytest.mark.parametrize("name", ["glove.6B.50d.subset.txt.gz", "word2vec.common-english.300d.bin"])
def test_real_files_equal_what_gensim_reads(tmp_path, name):
    path = DATA / "embeddings" / name
    if not path.is_file():
        pytest.skip(f"{name} is not here: set UNROLLED_DATA to the folder that holds embeddings/")
    binary = name.endswith(".bin")
    theirs = KeyedVectors.load_word2vec_format(str(path), binary=binary, no_header=not binary, limit=None)
    ours = open_vectors(path, tmp_path).vectors
    assert ours.index_to_key == theirs.index_to_key and np.allclose(ours.vectors, theirs.vectors, rtol=1e-6)
    assert dict(ours.most_similar("king", topn=20)) == pytest.approx(dict(theirs.most_similar("king", topn=20)), rel=1e-5)
    assert ours.get_vecattr("king", "count") == theirs.get_vecattr("king", "count")


def test_a_tiny_binary_without_a_control_character_is_no_text(opened):
    rows = {"0": [float(np.float32(0.02))]}  # its bytes begin with a line break
    assert opened(binary(rows)).report.format == "word2vec-binary" and same(opened(binary(rows)).vectors, rows)


def test_a_refusal_is_one_line_whatever_it_quotes():
    assert str(Refusal("The word “a\x0bb\u2028c” is wrong.")) == "The word “a b c” is wrong."
