"""What a model would have gone on with after each token of a text: the rows below the letters in Karpathy's figures (2015)."""

from collections.abc import Sequence

import numpy as np

from playground.language.predictors import Predictor
from playground.language.scoring import Candidate, read_rows

SHOWN = 5


def guesses(predictor: Predictor, row: Sequence[int], top: int = SHOWN) -> list[tuple[Candidate, ...]]:
    """Return the likeliest tokens after each token of a row, the likeliest first, read from the start."""
    if not row:
        return []
    (found,) = read_rows(predictor, [[*row, row[-1]]], top)  # what stands at a place is guessed before it is read
    names = predictor.vocabulary.tokens
    return [
        tuple(Candidate(names[number], float(chance)) for number, chance in zip(numbers, chances, strict=True))
        for numbers, chances in zip(found.best[1:], np.exp(found.best_scores[1:]), strict=True)
    ]
