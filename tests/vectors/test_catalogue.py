"""Pretrained vectors that are fetched: from a server on this machine that sends them whole, cut, wrong, or not at all."""

import gzip
import hashlib
import re
import threading
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from playground.errors import Refusal
from playground.settings import Settings
from playground.vectors import catalogue, fetching
from playground.vectors.catalogue import CATALOGUE, Entry
from playground.vectors.fetching import PART, Remote, fetch_file
from playground.vectors.sources import load_vectors, offers
from playground.vectors.vectorset import Place
from tests.vectors.conftest import ROWS, same, text

DATA = gzip.compress(text(ROWS, header=True), mtime=0)
LONG = bytes(range(256)) * 2_000


class Answers(BaseHTTPRequestHandler):
    """Sends `LONG` or, where a set is asked for, `DATA`; from the byte that is asked for on, or as its path says."""

    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Range")))
        body = DATA if self.path.endswith(".gz") else LONG
        if self.path == "/gone":
            return self.send_error(404)
        start = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        part = body[int(start[1]) :] if start and self.path != "/deaf" else body
        self.send_response(206 if start and self.path != "/deaf" else 200)
        self.send_header("Content-Length", str(len(part) + (self.path == "/more")))
        self.end_headers()
        with suppress(ConnectionError):
            self.wfile.write(
                {"/cut": part[: len(part) // 2], "/wrong": part[:-1] + b"?", "/more": part + b"?"}.get(self.path, part)
            )

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        running.asked = []
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")


def remote(server, path: str) -> Remote:
    address = f"http://127.0.0.1:{server.server_address[1]}{path}"
    return Remote("The set", address, len(LONG), hashlib.md5(LONG).hexdigest(), timeout=2)


def test_a_file_is_fetched_once_with_its_progress(server, tmp_path):
    target, seen = tmp_path / "deep" / "set.gz", []
    assert fetch_file(remote(server, "/good"), target, lambda done, size: seen.append((done, size))).read_bytes() == LONG
    assert seen == sorted(seen) and seen[-1] == (len(LONG), len(LONG))
    asked = len(server.asked)
    assert fetch_file(remote(server, "/good"), target) == target and len(server.asked) == asked
    assert [path.name for path in target.parent.iterdir()] == ["set.gz"]


def test_what_was_cut_goes_on_where_it_ended(server, tmp_path):
    target = tmp_path / "set.gz"
    with pytest.raises(Refusal, match=r"incomplete \(256,000 of 512,000 bytes\): try again"):
        fetch_file(remote(server, "/cut"), target)
    assert not target.exists()
    assert fetch_file(remote(server, "/good"), target).read_bytes() == LONG and server.asked[-1] == ("/good", "bytes=256000-")


def test_a_server_that_begins_anew_is_followed(server, tmp_path):
    (tmp_path / f"set.gz{PART}").write_bytes(b"x" * 1000)
    assert fetch_file(remote(server, "/deaf"), tmp_path / "set.gz").read_bytes() == LONG


@pytest.mark.parametrize("path", ["/wrong", "/more"])
def test_what_is_not_the_file_is_refused_and_not_kept(server, tmp_path, path):
    with pytest.raises(Refusal, match="not the expected file") as refused:
        fetch_file(remote(server, path), tmp_path / "set.gz")
    assert refused.value.field == "vectors" and list(tmp_path.iterdir()) == []
    assert fetch_file(remote(server, "/good"), tmp_path / "set.gz").read_bytes() == LONG


def test_an_address_that_is_gone_and_no_internet_are_one_sentence(server, tmp_path):
    with pytest.raises(Refusal, match="answers with error 404"):
        fetch_file(remote(server, "/gone"), tmp_path / "set.gz")
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as closed:
        offline = replace(remote(server, "/good"), url=f"http://127.0.0.1:{closed.server_address[1]}/good")
    with pytest.raises(Refusal, match="no internet connection. Other vectors work without one"):
        fetch_file(offline, tmp_path / "set.gz")


def test_two_do_not_fetch_the_same_at_once(server, tmp_path):
    target = tmp_path / "set.gz"
    with fetching.alone(tmp_path / f"set.gz{PART}", remote(server, "/good")), pytest.raises(Refusal, match="for somebody else"):
        fetch_file(remote(server, "/good"), target)
    assert fetch_file(remote(server, "/good"), target).exists()


def test_a_set_is_offered_with_size_and_licence_fetched_and_read_by_our_own_reader(server, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "ADDRESS", f"http://127.0.0.1:{server.server_address[1]}")
    entry = Entry("Tiny", "nothing", 4, 3, len(DATA), hashlib.md5(DATA).hexdigest(), "public domain")
    monkeypatch.setitem(CATALOGUE, "tiny-3", entry)
    place = Place(Settings(home=tmp_path))
    before = offers(place)["tiny-3"]
    assert before.online and before.size == len(DATA) and before.licence == "public domain" and "4 words in 3" in before.about
    asked = len(server.asked)
    assert same(load_vectors("tiny-3", place).vectors, ROWS) and not offers(place)["tiny-3"].online
    assert server.asked[asked:] == [("/tiny-3/tiny-3.gz", None)]  # and not the program beside it


def test_what_is_larger_than_the_site_allows_is_offered_and_not_fetched(server, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "ADDRESS", f"http://127.0.0.1:{server.server_address[1]}")
    small, asked = Place(Settings(home=tmp_path, max_fetched_bytes=100_000_000)), len(server.asked)
    assert [name for name, offer in offers(small).items() if offer.online and not offer.barred] == ["glove-wiki-gigaword-50"]
    with pytest.raises(Refusal, match="has 1,744 MB, and this site fetches 100 MB at most"):
        load_vectors("word2vec-google-news-300", small)
    assert len(server.asked) == asked


def test_what_somebody_brought_into_the_folder_is_there_whatever_its_size(tmp_path, monkeypatch):
    entry = Entry("Tiny", "nothing", 4, 3, len(DATA), hashlib.md5(DATA).hexdigest(), "public domain")
    monkeypatch.setitem(CATALOGUE, "tiny-3", entry)
    (tmp_path / catalogue.FOLDER).mkdir()
    (tmp_path / catalogue.FOLDER / "tiny-3.gz").write_bytes(DATA)
    assert same(load_vectors("tiny-3", Place(Settings(home=tmp_path, max_fetched_bytes=1))).vectors, ROWS)


def test_the_catalogue_names_a_digest_and_a_licence_for_each():
    assert all(re.fullmatch("[0-9a-f]{32}", entry.md5) and entry.licence for entry in CATALOGUE.values())
