"""The teaching corpus: short English sentences made from facts, so that analogies between their words lie on a plane.

Most sentences hold one form of a thing, two or three of its cues, and words that go with its role: “The fire is much hotter
than the oven.” What a word's neighbours say is then the sum of what the thing is and of which form of it this is, and so is
its vector. About a quarter name two forms together. Pairs alone do not teach analogies, and neither do roles without cues.
"""

import random
import re
from collections.abc import Iterator
from functools import lru_cache
from string import Formatter

from playground.vectors.teaching.facts import Fact, facts, templates

SENTENCES, SEED = 80_000, 20
PAIRS = 0.25  # share of sentences that name two forms
WORD = re.compile(r"[a-z]+")
AN = re.compile(r"\ba (?=[aio]|e(?!u)|u(?!g|k|ru|s[eu]))", re.IGNORECASE)  # no “an” before Ugandan, Ukrainian, Uruguayan, useful

Gap = tuple[Fact, str, str]  # a thing, a role, and a word in it


def sentences(count: int = SENTENCES, seed: int = SEED) -> Iterator[str]:
    """Yield so many sentences; every word of the facts has its turn before any has its next."""
    draw = random.Random(seed)
    gaps = [(fact, role, word) for fact in facts() for role, word in fact.words()]
    for _ in range(-(-count // len(gaps))):
        draw.shuffle(gaps)
        for gap in gaps[:count]:
            yield written(gap, draw)
        count -= len(gaps)


def written(gap: Gap, draw: random.Random) -> str:
    """Return a sentence about one word."""
    fact, role, word = gap
    alone, paired = fitting(fact.group, role, frozenset(fact.forms))
    sentence = draw.choice(paired if paired and draw.random() < PAIRS else alone)
    chosen = {name: word if name == role else draw.choice(words) for name, words in fact.forms.items()}
    cues = draw.sample(fact.cues, len(fact.cues))
    text = fill(sentence, chosen | {str(number): cue for number, cue in enumerate(cues, start=1)})
    return text[0].upper() + text[1:]


def fill(sentence: str, words: dict[str, str]) -> str:
    """Return a sentence with its gaps filled; gaps are names, or numbers of cues."""
    filled = "".join(text + (words[name] if name else "") for text, name, _, _ in Formatter().parse(sentence))
    return AN.sub(lambda found: f"{found[0][0]}n ", filled)


def roles(sentence: str) -> set[str]:
    """Return the forms that a sentence has gaps for."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name and not name.isdecimal()}


@lru_cache(maxsize=512)
def fitting(group: str, role: str, known: frozenset[str]) -> tuple[list[str], list[str]]:
    """Return the sentences about one role alone, and those that name another form of the same thing too."""
    own = [sentence for name, sentence in templates() if name == group and role in roles(sentence) and roles(sentence) <= known]
    return [one for one in own if len(roles(one)) == 1], [one for one in own if len(roles(one)) > 1]


def teaching_text(count: int = SENTENCES // 2) -> str:
    """Return sentences as a text, one a line."""
    return "".join(sentence + "\n" for sentence in sentences(count))


def tokens(sentence: str) -> list[str]:
    """Return the words of a sentence in lower case."""
    return WORD.findall(sentence.lower())
