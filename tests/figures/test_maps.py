"""The map as the browser gets it and as a figure: every point where it belongs, every colour with its name."""

from base64 import b64decode

import numpy as np
import pytest

from playground.figures.maps import (
    COLOURS,
    Colouring,
    by_category,
    by_cluster,
    by_frequency,
    describe_map,
    map_data,
    map_figure,
    packed,
    unpacked,
)
from playground.figures.theme import THEMES

WORDS = ["king", "queen", "run", "the", "paris"]
POINTS = np.array([[0, 0], [10, 1], [5, 2], [2.5, 0.5], [0, 2]])
LIGHT = THEMES["light"]


@pytest.mark.parametrize("dimensions", [2, 3])
def test_points_lie_in_a_box_around_their_middle_in_one_scale(dimensions):
    points = np.random.default_rng(0).normal(size=(30, dimensions)) * ([7, 1, 2][:dimensions])
    found = unpacked(packed(points), dimensions)
    middle, half = (points.max(0) + points.min(0)) / 2, np.ptp(points, axis=0).max() / 2
    np.testing.assert_allclose(found, (points - middle) / half, atol=2e-5)


def test_axes_of_their_own_fill_the_box_each_and_one_point_is_its_middle():
    found = unpacked(packed(POINTS, square=False), 2)
    np.testing.assert_allclose([found.min(0), found.max(0)], [[-1, -1], [1, 1]])
    np.testing.assert_allclose(unpacked(packed(POINTS[:1]), 2), 0, atol=2e-5)


def test_kinds_have_colours_the_largest_first_and_the_others_are_grey():
    known = {"king": "family", "queen": "family", "paris": "capitals"}
    found = by_category(WORDS, known, LIGHT)
    assert found.names == ("family", "capitals", "others") and found.of.tolist() == [0, 0, 2, 2, 1]
    assert found.palette == (COLOURS[0], COLOURS[1], LIGHT.families["n-gram"])


def test_clusters_are_named_by_their_first_words():
    found = by_cluster(WORDS, np.array([1, 1, 0, 0, 1]))
    assert found.names == ("run, the …", "king, queen, paris …") and len(set(found.palette)) == 2


def test_the_most_frequent_word_is_at_the_bright_end():
    found = by_frequency(np.array([0, 9, 99, 999]))
    assert found.of[0] == len(found.palette) - 1 and found.of[-1] == 0 and (np.diff(found.of) <= 0).all()
    many = by_frequency(np.random.default_rng(0).permutation(900)).of
    assert np.bincount(many)[1:-1].min() > 80 and by_frequency(np.array([7])).of.tolist() == [len(found.palette) - 1]


def test_what_the_browser_gets_is_what_there_is():
    colours = Colouring(("#111111", "#222222", "#333333"), np.array([0, 0, 2, 2, 0]), ("a", "b", "c"))
    data = map_data("v", WORDS, packed(POINTS), 2, colours, THEMES["dark"])
    assert data["words"] == WORDS and data["legend"] == [["a", 0], ["c", 2]] and data["scale"] is None
    assert list(b64decode(data["of"])) == [0, 0, 2, 2, 0] and "dark" in data["version"]


@pytest.mark.parametrize("dimensions", [2, 3])
def test_the_figure_holds_every_word_once_in_its_colour(dimensions):
    points = np.concatenate([POINTS, POINTS[:, :1]], axis=1)[:, :dimensions]
    colours = by_category(WORDS, {"king": "family", "queen": "family"}, LIGHT)
    figure = map_figure(WORDS, points, colours, LIGHT)
    dots = [trace for trace in figure.data if trace.mode == "markers"]
    placed = {word: (x, y) for trace in dots for word, x, y in zip(trace.text, trace.x, trace.y, strict=True)}
    assert placed == {word: tuple(point[:2]) for word, point in zip(WORDS, points, strict=True)}
    assert {trace.name: trace.marker.color for trace in dots} == {"family": COLOURS[0], "others": LIGHT.families["n-gram"]}
    assert list(figure.data[-1].text) == WORDS


def test_no_word_is_written_over_another():
    points = np.repeat(POINTS[:3], 2, axis=0)
    written = map_figure(list("abcdef"), points, by_frequency(np.arange(6)), LIGHT).data[-1]
    sides = {(tuple(point), side) for point, side, word in zip(points, written.textposition, written.text, strict=True) if word}
    assert [word for word in written.text if word][0] == "a" and len(sides) == sum(map(bool, written.text))
    crowd = map_figure([f"word{n}" for n in range(40)], np.zeros((40, 2)), by_frequency(np.arange(40)), LIGHT).data[-1]
    assert 1 <= sum(map(bool, crowd.text)) <= 8, "as many as there are sides"


def test_a_word_that_looks_like_markup_stays_text():
    figure = map_figure(["<b>x</b>", *WORDS[1:]], POINTS, by_frequency(np.arange(5)), LIGHT)
    assert "<b>x</b>" not in figure.to_json().replace("\\u003c", "<").replace("\\u003e", ">")


def test_it_is_told_in_words():
    assert describe_map(WORDS, "PCA", 0.25) == "A map of 5 words by PCA; 25% of each word's ten nearest are so on the map too."
    assert describe_map(WORDS, "t-SNE", None) == "A map of 5 words by t-SNE."
