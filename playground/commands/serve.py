"""`python -m playground`: open the app."""

import argparse
import os
import socket
from pathlib import Path

from playground.errors import Refusal

ENTRY = Path(__file__).parents[1] / "app.py"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where to listen."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 for every one (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8501, help="port to listen on (default 8501)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser window")


def run(arguments: argparse.Namespace) -> int:
    """Start the server; it speaks to this machine only unless --host says otherwise, and ends with Ctrl-C."""
    if not 0 < arguments.port < 65536:
        raise Refusal(f"Port {arguments.port} cannot be used: choose one from 1 to 65535.")
    check_free(arguments.host, arguments.port)
    os.chdir(ENTRY.parents[1])  # where .streamlit/config.toml lies
    from streamlit.web import cli

    from playground.ui.boot import boot, services

    boot()  # the first visitor need wait neither for the heavy imports
    services()  # nor for the workers
    headless = arguments.no_browser or not (os.environ.get("DISPLAY") or os.name == "nt" or os.uname().sysname == "Darwin")
    options = {"server.address": arguments.host, "server.port": arguments.port, "server.headless": str(headless).lower()}
    cli.main(["run", str(ENTRY), "--server.showEmailPrompt=false", *(f"--{key}={value}" for key, value in options.items())])
    return 0


def check_free(host: str, port: int) -> None:
    """Raise `Refusal` where nothing can listen there; Streamlit would find that out after the workers were started."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        why = str(error.strerror or error).partition(" (")[0]
        raise Refusal(f"The app cannot listen on {host}, port {port} ({why}): choose another --port, or --host.") from None
