"""Loss by place in a window, and against truncation length, drawn as it was measured."""

import math

import numpy as np
import pytest

from playground.figures.cards.windows import CARRIED, RESET
from playground.figures.theme import THEMES
from playground.figures.units import LOSS_UNITS
from playground.figures.windows import (
    NAMES,
    describe_positions,
    describe_truncation,
    position_figure,
    position_rows,
    truncation_figure,
    truncation_rows,
)
from playground.gradients.experiments import MEMORIES, loss_by_memory
from playground.runs.folder import examples, load_run
from playground.runs.reading import validation_ids
from playground.text.corpora import load_corpus

GRU = examples().get("example-gru")
LIGHT, NATS = THEMES["light"], LOSS_UNITS["nats"]
FOUND = {"carried": np.array([1.5, 1.4]), "reset": np.array([3.0, 1.6]), "shuffled": np.array([4.0, 1.8])}
LINES = {True: {1: (0.5, 0.55, 0.6), 64: (0.4, 0.45, 0.5)}, False: {1: (1.8, 1.9, 2.0), 64: (0.5, 0.5, 0.5)}}


def test_every_memory_has_a_name():
    assert NAMES.keys() == MEMORIES.keys()


@pytest.mark.parametrize("unit, value", [("nats", 3.0), ("bits", 3.0 / math.log(2)), ("perplexity", math.exp(3.0))])
def test_places_are_counted_from_one_and_losses_read_in_a_unit(unit, value):
    figure = position_figure(FOUND, "gru", 1.0, LOSS_UNITS[unit], LIGHT)
    assert [line.name for line in figure.data] == list(NAMES.values())
    assert list(figure.data[0].x) == [1, 2] and figure.data[1].y[0] == pytest.approx(value)
    assert LOSS_UNITS[unit].title(1.0) == figure.layout.yaxis.title.text


def test_each_truncation_length_is_a_point_and_the_seeds_a_band():
    figure = truncation_figure(LINES, "gru", 2, LIGHT)
    named = {line.name: line for line in figure.data if line.name}
    assert list(named["state carried over"].y) == [0.55, 0.45] and list(named["state reset with each batch"].x) == [1, 64]
    bands = [list(line.y) for line in figure.data if not line.name]
    assert bands == [[0.5, 0.4], [0.6, 0.5], [1.8, 0.5], [2.0, 0.5]]
    assert figure.layout.xaxis.type == figure.layout.yaxis.type == "log"


def test_the_words_and_the_tables_say_what_the_figures_show():
    text = describe_positions(FOUND, 1.0, NATS)
    assert "reset to zero from 3.000 nats/char to 1.600 nats/char" in text and "token 2" in text
    assert "carried over from 0.550 at length 1 to 0.450 at length 64" in describe_truncation(LINES)
    assert position_rows(FOUND) == [(1, 1.5, 3.0, 4.0), (2, 1.4, 1.6, 1.8)]
    assert truncation_rows(LINES)[2] == (1, "reset", 1.8, 1.9, 2.0)


@pytest.mark.skipif(GRU is None, reason="the bundled GRU is not at hand")
def test_the_numbers_of_the_small_picture_are_those_of_the_bundled_run(tmp_path):
    saved = load_run(GRU)
    ids = validation_ids(saved.run, saved.vocabulary, load_corpus(saved.run.experiment.text.corpus, tmp_path))
    found = loss_by_memory(saved.model, ids, len(CARRIED))
    np.testing.assert_allclose(found["carried"], CARRIED, atol=0.006)
    np.testing.assert_allclose(found["reset"], RESET, atol=0.006)
