"""Tasks that nothing but memory solves: what matters is read `gap` steps before the answer is due. `TASKS` names them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from playground.text.agreement import ANIMALS, NEAR, PLACES

CLOSE = 0.04  # an answer to the adding problem counts as right within this (Hochreiter & Schmidhuber 1997)
BEFORE, OUTER = 4, 2  # brackets before the one that is to be closed at most, and how many of them stay open
DEEPEST = 3  # brackets open at a time between that one and its partner


@dataclass(frozen=True)
class Examples:
    """Inputs (B, T, D) and, after the last step, the answers: class numbers (B,) int64, or numbers (B,) float32."""

    inputs: Tensor
    answers: Tensor


@dataclass(frozen=True)
class Answer:
    """A kind of answer: its loss, and how many outputs (B, O) are right, with the mean squared error where there is one."""

    loss: Callable[[Tensor, Tensor], Tensor]
    right: Callable[[Tensor, Tensor], Tensor]
    squared_error: Callable[[Tensor, Tensor], Tensor] | None = None


A_CLASS = Answer(F.cross_entropy, lambda outputs, answers: outputs.argmax(dim=1) == answers)
A_NUMBER = Answer(
    lambda outputs, answers: F.mse_loss(outputs[:, 0], answers),
    lambda outputs, answers: (outputs[:, 0] - answers).abs() < CLOSE,
    lambda outputs, answers: F.mse_loss(outputs[:, 0], answers),
)


@dataclass(frozen=True)
class Task:
    """One memory task. `draw(gap, count, generator)` makes examples; `chance` is the accuracy of the best guess without memory.

    `symbols` names the inputs one by one where they are symbols, `outcomes` the classes.
    """

    label: str
    about: str
    draw: Callable[[int, int, torch.Generator], Examples]
    inputs: int
    outputs: int
    chance: float
    kind: Answer = A_CLASS
    chance_squared_error: float | None = None
    symbols: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()

    def example(self, gap: int, seed: int) -> tuple[list[str], str]:
        """Return one example as people read it: its steps, and the answer."""
        drawn = self.draw(gap, 1, torch.Generator().manual_seed(seed))
        answer = drawn.answers[0].item()
        if not self.symbols:
            return [f"{value:.2f}{'*' * int(mark)}" for value, mark in drawn.inputs[0].tolist()], f"{answer:.2f}"
        return [self.symbols[number] for number in drawn.inputs[0].argmax(dim=1).tolist()], self.outcomes[answer]


def symbolic(ids: Tensor, kinds: int, answers: Tensor) -> Examples:
    """Return examples of symbols (B, T), each a one-hot input."""
    return Examples(F.one_hot(ids, kinds).float(), answers)


LETTERS = tuple("abcdefgh")
COPY_SYMBOLS = (*LETTERS, "·", "?")


def draw_copy(gap: int, count: int, generator: torch.Generator) -> Examples:
    """a · · · ? → a: a letter, silence, and a question mark `gap` steps after it."""
    letters = torch.randint(len(LETTERS), (count,), generator=generator)
    ids = torch.full((count, gap + 1), len(LETTERS))
    ids[:, 0], ids[:, -1] = letters, len(LETTERS) + 1
    return symbolic(ids, len(COPY_SYMBOLS), letters)


def draw_adding(gap: int, count: int, generator: torch.Generator) -> Examples:
    """0.31* 0.77 0.15* 0.42 → 0.46: the sum of two marked numbers of many, the first of them `gap` steps before the end."""
    values, marks = torch.rand(count, gap + 1, generator=generator), torch.zeros(count, gap + 1)
    second = torch.randint(1, gap + 1, (count,), generator=generator)
    marks[:, 0] = 1
    marks[torch.arange(count), second] = 1
    return Examples(torch.stack([values, marks], dim=2), (values * marks).sum(dim=1))


NOUNS = (*ANIMALS.words[:8], *PLACES.words[:4])
ADVERBS = "really", "often", "now"
WORDS = ("the", *NEAR, *ADVERBS, *(noun[0] for noun in NOUNS), *(noun[1] for noun in NOUNS))
FIRST_NEAR, FIRST_ADVERB, FIRST_NOUN = 1, 1 + len(NEAR), 1 + len(NEAR) + len(ADVERBS)


def draw_agreement(gap: int, count: int, generator: torch.Generator) -> Examples:
    """the cats near the dog by the wall often → are: the verb agrees with the noun `gap` words before, not with those between."""

    def some(first: int, kinds: int, columns: int = 1) -> Tensor:
        return first + torch.randint(kinds, (count, columns), generator=generator)

    phrases, padding = divmod(gap, 3)
    nouns = some(FIRST_NOUN, 2 * len(NOUNS), phrases)
    between = torch.stack([some(FIRST_NEAR, len(NEAR), phrases), torch.zeros_like(nouns), nouns], dim=2).flatten(1)
    subject = some(FIRST_NOUN, 2 * len(NOUNS))
    ids = torch.cat([torch.zeros_like(subject), subject, between, some(FIRST_ADVERB, len(ADVERBS), padding)], dim=1)
    return symbolic(ids, len(WORDS), (subject[:, 0] >= FIRST_NOUN + len(NOUNS)).long())


OPENING, CLOSING = tuple("([{"), tuple(")]}")
BRACKETS = (*OPENING, *CLOSING, "·")


def draw_brackets(gap: int, count: int, generator: torch.Generator) -> Examples:
    """[ ] { ( [ { } ] → ): which bracket closes the last one that is still open, opened `gap` steps before the end.

    What stands before it differs in length from one draw to the next, so that no place can be learned by heart; and it may leave
    brackets open that are not asked for.
    """
    chance = np.random.default_rng(int(torch.randint(2**31, (1,), generator=generator)))
    before, even = int(chance.integers(BEFORE + 1)), gap - gap % 2
    kinds, coins = chance.integers(len(OPENING), size=(count, before + 1 + even)), chance.random((count, before + 1 + even)) < 0.5
    ids, rows = np.full((count, before + 1 + gap), len(BRACKETS) - 1), np.arange(count)  # an odd gap ends in silence
    stack, depth, base = np.zeros((count, OUTER + 1 + DEEPEST), dtype=int), np.zeros(count, dtype=int), np.zeros(count, dtype=int)
    for step in range(before + 1 + even):
        most = base + min(DEEPEST, before + 1 + even - step) if step > before else OUTER
        opening = (coins[:, step] | (depth == base)) & (depth < most) | (step == before)
        stack[rows[opening], depth[opening]] = ids[opening, step] = kinds[opening, step]
        ids[~opening, step] = len(OPENING) + stack[rows[~opening], depth[~opening] - 1]
        depth += np.where(opening, 1, -1)
        base = depth.copy() if step == before else base
    return symbolic(torch.from_numpy(ids), len(BRACKETS), torch.from_numpy(stack[rows, base - 1]))


TASKS: dict[str, Task] = {
    "agreement": Task(
        label="Agreement",
        about="Is or are? The verb agrees with a noun far to its left, past other nouns.",
        draw=draw_agreement,
        inputs=len(WORDS),
        outputs=2,
        chance=1 / 2,
        symbols=WORDS,
        outcomes=("is", "are"),
    ),
    "copy": Task(
        label="Copying",
        about="Name the letter that was read before a long silence.",
        draw=draw_copy,
        inputs=len(COPY_SYMBOLS),
        outputs=len(LETTERS),
        chance=1 / len(LETTERS),
        symbols=COPY_SYMBOLS,
        outcomes=LETTERS,
    ),
    "adding": Task(
        label="Adding",
        about="Add two marked numbers among many; an answer within 0.04 is right.",
        draw=draw_adding,
        inputs=2,
        outputs=1,
        chance=2 * CLOSE - CLOSE**2,  # of always answering 1, the sum of two numbers being spread like a tent around it
        kind=A_NUMBER,
        chance_squared_error=1 / 6,
    ),
    "brackets": Task(
        label="Brackets",
        about="Which bracket closes next? The last one still open, past others opened and closed since.",
        draw=draw_brackets,
        inputs=len(BRACKETS),
        outputs=len(CLOSING),
        chance=1 / len(CLOSING),
        symbols=BRACKETS,
        outcomes=CLOSING,
    ),
}
