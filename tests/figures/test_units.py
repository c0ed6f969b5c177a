import math

import pytest

from playground.figures.units import LOSS_UNITS, loss_text, short_number, usable


def test_units_agree_with_their_definitions():
    assert LOSS_UNITS["nats"].convert(1.5, 5.0) == 1.5
    assert LOSS_UNITS["bits"].convert(math.log(2) * 10, 5.0) == pytest.approx(2.0)
    assert LOSS_UNITS["perplexity"].convert(math.log(50), 5.0) == pytest.approx(50)
    assert math.isfinite(LOSS_UNITS["perplexity"].convert(1e9, 5.0))


def test_bits_need_to_know_how_long_a_token_is():
    assert usable("bits", 0.0) is LOSS_UNITS["nats"] and usable("bits", 1.0) is LOSS_UNITS["bits"]


@pytest.mark.parametrize(
    ("value", "text"), [(1.58312, "1.583"), (1234.5, "1,234"), (12.3, "12.3"), (2e12, "2.0e+12"), (math.nan, "–"), (0, "0")]
)
def test_numbers_are_short(value, text):
    assert short_number(value) == text


def test_a_loss_says_its_unit():
    assert loss_text(1.58, LOSS_UNITS["nats"], 1.0) == "1.580 nats/char" and loss_text(None, LOSS_UNITS["nats"], 1.0) == "–"


@pytest.mark.parametrize(
    ("unit", "title"),
    [
        ("nats", "loss (nats per {token})"),
        ("bits", "loss (bits per character)"),
        ("perplexity", "perplexity (e^loss, per {token})"),
    ],
)
def test_a_token_of_one_character_is_called_one(unit, title):
    assert LOSS_UNITS[unit].title(1) == title.format(token="character")
    assert LOSS_UNITS[unit].title(4.7) == LOSS_UNITS[unit].title(0) == title.format(token="token")
