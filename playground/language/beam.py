"""Beam search: the likeliest continuation of a text that can be found by keeping the best few beginnings at each token."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.controls import check, number
from playground.language.generation import banned_in
from playground.language.predictors import Predictor, State
from playground.language.scoring import likeliest
from playground.text.vocabulary import END, Vocabulary

ROOT = -1  # the parent of a first token


@dataclass(frozen=True)
class BeamSettings:
    """How wide and how far the search goes. Width 1 is greedy: the likeliest token each time."""

    length: int = number(60, "Length", "Tokens to write at most.", 1, 1000, step=10, more=False)
    width: int = number(4, "Width", "Beginnings kept at each token.", 1, 50, more=False)
    length_penalty: float = number(
        0.0, "Length penalty", "Above 0 makes up for longer texts being less likely.", 0.0, 2.0, step=0.1
    )

    def __post_init__(self):
        check(self)


@dataclass(frozen=True)
class Node:
    """A token in the tree: the number of the node before it, its place in the text from 0, and what the model says.

    `log_probability` is of all tokens up to here, nats. `kept` is false for one that was considered and dropped.
    """

    token: int
    parent: int
    depth: int
    log_probability: float
    kept: bool


@dataclass(frozen=True)
class Found:
    """A text found: its last node, its log-probability in nats, and the score it was ranked by."""

    node: int
    log_probability: float
    score: float


@dataclass(frozen=True)
class BeamTree:
    """Every node in the order in which it was looked at, and the finished texts, the best first."""

    nodes: tuple[Node, ...]
    found: tuple[Found, ...]

    def path(self, node: int) -> list[int]:
        """Return the tokens from the first to a node."""
        tokens: list[int] = []
        while node != ROOT:
            tokens.append(self.nodes[node].token)
            node = self.nodes[node].parent
        return tokens[::-1]

    def text(self, found: Found, vocabulary: Vocabulary, after: Sequence[int]) -> str:
        """Return what a text found reads like after some tokens, without the <eos> that ends it."""
        tokens = self.path(found.node)
        return vocabulary.decode(tokens[:-1] if tokens[-1:] == [vocabulary.index.get(END)] else tokens, after=after)


def beam_search(predictor: Predictor, state: State, settings: BeamSettings) -> BeamTree:
    """Return the tree of a search from the state of one text.

    A text ends with <eos>, or at the given length. Each step keeps the likeliest `width` of all continuations of what was kept,
    one matrix product for all; with a width no smaller than what there is, nothing is missed. Texts are ranked by
    log P / ((5 + n) / 6)^penalty (Wu et al. 2016, eq. 14). <unk> is never written.
    """
    end, banned = predictor.vocabulary.index.get(END), banned_in(predictor.vocabulary)
    nodes, found, going = [], [], [(ROOT, 0.0)]  # the nodes that go on, with their log-probabilities
    for depth in range(settings.length):
        chances = predictor.log_probabilities(state) + np.array([[total] for _, total in going])  # (n, V)
        chances[:, banned] = -np.inf
        first, grown = len(nodes), grow(chances, [number for number, _ in going], depth, settings.width)
        nodes += [node for _, node in grown]
        kept = [(row, first + place, node) for place, (row, node) in enumerate(grown) if node.kept]
        over = [node.token == end or depth + 1 == settings.length for *_, node in kept]
        found += [ended(number, node, settings) for (_, number, node), last in zip(kept, over, strict=True) if last]
        kept = [one for one, last in zip(kept, over, strict=True) if not last]
        going = [(number, node.log_probability) for _, number, node in kept]
        if not going or not hopeful(going[0][1], found, settings):
            break
        state = predictor.take(state, np.array([row for row, *_ in kept]))
        state = predictor.advance(state, np.array([node.token for *_, node in kept]))
    return BeamTree(tuple(nodes), tuple(sorted(found, key=lambda one: -one.score)[: settings.width]))


def grow(chances: np.ndarray, parents: Sequence[int], depth: int, width: int) -> list[tuple[int, Node]]:
    """Return the best continuations (n, V) as rows and nodes, the best first: `width` are kept, as many just miss it."""
    places, scores = likeliest(chances.reshape(1, -1), min(2 * width, chances.size))
    rows, tokens = np.divmod(places[0], chances.shape[1])
    return [
        (row, Node(token, parents[row], depth, score, rank < width))
        for rank, (row, token, score) in enumerate(zip(rows.tolist(), tokens.tolist(), scores[0].tolist(), strict=True))
        if score > -np.inf
    ]


def ended(number: int, node: Node, settings: BeamSettings) -> Found:
    """Return a node as the end of a text."""
    return Found(number, node.log_probability, node.log_probability / penalty(node.depth + 1, settings))


def penalty(length: int, settings: BeamSettings) -> float:
    """Return what the log-probability of a text of so many tokens is divided by."""
    return math.pow((5 + length) / 6, settings.length_penalty)


def hopeful(best: float, found: Sequence[Found], settings: BeamSettings) -> bool:
    """Tell whether the best text that goes on may still end among the best found: if it lost nothing more down to full length."""
    scores = sorted((one.score for one in found), reverse=True)
    return len(scores) < settings.width or best / penalty(settings.length, settings) > scores[settings.width - 1]
