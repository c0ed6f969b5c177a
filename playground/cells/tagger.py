"""A small tagger of people's names, forward only and both ways: at “Teddy” only what comes after tells a president from a toy."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.errors import Refusal
from playground.gradients.untrained import seeded
from playground.language.optimisation import OPTIMIZERS
from playground.text.words import UNKNOWN

PAIR = ("He said, Teddy bears are on sale!", "He said, Teddy Roosevelt was a great President!")
OPENINGS = ("he said", "she said", "we heard that", "they wrote that", "yesterday", "i think", "our paper says", "")
FIRSTS = ("teddy", "rose", "amber", "jack", "grace", "hope", "may", "mark", "will", "jade")  # names, and words for things
SURNAMES = ("roosevelt", "brown", "london", "kelly", "miller", "turner", "baker", "stone")
THINGS = ("bears", "gardens", "beads", "knives", "notes", "chests", "flowers", "sheets", "rings", "boxes")
OF_PEOPLE = (
    "was a great president",
    "wrote a long letter",
    "is my best friend",
    "met us at home",
    "sang all night",
    "was late again",
)
OF_THINGS = ("are on sale", "were on the shelf", "cost too much", "look very nice", "are made here", "were sold out")
WORD = re.compile(r"\w+|[^\w\s]")
SENTENCES, UPDATES, ROWS, FORGOTTEN = 1200, 80, 32, 0.1  # of training; the share of words that is shown as <unk>
EMBEDDING, HIDDEN, RATE = 12, 16, 0.03
LONGEST = 40  # words


def words_of(text: str) -> list[str]:
    """Return the words of a sentence in lower case, so that no capital gives a name away; raise `Refusal` at none or too many."""
    found = WORD.findall(text.lower())
    if not 1 <= len(found) <= LONGEST:
        raise Refusal(f"This sentence has {len(found)} words: use one to {LONGEST}.", "text")
    return found


def sentences(random: Random) -> Iterator[tuple[list[str], list[int]]]:
    """Yield sentences with a 1 at each word of a person's name, half of them about people; never one of the pair."""
    apart = {tuple(words_of(text)) for text in PAIR}
    while True:
        person, opening = random.random() < 0.5, random.choice(OPENINGS).split()
        name = [random.choice(FIRSTS), random.choice(SURNAMES if person else THINGS)]
        begin = [*opening, *([","] if opening and random.random() < 0.5 else [])]
        rest = [*random.choice(OF_PEOPLE if person else OF_THINGS).split(), random.choice(".!")]
        words = [*begin, *name, *rest]
        if tuple(words) not in apart:
            yield words, [0] * len(begin) + [int(person)] * 2 + [0] * len(rest)


class Tagger(nn.Module):
    """How likely each word belongs to a name: embedding → GRU, one way or both → one number a word."""

    def __init__(self, vocabulary: Sequence[str], both: bool):
        super().__init__()
        self.index = {word: number for number, word in enumerate(vocabulary)}
        self.embedding = nn.Embedding(len(vocabulary), EMBEDDING)
        self.rnn = nn.GRU(EMBEDDING, HIDDEN, batch_first=True, bidirectional=both)
        self.head = nn.Linear(HIDDEN * (1 + both), 1)

    def forward(self, ids: Tensor) -> Tensor:
        """Return a logit for each word (B, T)."""
        return self.head(self.rnn(self.embedding(ids))[0])[..., 0]

    @torch.no_grad()
    def chances(self, words: Sequence[str]) -> list[float]:
        """Return how likely each word belongs to a name."""
        ids = torch.tensor([[self.index.get(word, 0) for word in words]])
        return torch.sigmoid(self(ids))[0].tolist()

    def knows(self, word: str) -> bool:
        """Tell whether the word was in the sentences it learned."""
        return word in self.index


@dataclass(frozen=True)
class Batch:
    """Padded sentences: ids (B, T), tags (B, T), and a mask (B, T) that is 1 at words."""

    ids: Tensor
    tags: Tensor
    mask: Tensor


def batch_of(rows: Sequence[tuple[list[str], list[int]]], index: dict[str, int], random: Random) -> Batch:
    """Return sentences of any lengths as one batch, now and then a word as <unk>."""
    longest = max(len(words) for words, _ in rows)
    number = lambda word: 0 if random.random() < FORGOTTEN else index[word]  # noqa: E731
    ids = [[number(word) for word in words] + [0] * (longest - len(words)) for words, _ in rows]
    tags = [[*tags, *[0] * (longest - len(tags))] for _, tags in rows]
    mask = [[1] * len(words) + [0] * (longest - len(words)) for words, _ in rows]
    return Batch(torch.tensor(ids), torch.tensor(tags, dtype=torch.float), torch.tensor(mask, dtype=torch.float))


def train_tagger(both: bool, seed: int = 1) -> Tagger:
    """Return a tagger that has learned the sentences, in about a third of a second; the seed decides everything."""
    random = Random(seed)
    source = sentences(random)
    rows = [next(source) for _ in range(SENTENCES)]
    vocabulary = (UNKNOWN, *sorted({word for words, _ in rows for word in words}))
    with seeded(seed):
        tagger = Tagger(vocabulary, both)
        optimizer = OPTIMIZERS["adam"].function(list(tagger.parameters()), RATE)
        for _ in range(UPDATES):
            batch = batch_of(random.sample(rows, ROWS), tagger.index, random)
            losses = F.binary_cross_entropy_with_logits(tagger(batch.ids), batch.tags, reduction="none")
            loss = (losses * batch.mask).sum() / batch.mask.sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return tagger.eval()
