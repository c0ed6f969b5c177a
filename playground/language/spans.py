"""Find what a regular expression matches, in a process of its own that can be ended.

An expression can be written that takes longer than the age of the universe, and Python's `re` holds the interpreter lock all the
while: no thread could stop it. So this file is also a script, started anew for each search, which reads a request as JSON and
writes the places of the matches; it imports nothing of the playground, to start within a few hundredths of a second.
"""

import json
import re
import subprocess
import sys
from contextlib import suppress

SECONDS = 2.0  # until a search is given up
MEMORY = 1_000_000_000  # bytes that a search may take, where the system can tell
MOST = 200_000  # matches reported


def find_spans(expression: str, text: str) -> list[tuple[int, int]] | None:
    """Return the beginning and end of each match that is not empty, or None where the search takes too long or too much memory.

    Raises `re.error` where the expression is none, with what is wrong.
    """
    request = json.dumps({"expression": expression, "text": text})
    command = [sys.executable, "-I", "-S", __file__]
    try:
        done = subprocess.run(command, input=request.encode(), capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return None
    answer = json.loads(done.stdout)
    if "wrong" in answer:
        raise re.error(answer["wrong"])
    return [(start, stop) for start, stop in answer["spans"]]


def limit() -> None:
    """Let the system end this process where it takes too much, also when nobody waits for it any more."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS) + 1, int(SECONDS) + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def search(expression: str, text: str) -> dict:
    """Return the spans of all matches, or what is wrong with the expression."""
    try:
        found = re.compile(expression, re.MULTILINE)
    except (re.error, OverflowError, RecursionError) as error:
        return {"wrong": str(error)}
    spans = []
    for match in found.finditer(text):
        if match.end() > match.start():
            spans.append(match.span())
        if len(spans) == MOST:
            break
    return {"spans": spans}


if __name__ == "__main__":
    limit()
    given = json.loads(sys.stdin.buffer.read())
    print(json.dumps(search(given["expression"], given["text"])))
