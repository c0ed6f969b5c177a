"""A server of our own on loopback, and a visitor who speaks its protocol without a browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).parents[1]
SHORT, LARGE = 100, 10_000  # bytes: of the message that ends a rerun, at most; of what a browser keeps, at least
PATIENCE = 60.0  # seconds to wait for the server or a script before giving up


@dataclass(frozen=True)
class Site:
    """A running server: its process and its port."""

    process: subprocess.Popen
    port: int
    home: Path

    @property
    def address(self) -> str:
        """Return the address of its first page."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def site(home: Path, **limits: object) -> Iterator[Site]:
    """Start the app with an empty home folder and end it afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {f"PLAYGROUND_{name.upper()}": str(value) for name, value in {"home": home, **limits}.items()}
    command = [sys.executable, "-m", "playground", "serve", "--port", str(port), "--no-browser"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **variables}, stdout=subprocess.DEVNULL)
    try:
        wait_for_health(port)
        yield Site(process, port, home)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for_health(port: int) -> None:
    """Return once the server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the server did not start")


@contextmanager
def visitor(place: Site, cookie: str = "") -> Iterator["Visitor"]:
    """Open a session as a browser would, without drawing anything; `cookie` says whose it is."""
    address, headers = f"ws://127.0.0.1:{place.port}/_stcore/stream", {"Cookie": cookie} if cookie else {}
    with connect(address, subprotocols=["streamlit"], max_size=None, additional_headers=headers) as socket_:
        yield Visitor(socket_)


class Visitor:
    """Reruns pages over the websocket and waits for each to finish; keeps what a browser keeps, and says so as a browser does."""

    def __init__(self, connection: ClientConnection):
        self.connection = connection
        self.kept: set[str] = set()

    def rerun(self, page: str = "", query: str = "") -> float:
        """Run a page's script and return the seconds from the request to its last message."""
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = page, query
        message.rerun_script.cached_message_hashes.extend(self.kept)
        large, started = [], time.perf_counter()
        self.connection.send(message.SerializeToString())
        while not finished(answer := self.connection.recv(timeout=PATIENCE)):
            if len(answer) >= LARGE:
                large.append(answer)
        seconds = time.perf_counter() - started
        self.kept |= {known.hash for known in map(ForwardMsg.FromString, large) if known.metadata.cacheable}
        return seconds


def finished(answer: bytes) -> bool:
    """Tell whether this message ends a rerun; only one as short is unpacked, for a visitor must not take the server's time."""
    return len(answer) < SHORT and ForwardMsg.FromString(answer).WhichOneof("type") == "script_finished"
