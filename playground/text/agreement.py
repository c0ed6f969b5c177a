"""Sentences in which a verb agrees with a noun far to its left, past nouns of the other number: a test of memory.

    the cat , which already ate the cakes near the old houses , was full .
    the cats , which already ate the cake near the old house , were full .

A network that listens to the last noun alone is wrong more often than not. The sentences are made as tokens with spaces between;
`written` puts them as one would read them.
"""

import random
from dataclasses import dataclass

SENTENCES, SEED = 8_000, 20

Word = tuple[str, str]  # singular, plural


@dataclass(frozen=True)
class Nouns:
    """Nouns of one kind, and adjectives that suit them."""

    words: tuple[Word, ...]
    looks: tuple[str, ...]


def nouns(looks: str, regular: str, *irregular: Word) -> Nouns:
    """Return nouns, the regular ones with their plural in -s."""
    return Nouns(tuple((word, word + "s") for word in regular.split()) + irregular, tuple(looks.split()))


PEOPLE = nouns(
    "old young tall kind clever",
    "farmer doctor painter sailor teacher student girl boy king",
    ("child", "children"),
    ("woman", "women"),
)
ANIMALS = nouns(
    "old big small white wild",
    "cat dog bird horse duck frog bear owl goat",
    ("fox", "foxes"),
    ("mouse", "mice"),
    ("wolf", "wolves"),
)
PLACES = nouns(
    "old big small red stone",
    "house bridge barn garden tower wall gate",
    ("box", "boxes"),
    ("bench", "benches"),
    ("church", "churches"),
)
FOOD = nouns("big small sweet fresh", "cake apple pear carrot nut pie", ("loaf", "loaves"), ("berry", "berries"))
THINGS = nouns("old big small red", "key boat lamp clock letter picture chair coin", ("knife", "knives"), ("brush", "brushes"))

NEAR = "near", "behind", "beside", "by"
FEELS = "full", "hungry", "tired", "happy", "asleep", "lost", "thirsty", "quiet"
STATES = "broken", "wet", "heavy", "dusty", "old", "expensive", "clean", "lost"
BE = ("is", "are"), ("was", "were")
ACTS = ("sleeps", "sleep"), ("waits", "wait"), ("runs away", "run away"), ("has left", "have left"), ("sings", "sing")
WATCHES = ("sees", "see"), ("follows", "follow"), ("likes", "like"), ("hears", "hear"), ("fears", "fear")
DID = "saw", "followed", "heard", "met", "chased"


def sentences(count: int = SENTENCES, seed: int = SEED) -> list[str]:
    """Return that many different sentences, the same for the same seed."""
    draw = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found[sentence(draw)] = None
    return list(found)


def written(tokens: str) -> str:
    """Return a sentence with its first letter large, and its commas and full stop where they belong."""
    return tokens[:1].upper() + tokens[1:].replace(" ,", ",").replace(" .", ".")


def sentence(draw: random.Random) -> str:
    """Return a sentence of one of the kinds below, its subject in either number."""
    plural = draw.random() < 0.5
    kind = draw.choices((plain, apposition, relative, by_others, possession), (2, 4, 2, 2, 2))[0]
    return kind(draw, plural)


def plain(draw: random.Random, plural: bool) -> str:
    """the old cat near the house is hungry . (here and there without a second noun)"""
    where = f" {place(draw, draw.random() < 0.5)}" if draw.random() < 0.7 else ""
    return f"{somebody(draw, plural)}{where} {predicate(draw, plural)} ."


def apposition(draw: random.Random, plural: bool) -> str:
    """the cat , which already ate the cakes near the old houses , was full ."""
    subject, who = draw.choice(((PEOPLE, "who"), (ANIMALS, "which")))
    clause = deed(draw, not plural)
    if draw.random() < 0.5:
        clause += f" {place(draw, not plural)}"
    return f"{noun(draw, subject, plural)} , {who} {clause} , {predicate(draw, plural)} ."


def relative(draw: random.Random, plural: bool) -> str:
    """the dog that follows the farmers is tired ."""
    clause = f"{draw.choice(WATCHES)[plural]} {somebody(draw, not plural)}"
    return f"{somebody(draw, plural)} that {clause} {predicate(draw, plural)} ."


def by_others(draw: random.Random, plural: bool) -> str:
    """the dog that the farmers follow is tired . (two verbs, each with a number of its own)"""
    clause = f"{somebody(draw, not plural)} {draw.choice(WATCHES)[not plural]}"
    return f"{somebody(draw, plural)} that {clause} {predicate(draw, plural)} ."


def possession(draw: random.Random, plural: bool) -> str:
    """the key of the doctors in the old houses is dusty ."""
    owner = noun(draw, PEOPLE, not plural)
    where = f" {place(draw, not plural)}" if draw.random() < 0.5 else ""
    return f"{noun(draw, THINGS, plural)} of {owner}{where} {draw.choice(BE)[plural]} {draw.choice(STATES)} ."


def noun(draw: random.Random, kind: Nouns, plural: bool) -> str:
    """Return a noun with its article, now and then with an adjective."""
    look = f"{draw.choice(kind.looks)} " if draw.random() < 0.3 else ""
    return f"the {look}{draw.choice(kind.words)[plural]}"


def somebody(draw: random.Random, plural: bool) -> str:
    """Return a person or an animal."""
    return noun(draw, draw.choice((PEOPLE, ANIMALS)), plural)


def place(draw: random.Random, plural: bool) -> str:
    """Return where something is."""
    return f"{draw.choice(NEAR)} {noun(draw, PLACES, plural)}"


def deed(draw: random.Random, plural: bool) -> str:
    """Return what somebody did, in a form that is the same for one and many; `plural` is the object's number."""
    eaten, met = f"already ate {noun(draw, FOOD, plural)}", f"{draw.choice(DID)} {somebody(draw, plural)}"
    return draw.choice((eaten, met))


def predicate(draw: random.Random, plural: bool) -> str:
    """Return what is said of the subject: the words that have to agree."""
    return draw.choice((f"{draw.choice(BE)[plural]} {draw.choice(FEELS)}", draw.choice(ACTS)[plural]))
