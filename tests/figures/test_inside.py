"""What units do as colour: scales, heat map and bars, and text that stays readable on its colour."""

import re

import numpy as np
import pytest

from playground.figures.cards import inside as card
from playground.figures.inside import (
    BARS,
    HIGH,
    LOW,
    MAP_TOKENS,
    NOTHING,
    Scale,
    describe_bars,
    describe_map,
    match_bars,
    series_label,
    tint,
    unit_map,
)
from playground.figures.shading import READABLE, contrast
from playground.figures.theme import THEMES, mix
from playground.language.activations import Series, record
from playground.runs.folder import EXAMPLES, load_run
from playground.runs.unit_study import Match

C, F = Series(0, "c"), Series(1, "f")
VALUES = np.random.default_rng(0).normal(size=(300, 7)).astype(np.float16)


def test_states_are_centred_at_zero_and_gates_reach_from_0_to_1():
    scale = Scale.of(C, np.array([0.5, -2.0]))
    assert (scale.low, scale.high) == (-2.0, 2.0) and scale.level(-1.0) == -0.5 and scale.level(9.0) == 1.0
    assert Scale.of(F, np.array([0.2])) == Scale(0.0, 1.0)
    assert Scale.of(C, np.zeros(3)).level(0.0) == 0.0 == Scale.of(C, np.array([])).level(0.0)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("level", [-1.0, -0.3, 0.0, 0.6, 1.0])
def test_text_can_be_read_on_every_colour(theme, level):
    red, green, blue, opacity = map(float, re.findall(r"[0-9.]+", tint(level, theme)))
    colour = f"#{int(red):02x}{int(green):02x}{int(blue):02x}"
    assert colour.lower() == (HIGH if level > 0 else LOW).lower()
    assert contrast(theme.text, mix(theme.background, colour, opacity)) >= READABLE - 0.05


def test_the_map_holds_every_unit_after_every_token():
    written = [*"ab", "<b>", *"x" * 297]
    figure = unit_map(written, VALUES, C, 3, THEMES["light"])
    (heat,) = figure.data
    np.testing.assert_array_equal(np.asarray(heat.z), VALUES[:MAP_TOKENS].T.astype(np.float32))
    assert heat.zmin == -heat.zmax and heat.x[2] == "“&lt;b&gt;” at 3" and "unit 3" in figure.layout.annotations[0].text
    assert unit_map(written, np.abs(VALUES), F, 0, THEMES["dark"]).data[0].zmin == 0.0
    assert describe_map(written, VALUES, C).startswith("Cell state (c) of 7 units over 200 tokens")
    assert series_label(F, 2) == "layer 2, forget gate (f)"


def test_bars_are_the_closest_units_the_chosen_one_strong():
    found = [Match(C, unit, 0.9 - unit / 10) for unit in range(12)]
    (bars,) = match_bars(found, 1, (C, 1), THEMES["light"]).data
    assert list(bars.x) == [one.correlation for one in found[:BARS]][::-1] and bars.y[-1] == "cell state (c) 0"
    assert [colour.endswith(",1)") for colour in bars.marker.color].index(True) == BARS - 2
    assert describe_bars(found, 1, "Vowels") == "Closest to “Vowels”: cell state (c) 0, correlation 0.90."
    assert match_bars([], 1, (C, 0), THEMES["light"]).layout.annotations[0].text == NOTHING == describe_bars([], 1, "x")


def test_the_card_shows_what_the_bundled_network_does_today():
    saved = load_run(EXAMPLES / "lstm")
    values = record(saved.model, saved.vocabulary, card.TEXT, [C]).values[C][:, 76].astype(float)
    np.testing.assert_allclose(values / np.abs(values).max(), card.LEVELS, atol=0.02)
