"""`python -m benchmarks [NAME…]` prints the performance table; every row is measured on the real path, beside its rival."""

import importlib
import sys

SECTIONS = {
    "training": "an update of the weights against a bare PyTorch loop",
    "sampling": "characters per second against a loop over nn.GRU",
    "text": "n-grams, completions, sampled text and the search among units",
    "gradients": "decay curves, connectivity and their recording against plain passes backwards",
    "moving": "from a control moved on Decay to the painted figure, in real Chromium",
    "learning": "what the defaults reach on tiny Shakespeare",
    "vectors": "reading, neighbours, suggestions and the scorecard against gensim",
    "words": "the page Neighbours over 400,000 words: a key in its box, and a way on to a neighbour",
    "fuzzing": "bytes that nobody meant as vectors, found by atheris, against the reader",
    "maps": "the first picture of many words, and t-SNE against scikit-learn's",
    "server": "a visitor's rerun while two jobs train, memory, and the first loss",
    "typing": "from a key to the painted lists of four models, alone and while two jobs train",
    "byhand": "from a key to the painted page where something is changed by hand",
    "compare": "two hundred runs over each other: the first picture, and every click",
    "browser": "first content, throughput with the live page, and Stop, in real Chromium",
}


def main(wanted: list[str]) -> None:
    """Print the rows of the wanted sections, or of all."""
    for name in wanted or SECTIONS:
        print(f"\n{name}: {SECTIONS[name]}", flush=True)
        for row in importlib.import_module(f"benchmarks.{name}").rows():
            print(f"  {row}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
