"""Figures of what a word model starts from: each number is the band's own, and labels on a map do not touch."""

import math
from itertools import combinations

import numpy as np
import pytest

from models.embedding import EMBEDDINGS
from playground.figures.labels import DOT, LETTER, LINE, SIDES
from playground.figures.starts import (
    describe_map,
    describe_starts,
    labels,
    live_starts,
    map_figure,
    start_figure,
)
from playground.figures.theme import THEMES
from playground.language.wordmap import WordMap
from playground.runs.start_study import SizeBand

BANDS = {
    name: [SizeBand(1000, 5.0 + place, 4.5 + place, 5.5 + place), SizeBand(4000, 4.0, 4.0, 4.0)]
    for place, name in enumerate(EMBEDDINGS)
}
MAP = WordMap(
    *(("a", "b", "c"), ((0.0, 0.0), (1.0, 0.0), (0.01, 0.0)), ((0.0, 1.0), (1.0, 1.0), (0.5, 0.0)), (1.0, 0.9, 0.8)),
    *((("b", "c"), ("a",), ("a",)), (("c", "b"), ("a",), ("b",)), 0.5),
)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("unit, read", [("nats", float), ("perplexity", math.exp)])
def test_lines_are_means_and_bands_reach_from_best_to_worst(unit, read, theme):
    figure = start_figure(BANDS, "gru", unit, theme)
    for place, (edge, line) in enumerate(zip(figure.data[::2], figure.data[1::2], strict=True)):
        assert line.y == pytest.approx([read(5.0 + place), read(4.0)]) and list(line.x) == [1000, 4000]
        assert edge.y == pytest.approx([read(5.5 + place), read(4.0), read(4.0), read(4.5 + place)])
    looks = {(line.line.color, line.line.dash) for line in figure.data[1::2]}
    assert len(looks) == len(EMBEDDINGS) and figure.layout.xaxis.ticktext == ("1,000", "4,000")


def test_the_live_chart_shows_the_same_on_axes_that_wait_for_the_rest():
    option = live_starts({"random": BANDS["random"][:1]}, "gru", "nats", [1000, 9000], THEMES["dark"])
    assert option["series"][0]["data"] == [[1000, 5.0]] and option["xAxis"]["max"] == 9000
    assert option["xAxis"]["axisLabel"]["customValues"] == [1000, 9000]
    assert "5.00 with 1,000 words" in describe_starts(BANDS) and describe_starts({}).startswith("No network")
    assert start_figure({}, "gru", "nats", THEMES["light"]).layout.annotations


def test_the_chosen_word_and_its_neighbours_stand_out_on_both_maps():
    for when, close in (("before", ["b", "c"]), ("after", ["c", "b"])):
        rest, near, chosen = map_figure(MAP, when, "a", "gru", THEMES["light"]).data
        assert not rest.x and list(near.text) == close and list(chosen.text) == ["a"]
        assert describe_map(MAP, when, "a").endswith(f"{', '.join(close)}.")
    one, two = (map_figure(MAP, when, "a", "gru", THEMES["light"]).layout for when in ("before", "after"))
    assert one.xaxis.range == two.xaxis.range and one.yaxis.range == two.yaxis.range and one.xaxis.range[0] < 0
    assert map_figure(MAP, "after", "nobody", "gru", THEMES["light"]).data[2].x == ()


def test_labels_cover_no_other_and_no_point_and_the_chosen_ones_come_first():
    points = np.random.default_rng(0).normal(size=(80, 2))
    points[[8, 9, 10]] = points[7]  # four words in one place
    places, words = tuple(map(tuple, points)), tuple(f"word{place}" for place in range(80))
    chosen = [words[place] for place in (7, 8, 9, 10)]
    sides = labels(WordMap(words, places, places, (1.0,) * 80, ((),) * 80, ((),) * 80, 0.5), "before", chosen)
    pixel = (1.16 * np.ptp(points, axis=0) / (400, 430)).max()
    boxes = {
        ("point", word): np.array([-DOT, -DOT, DOT, DOT]) + np.tile(places[place] / pixel, 2) for place, word in enumerate(words)
    }
    for word, side in sides.items():
        half = np.array([LETTER * len(word), LINE]) / 24 * {chosen[0]: 15}.get(word, 14 if word in chosen else 11)
        middle = np.array(places[words.index(word)]) / pixel + np.array(SIDES[side]) * (half + DOT)
        boxes["label", word] = np.concatenate([middle - half, middle + half])
    for one, two in combinations(boxes, 2):
        if two[0] == "label" and (one[0] == "label" or two[1] not in chosen):
            overlap = np.minimum(boxes[one][2:], boxes[two][2:]) - np.maximum(boxes[one][:2], boxes[two][:2])
            assert overlap.min() < 1e-6, (one, two)
    assert len({sides.get(word) for word in chosen}) == 4 and 8 < len(sides) < 80
