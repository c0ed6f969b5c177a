"""A text made ready for training: its vocabulary, and the token numbers of its training and its validation part."""

import math
import random
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from playground.errors import Refusal, unknown
from playground.text.corpora import Corpus
from playground.text.vocabulary import END, NEWLINE, TOKENIZERS, Tokenizer, Tokens, Vocabulary

SHUFFLE_SEED = 0  # the examples of a list come in the same random order for everybody


@dataclass(frozen=True)
class Dataset:
    """A text as token numbers. `train` (L,) and `validation` (M,) int64; `validation_characters`: what the M tokens stand for."""

    corpus: Corpus
    vocabulary: Vocabulary
    train: Tensor
    validation: Tensor
    validation_characters: int

    @cached_property
    def unknown_share(self) -> float:
        """Return the share of the training tokens that are <unk>."""
        return share_unknown(self.train)

    @cached_property
    def unknown_share_validation(self) -> float:
        """Return the share of the validation tokens that are <unk>."""
        return share_unknown(self.validation)

    @property
    def characters_per_token(self) -> float:
        """Return how many characters a token stands for, on average over the validation part."""
        return self.validation_characters / len(self.validation)

    def bits_per_character(self, nats_per_token: float) -> float:
        """Return a validation loss in the unit in which runs with different tokenizers compare."""
        return nats_per_token / self.characters_per_token / math.log(2)


def share_unknown(ids: Tensor) -> float:
    """Return the share of token numbers that are 0, <unk>."""
    return (ids == 0).double().mean().item()


def prepare(corpus: Corpus, tokenizer: str, vocabulary_size: int, validation_share: float) -> Dataset:
    """Cut a text in two, learn the vocabulary from the training part alone and number the tokens of both.

    Raises `Refusal` (field "corpus") where a part is too small to train on.
    """
    if tokenizer not in TOKENIZERS:
        raise unknown("tokenizer", tokenizer, TOKENIZERS, "tokenizer")
    return numbered(corpus, *parts(corpus, tokenizer, validation_share), tokenizer, vocabulary_size)


def prepare_against(corpus: Corpus, validation: Corpus, tokenizer: str, vocabulary_size: int) -> Dataset:
    """Learn from the whole of one text and check against another, which is read in the same way.

    Raises `Refusal` (field "corpus") where one is too small.
    """
    if tokenizer not in TOKENIZERS:
        raise unknown("tokenizer", tokenizer, TOKENIZERS, "tokenizer")
    both = (one.text if not corpus.lines else examples(lines_of(one)) for one in (corpus, validation))
    return numbered(corpus, *both, tokenizer, vocabulary_size)


def numbered(corpus: Corpus, train: str, validation: str, tokenizer: str, vocabulary_size: int) -> Dataset:
    """Learn the vocabulary from the training part and number the tokens of both parts."""
    train_tokens, validation_tokens = (read(part, TOKENIZERS[tokenizer], corpus.lines) for part in (train, validation))
    vocabulary = Vocabulary.from_counts(tokenizer, count(train_tokens, corpus.lines), vocabulary_size)
    train_ids, validation_ids = (torch.from_numpy(tokens.ids(vocabulary.index)) for tokens in (train_tokens, validation_tokens))
    check(train_ids, validation_ids, TOKENIZERS[tokenizer].unit)
    return Dataset(corpus, vocabulary, train_ids, validation_ids, len(validation))


def parts(corpus: Corpus, tokenizer: str, validation_share: float) -> tuple[str, str]:
    """Return the training and the validation part of a text: its beginning and its end, or some of its lines and the others."""
    if not corpus.lines:
        place = TOKENIZERS[tokenizer].cut(corpus.text, int(len(corpus.text) * (1 - validation_share)))
        return corpus.text[:place], corpus.text[place:]
    lines = lines_of(corpus)
    random.Random(SHUFFLE_SEED).shuffle(lines)
    place = int(len(lines) * (1 - validation_share))
    return examples(lines[:place]), examples(lines[place:])


def lines_of(corpus: Corpus) -> list[str]:
    """Return the lines of a text that hold something."""
    return [line.strip() for line in corpus.text.split(NEWLINE) if line.strip()]


def examples(lines: list[str]) -> str:
    """Return lines as one text in which every line ends."""
    return "".join(line + NEWLINE for line in lines)


def read(part: str, tokenizer: Tokenizer, lines: bool) -> Tokens:
    """Return the tokens of one part of a text."""
    return tokenizer.read(part.replace(NEWLINE, tokenizer.line_end) if lines else part)


def count(tokens: Tokens, lines: bool) -> dict[str, int]:
    """Return how often each token occurs; in a text of lines, each an example, a newline is an <eos>."""
    counts = tokens.counts()
    return {END if token == NEWLINE else token: number for token, number in counts.items()} if lines else counts


def check(train: Tensor, validation: Tensor, unit: str) -> None:
    """Raise `Refusal` where a part has nothing to predict, or the training part always the same."""
    for ids, name in ((train, "to train on"), (validation, "to check against")):
        if len(ids) < 2:
            found = f"only {len(ids)} {unit}" if len(ids) else f"no {unit}"
            raise Refusal(f"This text is too short: {found} would be left {name}; at least 2 are needed.", "corpus")
    if int(train.min()) == int(train.max()):
        raise Refusal(f"This text repeats a single {unit}, so there is nothing to learn: choose one with at least two.", "corpus")
