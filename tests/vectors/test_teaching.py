"""The teaching corpus: facts that hang together, sentences that keep its rules, and vectors on which analogies work."""

import re
from collections import Counter

import numpy as np
import pytest

from playground.runs.folder import EXAMPLES
from playground.vectors.learn import Word2VecSettings, learned
from playground.vectors.teaching.corpus import fill, roles, sentences, tokens
from playground.vectors.teaching.facts import GROUPS, ROLES, categories, facts, templates
from tests.vectors.questions import accuracy, questions

BUNDLED = EXAMPLES / "vectors"


def test_every_fact_has_four_cues_of_its_own_and_known_roles():
    for fact in facts():
        assert len(set(fact.cues)) == 4 and set(fact.forms) <= set(ROLES) and len(list(fact.words())) > 1
    for group in ("countries", "states"):
        cues = Counter(cue for fact in facts() if fact.group == group for cue in fact.cues)
        assert cues.most_common(1)[0][1] == 1, cues.most_common(3)


def test_words_under_test_are_no_fillers_and_no_cues():
    asked = {word for section in questions().values() for question in section for word in question}
    fillers = {word for _, sentence in templates() for word in tokens(re.sub(r"\{\w+\}", "", sentence))}
    assert not fillers & asked and not {cue.lower() for fact in facts() for cue in fact.cues} & asked
    assert not fillers & set(categories()), "a form is a filler"


def test_every_form_has_sentences_of_its_own_and_every_gap_is_filled():
    alone = {(group, *roles(sentence)) for group, sentence in templates() if len(roles(sentence)) == 1}
    assert {(fact.group, role) for fact in facts() for role, _ in fact.words()} <= alone
    assert {group for group, _ in templates()} == set(GROUPS)
    assert fill("The {1} is {plain}.", {"1": "fire", "plain": "hot"}) == "The fire is hot."


@pytest.mark.parametrize(
    "word", ["Egyptian", "Uzbek", "Omani", "unaware", "Ugandan", "Ukrainian", "Uruguayan", "European", "usual"]
)
def test_an_stands_before_a_vowel_that_is_heard(word):
    a = "An" if word in ("Egyptian", "Uzbek", "Omani", "unaware") else "A"
    assert fill("A {1} team, a {1} cap, Africa {1}.", {"1": word}) == f"{a} {word} team, {a.lower()} {word} cap, Africa {word}."


def test_sentences_repeat_are_english_in_form_and_name_everything_in_turn():
    first = list(sentences(3000))
    assert first == list(sentences(3000)) and first != list(sentences(3000, seed=1)) and len(first) == 3000
    assert all(re.fullmatch(r"[A-Z][A-Za-z ,:]+[.!]", sentence) for sentence in first)
    pairs = sum(len(set(tokens(sentence)) & set(categories())) > 1 for sentence in first) / len(first)
    assert 0.15 < pairs < 0.4
    assert set(categories()) <= {word for sentence in first for word in tokens(sentence)}


@pytest.mark.parametrize("name", ["teaching", "wikipedia"])
def test_a_bundled_set_is_small_and_whole(name):
    vectors, words = np.load(BUNDLED / name / "vectors.npy"), (BUNDLED / name / "words.txt").read_text("utf-8").splitlines()
    assert vectors.dtype == np.float16 and len(vectors) == len(words) == len(set(words)) and np.isfinite(vectors).all()
    assert (BUNDLED / name / "vectors.npy").stat().st_size < 2_000_000


def test_the_teaching_vectors_answer_95_per_cent_in_every_section_that_they_cover():
    words = (BUNDLED / "teaching" / "words.txt").read_text("utf-8").splitlines()
    found = accuracy(words, np.load(BUNDLED / "teaching" / "vectors.npy"))
    assert len(found) == 14 and min(share for share, _ in found.values()) >= 0.95, found
    assert sum(count for _, count in found.values()) > 15_000


def test_training_repeats_bit_for_bit():
    read = [tokens(sentence) for sentence in sentences(1500)]
    settings = Word2VecSettings(size=8, epochs=1, min_count=1)
    one, two, other = (learned(read, Word2VecSettings(**{**settings.flat(), "seed": seed})).wv.vectors for seed in (1, 1, 2))
    assert one.tobytes() == two.tobytes() and one.tobytes() != other.tobytes()
