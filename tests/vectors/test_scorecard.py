"""The scorecard against gensim's own, on made-up vectors whose words differ in case too."""

import numpy as np
import pytest

from playground.errors import Refusal
from playground.vectors import scorecard
from playground.vectors.questions import QUESTIONS, questions_named, read_questions
from playground.vectors.scorecard import score_analogies, score_pairs
from tests.vectors.test_similarity import made


@pytest.fixture(scope="module")
def vectors():
    random = np.random.default_rng(3)
    rows = {}
    for place in range(60):
        point = random.normal(size=6)
        for spelling in (f"w{place}", f"W{place}")[: 1 + place % 2]:
            rows[spelling] = list(point + 0.01 * random.normal(size=6))
    return made(rows)


@pytest.fixture(scope="module")
def file(tmp_path_factory, vectors):
    random, lines = np.random.default_rng(4), []
    for section in ("one", "two", "three"):
        lines.append(f": {section}")
        for _ in range(80):
            a, b, c = (f"w{place}" for place in random.integers(0, 62, 3))  # some are not among the vectors
            known = all(word in vectors for word in (a, b, c))
            answer = vectors.most_similar([b, c], [a], topn=1)[0][0] if known and random.random() < 0.5 else "w7"
            lines.append(f"{a} {b} {c} {answer}")
    path = tmp_path_factory.mktemp("questions") / "questions.txt"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("restrict", [300_000, 40])
def test_every_section_is_gensims(vectors, file, restrict, monkeypatch):
    monkeypatch.setattr(scorecard, "BATCH", 17)
    monkeypatch.setattr(scorecard, "ROWS", 23)
    accuracy, theirs = vectors.evaluate_word_analogies(str(file), restrict_vocab=restrict)
    *_, card = cards = list(score_analogies(vectors, read_questions(file.read_text(), "made").sections, restrict))
    ours = [(one.name, one.correct, one.questions) for one in card.sections]
    assert ours == [(one["section"], len(one["correct"]), len(one["correct"]) + len(one["incorrect"])) for one in theirs[:-1]]
    assert card.all.accuracy == pytest.approx(accuracy) and 0 < accuracy < 1 and card.all.all == 240
    done = [one.done for one in cards]
    assert done == sorted(done) and done[0] > 0 and done[-1] == 1


def test_questions_that_cannot_be_asked_are_not_scored(vectors):
    *_, card = score_analogies(vectors, read_questions("a b c d\n", "").sections)
    assert card.all.questions == 0 and card.all.accuracy is None and card.sections[0].name == "questions"


def test_agreement_with_people_is_gensims(vectors, tmp_path):
    random = np.random.default_rng(5)
    lines = [f"w{random.integers(62)}\tW{random.integers(60)}\t{random.integers(5)}" for _ in range(100)]
    path = tmp_path / "pairs.tsv"
    path.write_text("# made up\nword 1\tword 2\tscore\n" + "\n".join(lines) + "\n")
    pearson, spearman, unknown = vectors.evaluate_word_pairs(str(path))
    found = score_pairs(vectors, read_questions(path.read_text(), "").pairs)
    assert found.pearson == pytest.approx(pearson[0], abs=1e-6) and found.spearman == pytest.approx(spearman[0], abs=1e-6)
    assert found.all == 100 and 100 * (1 - found.pairs / found.all) == pytest.approx(unknown)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no questions"),
        (": one\na b c\n", "Line 2 has 3 words"),
        (": one\na b c d\na b\n", "Line 3 has 2 words"),
        ("a b 1\na b x\n", "Line 2 is no pair"),
    ],
)
def test_broken_questions_are_refused_with_the_line(text, said):
    with pytest.raises(Refusal, match=said) as refused:
        read_questions(text, "")
    assert refused.value.field == "questions"


def test_the_questions_that_come_with_gensim_are_whole():
    found = {name: questions_named(name) for name in QUESTIONS}
    asked = {name: sum(len(section.questions) for section in one.sections) for name, one in found.items()}
    counts = {name: (len(one.sections), asked[name], len(one.pairs)) for name, one in found.items()}
    assert counts == {"google": (14, 19544, 0), "wordsim353": (0, 0, 353), "simlex999": (0, 0, 999)}
