"""How much each earlier token mattered for each prediction: gradients of every position's logit in one pass backwards.

After Madsen, “Visualizing memorization in RNNs” (Distill 2019), for every position of any text at once.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from models.language_model import LanguageModel
from playground.controls import Described, check, choice, number
from playground.errors import Refusal
from playground.gradients.reverse import Scaled, record
from playground.text.vocabulary import Vocabulary

LONGEST = 500  # tokens
LARGEST_WORK = 1.2e11  # floating-point operations of one matrix, some seconds

LOGITS = {
    "predicted": "the token the network finds likeliest",
    "true": "the token that really follows (the likeliest after the last)",
}
MEASURES = {
    "gradient": "‖∂logit/∂embedding‖, how much a small change would matter",
    "gradient-input": "|∂logit/∂embedding · embedding|, how much this very token adds",
}


@dataclass(frozen=True)
class Looking(Described):
    """What is asked of a network about a text."""

    logit: str = choice("predicted", "Prediction", "Whose logit is followed back.", LOGITS)
    measure: str = choice("gradient", "Measure", "What counts as mattering.", MEASURES)
    candidates: int = number(5, "Candidates", "Likeliest next tokens listed at each position.", 1, 20)

    def __post_init__(self):
        check(self)


@dataclass(frozen=True)
class Candidate:
    """A token that might come next, and the probability the network gives it."""

    token: str
    probability: float


@dataclass(frozen=True)
class Connectivity:
    """What a network makes of a text: row i of `matrix` (T, T) is how much tokens 0 … i mattered for what comes after i.

    Beyond the diagonal is 0: nothing to come matters. `followed` names the token whose logit row i is about, `top` the likeliest
    tokens after each position.
    """

    tokens: tuple[str, ...]
    matrix: np.ndarray
    followed: tuple[str, ...]
    top: tuple[tuple[Candidate, ...], ...]

    def shares(self) -> np.ndarray:
        """Return the matrix with each row divided by its sum (T, T), so that rows compare."""
        sums = self.matrix.sum(axis=1, keepdims=True)
        return self.matrix / np.where(sums > 0, sums, 1.0)


@torch.no_grad()
def connectivity_matrix(model: LanguageModel, ids: Tensor, followed: Tensor, measure: str = "gradient") -> np.ndarray:
    """Return the matrix (T, T), float64, for token ids (T,) and the id (T,) whose logit is followed back from each position.

    The gradients of all positions go back side by side: T steps of up to T rows, in place of T passes.
    """
    x = model.embedding(ids)  # (T, E)
    tape, starts = record(model.recurrent, x[:, None]), model.output.weight[followed]  # (T, H)
    matrix = np.zeros((len(ids), len(ids)))
    for moment in tape.backwards(lambda t: starts[t : t + 1], inputs=True):
        matrix[moment.t :, moment.t] = measured(moment.inputs, x[moment.t], measure).flip(0).numpy()
    return matrix


def measured(gradients: Scaled, x: Tensor, measure: str) -> Tensor:
    """Return what gradients (R, E) with respect to one embedding x (E,) amount to, (R,) float64."""
    return torch.exp2(gradients.power) * AMOUNTS[measure](gradients.parts[0], x).double()


AMOUNTS = {
    "gradient": lambda gradients, x: torch.linalg.vector_norm(gradients, dim=-1),
    "gradient-input": lambda gradients, x: (gradients @ x).abs(),
}


@torch.no_grad()
def connectivity(model: LanguageModel, vocabulary: Vocabulary, text: str, looking: Looking | None = None) -> Connectivity:
    """Return what a language model in eval mode makes of a text of some tokens; raise `Refusal` at none or too many."""
    looking, tokens = looking or Looking(), readable_ids(vocabulary, text, longest_text(model))
    ids = torch.tensor(tokens)
    chances = torch.softmax(model(ids[None])[0][0].double(), dim=-1)  # (T, V)
    best = chances.topk(min(looking.candidates, chances.shape[-1]))
    followed = FOLLOWED[looking.logit](ids, best.indices[:, 0])
    top = tuple(
        tuple(Candidate(vocabulary.tokens[number], chance) for number, chance in zip(numbers, values, strict=True))
        for numbers, values in zip(best.indices.tolist(), best.values.tolist(), strict=True)
    )
    matrix = connectivity_matrix(model, ids, followed, looking.measure)
    name = lambda numbers: tuple(vocabulary.tokens[number] for number in numbers)  # noqa: E731
    return Connectivity(name(tokens), matrix, name(followed.tolist()), top)


FOLLOWED = {
    "predicted": lambda ids, best: best,
    "true": lambda ids, best: torch.cat([ids[1:], best[-1:]]),
}


def longest_text(model: LanguageModel) -> int:
    """Return how many tokens a model is asked about: 500, or fewer where T² / 2 steps of it would take too long."""
    size = sum(part.numel() for part in model.recurrent.parameters())
    return max(1, min(LONGEST, int(math.sqrt(LARGEST_WORK / size))))


def readable_ids(vocabulary: Vocabulary, text: str, longest: int = LONGEST) -> list[int]:
    """Return the token numbers of a text, at least one and at most `longest`."""
    if len(text) > 100 * LONGEST:
        raise Refusal(f"This text is too long: use up to {LONGEST} tokens.", "text")
    tokens = vocabulary.encode_text(text)
    if not tokens:
        raise Refusal("There is nothing to read: write at least one character.", "text")
    if len(tokens) > longest:
        raise Refusal(f"This text has {len(tokens):,} tokens: use up to {longest}.", "text")
    return tokens
