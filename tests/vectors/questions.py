"""The Google analogy questions, and how many of them vectors answer: a second computation, in plain NumPy."""

from pathlib import Path

import gensim
import numpy as np

QUESTIONS = Path(gensim.__file__).parent / "test" / "test_data" / "questions-words.txt"


def questions():
    """Return the questions in lower case by section."""
    found = {}
    for line in QUESTIONS.read_text("utf-8").lower().splitlines():
        if line.startswith(":"):
            section = found.setdefault(line[2:].strip(), [])
        else:
            section.append(tuple(line.split()))
    return found


def accuracy(words, vectors):
    """Return for each section whose words are there the share answered right by b − a + c, and the number of questions."""
    rows = {word: row for row, word in enumerate(words)}
    unit = vectors.astype(np.float64)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    found = {}
    for section, asked in questions().items():
        known = np.array([[rows[word] for word in one] for one in asked if all(word in rows for word in one)])
        if not len(known):
            continue
        a, b, c, d = known.T
        scores = (unit[b] - unit[a] + unit[c]) @ unit.T
        for given in (a, b, c):
            scores[np.arange(len(known)), given] = -np.inf
        found[section] = float((scores.argmax(1) == d).mean()), len(known)
    return found
