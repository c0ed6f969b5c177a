"""The command line: `python -m playground` opens the app, `python -m playground train …` does the same work without a browser."""

import argparse
import importlib
import os
import sys
from typing import NoReturn

from playground.errors import Refusal

COMMANDS = {
    "serve": "open the app in a browser (what happens without a command)",
    "train": "train a language model",
    "sample": "let a trained model write",
    "complete": "complete the word that a text ends with, or propose the next",
    "score": "say how likely sentences are",
    "ngram": "count n-grams of a text and measure how well they predict",
    "gradients": "measure how fast a gradient fades on its way back through time",
    "connectivity": "show how much each token of a text mattered for each prediction",
    "memory": "train small networks to remember over a gap, and test how far they can",
    "neighbours": "show the words nearest to a word",
    "analogy": "answer “A is to B as C is to …” by arithmetic with word vectors",
    "project": "place words on a plane or in a room, by PCA or t-SNE",
    "evaluate": "test word vectors with analogies, or with pairs of words that people have judged",
    "vectors": "inspect a file of word vectors",
    "truncation": "train small networks that differ in how far back their gradient flows",
    "sweep": "run every combination of a grid of settings, and say which was best",
    "runs": "list, show, export, import and delete runs",
    "examples": "train the bundled examples again",
}

HELP = ("-h", "--help")


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line on stderr and exit status 2."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is."""
        refuse(f"{message} (see {self.prog} --help)")


def refuse(message: str) -> NoReturn:
    """Print one line on stderr and leave with status 2."""
    print(" ".join(message.split()), file=sys.stderr)
    raise SystemExit(2)


def main(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    if arguments and arguments[0].startswith("-") and arguments[0] not in HELP:
        arguments = ["serve", *arguments]  # options alone are those of what happens without a command
    parser = Parser(prog="python -m playground", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", nargs="?", default="serve", choices=COMMANDS, metavar="command", help=summary())
    command, rest = parser.parse_args(arguments[:1]).command, arguments[1:]
    module = importlib.import_module(f"playground.commands.{command}")
    own = Parser(prog=f"python -m playground {command}", description=COMMANDS[command].capitalize() + ".")
    module.add_arguments(own)
    try:
        return module.run(own.parse_args(rest)) or 0
    except Refusal as refusal:
        refuse(str(refusal))
    except BrokenPipeError:  # the reader of our output has left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def summary() -> str:
    """Return the commands with what each does, for --help."""
    return "; ".join(f"{name}: {about}" for name, about in COMMANDS.items())


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # a shell may pass on bytes that are no text; JSON reads them so
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("Stopped by Ctrl-C.", file=sys.stderr)
        sys.exit(130)  # as a shell has it
