"""Where vectors come from: what is bundled, the host's folder, a visitor's own; each by name."""

import json
from dataclasses import replace

import numpy as np
import pytest

from playground.errors import Refusal
from playground.runs import folder
from playground.settings import Settings
from playground.vectors.catalogue import CATALOGUE
from playground.vectors.hosted import HOSTED
from playground.vectors.sources import VECTOR_SOURCES, find_vectors, load_vectors, offers
from playground.vectors.uploads import KEPT, forget_upload, keep_upload, uploads
from playground.vectors.vectorset import Offer, Place, VectorSet
from playground.vectors.wheel import FILES
from tests.vectors.conftest import ROWS, binary, same, text

FETCHED = set(CATALOGUE)
ME, YOU = "a" * 64, "b" * 64


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "EXAMPLES", tmp_path / "examples")
    (tmp_path / "vectors").mkdir()
    return Place(Settings(home=tmp_path / "home", vectors=str(tmp_path / "vectors")), ME)


def bundle(place: Place, name: str, dtype=np.float32, **about) -> None:
    target = folder.EXAMPLES / "vectors" / name
    target.mkdir(parents=True)
    np.save(target / "vectors.npy", np.array(list(ROWS.values()), dtype))
    (target / "words.txt").write_text("\n".join(ROWS) + "\n")
    (target / "about.json").write_text(json.dumps(about))


def test_nothing_is_offered_where_nothing_is(place):
    assert set(offers(place)) == set(FILES) | FETCHED
    with pytest.raises(Refusal, match="no set of vectors called “nope”") as refused:
        load_vectors("nope", place)
    assert refused.value.field == "vectors"


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_a_bundled_folder_is_a_set(place, dtype):
    bundle(place, "tiny", dtype, title="Tiny", about="Four words.", source="the tests", licence="none", seed=1)
    found = load_vectors("tiny", place)
    assert (found.name, found.title, found.about, found.source, found.licence) == (
        "tiny",
        "Tiny",
        "Four words.",
        "the tests",
        "none",
    )
    assert same(found.vectors, ROWS) and found.vectors.vectors.dtype == np.float32
    assert found.vectors.most_similar("king", topn=1)[0][0] == "man"


def test_a_bundled_folder_that_is_damaged_is_refused(place):
    bundle(place, "tiny")
    (folder.EXAMPLES / "vectors/tiny/words.txt").write_text("one\ntwo\n")
    with pytest.raises(Refusal, match="tiny are damaged"):
        load_vectors("tiny", place)


def test_every_file_of_the_hosts_folder_is_offered(place, tmp_path):
    (tmp_path / "vectors/glove tiny.txt").write_bytes(text(ROWS))
    (tmp_path / "vectors/.hidden").write_bytes(text(ROWS))
    (tmp_path / "vectors/folder").mkdir()
    assert [name for name in offers(place) if name not in set(FILES) | FETCHED] == [HOSTED + "glove-tiny.txt"]
    found = load_vectors("host-glove-tiny.txt", place)
    assert same(found.vectors, ROWS) and found.title == "glove tiny.txt"
    before = offers(place)[found.name].version
    (tmp_path / "vectors/glove tiny.txt").write_bytes(text(ROWS) * 2)
    assert offers(place)[found.name].version != before
    assert load_vectors(found.name, place).notes == ("4 words stand there more than once: the first of each counts.",)


def test_an_upload_belongs_to_its_visitor(place):
    name = keep_upload(binary(ROWS), "../../mine.bin", place)
    found = load_vectors(name, place)
    assert same(found.vectors, ROWS) and found.title == "mine.bin" and found.name == name
    for other in (YOU, "", "../" + ME, ME.upper()):
        assert not uploads(replace(place, visitor=other))
    theirs = replace(place, visitor=YOU)
    assert keep_upload(binary(ROWS), "same.bin", theirs) == name and load_vectors(name, theirs).title == "same.bin"
    forget_upload(name, place)
    assert set(offers(place)) == set(FILES) | FETCHED and load_vectors(name, theirs)


def test_a_broken_upload_leaves_the_others(place, tmp_path):
    name = keep_upload(text(ROWS), "mine.txt", place)
    with pytest.raises(Refusal, match="Line 2 has 2 numbers"):
        keep_upload(text(ROWS).replace(b"-1.0 ", b"", 1), "broken.txt", place)
    assert list(uploads(place)) == [name] and not list((tmp_path / "home/vectors").glob(".draft*"))


def test_an_upload_may_not_unpack_to_more_than_the_host_allows(place):
    small = replace(place, host=replace(place.host, max_vector_bytes=60))
    with pytest.raises(Refusal, match="larger than 0 MB"):
        keep_upload(text(ROWS), "mine.txt", small)


def test_the_oldest_uploads_go_first(place):
    names = [keep_upload(f"a {number} 1\n".encode(), f"{number}.txt", place) for number in range(KEPT + 2)]
    assert set(uploads(place)) == set(names[2:])


def test_a_new_source_is_a_function_and_a_line(place, monkeypatch):
    mine = VectorSet("mine", "Mine", "", "", "", None)
    monkeypatch.setitem(VECTOR_SOURCES, "mine", lambda place: {"mine": Offer("Mine", "", "", "", lambda progress: mine)})
    assert load_vectors("mine", place) is mine


def test_the_command_line_takes_a_name_or_a_path(place, tmp_path):
    bundle(place, "tiny")
    (tmp_path / "some.txt").write_bytes(text(ROWS))
    assert find_vectors("tiny", place).name == "tiny"
    assert same(find_vectors(str(tmp_path / "some.txt"), place).vectors, ROWS)
    with pytest.raises(Refusal, match="no set of vectors"):
        find_vectors(str(tmp_path / "none.txt"), place)
