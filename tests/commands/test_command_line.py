"""The command line from outside: what it prints, what it refuses, and that it leaves no traceback."""

import json
import math
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from playground.__main__ import COMMANDS, main
from playground.language.experiment import CONTROLS
from playground.settings import settings

ROOT = Path(__file__).parents[2]
SMALL = ("--hidden", 16, "--embedding", 8, "--batch", 4, "--length", 16)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home folder of its own with a text in it."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "text.txt").write_text("A short text about a long day, and a longer night after it. " * 60)
    return folder


@pytest.fixture(scope="module")
def shell(home):
    """Run a command as a visitor's shell would; a new interpreter takes seconds."""

    def run(*arguments, status=0):
        command = [sys.executable, "-m", "playground", *map(str, arguments)]
        environment = {**os.environ, "PLAYGROUND_HOME": str(home), "PLAYGROUND_DATABASE_URL": ""}
        result = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=120)
        assert result.returncode == status, result.stderr
        return result

    return run


@pytest.fixture
def cli(home, monkeypatch, capsys):
    """Run a command in this process."""
    monkeypatch.setenv("PLAYGROUND_HOME", str(home))
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", "")
    settings.cache_clear()

    def run(*arguments, status=0):
        try:
            found = main([str(argument) for argument in arguments])
        except SystemExit as end:
            found = end.code or 0
        printed = capsys.readouterr()
        assert found == status, printed.err
        return subprocess.CompletedProcess(arguments, found, printed.out, printed.err)

    yield run
    settings.cache_clear()


@pytest.fixture(scope="module")
def trained(shell, home):
    """The lines of a small run, and the folder it was saved to."""
    folder = home / "saved"
    result = shell("train", "--corpus", home / "text.txt", "--cell", "lstm", "--steps", 20, *SMALL, "--save", folder, "--json")
    return [json.loads(line) for line in result.stdout.splitlines()], folder


def test_train_prints_every_step_the_validations_and_last_the_end(trained):
    lines, _ = trained
    steps = [line for line in lines if line["event"] == "step"]
    assert [line["step"] for line in steps] == list(range(1, 21))
    assert {"tokens", "seconds", "train_loss", "gradient_norm"} <= steps[0].keys()
    assert any(line["event"] == "validation" and line["validation_loss"] > 0 for line in lines)
    end = lines[-1]
    assert (end["event"], end["reason"], end["steps"], end["tokens"]) == ("end", "finished", 20, 20 * 64)
    assert end["tokens_per_second"] == pytest.approx(end["tokens"] / end["seconds"])
    assert end["validation_loss"] == [line for line in lines if line["event"] == "validation"][-1]["validation_loss"]
    vocabulary = 4 * 16  # rows of the LSTM's gates
    size = round((end["parameters"] - vocabulary * (8 + 16 + 2)) / (8 + 16 + 1))
    assert end["parameters"] == size * (8 + 16 + 1) + vocabulary * (8 + 16 + 2)
    assert steps[0]["train_loss"] == pytest.approx(math.log(size), rel=0.15)


def test_a_saved_run_writes_the_same_text_for_the_same_seed(trained, cli, shell):
    _, folder = trained
    arguments = ("sample", "--run", folder, "--prime", "A short", "--length", 80)
    first, second, other = (cli(*arguments, "--seed", seed).stdout for seed in (7, 7, 8))
    assert first == second == shell(*arguments, "--seed", 7).stdout != other
    assert first.startswith("A short") and len(first.rstrip("\n")) >= 80
    answer = json.loads(cli(*arguments, "--seed", 7, "--json").stdout)
    assert answer["prime"] + answer["text"] == first.removesuffix("\n")


def test_a_run_is_found_by_the_name_its_end_gives(trained, cli):
    lines, _ = trained
    assert cli("sample", "--run", lines[-1]["run"], "--length", 10).stdout


def test_without_json_there_is_a_progress_bar_and_a_sentence(cli, home):
    result = cli("train", "--corpus", home / "text.txt", "--steps", 5, *SMALL)
    assert "Finished" in result.stdout and "100%" in result.stderr


REFUSED = [
    ("train", "--corpus", "no-such-text"),
    ("train", "--corpus", "wikipedai"),
    ("train", "--cell", "quantum"),
    ("train", "--hidden", 10**9),
    ("train", "--hidden", "many"),
    ("train", "--length", 0),
    ("train", "--learning-rate", "nan"),
    ("train", "--steps", -5),
    ("train", "--steps", 5, "--tokens", 5),
    ("train", "--nonsense"),
    ("train", "--cell", "gru", "--forget-bias", 2),
    ("train", "--corpus", "dinosaurs", "--save", "/dev/null/run"),
    ("sample", "--run", "no-such-run"),
    ("sample", "--run", ".", "--temperature", "hot"),
    ("sample",),
    ("dance",),
    ("serve", "--port", 99999),
]


@pytest.mark.parametrize("arguments", REFUSED, ids=lambda arguments: " ".join(map(str, arguments)))
def test_bad_input_is_one_line_on_stderr_and_status_2(cli, arguments):
    result = cli(*arguments, status=2)
    assert len(result.stderr.splitlines()) == 1 and len(result.stderr) > 20
    assert "Traceback" not in result.stderr and result.stdout == ""


def test_a_new_interpreter_says_no_more_than_that(cli, shell):
    assert shell(*REFUSED[0], status=2).stderr == cli(*REFUSED[0], status=2).stderr


@pytest.mark.parametrize("content", [b"", b"a", b"   \n \n", b"\xff\xfe\x00\x01" * 200, b"PK\x03\x04" + bytes(500)], ids=repr)
def test_a_file_that_is_no_text_is_refused(cli, home, content):
    path = home / "bad.txt"
    path.write_bytes(content)
    assert len(cli("train", "--corpus", path, "--steps", 3, status=2).stderr.splitlines()) == 1


def test_a_run_that_this_machine_has_no_memory_for_is_refused(cli, monkeypatch):
    monkeypatch.setattr("playground.commands.train.machine_bytes", lambda: 4e9)
    huge = ("--hidden", 2048, "--layers", 4, "--batch", 512, "--length", 1024)
    said = cli("train", "--corpus", "dinosaurs", *huge, "--steps", 1, status=2).stderr
    assert "this machine has 4,000 MB" in said and len(said.splitlines()) == 1


def test_a_home_that_cannot_be_made_is_refused(cli, monkeypatch):
    monkeypatch.setenv("PLAYGROUND_HOME", "/dev/null/home")
    settings.cache_clear()
    assert "PLAYGROUND_HOME" in (said := cli("runs", "list", status=2).stderr) and len(said.splitlines()) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid"])
def test_an_address_that_cannot_be_listened_on_is_refused(cli, host):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = cli("serve", "--host", host, "--port", taken.getsockname()[1], status=2).stderr
    assert host in said and "choose another --port" in said and len(said.splitlines()) == 1


def test_options_without_a_command_are_those_of_the_app(cli):
    assert "choose one from 1 to 65535" in cli("--host", "0.0.0.0", "--port", 99999, "--no-browser", status=2).stderr
    assert "neighbours" in cli("--help").stdout and "serve" in cli("-h").stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(cli, command):
    assert "usage:" in cli(command, "--help").stdout


def test_every_setting_has_an_option(cli):
    text = cli("train", "--help").stdout
    assert all(control.help.split("%")[0] in " ".join(text.split()) for name, control in CONTROLS.items() if "budget" not in name)
