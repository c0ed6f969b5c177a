"""The command line within this process: what a command prints, without the seconds that a new interpreter takes."""

import json

import pytest

from playground.__main__ import main
from playground.settings import settings


@pytest.fixture
def command(capsys, monkeypatch, tmp_path):
    """Run a command with a home folder of its own; return its stdout, or its stderr where it is refused."""
    monkeypatch.setenv("PLAYGROUND_HOME", str(tmp_path))
    settings.cache_clear()

    def run(*arguments, status=0):
        try:
            found = main([str(argument) for argument in arguments])
        except SystemExit as end:
            found = end.code
        printed = capsys.readouterr()
        assert found == status, printed.err
        return printed.err if status else printed.out

    yield run
    settings.cache_clear()


@pytest.fixture
def answer(command):
    """Run a command with --json and return what it prints."""
    return lambda *arguments: json.loads(command(*arguments, "--json"), parse_constant=pytest.fail)
