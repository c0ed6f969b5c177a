"""Word vectors: reading, neighbours, suggestions and the scorecard, beside gensim's on the same data in the same process."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import numpy as np
import torch
from gensim.models import KeyedVectors
from gensim.test.utils import datapath

from benchmarks.table import Row
from playground.vectors.cache import keyed
from playground.vectors.files import open_vectors
from playground.vectors.lookup import Suggester
from playground.vectors.questions import questions_named
from playground.vectors.scorecard import score_analogies
from playground.vectors.similarity import neighbours

WORDS, SIZE, ASKED = 400_000, 50, 10_000
ROUNDS, TYPED = 3, 300
PATTERNS = 4_000  # different rows of the file: what a row says does not matter to a reader
PEAK = """
import re, sys
from pathlib import Path
import gensim.models.keyedvectors
from playground.vectors.files import open_vectors
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
Path("/proc/self/clear_refs").write_text("5")  # else the peak is that of the process which started this one
before = peak()
found = open_vectors(Path(sys.argv[1]), Path(sys.argv[2]))
print(peak() - before)
"""


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def write_file(path: Path) -> None:
    """Write a file such as GloVe's of 6 billion tokens, in size and form."""
    draw = np.random.default_rng(1)
    rows = [" ".join(f"{value:.5g}" for value in row) for row in draw.normal(0, 0.5, (PATTERNS, SIZE))]
    names = spelled(WORDS)
    with path.open("w") as file:
        file.writelines(f"{name} {rows[place % PATTERNS]}\n" for place, name in enumerate(names))


def spelled(count: int) -> list[str]:
    """Return different words of three to nine letters."""
    draw, found = np.random.default_rng(2), {}
    while len(found) < count:
        for length, letters in zip(draw.integers(3, 10, 100_000), draw.integers(97, 123, (100_000, 9)), strict=True):
            found["".join(map(chr, letters[:length]))] = True
    return list(found)[:count]


def rows() -> Iterator[Row]:
    """Yield every figure."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_file(folder / "glove.txt")
        yield from reading(folder)
        found = open_vectors(folder / "glove.txt", folder / "home").vectors
        yield from asking(found)
    yield from scoring()


def reading(folder: Path) -> Iterator[Row]:
    """Yield what it takes to read the file, to open it again, and the memory of that."""
    path = folder / "glove.txt"
    theirs = seconds(lambda: KeyedVectors.load_word2vec_format(str(path), no_header=True))
    ours = median(seconds(lambda one=number: open_vectors(path, folder / f"home-{one}")) for number in range(ROUNDS))
    yield Row(f"reading GloVe text of {WORDS:,} × {SIZE} ({path.stat().st_size / 1e6:.0f} MB)", ours, "s")
    yield Row("gensim's load_word2vec_format", theirs, "s")
    yield Row("times faster", theirs / ours, "×", 12, more_is_better=True)
    again = median(seconds(lambda: open_vectors(path, folder / "home-0")) for _ in range(5))
    yield Row("opening it a second time", again, "s", 0.1)
    command = [sys.executable, "-c", PEAK, str(path), str(folder / "home-peak")]
    peak = 1024 * int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    words = 72 * WORDS  # bytes: a Python text and its place in a list
    yield Row("peak memory, less the words, as a share of the matrix", (peak - words) / (4 * WORDS * SIZE), "×", 1.4)


def asking(found: KeyedVectors) -> Iterator[Row]:
    """Yield what neighbours and suggestions take."""
    names = found.index_to_key
    theirs = keyed(names, np.array(found.vectors), np.array(found.norms))
    theirs.key_to_index = found.key_to_index
    draw = np.random.default_rng(3)
    asked = [names[place] for place in draw.integers(0, len(names), 40)]
    pairs = [
        (seconds(lambda one=word: neighbours(found, [one], 10)), seconds(lambda one=word: theirs.most_similar(one, topn=10)))
        for word in asked
    ]
    ours, gensims = (median(pair[side] for pair in pairs[5:]) for side in (0, 1))
    yield Row("ten neighbours, in turn with gensim's", 1000 * ours, "ms")
    yield Row("gensim's most_similar", 1000 * gensims, "ms")
    yield Row("ours as a share of gensim's", ours / gensims, "×", 1.0)
    suggester = Suggester(names)
    first = seconds(lambda: suggester.suggest("a", 8))
    typed = [names[place][: 1 + turn % 5] for turn, place in enumerate(draw.integers(0, len(names), TYPED))]
    times = sorted(seconds(lambda one=text: suggester.suggest(one, 8)) for text in typed)
    yield Row(f"suggestions over {WORDS:,} words, the first time", 1000 * first, "ms")
    yield Row("suggestions, 95 of 100 within", 1000 * times[int(0.95 * len(times))], "ms", 60)


def scoring() -> Iterator[Row]:
    """Yield what the 19,544 Google questions take among 10,000 words that hold most of theirs."""
    questions = questions_named("google")
    known = dict.fromkeys(word for section in questions.sections for question in section.questions for word in question)
    names = [*known, *(word for word in spelled(ASKED) if word not in known)][:ASKED]
    vectors = np.random.default_rng(4).normal(size=(len(names), SIZE)).astype(np.float32)
    found = keyed(names, vectors, np.linalg.norm(vectors, axis=1))
    file = datapath("questions-words.txt")
    ours = median(seconds(lambda: list(score_analogies(found, questions.sections))) for _ in range(ROUNDS))
    theirs = seconds(lambda: found.evaluate_word_analogies(file))
    yield Row(f"{19_544:,} questions among {ASKED:,} words", ours, "s")
    yield Row("gensim's evaluate_word_analogies", theirs, "s")
    yield Row("times faster", theirs / ours, "×", 5, more_is_better=True)
