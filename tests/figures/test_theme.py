import re

import pytest

from models.cells import CELLS
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


def test_families_keep_their_colours():
    light, dark = THEMES["light"], THEMES["dark"]
    assert [stroke(cell, light).colour for cell in ("rnn", "gru", "lstm")] == ["#e69f00", "#009e73", "#0072b2"]
    assert stroke("lstm", dark).colour == "#56b4e9" and stroke("3-gram", light).colour == "#7f7f7f"
    assert stroke("rnn-relu", light).dash != "solid"


def test_an_unknown_theme_is_the_light_one():
    assert theme(None) is THEMES["light"] and theme("dark") is THEMES["dark"]


def test_mixing_goes_from_one_colour_to_the_other():
    assert mix("#000000", "#ffffff", 0.0) == "#000000" and mix("#000000", "#ffffff", 1.0) == "#ffffff"
