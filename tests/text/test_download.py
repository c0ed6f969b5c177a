"""Fetching, from a server on this machine that behaves well or badly."""

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from playground.errors import Refusal
from playground.text import corpora
from playground.text.corpora import load_corpus
from playground.text.download import Download, fetch, keep

DATA = b"To be, or not to be, that is the question.\n" * 5_000


class Answers(BaseHTTPRequestHandler):
    """A path is a way to behave."""

    bodies = {"/good": DATA, "/wrong": DATA[:-1] + b"?", "/large": DATA * 2, "/cut": DATA[:1000]}

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path not in self.bodies:
            return self.send_error(404)
        body = self.bodies[self.path]
        self.send_response(200)
        self.send_header("Content-Length", str(len(DATA if self.path == "/cut" else body)))
        self.end_headers()
        with suppress(ConnectionError):  # of a reader who has had enough
            self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        running.asked = []
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield running
        running.shutdown()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")


def download(server, path: str) -> Download:
    url = f"http://127.0.0.1:{server.server_address[1]}{path}"
    return Download("The play", url, len(DATA), hashlib.sha256(DATA).hexdigest(), timeout=2)


def test_a_file_is_fetched_once_and_kept(server, tmp_path):
    target, seen = tmp_path / "deep" / "play.txt", []
    assert fetch(download(server, "/good"), target, lambda done, total: seen.append((done, total))) == DATA
    assert seen[-1] == (len(DATA), len(DATA)) and seen == sorted(seen) and len(seen) > 1
    asked = len(server.asked)
    assert fetch(download(server, "/good"), target) == DATA and len(server.asked) == asked
    assert [path.name for path in target.parent.iterdir()] == ["play.txt"]


def test_a_damaged_file_is_fetched_again(server, tmp_path):
    (tmp_path / "play.txt").write_bytes(DATA[:500])
    assert fetch(download(server, "/good"), tmp_path / "play.txt") == DATA
    assert (tmp_path / "play.txt").read_bytes() == DATA


@pytest.mark.parametrize(
    ("path", "said"), [("/wrong", "not the expected"), ("/large", "not the expected"), ("/cut", "incomplete"), ("/gone", "404")]
)
def test_what_is_not_the_file_is_refused_and_not_kept(server, tmp_path, path, said):
    with pytest.raises(Refusal, match=said) as refused:
        fetch(download(server, path), tmp_path / "play.txt")
    assert refused.value.field == "corpus" and list(tmp_path.iterdir()) == []


def test_more_than_expected_is_not_even_read(server, tmp_path):
    seen = []
    with pytest.raises(Refusal):
        fetch(download(server, "/large"), tmp_path / "play.txt", lambda done, total: seen.append(done))
    assert max(seen) == len(DATA)


def test_without_internet_one_sentence_says_so(tmp_path, monkeypatch):
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as closed:
        url = f"http://127.0.0.1:{closed.server_address[1]}/good"
    offline = Download("Tiny Shakespeare", url, 10, "0" * 64, timeout=2)
    monkeypatch.setattr(corpora, "SHAKESPEARE", offline)
    with pytest.raises(Refusal) as refused:
        load_corpus("shakespeare", tmp_path)
    assert str(refused.value) == (
        "Tiny Shakespeare could not be fetched: there seems to be no internet connection. Every other text works without one."
    )


def test_two_who_write_at_once_leave_one_whole_file(tmp_path):
    bodies = [bytes([number]) * 1_000_000 for number in range(4)]
    with ThreadPoolExecutor(4) as writers:
        list(writers.map(lambda body: keep(tmp_path / "play.txt", body), bodies))
    assert [path.read_bytes() in bodies for path in tmp_path.iterdir()] == [True]


def test_a_server_that_takes_too_long_is_left(server, tmp_path):
    slow = Download("The play", download(server, "/good").url, len(DATA), "0" * 64, patience=0)
    with pytest.raises(Refusal, match="no internet"):
        fetch(slow, tmp_path / "play.txt")


def test_the_registry_fetches_its_online_text_through_the_same_door(server, tmp_path, monkeypatch):
    monkeypatch.setattr(corpora, "SHAKESPEARE", download(server, "/good"))
    seen = []
    corpus = load_corpus("shakespeare", tmp_path, lambda done, total: seen.append(done))
    assert corpus.text == DATA.decode() and seen[-1] == len(DATA)
    assert load_corpus("shakespeare", tmp_path) == corpus
