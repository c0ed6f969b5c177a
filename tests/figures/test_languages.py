"""Two languages on one plane: every pair a line between its two points, every word where it stands."""

import numpy as np
import pytest

from playground.figures.labels import DOT, LETTER, LINE, SIDES, roomy
from playground.figures.languages import LABELLED, describe_spaces, spaces_figure
from playground.figures.theme import THEMES

NAMES, WORDS = ("English", "Italian"), (["one", "<b>"], ["uno", "due"])
POINTS = (np.array([[0.0, 1.0], [2.0, 3.0]]), np.array([[0.0, 0.0], [2.0, 2.0]]))


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_pairs_are_joined_and_words_are_text(theme):
    lines, *clouds = spaces_figure(NAMES, WORDS, POINTS, 4.0, theme).data
    ends = np.stack([lines.x, lines.y], axis=1).reshape(2, 3, 2)
    np.testing.assert_array_equal(ends[:, 0], POINTS[0])
    np.testing.assert_array_equal(ends[:, 1], POINTS[1])
    assert np.isnan(ends[:, 2].astype(float)).all()
    assert [cloud.name for cloud in clouds] == list(NAMES) and clouds[0].text == clouds[0].hovertext == ("one", "&lt;b&gt;")
    assert clouds[0].marker.color != clouds[1].marker.color and clouds[0].mode == "markers+text"


def test_many_words_are_named_only_where_one_points():
    many = LABELLED + 1
    figure = spaces_figure(NAMES, (["w"] * many,) * 2, (np.zeros((many, 2)),) * 2, 1.0, THEMES["light"])
    assert figure.data[1].mode == "markers"


def test_no_label_covers_another_or_a_point_and_what_finds_no_room_is_left_to_the_pointer():
    draw = np.random.default_rng(0)
    points, words = draw.normal(size=(60, 2)), ["word" * length for length in draw.integers(1, 4, 60)]
    sides, wide = roomy(points, words, 0.02), 0.02
    boxes = [np.array([-DOT, -DOT, DOT, DOT]) + np.tile(point / wide, 2) for point in points]
    for (x, y), word, side in zip(points / wide, words, sides, strict=True):
        if side:
            across, up = SIDES[side]
            wide_half, high_half = LETTER * len(word) / 2, LINE / 2
            x, y = x + across * (wide_half + DOT), y + up * (high_half + DOT)
            boxes.append(np.array([x - wide_half, y - high_half, x + wide_half, y + high_half]))
    labels = range(len(points), len(boxes))
    overlap = [
        np.minimum(boxes[one][2:], boxes[two][2:]) - np.maximum(boxes[one][:2], boxes[two][:2])
        for one in labels
        for two in range(one)
    ]
    assert max(np.min(overlap, axis=1)) < 1e-9 and "" in sides and len(set(sides)) > 4
    assert roomy(np.zeros((1, 2)), ["alone"], 1) == ["top center"]


def test_it_is_told_in_words():
    assert describe_spaces(NAMES, POINTS, True) == (
        "English carried into the space of Italian: 2 pairs, on average 1.00 apart on this plane."
    )
