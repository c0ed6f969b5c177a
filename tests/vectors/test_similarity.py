"""Neighbours, angles and analogies against vectors placed by hand, gensim, and plain NumPy."""

import numpy as np
import pytest

from playground.errors import Refusal
from playground.vectors import lookup
from playground.vectors.analogies import EPSILON, METHODS, analogy, goal, parallelogram, reasons, solve
from playground.vectors.cache import keyed
from playground.vectors.lookup import Suggester, all_known, close_spellings, word_in, words_in
from playground.vectors.similarity import MEASURES, angle, best, neighbours, odd_one_out, similarities, unit

ROYAL = {
    "man": [1, 0, 0],
    "woman": [0, 1, 0],
    "king": [1, 0, 1],
    "queen": [0, 1, 1],
    "apple": [-1, -1, 0.1],
    "nothing": [0, 0, 0],
}


def made(rows) -> object:
    vectors = np.array(list(rows.values()), np.float32)
    return keyed(list(rows), vectors, np.linalg.norm(vectors, axis=1))


@pytest.fixture(scope="module")
def royal():
    return made(ROYAL)


@pytest.fixture(scope="module")
def random():
    values = np.random.default_rng(1).normal(size=(500, 20)) * np.linspace(0.2, 3, 500)[:, None]
    return made({f"w{row}": list(one) for row, one in enumerate(values)})


@pytest.mark.parametrize("words", [["w3"], ["w3", "w200", "w411"]])
def test_neighbours_by_angle_are_gensims(random, words):
    theirs = random.most_similar(words, topn=15)
    ours = neighbours(random, words, 15)
    assert [(one.word, pytest.approx(one.similarity, abs=1e-6)) for one in ours] == theirs


def test_neighbours_by_distance_are_the_nearest_points(random):
    point = (random["w7"] + random["w30"]) / 2
    apart = {word: float(np.linalg.norm(random[word] - point)) for word in random.index_to_key if word not in ("w7", "w30")}
    ours = neighbours(random, ["w7", "w30"], 15, "euclidean")
    assert [one.word for one in ours] == sorted(apart, key=apart.get)[:15]
    assert [one.distance for one in ours] == pytest.approx([apart[one.word] for one in ours], rel=1e-5)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_words_asked_for_are_left_out_and_no_more_is_given_than_there_is(royal, measure):
    found = [one.word for one in neighbours(royal, ["king", "man"], 100, measure)]
    assert sorted(found) == sorted(set(ROYAL) - {"king", "man"})


def test_a_vector_of_zeros_has_no_neighbours(royal):
    with pytest.raises(Refusal, match="“nothing” is all zeros"):
        neighbours(royal, ["nothing"], 3)
    assert all(np.isfinite(one.similarity) for one in neighbours(royal, ["king"], 10))


def test_angles_are_exact_where_they_are_known(royal):
    found = angle(royal, "man", "woman")
    assert (found.cosine, found.degrees, found.lengths) == (pytest.approx(0), pytest.approx(90), (1, 1))
    assert angle(royal, "man", "king").degrees == pytest.approx(45) and angle(royal, "man", "man").degrees == 0
    assert angle(made({"a": [1, 0], "b": [-2, 0]}), "a", "b").degrees == pytest.approx(180)


def test_the_heat_map_holds_every_cosine(random):
    words = ["w1", "w9", "w77"]
    expected = [[random.similarity(one, other) for other in words] for one in words]
    np.testing.assert_allclose(similarities(random, words), expected, atol=1e-6)


def test_the_odd_one_out_is_gensims(random, royal):
    words = ["w1", "w9", "w77", "w13", "w300"]
    assert odd_one_out(random, words)[-1].word == random.doesnt_match(words)
    assert odd_one_out(royal, ["king", "queen", "apple"])[-1].word == "apple"
    with pytest.raises(Refusal, match="three words or more"):
        odd_one_out(royal, ["king", "queen"])


def test_king_minus_man_plus_woman_is_queen(royal):
    for method in METHODS:
        assert analogy(royal, ["man", "king", "woman"], 3, method)[0].word == "queen"


def test_analogies_are_gensims(random):
    a, b, c = words = ["w3", "w90", "w222"]
    theirs = {"3cosadd": random.most_similar, "3cosmul": random.most_similar_cosmul}
    for method, ask in theirs.items():
        ours = [(one.word, pytest.approx(one.score, rel=1e-5)) for one in analogy(random, words, 10, method)]
        assert ours == ask(positive=[b, c], negative=[a], topn=10)


def test_the_words_asked_for_are_told_beside_the_answers_with_the_scores_they_would_have(random):
    words, everybody = ["w3", "w90", "w222"], random.index_to_key
    point = random.get_vector("w90", norm=True) - random.get_vector("w3", norm=True) + random.get_vector("w222", norm=True)
    cosines = {word: float(random.get_vector(word, norm=True) @ point / np.linalg.norm(point)) for word in everybody}
    found = solve(random, words, 5)
    assert [one.word for one in found.asked] == words and not {one.word for one in found.answers} & set(words)
    assert [one.score for one in found.asked] == pytest.approx([cosines[word] for word in words], abs=1e-6)


def test_a_score_is_made_of_its_reasons(random):
    words = ["w3", "w90", "w222"]
    length = np.linalg.norm(goal(unit(random, words)))
    for method, score in {
        "3cosadd": lambda a, b, c: (b - a + c) / length,
        "3cosmul": lambda a, b, c: (1 + b) * (1 + c) / 4 / ((1 + a) / 2 + EPSILON),
    }.items():
        found = solve(random, words, 5, method)
        told = reasons(random, words, [one.word for one in (*found.answers, *found.asked)])
        scores = [one.score for one in (*found.answers, *found.asked)]
        assert [score(one.to_a, one.to_b, one.to_c) for one in told] == pytest.approx(scores, abs=1e-6)


def test_the_plane_keeps_lengths_and_its_fourth_corner(random):
    words, answers = ["w3", "w90", "w222"], ["w5", "w6"]
    drawn = parallelogram(random, words, answers)
    points = {word: random.get_vector(word, norm=True).astype(float) for word in (*words, *answers)}
    flat = {spot.word: np.array([spot.x, spot.y]) for spot in (drawn.a, drawn.b, drawn.c, *drawn.answers)}
    for one, other in (words[:2], words[1:], words[::2]):
        assert np.linalg.norm(flat[one] - flat[other]) == pytest.approx(np.linalg.norm(points[one] - points[other]))
    corner = np.array([drawn.goal.x, drawn.goal.y])
    np.testing.assert_allclose(corner, flat["w90"] - flat["w3"] + flat["w222"], atol=1e-9)
    assert max(spot.off for spot in (drawn.a, drawn.b, drawn.c, drawn.goal)) < 1e-6
    goal = points["w90"] - points["w3"] + points["w222"]
    for spot in drawn.answers:
        apart = np.hypot(np.linalg.norm(flat[spot.word] - corner), spot.off)
        assert apart == pytest.approx(np.linalg.norm(points[spot.word] - goal))
    found = analogy(random, words, 5)
    assert [one.distance for one in found] == pytest.approx(
        [np.linalg.norm(random.get_vector(one.word, norm=True) - goal) for one in found], rel=1e-5
    )
    with pytest.raises(Refusal, match="no parallelogram"):
        parallelogram(random, ["w3", "w3", "w5"], [])


def test_an_unknown_word_offers_close_spellings(royal):
    with pytest.raises(Refusal, match="do not know “quen”: did you mean queen") as refused:
        word_in(royal, "quen", "b")
    assert refused.value.field == "b" and word_in(royal, "KING") == "king"
    with pytest.raises(Refusal, match="try another word"):
        word_in(royal, "xylophone")


def test_slips_are_counted_as_by_hand():
    words = ["form", "from", "fort", "forms", "farm", "unrelated"]
    assert close_spellings(words, "frm") == ["form", "from", "farm"]
    assert close_spellings(words, "fromm")[0] == "from" and close_spellings(words, "x" * 100) == []


def test_a_list_of_words_is_read_however_it_is_written(royal):
    assert words_in(royal, "king, Queen\nman  woman king") == ["king", "queen", "man", "woman"]
    assert all_known(royal, "king, Queen\nman  woman king")
    for wrong in ("", " , \n", "king " * 300, "king, quen"):
        assert not all_known(royal, wrong)
        with pytest.raises(Refusal):
            words_in(royal, wrong)


def test_to_ask_whether_words_are_known_looks_for_no_close_spelling(royal, monkeypatch):
    monkeypatch.setattr("playground.vectors.lookup.close_spellings", lambda *_: pytest.fail("this takes a while"))
    assert not all_known(royal, "kin") and all_known(royal, "king")


def test_suggestions_begin_as_typed_the_word_itself_first_then_the_most_frequent():
    words = ["Kin", "kite", "KING", "king", "queen", "kind", "kin", "k"]
    for count in (1, 3, 8):
        begun = [word for word in words if word.lower().startswith("kin")]
        expected = ["kin", *(word for word in begun if word != "kin")][:count]
        assert Suggester(words).suggest("kin", count) == expected
    assert Suggester(words).suggest("z", 5) == Suggester(words).suggest(" ", 5) == []


@pytest.mark.parametrize("typed", ["", " k", "ki", "Kin", "king", "z", "i"])
def test_what_the_next_letter_will_need_is_what_it_would_be_told(typed):
    words = ["Kin", "kite", "KING", "king", "queen", "kind", "kin", "k", "İz", "ino", "ka"]
    suggester, begun = Suggester(words), typed.strip().lower()
    following = {
        word.lower()[: len(begun) + 1] for word in words if word.lower().startswith(begun) and len(word.lower()) > len(begun)
    }
    expected = {begun: suggester.suggest(typed, 3)} | {one: suggester.suggest(one, 3) for one in following}
    assert suggester.ahead(typed, 3) == expected


def test_of_many_letters_that_may_come_next_those_of_frequent_words_are_told():
    words = [chr(ord("a") + place) + "x" for place in range(lookup.LETTERS + 9)]
    assert set(Suggester(words).ahead("", 3)) == {"", *(word[0].lower() for word in words)} - {word[0] for word in words[-9:]}


@pytest.mark.parametrize("size", [1, 5, 1023, 1024, 40_000, 50_001])
@pytest.mark.parametrize("values", [7, 10**9])
def test_the_best_are_those_of_a_full_sort_the_first_of_equals(size, values):
    scores = np.random.default_rng(size).integers(0, values, size).astype(np.float32)
    without = [0, size // 2]
    order = [place for place in np.argsort(-scores, kind="stable").tolist() if place not in without]
    assert best(scores, 20, without) == order[:20]
