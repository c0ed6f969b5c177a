"""Typing with completions: a text as it grows key by key, and what completions are worth on text that was never trained on."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from playground.errors import Refusal
from playground.language.completion import Completer, Completion
from playground.language.predictors import State, read_beginnings
from playground.text.words import LETTER

LONGEST_TEXT = 2_000  # characters that are kept with their states while somebody types
SHOWN = 3  # completions from which one is taken
KNOWN = 9  # accuracy is told for 0, 1, … letters known, fewer than this
STRETCHES, BEFORE = 16, 120  # places of the text where words are asked for, and characters read before the first of them
TOGETHER = 40  # words whose completions are searched at a time
WORD = re.compile(rf"(?<=\s)(?:(?![\d_]){LETTER}){{2,20}}(?!{LETTER}|['’-])")  # letters alone: one word for every tokenizer


@dataclass(frozen=True)
class Typing:
    """A text, and a model's state after each of its tokens; a keystroke reads one token, a deletion goes back to an old state."""

    completer: Completer
    text: str
    tokens: tuple[int, ...]
    states: tuple[State, ...]  # before the first token, after it, after the second, …

    def to(self, text: str) -> "Typing":
        """Return the text changed to another: only what differs at its end is read; raise `Refusal` where it is too long."""
        if len(text) > LONGEST_TEXT:
            raise Refusal(
                f"This text is too long with {len(text):,} characters: completions are made up to {LONGEST_TEXT:,}.", "text"
            )
        tokens, _ = self.completer.split(text)
        same = common(self.tokens, tokens)
        states = list(self.states[: same + 1])
        for token in tokens[same:]:
            states.append(self.completer.predictor.advance(states[-1], np.array([token])))
        return Typing(self.completer, text, tuple(tokens), tuple(states))

    def completions(self, count: int = SHOWN) -> list[Completion]:
        """Return the likeliest completions of the word begun, or the likeliest next words."""
        _, begun = self.completer.split(self.text)
        return self.completer.complete(self.states[-1], [begun], count)[0]


def begin_typing(completer: Completer) -> Typing:
    """Return an empty text."""
    return Typing(completer, "", (), (completer.predictor.start(),))


def common(before: Sequence[int], now: Sequence[int]) -> int:
    """Return how many tokens two texts begin with alike."""
    for place, (one, other) in enumerate(zip(before, now, strict=False)):
        if one != other:
            return place
    return min(len(before), len(now))


@dataclass(frozen=True)
class TypingAccuracy:
    """How often completions were right, over words of two letters and more; `share` of the work is done.

    `right[k][n]` counts the words whose n + 1 best completions hold the word when k letters are known, `asked[k]` how many words
    have more than k letters. `saved[n]` is the share of keystrokes saved by one who takes the word as soon as it is among the
    n + 1 best: k letters and one key instead of all letters and the space, which the key writes too.
    """

    words: int
    asked: tuple[int, ...]
    right: tuple[tuple[int, ...], ...]
    saved: tuple[float, ...]
    share: float

    def accuracy(self, known: int, best: int) -> float | None:
        """Return the share of words found among the `best` completions with so many letters known; None where none was asked."""
        return self.right[known][best - 1] / self.asked[known] if self.asked[known] else None


@dataclass(frozen=True)
class Task:
    """A word to be typed, and the text before it."""

    before: str
    word: str


def typing_tasks(text: str, words: int, seed: int = 0) -> list[Task]:
    """Return about so many words of a text in the order in which they stand, from places all over it."""
    count = min(STRETCHES, max(1, len(text) // (4 * BEFORE)))
    stretches = [text[len(text) * number // count : len(text) * (number + 1) // count] for number in range(count)]
    tasks: list[Task] = []
    for number, stretch in enumerate(stretches):
        shift = random.Random(seed * STRETCHES + number).randrange(max(1, len(stretch) - 16 * words // count - BEFORE))
        found = [match for match in WORD.finditer(stretch, shift) if match.start() >= shift + BEFORE]
        share = -(-(words - len(tasks)) // (len(stretches) - number))
        tasks += [Task(stretch[shift : match.start()], match[0]) for match in found[:share]]
    return tasks


def typing_accuracy(
    completer: Completer, text: str, words: int = 300, seed: int = 0, together: int = TOGETHER
) -> Iterator[TypingAccuracy]:
    """Yield how well the words of a held-out text are completed, after `together` more of them each time.

    Upper and lower case count as the same. Raises `Refusal` (field "text") where the text holds no word that could be asked for.
    """
    tasks = typing_tasks(text, words, seed)
    if not tasks:
        raise Refusal(f"There is no word to ask for: use a text of {BEFORE * 2} characters or more with spaces.", "text")
    ranks: list[list[int]] = []
    for first in range(0, len(tasks), together):
        ranks += word_ranks(completer, tasks[first : first + together])
        yield summarise(tasks[: len(ranks)], ranks, len(ranks) / len(tasks))


def word_ranks(completer: Completer, tasks: Sequence[Task]) -> list[list[int]]:
    """Return for each word, and each number of its letters known, its place among the completions; `SHOWN` where it is none."""
    typed = [task.before + task.word[:known] for task in tasks for known in range(len(task.word))]
    wanted = [task.word.casefold() for task in tasks for _ in task.word]
    tokens, begun = zip(*map(completer.split, typed), strict=True)
    found = completer.complete(read_beginnings(completer.predictor, tokens), begun, SHOWN)
    places = iter([rank(word, completions) for word, completions in zip(wanted, found, strict=True)])
    return [[next(places) for _ in task.word] for task in tasks]


def rank(word: str, completions: Sequence[Completion]) -> int:
    """Return the place of a word among completions, 0 for the first."""
    return next((place for place, one in enumerate(completions) if one.text.casefold() == word), SHOWN)


def summarise(tasks: Sequence[Task], ranks: Sequence[Sequence[int]], share: float) -> TypingAccuracy:
    """Return the counts and the keystrokes saved over all words so far."""
    asked = tuple(sum(len(row) > known for row in ranks) for known in range(KNOWN))
    right = tuple(
        tuple(sum(len(row) > known and row[known] <= place for row in ranks) for place in range(SHOWN)) for known in range(KNOWN)
    )
    keys = sum(len(task.word) + 1 for task in tasks)
    saved = tuple(sum(keys_saved(row, place) for row in ranks) / keys for place in range(SHOWN))
    return TypingAccuracy(len(tasks), asked, right, saved, share)


def keys_saved(row: Sequence[int], place: int) -> int:
    """Return how many keystrokes are saved where the word is taken as soon as it stands so high: letters not typed."""
    return next((len(row) - known for known, found in enumerate(row) if found <= place), 0)
