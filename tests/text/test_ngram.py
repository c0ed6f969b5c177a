"""Kneser–Ney by sorting against a recount with dictionaries, written from the equations and knowing nothing of the other."""

import gzip
import math
from collections import Counter, defaultdict

import numpy as np
import pytest

from playground.text.corpora import Corpus
from playground.text.dataset import count, prepare, read
from playground.text.kneser_ney import STANDARD_DISCOUNTS, discounts
from playground.text.ngram import MISSING, ORDERS, build, build_each, measure
from playground.text.vocabulary import TOKENIZERS, Vocabulary

BEGIN = "<s>"


class Recount:
    """Interpolated modified Kneser–Ney with dictionaries of tuples: P(w | h) by recursion over shorter and shorter h."""

    def __init__(self, ids, size, order, end):
        self.size, self.order, self.end = size, order, end
        self.plain = [Counter(gram for s in self.sentences(ids) for gram in self.grams(s, k)) for k in range(order + 1)]
        self.counts = [self.adjusted(k) for k in range(order + 1)]
        self.taken = [None] + [self.discounts(k) for k in range(1, order + 1)]

    def sentences(self, ids):
        """Yield each sentence with its beginning."""
        sentence = [BEGIN]
        for token in ids:
            sentence.append(token)
            if token == self.end:
                yield sentence
                sentence = [BEGIN]
        if len(sentence) > 1:
            yield sentence

    @staticmethod
    def grams(sentence, k):
        return [tuple(sentence[i : i + k]) for i in range(len(sentence) - k + 1) if k]

    def adjusted(self, k):
        """Return the counts that are discounted, by context."""
        before = defaultdict(set)
        for gram in self.plain[k + 1] if 0 < k < self.order else ():
            before[gram[1:]].add(gram[0])
        table = defaultdict(dict)
        for gram, number in self.plain[k].items():
            if gram != (BEGIN,):
                plain = k == self.order or gram[0] == BEGIN
                table[gram[:-1]][gram[-1]] = number if plain else len(before[gram])
        return table

    def discounts(self, k):
        n = Counter(number for after in self.counts[k].values() for number in after.values())
        if not all(n[i] for i in (1, 2, 3, 4)):
            return [0.5, 1.0, 1.5]
        y = n[1] / (n[1] + 2 * n[2])
        found = [1 - 2 * y * n[2] / n[1], 2 - 3 * y * n[3] / n[2], 3 - 4 * y * n[4] / n[3]]
        return found if min(found) > 0 else [0.5, 1.0, 1.5]

    def probability(self, token, context):
        context = tuple(context[-(self.order - 1) :]) if self.order > 1 else ()
        return self.interpolated(token, context)

    def interpolated(self, token, context):
        k = len(context) + 1
        shorter = self.interpolated(token, context[1:]) if context else 1 / self.size
        after = self.counts[k].get(context)
        if not after:
            return shorter
        total, taken = sum(after.values()), self.taken[k]
        left = sum(taken[min(number, 3) - 1] for number in after.values()) / total
        number = after.get(token, 0)
        return (number - taken[min(number, 3) - 1] if number else 0) / total + left * shorter


def context_of(ids, end):
    """Return the tokens before the next one, back to the beginning of its sentence."""
    ids = list(ids)
    if end is not None and end in ids:
        ids = ids[len(ids) - ids[::-1].index(end) :]
    return [BEGIN, *ids]


def text(length, size, seed=3):
    """Return tokens that repeat themselves now and then, as texts do."""
    random = np.random.default_rng(seed)
    return np.concatenate([random.choice(size, 12, p=random.dirichlet(np.full(size, 0.3))) for _ in range(length // 12)])


CASES = [(30, 4, 3, 1), (600, 6, 2, 1), (600, 6, 4, 1), (600, 5, 3, None), (1200, 9, 5, 1), (1200, 3, 8, None), (60, 5, 1, 1)]


@pytest.mark.parametrize("length, size, order, end", CASES)
def test_every_probability_equals_the_recount(length, size, order, end):
    ids = text(length, size)
    model, recount = build(ids, size + 1, order, end), Recount(ids.tolist(), size + 1, order, end)  # one token never occurs
    read = text(120, size + 1, seed=8)  # partly unseen
    state = model.start()
    for place, token in enumerate(read):
        context = context_of(read[:place], end)
        context = context if end is not None else context[1:]
        chances = model.probabilities(state)[0]
        expected = [recount.probability(other, context) for other in range(size + 1)]
        np.testing.assert_allclose(chances, expected, rtol=2e-6)
        assert chances.sum() == pytest.approx(1, abs=1e-6)
        state = model.advance(state, np.array([token]))


@pytest.mark.parametrize("length, size, order, end", CASES)
def test_reading_a_text_at_once_equals_one_token_after_the_other(length, size, order, end):
    model, read = build(text(length, size), size, order, end), text(300, size, seed=8)
    state, expected = model.start(), []
    for token in read:
        expected.append(math.log(model.probabilities(state)[0, token]))
        state = model.advance(state, np.array([token]))
    np.testing.assert_allclose(model.log_probabilities_of(read), expected, rtol=1e-9)
    assert measure(model, read).perplexity == pytest.approx(math.exp(-np.mean(expected)))


def test_several_states_advance_side_by_side():
    model, rows = build(text(600, 6), 6, 4, 1), text(240, 6, seed=8).reshape(5, -1)
    states, singles = np.repeat(model.start(), 5, axis=0), [model.start()] * 5
    for column in rows.T:
        states = model.advance(states, column)
        singles = [model.advance(state, np.array([token])) for state, token in zip(singles, column, strict=True)]
        np.testing.assert_array_equal(states, np.concatenate(singles))
        np.testing.assert_allclose(model.probabilities(states), np.concatenate([model.probabilities(s) for s in singles]))


@pytest.mark.parametrize("end", [1, None])
def test_counts_and_contexts_equal_the_recount(end):
    ids = text(900, 7)
    model, recount = build(ids, 7, 4, end), Recount(ids.tolist(), 7, 4, end)
    assert model.grams == tuple(len(recount.plain[k]) - (k == 1) for k in range(1, 5))
    assert model.contexts == tuple(len(recount.counts[k]) for k in range(1, 5))
    assert model.levels[1].counts.sum() == sum(recount.plain[2].values())
    arrays = [array for level in model.levels for array in vars(level).values()]
    assert model.nbytes == sum(array.nbytes for array in arrays)


def test_a_context_never_seen_falls_back_to_the_shorter_one():
    model = build(np.array([0, 1, 2, 0, 1, 2, 3]), 5, 3, None)
    seen, unseen = (model.advance(model.advance(model.start(), np.array([first])), np.array([1])) for first in (0, 3))
    alone = model.advance(model.start(), np.array([1]))
    assert unseen[0, 1] == MISSING != seen[0, 1]
    np.testing.assert_array_equal(model.probabilities(unseen), model.probabilities(alone))
    assert np.abs(model.probabilities(seen) - model.probabilities(unseen)).max() > 1e-3


def test_discounts_by_hand_and_where_there_is_too_little_to_estimate_them():
    counts = np.repeat([1, 2, 3, 4, 9], [10, 4, 2, 1, 3])
    usual = 10 / 18
    np.testing.assert_allclose(discounts(counts), [1 - 2 * usual * 0.4, 2 - 3 * usual * 0.5, 3 - 4 * usual * 0.5])
    assert discounts(np.array([1, 2, 3])) is STANDARD_DISCOUNTS
    assert discounts(np.repeat([1, 2, 3, 4], [100, 1, 9, 1])) is STANDARD_DISCOUNTS  # would take less than nothing


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
@pytest.mark.parametrize("lines", [True, False])
def test_a_data_set_can_be_counted(tokenizer, lines):
    corpus = Corpus("t", "T", "One two three. Two three four!\nThree four five six\n" * 40, "the tests", "none", lines)
    dataset = prepare(corpus, tokenizer, 100, 0.1)
    model = build(dataset.train.numpy(), len(dataset.vocabulary), ORDERS[tokenizer], dataset.vocabulary.index.get("<eos>"))
    assert measure(model, dataset.validation.numpy()).perplexity < 2  # all of it was seen forty times


def test_penn_treebank_has_the_published_perplexity(shared_data):
    folder = shared_data / "text" / "ptb"
    train, test = (gzip.decompress((folder / f"ptb.{part}.txt.gz").read_bytes()).decode() for part in ("train", "test"))
    train, test = (read(part, TOKENIZERS["word"], False) for part in (train, test))
    vocabulary = Vocabulary.from_counts("word", count(train, False), 10_000)
    model = build(train.ids(vocabulary.index), len(vocabulary), 5, vocabulary.index["<eos>"])
    measured = measure(model, test.ids(vocabulary.index))
    assert measured.tokens == 82_430
    assert measured.perplexity == pytest.approx(141.2, abs=0.1)


@pytest.mark.parametrize("length, size, order, end", CASES)
def test_orders_counted_together_equal_each_by_itself(length, size, order, end):
    ids = text(length, size)
    together = list(build_each(ids, size, range(1, order + 1), end))
    assert [model.order for model in together] == list(range(1, order + 1))
    for model in together:
        alone = build(ids, size, model.order, end)
        for level, other in zip(model.levels, alone.levels, strict=True):
            for name, values in vars(level).items():
                np.testing.assert_array_equal(values, vars(other)[name])


def test_sentences_shorter_than_the_order_are_counted_as_long_as_they_are():
    ids = np.array([2, 1, 2, 3, 1])  # two sentences of one and two tokens and their ends
    model = build(ids, 4, 8, 1)
    assert (model.order, model.grams) == (4, (3, 4, 3, 1))
    np.testing.assert_allclose(
        model.probabilities(model.start())[0],
        [Recount(ids.tolist(), 4, 4, 1).probability(token, [BEGIN]) for token in range(4)],
        rtol=2e-6,
    )
    assert [one.order for one in build_each(ids, 4, range(1, 9), 1)] == [1, 2, 3, 4]
