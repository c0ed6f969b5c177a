"""The cost of a vocabulary as curves: every number where it belongs, sizes as people write them."""

import pytest

from playground.figures.theme import THEMES
from playground.figures.vocabularies import LIMITS, count_name, memory_figure, size_name


@pytest.mark.parametrize(
    ("count", "name"),
    [(40, "40 bytes"), (999, "999 bytes"), (1000, "1 kB"), (1.6e9, "1.6 GB"), (4e18, "4 EB"), (4e22, "4e+04 EB")],
)
def test_sizes(count, name):
    assert size_name(count) == name


@pytest.mark.parametrize(("words", "name"), [(10, "10"), (20_000, "20,000"), (3_000_000, "3 million"), (10**9, "1 billion")])
def test_counts(words, name):
    assert count_name(words) == name


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_table_is_a_line_with_its_place_marked(theme):
    sizes = {"square": [400, 40_000], "dense": [40, 400]}
    figure = memory_figure([10, 100], sizes, {"square": "V × V", "dense": "V × d"}, 100, theme)
    lines = {trace.name: list(trace.y) for trace in figure.data if trace.mode == "lines"}
    marks = [(trace.x[0], trace.y[0]) for trace in figure.data if trace.mode == "markers"]
    assert lines == {"V × V": [400, 40_000], "V × d": [40, 400]} and marks == [(100, 40_000), (100, 400)]
    assert figure.layout.xaxis.type == figure.layout.yaxis.type == "log"
    assert [note.text for note in figure.layout.annotations] == list(LIMITS)
