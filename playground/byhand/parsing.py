"""A small grammar of English: enough to put brackets into the plain sentences of a lesson, and never more than that.

Every word gets the kinds it may be, each at a cost; rules join two neighbouring kinds at a cost; the cheapest way to make one
whole of everything wins (Cocke, Kasami, Younger). Whatever no rule joins is joined all the same, at a high cost.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Union

Spans = Union[int, tuple["Spans", "Spans"]]  # noqa: UP007 - a word's place, or two parts

LEXICON = {
    "Det": (
        "a an the this that these those my your his her its our their every each some any no another both all many few several"
    ),
    "Prep": (
        "in on at by for with from to into over under about after before between through during without against near like as"
    ),
    "Of": "of",
    "Pron": "i you he she it we they me him us them who everybody somebody nobody everything something nothing there",
    "Aux": "is are was were be been am has have had do does did will would can could may might shall should must not",
    "Conj": "and or but nor yet",
    "Comp": "that because if when while although since whether which who whose where",
    "Adv": "very quite too always never often soon now then here there away again also only just almost already still not",
    "Verb": (
        "is are was were has have had sat ate ran saw said gave took went came made knew thought got found told left kept slept "
        "sleeps likes loves eats sees reads writes learns runs gives takes makes says knows thinks chases chased barked barks "
        "sang sings love like eat see read write learn run give take make say know think chase bark sing sleep fall falls fell "
        "grow grows grew average averages wrote bit bites drink drinks drank jumps jump jumped predicts predict live lives lived"
    ),
    "Adj": (
        "big small old young new good bad black brown white red green blue little long short great quick lazy happy sad large "
        "fast recurrent recursive deep neural whole first last hungry german dark bright full united"
    ),
    "Num": "one two three four five six seven eight nine ten hundred thousand",
}
KINDS = {
    word: tuple(kind for kind, words in LEXICON.items() if word in words.split()) for word in " ".join(LEXICON.values()).split()
}
ENDINGS = (("ly", "Adv"), ("ing", "Verb"), ("ed", "Verb"), ("ous", "Adj"), ("ful", "Adj"), ("ive", "Adj"), ("al", "Adj"))
ALSO = {"Noun": ("NP", 0.6), "Pron": ("NP", 0.0), "Verb": ("VP", 0.5), "Num": ("Adj", 0.1)}  # what a kind may stand for alone
STRAY, UNLIKELY = 8.0, 1.5  # the cost of joining what no rule joins, and of a kind that a word is not listed as
RULES: dict[tuple[str, str], tuple[tuple[str, float], ...]] = {
    ("Det", "Noun"): (("NP", 0.0),),
    ("Poss", "Noun"): (("NP", 0.0),),
    **{(kind, "Poss"): (("Poss", 0.0),) for kind in ("Det", "Adj", "Noun")},
    ("Adj", "Noun"): (("Noun", 0.0),),
    ("Noun", "Noun"): (("Noun", 0.9),),
    ("Adj", "Adj"): (("Adj", 0.5),),
    ("Adv", "Adj"): (("Adj", 0.1),),
    ("NP", "PP"): (("NP", 0.5),),
    ("Of", "NP"): (("of", 0.0),),
    ("NP", "of"): (("NP", 0.1),),
    ("Adj", "of"): (("Adj", 0.1),),
    ("VP", "of"): (("VP", 0.9),),
    ("NP", "NP"): (("NP", 2.5),),
    ("NP", "Clause"): (("NP", 0.4),),
    ("Prep", "NP"): (("PP", 0.0),),
    ("Verb", "NP"): (("VP", 0.0),),
    ("Verb", "PP"): (("VP", 0.2),),
    ("Verb", "Adj"): (("VP", 0.3),),
    ("Verb", "Adv"): (("Verb", 0.2),),
    ("Verb", "Clause"): (("VP", 0.3),),
    ("VP", "PP"): (("VP", 0.35),),
    ("VP", "NP"): (("VP", 1.2),),
    ("VP", "Adv"): (("VP", 0.3),),
    ("VP", "Clause"): (("VP", 0.5),),
    ("Adv", "VP"): (("VP", 0.2),),
    ("Aux", "VP"): (("VP", 0.1),),
    ("Aux", "Adv"): (("Aux", 0.1),),
    ("NP", "VP"): (("S", 0.0),),
    ("Comp", "S"): (("Clause", 0.0),),
    ("Comp", "VP"): (("Clause", 0.2),),
    ("PP", "S"): (("S", 0.4),),
    ("Adv", "S"): (("S", 0.3),),
    ("Clause", "S"): (("S", 0.3),),
    ("S", "PP"): (("S", 1.0),),
    **{("Conj", kind): ((f"and {kind}", 0.0),) for kind in ("NP", "VP", "S", "Noun", "Adj")},
    **{(kind, f"and {kind}"): ((kind, 0.2),) for kind in ("NP", "VP", "S", "Noun", "Adj")},
}
WHOLE = {"S": 0.0, "NP": 0.5, "VP": 0.5}  # what a sentence should be, and what it costs to be that

Cell = dict[str, tuple[float, Spans]]


def parse(words: Sequence[str]) -> Spans:
    """Return the cheapest nesting of the words' places, each counted from 1."""
    return cheapest(tuple(word.lower() for word in words))


@lru_cache(maxsize=256)
def cheapest(words: tuple[str, ...]) -> Spans:
    """Do the work of `parse`: cells hold the cheapest way to make each kind of each stretch of words."""
    table = {(place, place + 1): word_cell(word, place) for place, word in enumerate(words)}
    for length in range(2, len(words) + 1):
        for start in range(len(words) - length + 1):
            stop = start + length
            cell: Cell = {}
            for middle in range(start + 1, stop):
                join(cell, table[start, middle], table[middle, stop])
            table[start, stop] = cell
    _, best = min(((cost + WHOLE.get(kind, 4.0), str(spans)), spans) for kind, (cost, spans) in table[0, len(words)].items())
    return best


def word_cell(word: str, place: int) -> Cell:
    """Return the kinds that a word may be, with what else each may stand for."""
    cell: Cell = {}
    for kind, cost in kinds_of(word).items():
        offer(cell, kind, cost, place + 1)
        if kind in ALSO:
            other, more = ALSO[kind]
            offer(cell, other, cost + more, place + 1)
    return cell


def kinds_of(word: str) -> dict[str, float]:
    """Return the kinds of a word with their costs: those it is listed as, those of its ending, a noun otherwise."""
    if word in KINDS:
        return {kind: 0.3 * rank for rank, kind in enumerate(KINDS[word])} | ({} if word in FIXED else {"Noun": UNLIKELY})
    if word[:1].isdigit():
        return {"Num": 0.0, "Noun": UNLIKELY}
    word = word.replace("’", "'")
    if word.endswith(("n't", "'s")):  # doesn't; the dog's
        return {"Aux": 0.0} if word.endswith("n't") else {"Poss": 0.0}
    found = {kind: 0.2 for ending, kind in ENDINGS if word.endswith(ending) and len(word) > len(ending) + 2}
    return {"Noun": 0.4 if found else 0.0, "Verb": UNLIKELY, **found}


FIXED = frozenset(word for kind in ("Det", "Prep", "Of", "Pron", "Aux", "Conj", "Comp") for word in LEXICON[kind].split())


def join(cell: Cell, left: Cell, right: Cell) -> None:
    """Add every way to join two neighbouring stretches; changes `cell`."""
    for one, (cost, first) in left.items():
        for other, (more, second) in right.items():
            for kind, price in RULES.get((one, other), ()):
                offer(cell, kind, cost + more + price, (first, second))
                if kind in ALSO:
                    stands_for, extra = ALSO[kind]
                    offer(cell, stands_for, cost + more + price + extra, (first, second))
    (cost, first), (more, second) = (min(side.values(), key=lambda entry: entry[0]) for side in (left, right))
    offer(cell, "Stray", cost + more + STRAY, (first, second))


def offer(cell: Cell, kind: str, cost: float, spans: Spans) -> None:
    """Keep a way to make a kind where it is cheaper than the one known; changes `cell`."""
    if kind not in cell or cost < cell[kind][0]:
        cell[kind] = cost, spans
