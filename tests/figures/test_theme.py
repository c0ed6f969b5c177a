import re
from itertools import combinations

import numpy as np
import pytest

from models.cells import CELLS
from playground.figures.overlay import look_of
from playground.figures.theme import THEMES, channels, mix, stroke, theme


def luminance(colour: str) -> float:
    parts = [value / 255 for value in channels(colour)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_text_is_readable(name):
    on = THEMES[name]
    assert contrast(on.text, on.background) >= 7 and contrast(on.muted, on.background) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_every_cell_has_its_own_line(name):
    looks = [stroke(cell, THEMES[name]) for cell in CELLS]
    assert len(set(looks)) == len(CELLS)
    assert all(re.fullmatch("#[0-9a-fA-F]{6}", look.colour) for look in looks)


def lab(colour: str) -> np.ndarray:
    """Return CIE L*a*b* of an sRGB colour under D65."""
    parts = np.array(channels(colour)) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    x, y, z = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    a, b, c = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x / 0.95047, y, z / 1.08883))
    return np.array([116 * b - 16, 500 * (a - b), 200 * (b - c)])


@pytest.mark.parametrize("name", THEMES)
def test_no_two_cells_are_taken_for_each_other(name):
    on = THEMES[name]
    for one, other in combinations([stroke(cell, on) for cell in CELLS], 2):
        apart = np.linalg.norm(lab(one.colour) - lab(other.colour))
        assert apart > 24 or (apart > 15 and one.dash != other.dash)
    assert all(contrast(stroke(cell, on).colour, on.background) > 2.2 for cell in CELLS)


@pytest.mark.parametrize("name", THEMES)
def test_further_runs_of_a_cell_are_not_taken_for_another_cell(name):
    looks = [look_of(cell, rank, THEMES[name]) for cell in CELLS for rank in range(3)]
    for one, other in combinations(looks, 2):
        assert one.dash != other.dash or np.linalg.norm(lab(one.colour) - lab(other.colour)) > 15


def test_families_keep_their_colours():
    light, dark = THEMES["light"], THEMES["dark"]
    assert [stroke(cell, light).colour for cell in ("rnn", "gru", "lstm")] == ["#e69f00", "#009e73", "#0072b2"]
    assert stroke("lstm", dark).colour == "#56b4e9" and stroke("3-gram", light).colour == "#7f7f7f"
    assert stroke("rnn-relu", light).dash != "solid"


def test_an_unknown_theme_is_the_light_one():
    assert theme(None) is THEMES["light"] and theme("dark") is THEMES["dark"]


def test_mixing_goes_from_one_colour_to_the_other():
    assert mix("#000000", "#ffffff", 0.0) == "#000000" and mix("#000000", "#ffffff", 1.0) == "#ffffff"
